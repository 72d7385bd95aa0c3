//! A shop's log, for the devices that meet here. What an entry means and how it counts is the core's
//! (`smartkhata_core::sync::host`); here are the transactions, and who may.

use smartkhata_core::id::{BusinessId, DeviceId};
use smartkhata_core::journal::Change;
use smartkhata_core::role::{Others, Role, Voice};
use smartkhata_core::store::schema::VERSION;
use smartkhata_core::store::statements::sync::READER_SET;
use smartkhata_core::store::{Engine, Row as CoreRow, Sql};
use smartkhata_core::sync::host::{self, Author, Say};
use smartkhata_core::sync::intake::Intake;
use smartkhata_core::sync::message::{Hello, Page, Pull, Push, Receipt, Tell, Welcome};
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::connection::Connection;
use super::engine::PostgresEngine;
use super::fault::fault;
use super::head::{Caller, gone, is_or_was_in, role, unreached};
use super::tables::{self, are_at_hand};
use super::tenant::{Database, READ, beginning, writes};
use crate::account::sql;

/// Who may bring a device in by signing in on it. A code lets in everybody else's.
const BRINGS: &str = "device.bring";

/// Whether a name ($4) is one under which the server itself writes into the shop, or did: nobody else's.
macro_rules! the_servers {
    () => {
        "exists (select 1 from head v where v.business_id = $1 and (v.device = $4 or $4 = any(v.former)))"
    };
}

/// Knows a device again that says hello, or takes it in: one that goes by a new name on a sign-in of a device that is in,
/// or one of somebody whose role may bring devices in by signing in. No row for anybody else: whoever reads the shop in a
/// browser is no device, and a device of another account is not theirs. Nobody is restored a hundred times on one sign-in:
/// every name is one more that all devices are told of.
const DEVICE_SEEN: &str = concat!(
    "insert into device (business_id, id, account_id, session_id, name, seen_ms, retired_ms) \
    select h.business_id, $4, s.account_id, s.id, s.device, $5, gone.since \
    from head h join session s on s.id = $3 and s.account_id = $2 and s.ended_ms is null \
    left join membership m on m.business_id = h.business_id and m.account_id = s.account_id cross join ",
    gone!(),
    " where h.business_id = $1 and not exists (select 1 from moved o where o.shop = $1) and ",
    is_or_was_in!(),
    " and (m.role = any($6) or exists (select 1 from device i where i.business_id = $1 and i.session_id = $3)) \
    and (exists (select 1 from device k where k.business_id = $1 and k.id = $4) \
    or (select count(*) from device i where i.business_id = $1 and i.session_id = $3) < 100) and not ",
    the_servers!(),
    " on conflict (business_id, id) do update set \
    seen_ms = case when device.retired_ms is null then excluded.seen_ms else device.seen_ms end, session_id = case \
    when device.retired_ms is null and excluded.retired_ms is null then excluded.session_id else device.session_id end, \
    retired_ms = coalesce(device.retired_ms, excluded.retired_ms) \
    where device.account_id = excluded.account_id \
    returning device.retired_ms is not null, (select h.refill_until_ms from head h where h.business_id = $1), \
    (select h.plan from head h where h.business_id = $1), \
    (select m.role from membership m where m.business_id = $1 and m.account_id = device.account_id)"
);

/// Why a device was not taken in: what the caller is to the shop, and whether the device is another's.
const NOT_TAKEN: &str = concat!(
    "select m.role, exists (select 1 from device d where d.business_id = $1 and d.id = $4) or ",
    the_servers!(),
    " from membership m join session s on s.id = $3 and s.account_id = m.account_id and s.ended_ms is null \
    where m.business_id = $1 and m.account_id = $2 and not exists (select 1 from moved o where o.shop = $1)"
);

/// A device of the caller, on the sign-in under which it said hello; one that was shut out is known on any.
macro_rules! on_this_sign_in {
    () => {
        "(d.session_id = $3 or d.retired_ms is not null)"
    };
}

/// What a pull has to know: whether the device was shut out, and what its holder is to the shop. No row where it is not
/// the caller's.
const DEVICE: &str = concat!(
    "select d.retired_ms is not null or gone.since is not null, h.refill_until_ms, h.plan, m.role, ",
    are_at_hand!(),
    " from device d join head h on h.business_id = d.business_id \
    join session s on s.id = $3 and s.account_id = d.account_id and s.ended_ms is null \
    left join membership m on m.business_id = d.business_id and m.account_id = d.account_id cross join ",
    gone!(),
    " where d.business_id = $1 and d.account_id = $2 and d.id = $4 and ",
    on_this_sign_in!(),
    " and ",
    is_or_was_in!(),
    " and not exists (select 1 from moved o where o.shop = $1)"
);

