//! One connection: its client, its prepared statements, and which database it reached.

use std::collections::HashMap;

use smartkhata_core::Result;
use smartkhata_core::store::rows;
use smartkhata_core::store::{Sql, Statement};
use tokio_postgres::{Client, Statement as Prepared};

use super::fault::fault;
use super::work::Work;

/// What tells a database from its restored copy: the cluster's own id, its timeline (a restore to a point in time and
/// a promoted replica begin a new one), the database and the table (a dump read back makes both anew).
const INCARNATION: &str = "select system_identifier::text || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) \
    || '/' || (select oid::text from pg_database where datname = current_database()) \
    || '/' || 'head'::regclass::oid::text from pg_control_system()";

/// A client whose statements are each prepared once.
pub struct Connection {
    client: Client,
    prepared: HashMap<(&'static str, usize), Prepared>,
    incarnation: String,
    /// The work of the transaction that is on it.
    pub(super) work: Work,
}

impl Connection {
    /// Over a client, for books that no incarnation is kept of.
    pub fn over(client: Client) -> Self {
        Self { client, prepared: HashMap::new(), incarnation: String::new(), work: Work::default() }
    }

    /// Over a client of a database that was migrated.
    pub(super) async fn identified(client: Client) -> Result<Self> {
        let row = client.query_one(INCARNATION, &[]).await.map_err(|error| fault("incarnation", &error))?;
        let incarnation = row.try_get(0).map_err(|error| fault("incarnation", &error))?;
        Ok(Self { incarnation, ..Self::over(client) })
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
        let prepared = self.client.prepare(&text()).await.map_err(|error| fault(key, &error))?;
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

    /// A statement that is written for PostgreSQL alone.
    pub(super) async fn prepare_own(&mut self, text: &'static str) -> Result<Prepared> {
        self.prepare(text, || text.to_owned()).await
    }
}
