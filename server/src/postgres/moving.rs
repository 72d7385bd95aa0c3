//! A shop moves to another cluster. Its writers wait while everything that is kept of it is copied and checked there;
//! then it leaves, and whoever asks for it here is told where it is; then it is opened there, and the directory is told.
//! A copy that is not open serves nobody, so that at no moment two clusters do. Cut short at any moment, the same command
//! goes on or begins anew: a copy that holds nothing of its own is thrown away.

use std::pin::pin;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use smartkhata_core::id::BusinessId;
use smartkhata_core::store::schema::VERSION;
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::Row;

use super::check::{Checker, ShopCheck};
use super::fault::fault;
use super::notices::CHANNEL;
use super::operator::{Operator, told};
use super::pool::{self, Settings};
use super::tables;
use super::tenant::{Database, READ, beginning, writes};
use crate::cells::FIRST;

/// A copy that nobody is led to any more is erased after this time.
const KEPT_MS: i64 = 30 * 86_400_000;

const MOVED: &str = "select address, coming from moved where shop = $1";

/// Nobody is served by what is copied until it is open. It leads to where it comes from, as far as that has a name.
const COMING: &str = "insert into moved (shop, address, at_ms, coming) values ($1, $2, $3, true) \
    on conflict (shop) do update set address = case $2 when '' then moved.address else $2 end, coming = true";

/// What never came leads nowhere.
const STAYED: &str = "delete from moved where shop = $1 and coming and address = ''";

const OPEN: &str = "delete from moved where shop = $1 and coming";

const PLACE: &str =
    "insert into place (shop, cell) values ($1, $2) on conflict (shop) do update set cell = excluded.cell";

/// Which cells know who.
const KNOWN: &str = "insert into known_in (account_id, cell) select unnest($1::bytea[]), $2 on conflict do nothing";

const CLUSTER: &str = "select (select system_identifier from pg_control_system())::text || '/' || current_database()";

const HEAD: &str = "select seq, chain from head where business_id = $1";

/// Whether the log of this shop has this digest at this place.
const ON_LOG: &str = "select exists (select 1 from change where business_id = $1 and seq = $2 and chain = $3)";

/// The tables with rows of shops that are copied, this version's of those that are worked out; the head last: others refer
/// to it.
const TABLES: &str = "select c.relname::text from pg_class c \
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'business_id' and not a.attisdropped \
    where c.relkind in ('r', 'p') and c.relpersistence = 'p' and pg_table_is_visible(c.oid) \
    order by c.relname = 'head', c.relname";

/// The columns of a table that are stored, as text.
const COLUMNS: &str = "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute \
    where attrelid = $1::text::regclass and attnum > 0 and not attisdropped and attgenerated = ''";

/// Of a table which columns name accounts.
const ACCOUNTS_IN: &str = "select attname::text from pg_attribute where attrelid = $1::text::regclass and not attisdropped \
    and attname in ('account_id', 'by_account')";

/// Who has to do with the shop, and who they are there: somebody who signs in by the same is the same person.
const PEOPLE: &str = "create temp table person on commit drop as \
    select i.id as here, coalesce(a.id, i.id) as there from incoming_account i left join account a \
    on a.id = i.id or a.lookup = i.lookup or a.phone = i.phone or a.email = i.email";

const FORWARD: &str = "insert into moved (shop, address, at_ms) values ($1, $2, $3) \
    on conflict (shop) do update set address = excluded.address, at_ms = excluded.at_ms, coming = false";

const ATTACHMENTS: &str =
    "select count(*), coalesce(sum(size), 0)::bigint from blob where business_id = $1 and done_ms is not null";

/// A shop that was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Entries of its journal.
    pub entries: i64,
    /// Attachments whose bytes are kept here.
    pub attachments: i64,
    /// And how many bytes those are.
    pub bytes: i64,
}

/// Where a shop is moved to.
pub struct Destination<'a> {
    /// The other cluster.
    pub operator: &'a Operator,
    /// How it is reached.
    pub settings: &'a Settings,
    /// What the one that is left leads to: the address of other servers, or a cell of the same directory.
    pub name: &'a str,
    /// Between cells of one directory.
    pub among: Option<Among<'a>>,
}