/// Lets the server go on under a new name before its next number, where a device shows more of the log than is here
/// ($2 is the last place that both have): the database was put back, also where its identity tells nothing of it. Only
/// under a name that it had before, and that is no news ($3): so that whoever makes such a log up changes it seldom.
const SET_BACK: &str = "update head h set incarnation = '' where h.business_id = $1 and exists (select 1 from change c \
    where c.business_id = $1 and c.dev = h.device and c.dseq = 1 and c.seq <= $2 and c.ms < $3)";

/// How long the server keeps a name at least, in milliseconds.
const NEWS_MS: i64 = 600_000; // ten minutes

/// Locks the head for a device that sends: its role, whether it was shut out, until when the log may be refilled, the
/// shop's plan, the role before its own and until when it had that.
const LOCK_FOR: &str = concat!(
    "select ",
    role!(),
    ", d.retired_ms is not null or gone.since is not null, h.refill_until_ms, h.plan, m.before_role, m.before_ms, \
    h.books, h.seq, ",
    are_at_hand!(),
    " from head h join session s on s.id = $3 and s.account_id = $2 and s.ended_ms is null \
    left join membership m on m.business_id = h.business_id and m.account_id = s.account_id \
    join device d on d.business_id = h.business_id and d.account_id = s.account_id and d.id = $4 and ",
    on_this_sign_in!(),
    " cross join ",
    gone!(),
    " where h.business_id = $1 and h.erase_ms is null and ",
    is_or_was_in!(),
    " and not ",
    the_servers!(),
    " and not exists (select 1 from moved o where o.shop = $1) for update of h"
);

/// The devices of a shop, the server's own and those that it was before among them: whether each is of the account whose
/// chain is sent, the series that it was given, the one that it says, and what its account is to the shop, or was.
static SPEAKERS: Sql = Sql {
    name: "SPEAKERS",
    text: "select d.id, cast(case when d.id = ?2 or d.account_id = (select a.account_id from device a \
        where a.business_id = ?1 and a.id = ?2) then 1 else 0 end as bigint), d.series, coalesce(f.value, ''), \
        coalesce(m.role, d.retired_role, '') \
        from device d left join field f on f.business_id = d.business_id and f.rec_id = d.id and f.name = 'series' \
        left join membership m on m.business_id = d.business_id and m.account_id = d.account_id where d.business_id = ?1 \
        union all select s.id, 0, '', coalesce(f.value, ''), '' from head h cross join unnest(h.former || h.device) s(id) \
        left join field f on f.business_id = h.business_id and f.rec_id = s.id and f.name = 'series' \
        where h.business_id = ?1 and s.id is not null",
};

/// So many entries may be what fills the tables: plans that were made while those were empty go by whichever index came
/// last, and would read all of the shop's rows for each entry, until PostgreSQL has looked at the tables by itself.
const MANY: usize = 100;

/// Hears the plan of a shop whose member the caller turned out to be.
pub type Meets<'a> = &'a (dyn Fn(&str) + Send + Sync);

impl Database {
    /// Answers a device's hello, and takes it in at the first.
    pub async fn hello(
        &self,
        business: BusinessId,
        caller: Caller,
        meets: Meets<'_>,
        hello: &Hello,
    ) -> Result<Welcome> {
        let now = self.clock.now_ms();
        let mut transaction = self.transaction().await?;
        let connection = transaction.connection()?;
        let seen = connection.prepare_own(DEVICE_SEEN).await?;
        let ids = Ids::of(business, caller, hello.device);
        let (client, text) = (connection.client(), beginning(writes(), business));
        let brings: Vec<&str> = Role::ALL.into_iter().filter(|role| role.may(BRINGS)).map(Role::as_str).collect();
        let params: [&(dyn ToSql + Sync); 6] = [&ids.business, &ids.account, &ids.session, &ids.device, &now, &brings];
        let (begun, row) = tokio::join!(biased; client.batch_execute(&text), client.query_opt(&seen, &params));
        begun.map_err(|error| fault("begin", &error))?;
        let row = row.map_err(|error| fault("device", &error))?;
        let Some(row) = row else { return Err(not_taken(connection, business, caller, &ids).await) };
        meets(text_at(&row, 2)?);
        let (removed, refill, role) = (flag(&row, 0)?, number(&row, 1)? > now, role_at(&row, 3)?);
        let mut engine = PostgresEngine::new(connection);
        let left = sql::READERS_FORGET.with([business.into(), caller.session.into(), hello.device.into()]);
        engine.run(&[left]).await?;
        let welcome = host::hello(&mut engine, business, now, refill, hello).await?;
        if let Some(common) = host::set_back(hello, &welcome).filter(|_| !removed) {
            let set_back = connection.prepare_own(SET_BACK).await?;
            let news = now.saturating_sub(NEWS_MS);
            let noted = connection.client().execute(&set_back, &[&ids.business, &common.seq, &news]).await;
            noted.map_err(|error| fault("head", &error))?;
        }
        transaction.commit().await?;
        Ok(Welcome { removed, role, ..welcome })
    }

