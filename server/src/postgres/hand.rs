//! This version's tables of a shop are at hand when it is used: they are made at its first use after a release, and those
//! of the shops that nobody uses beside the work of others, one after the other. A shop is made once: whoever does it has
//! its head locked; whoever else comes for that shop waits, for two seconds, and is then told to come again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool::managed::Pool;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Error, Result};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::connection::moment;
use super::fault::fault;
use super::pool::{self, Maker};
use super::tables;
use super::tenant::{Database, READ, beginning};
use super::transaction::Transaction;

/// How long a request waits for its shop's tables.
const PATIENCE: Duration = Duration::from_secs(2);

/// Shops that are made at a time because somebody asks for them: connections are left for everybody else.
const TURNS: usize = 2;

/// Shops that are looked up together to be made beside the work of others.
const LOOKED: i64 = 2_000;

/// No shop's id is older: the first half of 2024, in milliseconds since the Unix epoch.
const OLDEST_MS: i64 = 1_704_067_200_000;

/// After making one, as long as that took is left to others, and so long at least.
const BREATH: Duration = Duration::from_millis(20);

/// Another version may serve beside this one for so long after the tables of the newer of them were begun.
const BESIDE_MS: i64 = 86_400_000;

/// Those that are behind, from one on; how many in all; whether another version may be making more of them.
const BEHIND: &str = "select (select count(*) from shops_behind({books}, '', 9223372036854775807)), \
    array(select s from shops_behind({books}, $1, $2) s), \
    exists (select 1 from migration o join migration m on m.number = 1000000 + {books} \
    where o.name = 'books' and o.number <> m.number and (m.at_ms > $3 or o.at_ms > $3))";

type Making = Shared<BoxFuture<'static, Result<()>>>;

/// Which shops' tables this process is making, and whether it has to ask.
pub(super) struct Hand {
    making: Mutex<HashMap<BusinessId, Making>>,
    turns: Semaphore,
    /// No shop is behind, and nobody makes one so: what a shop's lock says is enough.
    settled: AtomicBool,
}

impl Default for Hand {
    fn default() -> Self {
        Self { making: Mutex::default(), turns: Semaphore::new(TURNS), settled: AtomicBool::new(false) }
    }
}

impl Hand {
    /// What a shop says of itself once it is reached.
    pub(super) fn found(&self, at_hand: bool) -> Result<()> {
        if !at_hand {
            self.settled.store(false, Ordering::Relaxed);
        }
        if at_hand { Ok(()) } else { Err(tables::not_at_hand()) }
    }
}

/// Ends with the making of a shop, however that ends.
struct Ends(Arc<Hand>, BusinessId);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.making.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

/// What a round of making those that are behind has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Shops that were behind when it began.
    pub behind: u64,
    /// Those that were made.
    pub made: u64,
    /// Those that could not be.
    pub failed: u64,
}

impl Database {
    /// Before a shop is used. Asks only while shops may be behind.
    pub(super) async fn at_hand(&self, business: BusinessId) -> Result<()> {
        if self.follows || self.hand.settled.load(Ordering::Relaxed) || !self.is_behind(business).await? {
            return Ok(());
        }
        timeout(PATIENCE, self.making(business)).await.unwrap_or_else(|_| Err(tables::not_at_hand()))
    }

    /// What a shop says of itself once it is reached. One that is behind then, was put there by another version this
    /// moment: it is looked at before it is used from now on.
    pub(super) fn found(&self, at_hand: bool) -> Result<()> {
        self.hand.found(at_hand)
    }

    async fn is_behind(&self, business: BusinessId) -> Result<bool> {
        let said = |error| fault("tables", &error);
        let mut transaction = self.transaction().await?;
        let connection = transaction.connection()?;
        let asked = connection.prepare_own(tables::AT_HAND).await?;
        let (client, text, id) = (connection.client(), beginning(READ, business), business.bytes());
        let params: [&(dyn tokio_postgres::types::ToSql + Sync); 1] = [&id];
        let (begun, row, ended) = tokio::join!(
            biased;
            client.batch_execute(&text),
            client.query_opt(&asked, &params),
            client.batch_execute("commit")
        );
        begun.map_err(said)?;
        let row = row.map_err(said)?;
        ended.map_err(said)?;
        transaction.ended();
        // One that is not here is nobody's to make.
        row.map_or(Ok(false), |row| row.try_get::<_, bool>(0).map(|at_hand| !at_hand).map_err(said))
    }

