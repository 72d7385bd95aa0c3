//! One shop's books: a snapshot to read, or a transaction whose writer holds the head of the shop's log.

use std::sync::Arc;

use deadpool::managed::Pool;
use smartkhata_core::Result;
use smartkhata_core::api::Session;
use smartkhata_core::clock::{Clock, FixedClock};
use smartkhata_core::id::{BusinessId, Ids};
use tokio_postgres::types::ToSql;

use super::connection::Connection;
use super::engine::PostgresEngine;
use super::fault::fault;
use super::head::{Caller, Head, LOCK, LOCK_AS, ROLE_OF, unreached};
use super::pool::{self, Figures, Maker, Settings};
use super::transaction::Transaction;
use super::{device, seal};
use crate::bell::Bell;
use crate::role::Role;

/// The books of all shops.
pub struct Database {
    pub(super) pool: Pool<Maker>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn Ids>,
    pub(super) bell: Arc<Bell>,
}

/// One snapshot of a shop's books. Ends when dropped.
pub struct Reading {
    transaction: Transaction,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    /// What the caller may do; none for the server's own work.
    pub role: Option<Role>,
    /// What was bought for this shop; empty for the server's own work.
    pub plan: String,
}

/// One transaction of a shop's books, its head locked. Taken back when dropped without [`Writing::commit`].
#[must_use = "what is not committed is taken back"]
pub struct Writing {
    pub(super) transaction: Transaction,
    pub(super) business: BusinessId,
    pub(super) head: Head,
    pub(super) clock: FixedClock,
    pub(super) ids: Arc<dyn Ids>,
    pub(super) bell: Arc<Bell>,
}

impl Database {
    /// Over a database that was migrated.
    pub fn new(settings: &Settings, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>, bell: Arc<Bell>) -> Result<Self> {
        Ok(Self { pool: pool::new(settings)?, clock, ids, bell })
    }

    /// Who waits for which shop's log.
    pub fn bell(&self) -> &Arc<Bell> {
        &self.bell
    }

    /// A snapshot of a shop's books, for the server's own work.
    pub async fn read(&self, business: BusinessId) -> Result<Reading> {
        let mut transaction = self.transaction().await?;
        begin(transaction.connection()?, &beginning(READ, business)).await?;
        Ok(self.reading(transaction, None, String::new()))
    }

    /// A snapshot for a member of the shop; `not_found` for everybody else. One round trip.
    pub async fn read_as(&self, business: BusinessId, caller: Caller) -> Result<Reading> {
        let mut transaction = self.transaction().await?;
        let connection = transaction.connection()?;
        let role = connection.prepare_own(ROLE_OF).await?;
        let (id, account, session) =
            (business.bytes(), caller.account.as_bytes().as_slice(), caller.session.as_bytes());
        let params: [&(dyn ToSql + Sync); 3] = [&id, &account, &session.as_slice()];
        let (client, text) = (connection.client(), beginning(READ, business));
        let (begun, row) = tokio::join!(biased; client.batch_execute(&text), client.query_opt(&role, &params));
        begun.map_err(|error| fault("begin", &error))?;
        let Some(row) = row.map_err(|error| fault("role", &error))? else {
            return Err(unreached(connection, business, Some(caller)).await);
        };
        let text = |at| row.try_get::<_, &str>(at).map_err(|error| fault("role", &error));
        let (role, plan) = (text(0)?.parse()?, text(1)?.to_owned());
        Ok(self.reading(transaction, Some(role), plan))
    }

    /// The one writer of a shop's books, for the server's own work. Waits for its turn for two seconds, then `busy`.
    pub async fn write(&self, business: BusinessId) -> Result<Writing> {
        self.lock(business, None).await
    }

    /// The one writer of a shop's books for a member of the shop; `not_found` for everybody else. One round trip.
    pub async fn write_as(&self, business: BusinessId, caller: Caller) -> Result<Writing> {
        self.lock(business, Some(caller)).await
    }

