//! A copy of a cluster that follows it, as RDS and streaming replication make one. It serves what takes long to draw up,
//! as far as it has come: whoever asks knows from the primary where the shop's log stands, and a copy that is not there
//! yet, is not reached or takes too long is passed by.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use smartkhata_core::Result;
use smartkhata_core::clock::Clock;
use smartkhata_core::id::{BusinessId, Ids};
use smartkhata_core::sync::message::Point;
use tokio::time::timeout;

use super::head::Caller;
use super::opening::Admits;
use super::pool::{Figures, Settings};
use super::tenant::{Database, Reading};

/// How long it may take to say where it stands.
const PATIENCE: Duration = Duration::from_secs(1);

/// One that did not say so is left alone for a while.
const REST_MS: i64 = 10_000;

/// A copy that follows.
pub struct Replica {
    database: Database,
    rests_until: AtomicI64,
}

impl Replica {
    /// Over the copy of a database.
    pub fn new(settings: &Settings, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Result<Self> {
        let database = Database::following(settings, clock, ids)?;
        Ok(Self { database, rests_until: AtomicI64::new(0) })
    }

    /// A snapshot that has begun and holds the shop's log up to this place at least, if there is one to be had at once.
    pub async fn reading(&self, business: BusinessId, caller: Caller, admits: Admits, at: Point) -> Option<Reading> {
        if self.database.clock().now_ms() < self.rests_until.load(Ordering::Relaxed) {
            return None;
        }
        let asked = async {
            let mut reading = self.database.reading(business, caller, Some(admits)).await?;
            // Held to the caller's own shop as on the primary, by the same rules.
            let opened = reading.open().await;
            Result::Ok((reading, opened))
        };
        let Ok(Ok((mut reading, opened))) = timeout(PATIENCE, asked).await else {
            tracing::warn!(event.action = "replica", "the replica is not reached; reports are read from the primary");
            let until = self.database.clock().now_ms().saturating_add(REST_MS);
            self.rests_until.store(until, Ordering::Relaxed);
            return None;
        };
        // Who is refused here has joined a moment ago: the primary has let them in.
        opened.ok()?;
        let there = reading.place()?;
        (there == at || there.seq > at.seq).then_some(reading)
    }

    /// How its pool stands.
    pub fn figures(&self) -> Figures {
        self.database.figures()
    }
}