    /// The making of a shop's tables, which goes on when nobody waits for it any more.
    fn making(&self, business: BusinessId) -> Making {
        let mut making = self.hand.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(begun) = making.get(&business) {
            return begun.clone();
        }
        let (hand, pool) = (Arc::clone(&self.hand), self.pool.clone());
        let work = tokio::spawn(async move {
            let _ends = Ends(Arc::clone(&hand), business);
            let _turn = hand.turns.acquire().await.map_err(|error| broken(&error.to_string()))?;
            make(&pool, business, false).await.map(drop)
        });
        let begun = work.map(|ended| ended.unwrap_or_else(|error| Err(broken(&error.to_string())))).boxed().shared();
        making.insert(business, begun.clone());
        begun
    }

    /// Makes the tables of shops that are behind, one after the other, each while nobody uses it. `told` hears of each how
    /// many are still behind.
    ///
    /// # Errors
    /// When the database is not reached: of shops that cannot be made the log is told.
    pub async fn make_those_behind(&self, told: impl Fn(u64)) -> Result<Round> {
        let (behind, shops, beside) = match self.behind(&self.anywhere()).await? {
            // Each task begins elsewhere, and goes around.
            (behind, shops, beside) if shops.is_empty() && behind > 0 => {
                let (_, shops, _) = self.behind(&[]).await?;
                (behind, shops, beside)
            }
            found => found,
        };
        told(behind);
        self.hand.settled.store(behind == 0 && !beside, Ordering::Relaxed);
        let mut round = Round { behind, made: 0, failed: 0 };
        for business in shops {
            let began = moment();
            match make(&self.pool, business, true).await {
                Ok(made) => round.made = round.made.saturating_add(u64::from(made)),
                Err(error) => {
                    round.failed = round.failed.saturating_add(1);
                    let (code, said) = (error.code.as_str(), error.message);
                    tracing::error!(shop = %business, error.code = code, error.message = said, event.action = "tables",
                        "the tables of a shop cannot be made");
                }
            }
            told(behind.saturating_sub(round.made));
            sleep(began.elapsed().max(BREATH)).await;
        }
        Ok(round)
    }

    /// An id from the time since there are shops: ids begin with when they were made.
    fn anywhere(&self) -> Vec<u8> {
        let since = self.clock.now_ms().saturating_sub(OLDEST_MS).max(1);
        let [a, b, c, d, e, f, ..] = self.ids.random();
        let random = i64::from_be_bytes([0, 0, a, b, c, d, e, f]);
        let ms = OLDEST_MS.saturating_add(random.checked_rem(since).unwrap_or_default());
        let [_, _, ms @ ..] = ms.to_be_bytes();
        ms.to_vec()
    }

    async fn behind(&self, from: &[u8]) -> Result<(u64, Vec<BusinessId>, bool)> {
        let said = |error| fault("tables", &error);
        let mut connection = pool::get(&self.pool).await?;
        let asked = connection.prepare_own(BEHIND).await?;
        let lately = self.clock.now_ms().saturating_sub(BESIDE_MS);
        let row = connection.client().query_one(&asked, &[&from, &LOOKED, &lately]).await.map_err(said)?;
        let ids: Vec<Vec<u8>> = row.try_get(1).map_err(said)?;
        let shops = ids.iter().map(|id| BusinessId::from_bytes(id)).collect::<Result<_>>()?;
        let behind = row.try_get::<_, i64>(0).map_err(said)?;
        Ok((u64::try_from(behind).unwrap_or_default(), shops, row.try_get(2).map_err(said)?))
    }
}

async fn make(pool: &Pool<Maker>, business: BusinessId, idle: bool) -> Result<bool> {
    let mut transaction = Transaction::on(pool::get(pool).await?);
    let made = tables::bring(transaction.connection()?, business, idle).await?;
    transaction.ended();
    Ok(made)
}

fn broken(said: &str) -> Error {
    Error::new(Code::Internal, format!("tables: {said}"))
}