    /// Answers a pull at once.
    pub async fn pull(&self, business: BusinessId, caller: Caller, meets: Meets<'_>, pull: &Pull) -> Result<Tell> {
        self.at_hand(business).await?;
        let now = self.clock.now_ms();
        let mut transaction = self.transaction().await?;
        let connection = transaction.connection()?;
        let device = connection.prepare_own(DEVICE).await?;
        let ids = Ids::of(business, caller, pull.device);
        let text = beginning(READ, business);
        let params: [&(dyn ToSql + Sync); 4] = [&ids.business, &ids.account, &ids.session, &ids.device];
        let asked = host::page_queries(business, pull);
        let (row, known) = PostgresEngine::behind(connection, &text, &device, &params, &asked).await?;
        let Some(row) = row else { return Err(unreached(connection, business, Some(caller)).await) };
        if flag(&row, 0)? {
            return Err(Error::new(Code::DeviceRemoved, "The shop's owner has taken this device out of the shop."));
        }
        meets(text_at(&row, 2)?);
        self.found(flag(&row, 4)?)?;
        let (refill, role) = (number(&row, 1)? > now, role_at(&row, 3)?);
        connection.work.keep(asked.into_iter().zip(known));
        let told = host::pull(&mut PostgresEngine::new(connection), business, now, refill, pull).await?;
        Ok(match told {
            Tell::Page(page) => Tell::Page(Page { role, ..page }),
            other => other,
        })
    }

    /// Notes how far a device has read, which a pull has just shown to be the caller's; outside the shop's lock.
    pub async fn read_to(&self, business: BusinessId, device: DeviceId, seq: i64) -> Result<()> {
        let now = self.clock.now_ms();
        let mut transaction = self.transaction().await?;
        let connection = transaction.connection()?;
        let reader = connection.prepare(READER_SET.text, || READER_SET.postgres()).await?;
        let (client, text) = (connection.client(), beginning(writes(), business));
        let (id, device) = (business.bytes(), device.bytes());
        let params: [&(dyn ToSql + Sync); 4] = [&id, &device, &seq, &now];
        // How far somebody has read is told anew at the next pull: nobody waits for the disk.
        let text = format!("{text}; set local synchronous_commit = off");
        let (begun, noted, committed) = tokio::join!(
            biased;
            client.batch_execute(&text),
            client.execute(&reader, &params),
            client.batch_execute("commit")
        );
        begun.map_err(|error| fault("begin", &error))?;
        noted.map_err(|error| fault("reader", &error))?;
        committed.map_err(|error| fault("commit", &error))?;
        transaction.ended();
        Ok(())
    }

