//! One connection: its client, its prepared statements, and which database it reached.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use smartkhata_core::Result;
use smartkhata_core::store::rows;
use smartkhata_core::store::{Sql, Statement};
use tokio_postgres::{Client, Statement as Prepared};

use super::fault::fault;
use super::tables;
use super::work::Work;

/// What tells a database from its restored copy: the cluster's own id, its timeline (a restore to a point in time and
/// a promoted replica begin a new one), the database and the table (a dump read back makes both anew).
const INCARNATION: &str = "select system_identifier::text || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) \
    || '/' || (select oid::text from pg_database where datname = current_database()) \
    || '/' || 'head'::regclass::oid::text from pg_control_system()";

/// What takes longer from a question to its answer is slow.
const SLOW: Duration = Duration::from_millis(200);

/// This moment, for how long something takes.
#[expect(clippy::disallowed_methods, reason = "how long something takes is told by a clock that nobody sets")]
pub(super) fn moment() -> Instant {
    Instant::now()
}

/// Round trips that somebody waited for.
#[derive(Debug, Default)]
pub struct Trips {
    all: AtomicU64,
    slow: AtomicU64,
}

impl Trips {
    /// Counts one.
    pub(super) fn count(&self, took: Duration) {
        self.all.fetch_add(1, Ordering::Relaxed);
        self.slow.fetch_add(u64::from(took > SLOW), Ordering::Relaxed);
    }

    /// How many there were, and how many of them were slow.
    pub fn read(&self) -> (u64, u64) {
        (self.all.load(Ordering::Relaxed), self.slow.load(Ordering::Relaxed))
    }
}

/// A client whose statements are each prepared once.
pub struct Connection {
    client: Client,
    prepared: HashMap<(&'static str, usize), Prepared>,
    incarnation: String,
    /// Where its round trips are counted.
    pub(super) trips: Arc<Trips>,
    /// The work of the transaction that is on it.
    pub(super) work: Work,
}

impl Connection {
    /// Over a client, for books that no incarnation is kept of.
    pub fn over(client: Client) -> Self {
        let (prepared, incarnation) = (HashMap::new(), String::new());
        Self { client, prepared, incarnation, trips: Arc::default(), work: Work::default() }
    }

    /// Over a client of a database that was migrated.
    pub(super) async fn identified(client: Client) -> Result<Self> {
        let row = client.query_one(INCARNATION, &[]).await.map_err(|error| fault("incarnation", &error))?;
        let incarnation = row.try_get(0).map_err(|error| fault("incarnation", &error))?;
        Ok(Self { incarnation, ..Self::over(client) })
    }

    /// The same, its round trips counted with those of others.
    pub(super) fn counted(self, trips: &Arc<Trips>) -> Self {
        Self { trips: Arc::clone(trips), ..self }
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Which database this is: changes when it was restored.
    pub(super) fn incarnation(&self) -> &str {
        &self.incarnation
    }

    /// A statement by its text, prepared at its first use. `text` writes it as PostgreSQL reads it.
    pub(super) async fn prepare(&mut self, key: &'static str, text: impl FnOnce() -> String) -> Result<Prepared> {
        self.prepare_rows(key, 1, text).await
    }

    async fn prepare_rows(
        &mut self,
        key: &'static str,
        rows: usize,
        text: impl FnOnce() -> String,
    ) -> Result<Prepared> {
        if let Some(prepared) = self.prepared.get(&(key, rows)) {
            return Ok(prepared.clone());
        }
        // Whoever goes away meanwhile leaves a connection behind that may answer nobody for long.
        let busy = std::mem::replace(&mut self.work.busy, true);
        let prepared = self.client.prepare(&text()).await;
        self.work.busy = busy;
        let prepared = prepared.map_err(|error| fault(key, &error))?;
        self.prepared.insert((key, rows), prepared.clone());
        Ok(prepared)
    }

    /// Statements whose counts nobody reads, prepared: each with how many of them it is.
    pub(super) async fn prepare_writes(&mut self, mut statements: &[Statement]) -> Result<Vec<(Prepared, usize)>> {
        let mut prepared = Vec::with_capacity(statements.len());
        while let (Some(first), Some((together, text))) = (statements.first(), rows::together(statements)) {
            let text = || Sql::for_postgres(text);
            prepared.push((self.prepare_rows(first.sql.text, together, text).await?, together));
            statements = statements.get(together..).unwrap_or_default();
        }
        Ok(prepared)
    }

    /// A statement that is written for PostgreSQL alone; `{books}` in it is this program's version of the books' tables.
    pub(super) async fn prepare_own(&mut self, text: &'static str) -> Result<Prepared> {
        self.prepare(text, || tables::told(text)).await
    }
}