    async fn lock(&self, business: BusinessId, caller: Option<Caller>) -> Result<Writing> {
        let mut transaction = self.transaction().await?;
        let connection = transaction.connection()?;
        let lock = connection.prepare_own(if caller.is_some() { LOCK_AS } else { LOCK }).await?;
        let id = business.bytes();
        let ids = caller.map(|caller| (caller.account.into_bytes(), caller.session.into_bytes()));
        let ids = ids.as_ref().map(|(account, session)| (account.as_slice(), session.as_slice()));
        let mut params: Vec<&(dyn ToSql + Sync)> = vec![&id];
        if let Some((account, session)) = &ids {
            params.extend([account as &(dyn ToSql + Sync), session]);
        }
        let (client, text) = (connection.client(), beginning(WRITE, business));
        let (begun, row) = tokio::join!(biased; client.batch_execute(&text), client.query_opt(&lock, &params));
        begun.map_err(|error| fault("begin", &error))?;
        let Some(row) = row.map_err(|error| fault("lock", &error))? else {
            return Err(unreached(connection, business, caller).await);
        };
        let head = Head::of(&row)?;
        Ok(self.writing(transaction, business, head))
    }

    pub(super) fn writing(&self, transaction: Transaction, business: BusinessId, head: Head) -> Writing {
        // Above every stamp that was granted before, so that what is written now wins over all that was seen.
        let cap = self.clock.now_ms().max(head.cap.saturating_add(1));
        Writing {
            transaction,
            business,
            head,
            clock: FixedClock(cap),
            ids: Arc::clone(&self.ids),
            bell: Arc::clone(&self.bell),
        }
    }

    fn reading(&self, transaction: Transaction, role: Option<Role>, plan: String) -> Reading {
        Reading { transaction, clock: Arc::clone(&self.clock), ids: Arc::clone(&self.ids), role, plan }
    }

    pub(super) async fn transaction(&self) -> Result<Transaction> {
        Ok(Transaction::on(pool::get(&self.pool).await?))
    }

    /// Whether PostgreSQL answers, and has the tables that this program knows.
    pub async fn is_migrated(&self) -> Result<bool> {
        let connection = pool::get(&self.pool).await?;
        super::migrate::is_current(connection.client()).await
    }

    /// How the pool stands.
    pub fn figures(&self) -> Figures {
        pool::figures(&self.pool)
    }

    /// The time.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Randomness.
    pub fn ids(&self) -> &Arc<dyn Ids> {
        &self.ids
    }
}

impl Reading {
    /// The time.
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// The books, to be asked.
    pub fn session(&mut self) -> Result<Session<'_, PostgresEngine<'_>>> {
        let engine = PostgresEngine::new(self.transaction.connection()?);
        Ok(Session::new(engine, self.clock.as_ref(), self.ids.as_ref()))
    }
}

impl Writing {
    /// The books, to be asked as the server's own device, which is made at the first write and after a restore.
    pub async fn session(&mut self) -> Result<Session<'_, PostgresEngine<'_>>> {
        device::ensure(self).await?;
        self.bare_session()
    }

    /// The books, whoever the server is in them: for changes that devices made.
    pub fn bare_session(&mut self) -> Result<Session<'_, PostgresEngine<'_>>> {
        let engine = PostgresEngine::new(self.transaction.connection()?);
        Ok(Session::new(engine, &self.clock, self.ids.as_ref()))
    }

    /// The shop.
    pub fn business(&self) -> BusinessId {
        self.business
    }

    /// Where the shop's log stood when its lock was taken.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// What the caller may do; none for the server's own work.
    pub fn role(&self) -> Option<Role> {
        self.head.role
    }

    /// The greatest stamp that this transaction grants: `min(ms, cap)` is what a device's change is projected with.
    pub fn cap(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Gives every new change its place in the log and commits: on disk when this answers.
    pub async fn commit(self) -> Result<()> {
        seal::commit(self).await
    }
}

/// One snapshot, so that a report's figures stand together.
const READ: &str = "begin isolation level repeatable read read only";

/// One writer a shop: what waits longer than this is told that the shop is busy.
const WRITE: &str = "begin; set local lock_timeout = '2s'";

/// The text that begins a transaction of one business.
pub(super) fn beginning(begin: &str, business: BusinessId) -> String {
    format!("{begin}; set local app.business = '{}'", business.uuid().simple())
}

pub(super) const fn writes() -> &'static str {
    WRITE
}

async fn begin(connection: &Connection, text: &str) -> Result<()> {
    connection.client().batch_execute(text).await.map_err(|error| fault("begin", &error))
}