    /// Takes what a device sends, in two round trips: behind the lock what is known of it; then everything that
    /// follows, with the commit. On disk when this answers.
    pub async fn push(
        &self,
        business: BusinessId,
        caller: Caller,
        meets: Meets<'_>,
        device: DeviceId,
        push: &Push,
    ) -> Result<Receipt> {
        let intake = Intake::new(business, push)?;
        let mut queries = intake.queries();
        queries.push(SPEAKERS.with([business.into(), push.device.into()]));
        self.at_hand(business).await?;
        let mut transaction = self.transaction().await?;
        let connection = transaction.connection()?;
        let lock = connection.prepare_own(LOCK_FOR).await?;
        let ids = Ids::of(business, caller, device);
        PostgresEngine::new(connection).prepare_for(&queries).await?;
        let mut text = beginning(writes(), business);
        if push.entries.len() >= MANY {
            text.push_str("; discard plans");
        }
        let params: [&(dyn ToSql + Sync); 4] = [&ids.business, &ids.account, &ids.session, &ids.device];
        let (locked, mut known) = PostgresEngine::behind(connection, &text, &lock, &params, &queries).await?;
        let Some(row) = locked else { return Err(unreached(connection, business, Some(caller)).await) };
        let role: Role = text_at(&row, 0)?.parse()?;
        meets(text_at(&row, 3)?);
        self.found(flag(&row, 8)?)?;
        let (late, now) = (flag(&row, 1)?, self.clock.now_ms());
        let refill = number(&row, 2)? > now;
        let (others, of_the_chain) = speakers(push.device, &known.pop().unwrap_or_default())?;
        let voice = |role| Voice::new(role, others.clone(), intake.says());
        let (sender, sayer) = (voice(role), of_the_chain.filter(|_| push.device != device).map(voice));
        let before = before(&row)?.map(|(role, until)| (voice(role), until));
        // What somebody said before they were let do less comes late, as from a device that was shut out.
        let still = |change: &Change| {
            before.as_ref().is_some_and(|(before, until)| change.ms <= *until && before.may_say(change))
        };
        let may = |change: &Change| match sender.may_say(change) {
            false if push.device != device => Say::Waits,
            false if still(change) => Say::Late,
            false => Say::MayNot,
            // What somebody else had said counts as far as they might say it.
            true if sayer.as_ref().is_some_and(|sayer| !sayer.may_say(change)) => Say::MayNot,
            true => Say::May,
        };
        let author = Author { device, late, may: &may, refill };
        let (statements, receipt) = intake.judge(known, now, &author)?;
        if statements.is_empty() {
            return Ok(receipt);
        }
        let mut engine = PostgresEngine::new(connection);
        let books = number(&row, 6)?;
        if books != VERSION {
            engine.later(tables::take(business, books, number(&row, 7)?).into()).await?;
        }
        engine.later(statements).await?;
        engine.commit().await?;
        transaction.ended();
        self.bell.ring(business);
        Ok(receipt)
    }
}

/// What who sends was to the shop before, and until when.
fn before(row: &Row) -> Result<Option<(Role, i64)>> {
    let told = |error| fault("device", &error);
    let (role, until): (Option<&str>, Option<i64>) = (row.try_get(4).map_err(told)?, row.try_get(5).map_err(told)?);
    role.zip(until).map(|(role, until)| Ok((role.parse()?, until))).transpose()
}

/// The ids of a request as PostgreSQL takes them.
struct Ids {
    business: Vec<u8>,
    account: Vec<u8>,
    session: Vec<u8>,
    device: Vec<u8>,
}

impl Ids {
    fn of(business: BusinessId, caller: Caller, device: DeviceId) -> Self {
        let (account, session) = (caller.account.as_bytes().to_vec(), caller.session.as_bytes().to_vec());
        Self { business: business.bytes(), account, session, device: device.bytes() }
    }
}

/// Why a device that said hello was not taken in. Who is no member hears what everybody does.
async fn not_taken(connection: &mut Connection, business: BusinessId, caller: Caller, ids: &Ids) -> Error {
    let asked = async {
        let why = connection.prepare_own(NOT_TAKEN).await?;
        let params: [&(dyn ToSql + Sync); 4] = [&ids.business, &ids.account, &ids.session, &ids.device];
        connection.client().query_opt(&why, &params).await.map_err(|error| fault("device", &error))
    };
    match asked.await {
        Ok(Some(row)) if matches!(flag(&row, 1), Ok(false)) => {
            Error::new(Code::Forbidden, "A code lets this device into the shop. Ask its owner for one.")
        }
        Ok(_) => unreached(connection, business, Some(caller)).await,
        Err(error) => error,
    }
}

/// What belongs to other devices than those of a chain's account, and what that account is to the shop.
fn speakers(chain: DeviceId, rows: &[CoreRow]) -> Result<(Others, Option<Role>)> {
    let (mut others, mut role) = (Others::default(), None);
    for row in rows {
        let (device, own): (DeviceId, bool) = (row.id(0)?, row.flag(1)?);
        // A field is JSON; what is no text is no series.
        let said = serde_json::from_str::<String>(&row.text(3)?).unwrap_or_default();
        let series = [row.text(2)?, said].into_iter().filter(|series| !series.is_empty());
        if own {
            others.own.extend(series);
        } else {
            others.devices.insert(device);
            others.series.extend(series);
        }
        if device == chain {
            role = row.text(4)?.parse().ok();
        }
    }
    Ok((others, role))
}

fn flag(row: &Row, at: usize) -> Result<bool> {
    row.try_get(at).map_err(|error| fault("device", &error))
}

fn number(row: &Row, at: usize) -> Result<i64> {
    row.try_get(at).map_err(|error| fault("device", &error))
}

fn role_at(row: &Row, at: usize) -> Result<Option<String>> {
    row.try_get(at).map_err(|error| fault("device", &error))
}

fn text_at(row: &Row, at: usize) -> Result<&str> {
    row.try_get(at).map_err(|error| fault("device", &error))
}
