//! The tables that are worked out of the journal, of each version of the program in a place of their own: two versions
//! serve the same shops beside each other, as during a release, and neither reads or writes what the other made.
//!
//! Journal, people and devices are everybody's. `head.books` says which version's tables the newest entries of a shop went
//! into, and `built` up to which place of its log others stand. So whoever has a shop's head locked knows whether its own
//! tables are at the end of the log; where they are not, they are brought there first, by the entries that came since or
//! from the beginning, shop by shop ([`bring`]).

use smartkhata_core::id::BusinessId;
use smartkhata_core::store::schema::VERSION;
use smartkhata_core::store::{Sql, Statement, rebuild};
use smartkhata_core::{Code, Error, Result};

use super::connection::Connection;
use super::engine::PostgresEngine;
use super::fault::fault;
use super::tenant::beginning;

/// So many entries are followed one by one; beyond them working everything out from the beginning is quicker.
const FEW: i64 = 2_000;

/// One shop's turn. What works everything out takes its time.
const BEGIN: &str = "begin; set local lock_timeout = '2s'; set local statement_timeout = 0; \
    set local idle_in_transaction_session_timeout = '5min'";

/// Whether this version's tables of a shop are at the end of its log, of its head `h`.
macro_rules! are_at_hand {
    () => {
        "(h.books = {books} or exists (select 1 from built b where b.business_id = h.business_id \
         and b.books = {books} and b.seq = h.seq))"
    };
}
pub(super) use are_at_hand;

/// Whether they are, for whoever has not begun yet.
pub(super) const AT_HAND: &str = concat!("select ", are_at_hand!(), " from head h where h.business_id = $1");

/// Locks the head: where the log ends, whose tables are there, where this version's stand.
const LOCK: &str = "select h.seq, h.books, b.seq from head h \
    left join built b on b.business_id = h.business_id and b.books = {books} where h.business_id = $1 \
    and not exists (select 1 from moved o where o.shop = $1) for update of h";

/// The same of a shop that nobody uses at this moment.
const LOCK_IDLE: &str = "select h.seq, h.books, b.seq from head h \
    left join built b on b.business_id = h.business_id and b.books = {books} where h.business_id = $1 \
    and not exists (select 1 from moved o where o.shop = $1) for update of h skip locked";

const BUILT: &str = "insert into built (business_id, books, seq) values ($1, {books}, $2) \
    on conflict (business_id, books) do update set seq = excluded.seq";

/// Where another version's tables stand, as long as there are any: those that `migration` has at 1,000,000 and its number.
static STAND: Sql = Sql {
    name: "STAND",
    text: "insert into built (business_id, books, seq) select cast(?1 as bytea), cast(?2 as bigint), cast(?3 as bigint) \
        where exists (select 1 from migration where number = 1000000 + cast(?2 as bigint)) \
        on conflict (business_id, books) do update set seq = excluded.seq",
};

static TAKE: Sql = Sql { name: "TAKE", text: "update head set books = ?2 where business_id = ?1" };

/// Where the tables of a version are.
pub fn home(books: i64) -> String {
    format!("books_{books}")
}

/// What a statement of this program's own says of its version: `{books}`.
pub(super) fn told(text: &str) -> String {
    text.replace("{books}", &VERSION.to_string())
}

/// Where this version's statements find tables.
pub fn path() -> String {
    format!("set search_path = {}, public", home(VERSION))
}

/// What whoever holds a shop's lock writes first, whose newest entries went into another version's tables: where those
/// stand, and that from now on they go into this version's.
pub(super) fn take(business: BusinessId, from: i64, seq: i64) -> [Statement; 2] {
    [STAND.with([business.into(), from.into(), seq.into()]), TAKE.with([business.into(), VERSION.into()])]
}

/// A shop whose tables are not at hand is not served for a moment.
pub(super) fn not_at_hand() -> Error {
    Error::new(Code::Busy, "The tables of this shop are being made for this version. Try again.")
}

/// Brings this version's tables of a shop to the end of its log, its head locked meanwhile, and commits. Only one that
/// nobody uses at this moment, if that is said: whether that was so.
///
/// # Errors
/// `busy` where its lock is not to be had; what stands in its journal that cannot be read. The transaction is open then.
pub(super) async fn bring(connection: &mut Connection, business: BusinessId, idle: bool) -> Result<bool> {
    let said = |error| fault("tables", &error);
    connection.work.beside = true;
    let lock = connection.prepare_own(if idle { LOCK_IDLE } else { LOCK }).await?;
    connection.client().batch_execute(&beginning(BEGIN, business)).await.map_err(said)?;
    let row = connection.client().query_opt(&lock, &[&business.bytes()]).await.map_err(said)?;
    if let Some(row) = &row {
        let (seq, books): (i64, i64) = (row.try_get(0).map_err(said)?, row.try_get(1).map_err(said)?);
        let built: Option<i64> = row.try_get(2).map_err(said)?;
        if books != VERSION && built != Some(seq) {
            let mut engine = PostgresEngine::new(connection);
            match built {
                Some(from) if seq.saturating_sub(from) <= FEW => rebuild::follow(&mut engine, business, from).await?,
                _ => rebuild::rebuild(&mut engine, business).await?,
            }
            let noted = connection.prepare_own(BUILT).await?;
            connection.client().execute(&noted, &[&business.bytes(), &seq]).await.map_err(said)?;
        }
    }
    connection.client().batch_execute("commit").await.map_err(said)?;
    Ok(row.is_some())
}