/// Cells of one directory: people sign in there, and stay signed in.
pub struct Among<'a> {
    /// The first cell.
    pub directory: &'a Operator,
    /// The cell that is left.
    pub from: &'a str,
}

/// What leads on from a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Led {
    /// Where to; empty where nobody has said.
    pub to: String,
    /// It is being moved here, and not open yet.
    pub coming: bool,
}

impl Led {
    fn of(row: &Row) -> Result<Self> {
        Ok(Self { to: get(row, 0)?, coming: get(row, 1)? })
    }
}

impl Database {
    /// Where a shop is that was moved from here, or is not open here yet.
    pub async fn moved(&self, shop: BusinessId) -> Result<Option<String>> {
        let mut connection = pool::get(&self.pool).await?;
        let moved = connection.prepare_own(MOVED).await?;
        let row = connection.client().query_opt(&moved, &[&shop.bytes()]).await.map_err(told)?;
        let led = row.map(|row| Led::of(&row)).transpose()?;
        Ok(led.map(|led| led.to).filter(|to| !to.is_empty()))
    }
}

impl Operator {
    /// Where a shop is that was moved from here, or is not open here yet.
    pub async fn led(&self, shop: BusinessId) -> Result<Option<Led>> {
        let row = self.client.query_opt(MOVED, &[&shop.bytes()]).await.map_err(told)?;
        row.map(|row| Led::of(&row)).transpose()
    }

    /// Where the directory, which is here, says that a shop is; none for the first cell.
    pub async fn place(&self, shop: BusinessId) -> Result<Option<String>> {
        let row = self.client.query_opt("select cell from place where shop = $1", &[&shop.bytes()]).await;
        row.map_err(told)?.map(|row| get(&row, 0)).transpose()
    }

    /// Moves a shop to another cluster, or finishes what was cut short.
    ///
    /// # Errors
    /// `not_found`, `conflict` where it may not be moved, `corrupt_database` where its books are not sound: then it is
    /// served here as before.
    pub async fn move_shop(&self, shop: BusinessId, to: &Destination<'_>, now_ms: i64) -> Result<Moved> {
        if self.text(CLUSTER).await? == to.operator.text(CLUSTER).await? {
            return Err(Error::new(Code::Conflict, "Both are the same database."));
        }
        let gone = |to: &str| Error::new(Code::Conflict, format!("It was moved to {to} already."));
        match self.led(shop).await? {
            None => self.carry(shop, to, now_ms).await?,
            Some(led) if led.coming => {
                let message = "It is not open here: a move to here was cut short. Finish that first.";
                return Err(Error::new(Code::Conflict, message));
            }
            Some(led) if led.to != to.name => return Err(gone(&led.to)),
            Some(led) => match to.operator.led(shop).await? {
                Some(there) if there.coming => {}
                None if to.among.is_some() => {}
                Some(there) if !there.to.is_empty() => return Err(gone(&there.to)),
                _ => return Err(gone(&led.to)),
            },
        }
        to.open(shop).await
    }

    async fn carry(&self, shop: BusinessId, to: &Destination<'_>, now_ms: i64) -> Result<()> {
        let id = shop.bytes();
        self.bring_tables(shop).await?;
        self.note("move", Some(shop), &format!("to {}", to.name)).await?;
        to.operator.note("move", Some(shop), "taken in").await?;
        // Whoever writes waits from here on, or is told to come again. The check there may take its time.
        self.run(&beginning(writes(), shop)).await?;
        self.run("set local idle_in_transaction_session_timeout = 0").await?;
        let head = self.client.query_opt(&format!("{HEAD} for update"), &[&id]).await.map_err(told)?;
        let head = head.ok_or_else(|| Error::field(Code::NotFound, "shop", format!("There is no shop {shop}.")))?;
        let at_hand = self.client.query_one(&tables::told(tables::AT_HAND), &[&id]).await.map_err(told)?;
        if !get::<bool>(&at_hand, 0)? {
            return Err(Error::new(
                Code::Busy,
                "A server of another version writes into this shop at this moment. Try again.",
            ));
        }
        // Nobody draws a token here that is not known there.
        let sessions = format!("select 1 from session where id in ({}) for update", of_devices(shop));
        self.client.query(&sessions, &[]).await.map_err(told)?;
        to.operator.make_room(shop, self).await?;
        self.copy(shop, to, now_ms).await?;
        let checked = Checker::begin(to.settings, true).await?.check(shop).await?;
        let whole = get::<i64>(&head, 0)? == checked.entries;
        if let ShopCheck { faults, entries, .. } = &checked
            && (!faults.is_empty() || !whole)
        {
            to.operator.erase_shop(shop).await?;
            to.operator.client.execute(STAYED, &[&id]).await.map_err(told)?;
            let said = faults.first().cloned().unwrap_or_else(|| format!("{entries} entries came"));
            return Err(Error::new(Code::CorruptDatabase, format!("The copy is not sound, it was not moved: {said}")));
        }
        self.leave(shop, to, now_ms).await
    }

