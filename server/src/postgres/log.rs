//! A shop's log, for the devices that meet here. What an entry means and how it counts is the core's
//! (`smartkhata_core::sync::host`); here are the transactions, and who may.

use smartkhata_core::id::{BusinessId, DeviceId};
use smartkhata_core::journal::Change;
use smartkhata_core::store::Engine;
use smartkhata_core::sync::host::{self, Author};
use smartkhata_core::sync::intake::Intake;
use smartkhata_core::sync::message::{Hello, Pull, Push, Receipt, Tell, Welcome};
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::engine::PostgresEngine;
use super::fault::fault;
use super::head::{Caller, unreached};
use super::tenant::{Database, READ, beginning, writes};
use crate::role::Role;

/// Takes a device in under the account that says hello, or knows it again; no row when it is another's.
const DEVICE_SEEN: &str = "insert into device (business_id, id, account_id, session_id, name, seen_ms) \
    select m.business_id, $4, m.account_id, s.id, s.device, $5 from membership m \
    join session s on s.id = $3 and s.account_id = m.account_id and s.ended_ms is null \
    where m.business_id = $1 and m.account_id = $2 and not exists (select 1 from moved o where o.shop = $1) \
    on conflict (business_id, id) do update set seen_ms = excluded.seen_ms, session_id = excluded.session_id \
    where device.account_id = excluded.account_id \
    returning device.retired_ms is not null, (select h.refill_until_ms from head h where h.business_id = $1)";

/// What a pull has to know: whether the device is the caller's, and whether it was shut out.
const DEVICE: &str = "select d.retired_ms is not null from device d \
    join membership m on m.business_id = d.business_id and m.account_id = d.account_id \
    join session s on s.id = $3 and s.account_id = m.account_id and s.ended_ms is null \
    where d.business_id = $1 and d.account_id = $2 and d.id = $4 and not exists (select 1 from moved o where o.shop = $1)";

/// Locks the head for a device that sends: its role, whether it was shut out, until when the log may be refilled.
const LOCK_FOR: &str = "select m.role, d.retired_ms is not null, h.refill_until_ms from head h \
    join membership m on m.business_id = h.business_id and m.account_id = $2 \
    join session s on s.id = $3 and s.account_id = m.account_id and s.ended_ms is null \
    join device d on d.business_id = h.business_id and d.account_id = m.account_id and d.id = $4 \
    where h.business_id = $1 and h.erase_ms is null \
    and not exists (select 1 from moved o where o.shop = $1) for update of h";

/// So many entries may be what fills the tables: plans that were made while those were empty go by whichever index came
/// last, and would read all of the shop's rows for each entry, until PostgreSQL has looked at the tables by itself.
const MANY: usize = 100;

/// Brings what is kept of a reader up to date, outside the shop's lock.
const READER: &str = "insert into reader (business_id, dev, seq, ms) values ($1, $2, $3, $4) \
    on conflict (business_id, dev) do update set seq = excluded.seq, ms = excluded.ms where excluded.ms >= reader.ms";

impl Database {
    /// Answers a device's hello, and takes it in at the first.
    pub async fn hello(&self, business: BusinessId, caller: Caller, hello: &Hello) -> Result<Welcome> {
        let now = self.clock.now_ms();
        let mut transaction = self.transaction().await?;
        let connection = transaction.connection()?;
        let seen = connection.prepare_own(DEVICE_SEEN).await?;
        let ids = Ids::of(business, caller, hello.device);
        let (client, text) = (connection.client(), beginning(writes(), business));
        let params: [&(dyn ToSql + Sync); 5] = [&ids.business, &ids.account, &ids.session, &ids.device, &now];
        let (begun, row) = tokio::join!(biased; client.batch_execute(&text), client.query_opt(&seen, &params));
        begun.map_err(|error| fault("begin", &error))?;
        let row = row.map_err(|error| fault("device", &error))?;
        let Some(row) = row else { return Err(unreached(connection, business, Some(caller)).await) };
        let (removed, refill) = (flag(&row, 0)?, number(&row, 1)? > now);
        let mut engine = PostgresEngine::new(connection);
        let welcome = host::hello(&mut engine, business, now, refill, hello).await?;
        transaction.commit().await?;
        Ok(Welcome { removed, ..welcome })
    }

    /// Answers a pull at once.
    pub async fn pull(&self, business: BusinessId, caller: Caller, pull: &Pull) -> Result<Tell> {
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
        connection.work.keep(asked.into_iter().zip(known));
        host::pull(&mut PostgresEngine::new(connection), business, now, pull).await
    }

    /// Notes how far a device has read.
    pub async fn read_to(&self, business: BusinessId, device: DeviceId, seq: i64) -> Result<()> {
        let now = self.clock.now_ms();
        let mut transaction = self.transaction().await?;
        let connection = transaction.connection()?;
        let reader = connection.prepare_own(READER).await?;
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
    pub async fn push(&self, business: BusinessId, caller: Caller, device: DeviceId, push: &Push) -> Result<Receipt> {
        let intake = Intake::new(business, push)?;
        let queries = intake.queries();
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
        let (locked, known) = PostgresEngine::behind(connection, &text, &lock, &params, &queries).await?;
        let Some(row) = locked else { return Err(unreached(connection, business, Some(caller)).await) };
        let role: Role = row.try_get::<_, &str>(0).map_err(|error| fault("lock", &error))?.parse()?;
        let (late, now) = (flag(&row, 1)?, self.clock.now_ms());
        let refill = number(&row, 2)? > now;
        let may = |change: &Change| role.may_say(change);
        let author = Author { device, late, may: &may, refill };
        let (statements, receipt) = intake.judge(known, now, &author)?;
        if statements.is_empty() {
            return Ok(receipt);
        }
        let mut engine = PostgresEngine::new(connection);
        engine.later(statements).await?;
        engine.commit().await?;
        transaction.ended();
        self.bell.ring(business);
        Ok(receipt)
    }
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

fn flag(row: &Row, at: usize) -> Result<bool> {
    row.try_get(at).map_err(|error| fault("device", &error))
}

fn number(row: &Row, at: usize) -> Result<i64> {
    row.try_get(at).map_err(|error| fault("device", &error))
}
