//! One shop's books: a snapshot to read, or a transaction whose writer holds the head of the shop's log.

use std::sync::Arc;

use deadpool::managed::Pool;
use smartkhata_core::Result;
use smartkhata_core::api::Session;
use smartkhata_core::clock::{Clock, FixedClock};
use smartkhata_core::id::{BusinessId, Ids};
use smartkhata_core::role::Role;
use smartkhata_core::sync::message::Point;

use super::device::{self, Bound};
use super::engine::PostgresEngine;
use super::hand::Hand;
use super::head::Caller;
use super::opening::{Admits, Guard, Opening};
use super::pool::{self, Figures, Maker, Settings};
use super::transaction::Transaction;
use crate::bell::Bell;

/// The books of all shops.
pub struct Database {
    pub(super) pool: Pool<Maker>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn Ids>,
    pub(super) bell: Arc<Bell>,
    bound: Arc<Bound>,
    pub(super) hand: Arc<Hand>,
    /// A copy that follows another and takes no writes.
    pub(super) follows: bool,
}

/// One snapshot of a shop's books. Ends when dropped.
pub struct Reading {
    transaction: Transaction,
    business: BusinessId,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

/// One transaction of a shop's books, its head locked. Taken back when dropped without [`Writing::commit`].
#[must_use = "what is not committed is taken back"]
pub struct Writing {
    pub(super) transaction: Transaction,
    pub(super) business: BusinessId,
    pub(super) bound: Arc<Bound>,
    clock: FixedClock,
    ids: Arc<dyn Ids>,
    bell: Arc<Bell>,
}

impl Database {
    /// Over a database that was migrated.
    pub fn new(settings: &Settings, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>, bell: Arc<Bell>) -> Result<Self> {
        Ok(Self::over(pool::new(settings)?, clock, ids, bell))
    }