    /// Throws a copy away that says nothing which the log here does not say: of a move that was cut short, or of a shop
    /// that comes back.
    async fn make_room(&self, shop: BusinessId, from: &Self) -> Result<()> {
        let id = shop.bytes();
        let Some(row) = self.client.query_opt(HEAD, &[&id]).await.map_err(told)? else { return Ok(()) };
        let (seq, chain) = (get::<i64>(&row, 0)?, get::<Vec<u8>>(&row, 1)?);
        let row = from.client.query_one(ON_LOG, &[&id, &seq, &chain]).await.map_err(told)?;
        if seq > 0 && !get::<bool>(&row, 0)? {
            let message = "The other cluster has this shop, and entries in it that are not here. Nothing was moved.";
            return Err(Error::new(Code::Conflict, message));
        }
        self.erase_shop(shop).await
    }

    /// Copies the people of a shop, then every row of it, in one transaction there.
    async fn copy(&self, shop: BusinessId, way: &Destination<'_>, now_ms: i64) -> Result<()> {
        let to = way.operator;
        to.run(&beginning(writes(), shop)).await?;
        let sessions = of_devices(shop);
        let people = format!(
            "id in (select account_id from membership where {of} union select account_id from device where {of} \
             union select by_account from invite where {of} union select account_id from session where id in ({sessions}))",
            of = of(shop)
        );
        // The first cell knows everybody.
        if let Some(among) = way.among.as_ref().filter(|_| way.name != FIRST) {
            let ids = self.client.query(&format!("select id from account where {people}"), &[]).await.map_err(told)?;
            let ids = ids.iter().map(|row| get::<Vec<u8>>(row, 0)).collect::<Result<Vec<_>>>()?;
            among.directory.client.execute(KNOWN, &[&ids, &way.name]).await.map_err(told)?;
        }
        self.bring(to, "account", &people).await?;
        self.bring(to, "session", &format!("id in ({sessions})")).await?;
        to.run(PEOPLE).await?;
        to.run("delete from incoming_account where id in (select here from person where here <> there)").await?;
        to.settle("account", "on conflict do nothing").await?;
        // One that has ended in either has ended.
        let known = "on conflict (id) do update set seen_ms = greatest(session.seen_ms, excluded.seen_ms), \
            ended_ms = coalesce(session.ended_ms, excluded.ended_ms)";
        to.settle("session", known).await?;
        if way.among.is_none() {
            self.bring(to, "refresh_token", &format!("session_id in ({sessions})")).await?;
            to.settle("refresh_token", "on conflict do nothing").await?;
        }
        let rows = to.client.query(TABLES, &[]).await.map_err(told)?;
        let tables = rows.iter().map(|row| get::<String>(row, 0)).collect::<Result<Vec<_>>>()?;
        // The head first: others refer to it.
        for table in tables.iter().rev() {
            self.bring(to, table, &of(shop)).await?;
            to.settle(table, "").await?;
        }
        let from = way.among.as_ref().map_or("", |among| among.from);
        to.client.execute(COMING, &[&shop.bytes(), &from, &now_ms]).await.map_err(told)?;
        // What was copied of the tables is this version's.
        to.run(&format!(
            "update head set erase_ms = null, books = {VERSION} where {of}; delete from built where {of}; commit",
            of = of(shop)
        ))
        .await
    }

    /// Brings rows of a table into a table of the other connection's own.
    async fn bring(&self, to: &Self, table: &str, which: &str) -> Result<()> {
        let columns = to.columns(table).await?;
        to.run(&format!("create temp table incoming_{table} (like {table}) on commit drop")).await?;
        let out = format!("copy (select {columns} from {table} where {which}) to stdout (format binary)");
        let into = format!("copy incoming_{table} ({columns}) from stdin (format binary)");
        let mut out = pin!(self.client.copy_out(&out).await.map_err(told)?);
        let mut into = pin!(to.client.copy_in::<_, Bytes>(&into).await.map_err(told)?);
        while let Some(chunk) = out.next().await {
            into.send(chunk.map_err(told)?).await.map_err(told)?;
        }
        into.finish().await.map(drop).map_err(told)
    }

    /// Puts what was brought where it belongs, each person under the id that they have here.
    async fn settle(&self, table: &str, conflict: &str) -> Result<()> {
        let named = self.client.query(ACCOUNTS_IN, &[&table]).await.map_err(told)?;
        for row in named {
            let column: String = get(&row, 0)?;
            let rename = "from person where here <> there and here =";
            self.run(&format!("update incoming_{table} set {column} = there {rename} incoming_{table}.{column}"))
                .await?;
        }
        let columns = self.columns(table).await?;
        self.run(&format!("insert into {table} ({columns}) select {columns} from incoming_{table} {conflict}")).await
    }

    /// From here on who asks for the shop is led away, those first who wait for its log; nobody is a member of what is
    /// left, which is erased later.
    async fn leave(&self, shop: BusinessId, to: &Destination<'_>, now_ms: i64) -> Result<()> {
        let (id, over) = (shop.bytes(), now_ms.saturating_add(KEPT_MS));
        self.client.execute(FORWARD, &[&id, &to.name, &now_ms]).await.map_err(told)?;
        if to.among.is_none() {
            self.run(&format!("delete from refresh_token where session_id in ({})", of_devices(shop))).await?;
        }
        self.run(&format!(
            "delete from membership where {of}; delete from invite where {of}; \
             update head set erase_ms = {over} where {of}; notify {CHANNEL}, '{shop}'; commit",
            of = of(shop)
        ))
        .await
    }

    async fn columns(&self, table: &str) -> Result<String> {
        let row = self.client.query_one(COLUMNS, &[&table]).await.map_err(told)?;
        get(&row, 0)
    }

    async fn text(&self, query: &str) -> Result<String> {
        let row = self.client.query_one(query, &[]).await.map_err(told)?;
        get(&row, 0)
    }
}

impl Destination<'_> {
    /// Opens what has come, and tells the directory.
    async fn open(&self, shop: BusinessId) -> Result<Moved> {
        let (id, there) = (shop.bytes(), self.operator);
        there.client.execute(OPEN, &[&id]).await.map_err(told)?;
        if let Some(among) = &self.among {
            among.directory.client.execute(PLACE, &[&id, &self.name]).await.map_err(told)?;
        }
        there.run(&beginning(READ, shop)).await?;
        let entries = there.client.query_one(HEAD, &[&id]).await.map_err(told)?;
        let bytes = there.client.query_one(ATTACHMENTS, &[&id]).await.map_err(told)?;
        there.run("rollback").await?;
        Ok(Moved { entries: get(&entries, 0)?, attachments: get(&bytes, 0)?, bytes: get(&bytes, 1)? })
    }
}

/// The rows of a shop.
fn of(shop: BusinessId) -> String {
    format!("business_id = decode('{}', 'hex')", shop.uuid().simple())
}

/// The sessions of its devices.
fn of_devices(shop: BusinessId) -> String {
    format!("select session_id from device where {}", of(shop))
}

fn get<T: for<'a> tokio_postgres::types::FromSql<'a>>(row: &Row, at: usize) -> Result<T> {
    row.try_get(at).map_err(|error| fault("move", &error))
}