    /// Over the copy of a database, which is read only.
    pub(super) fn following(settings: &Settings, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Result<Self> {
        let (bell, _nobody) = Bell::new();
        Ok(Self { follows: true, ..Self::over(pool::following(settings)?, clock, ids, Arc::new(bell)) })
    }

    fn over(pool: Pool<Maker>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>, bell: Arc<Bell>) -> Self {
        Self { pool, clock, ids, bell, bound: Arc::default(), hand: Arc::default(), follows: false }
    }

    /// Who waits for which shop's log.
    pub fn bell(&self) -> &Arc<Bell> {
        &self.bell
    }

    /// A snapshot for a member of the shop, which begins with the first thing that is asked; that is refused where the
    /// caller is no member, or not admitted.
    pub async fn reading(&self, business: BusinessId, caller: Caller, admits: Option<Admits>) -> Result<Reading> {
        self.at_hand(business).await?;
        let mut transaction = self.transaction().await?;
        let text = beginning(READ, business);
        let guard = Guard {
            business,
            caller: Some(caller),
            locks: false,
            bound: None,
            admits,
            late: false,
            hand: Arc::clone(&self.hand),
        };
        transaction.connection()?.work.opening = Some(Opening { text, guard: Some(guard) });
        Ok(Reading { transaction, business, clock: Arc::clone(&self.clock), ids: Arc::clone(&self.ids) })
    }

    /// A snapshot for a member of the shop; `not_found` for everybody else. One round trip.
    pub async fn read_as(&self, business: BusinessId, caller: Caller) -> Result<Reading> {
        let mut reading = self.reading(business, caller, None).await?;
        reading.open().await?;
        Ok(reading)
    }

    /// The one writer of a shop's books for a member of the shop, whose turn begins with the first thing that is asked:
    /// it waits for two seconds, then `busy`; it is refused where the caller is no member, or not admitted.
    pub async fn writer(&self, business: BusinessId, caller: Caller, admits: Option<Admits>) -> Result<Writing> {
        let bound = self.bound.has(business).then(|| Arc::clone(&self.bound));
        self.lock(business, Some(caller), bound, admits).await
    }

    /// The one writer of a shop's books, for the server's own work. Waits for its turn for two seconds, then `busy`.
    pub async fn write(&self, business: BusinessId) -> Result<Writing> {
        let mut writing = self.lock(business, None, None, None).await?;
        writing.open().await?;
        Ok(writing)
    }

    async fn lock(
        &self,
        business: BusinessId,
        caller: Option<Caller>,
        bound: Option<Arc<Bound>>,
        admits: Option<Admits>,
    ) -> Result<Writing> {
        self.at_hand(business).await?;
        let mut transaction = self.transaction().await?;
        let text = beginning(WRITE, business);
        let guard = Guard { business, caller, locks: true, bound, admits, late: false, hand: Arc::clone(&self.hand) };
        transaction.connection()?.work.opening = Some(Opening { text, guard: Some(guard) });
        Ok(self.writing(transaction, business))
    }

    pub(super) fn writing(&self, transaction: Transaction, business: BusinessId) -> Writing {
        Writing {
            transaction,
            business,
            bound: Arc::clone(&self.bound),
            clock: FixedClock(self.clock.now_ms()),
            ids: Arc::clone(&self.ids),
            bell: Arc::clone(&self.bell),
        }
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
    /// The same, also for a device that was shut out.
    pub fn also_late(mut self) -> Result<Self> {
        late(&mut self.transaction)?;
        Ok(self)
    }

    /// The same for a single question, with which it ends: no word more goes to PostgreSQL. Whatever is asked behind it is
    /// refused as a fault of this program.
    pub fn once(mut self) -> Result<Self> {
        self.transaction.connection()?.work.once = true;
        Ok(self)
    }

    /// Begins, unless it has begun.
    pub async fn open(&mut self) -> Result<()> {
        PostgresEngine::new(self.transaction.connection()?).open().await
    }

    /// The shop.
    pub fn business(&self) -> BusinessId {
        self.business
    }

    /// The time.
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// What was bought for this shop, once something was asked; empty before.
    pub fn plan(&mut self) -> String {
        self.transaction.connection().map(|connection| connection.work.opened.plan.clone()).unwrap_or_default()
    }

    /// What the caller may do, once something was asked; none before.
    pub fn role(&mut self) -> Option<Role> {
        self.transaction.connection().ok().and_then(|connection| connection.work.opened.role)
    }

    /// Where the shop's log stands in this snapshot, once something was asked; none before.
    pub fn place(&mut self) -> Option<Point> {
        self.transaction.connection().ok().and_then(|connection| connection.work.opened.at)
    }

    /// The books, to be asked.
    pub fn session(&mut self) -> Result<Session<'_, PostgresEngine<'_>>> {
        let engine = PostgresEngine::new(self.transaction.connection()?);
        Ok(Session::new(engine, self.clock.as_ref(), self.ids.as_ref()).of(self.business))
    }

    /// Round trips to PostgreSQL so far.
    pub fn trips(&mut self) -> Result<u64> {
        Ok(self.transaction.connection()?.work.trips)
    }
}

impl Writing {
    /// The same, also for a device that was shut out: what it still holds is taken.
    pub fn also_late(mut self) -> Result<Self> {
        late(&mut self.transaction)?;
        Ok(self)
    }

    /// Takes the lock, unless it is held.
    pub async fn open(&mut self) -> Result<()> {
        PostgresEngine::new(self.transaction.connection()?).open().await
    }

    /// The books, to be asked as the server's own device, which is made at the first write and after a restore.
    pub async fn session(&mut self) -> Result<Session<'_, PostgresEngine<'_>>> {
        device::ensure(self).await?;
        self.bare_session()
    }

    /// The books, whoever the server is in them: for changes that devices made.
    pub fn bare_session(&mut self) -> Result<Session<'_, PostgresEngine<'_>>> {
        let engine = PostgresEngine::new(self.transaction.connection()?);
        Ok(Session::new(engine, &self.clock, self.ids.as_ref()).of(self.business))
    }

    /// The shop.
    pub fn business(&self) -> BusinessId {
        self.business
    }

    /// What the caller may do, once something was asked; none for the server's own work.
    pub fn role(&mut self) -> Option<Role> {
        self.transaction.connection().ok().and_then(|connection| connection.work.opened.role)
    }

    /// What was bought for this shop, once something was asked; empty before.
    pub fn plan(&mut self) -> String {
        self.transaction.connection().map(|connection| connection.work.opened.plan.clone()).unwrap_or_default()
    }

    /// Whether the lock waits for the first thing that is asked, of a shop whose device is this database's.
    pub(super) fn waits_bound(&mut self) -> bool {
        let opening = self.transaction.connection().ok().and_then(|connection| connection.work.opening.as_ref());
        opening.and_then(|opening| opening.guard.as_ref()).is_some_and(|guard| guard.bound.is_some())
    }

    /// Whether the server's device of this shop is one of this database.
    pub(super) async fn is_bound(&mut self) -> Result<bool> {
        self.open().await?;
        let connection = self.transaction.connection()?;
        let here = connection.incarnation();
        Ok(connection.work.opened.head.as_ref().is_some_and(|head| head.is_bound(here)))
    }

    /// Keeps where the log now stands and commits: on disk when this answers.
    pub async fn commit(mut self) -> Result<()> {
        let business = self.business;
        let connection = self.transaction.connection()?;
        let moved = connection.work.opened.head.as_ref().filter(|head| head.has_moved()).map(|head| head.log);
        connection.work.writes.extend(moved.map(|log| log.save(business)));
        if connection.work.opening.is_some() && connection.work.writes.is_empty() {
            // Nothing was asked, nothing is to be written.
            self.transaction.ended();
            return Ok(());
        }
        PostgresEngine::new(connection).commit().await?;
        self.transaction.ended();
        if moved.is_some() {
            self.bell.ring(business);
        }
        Ok(())
    }

    /// Round trips to PostgreSQL so far.
    pub fn trips(&mut self) -> Result<u64> {
        Ok(self.transaction.connection()?.work.trips)
    }
}

/// Lets what has not begun begin for a device that was shut out.
fn late(transaction: &mut Transaction) -> Result<()> {
    if let Some(Opening { guard: Some(guard), .. }) = &mut transaction.connection()?.work.opening {
        guard.late = true;
    }
    Ok(())
}

/// One snapshot, so that a report's figures stand together.
pub(super) const READ: &str = "begin isolation level repeatable read read only";

/// One writer a shop: what waits longer than this is told that the shop is busy.
const WRITE: &str = "begin; set local lock_timeout = '2s'";

/// The text that begins a transaction of one business.
pub(super) fn beginning(begin: &str, business: BusinessId) -> String {
    format!("{begin}; set local app.business = '{}'", business.uuid().simple())
}

pub(super) const fn writes() -> &'static str {
    WRITE
}
