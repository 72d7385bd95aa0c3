//! What runs statements: SQLite on a device, PostgreSQL on a server.

use std::future::Future;

use super::statement::{Row, Statement};
use crate::error::Result;
use crate::sync::host::Head;

/// One snapshot (to read) or one transaction (to write) of one engine. Who runs a request begins and ends it.
pub trait Engine: Send {
    /// Rows of one query.
    fn query(&mut self, statement: &Statement) -> impl Future<Output = Result<Vec<Row>>> + Send;

    /// Runs statements in order; answers how many rows each touched. One round trip where the engine can.
    fn run(&mut self, statements: &[Statement]) -> impl Future<Output = Result<Vec<u64>>> + Send;

    /// Rows of several queries that do not depend on each other. One round trip where the engine can.
    fn query_many(&mut self, statements: &[Statement]) -> impl Future<Output = Result<Vec<Vec<Row>>>> + Send {
        async move {
            let mut answers = Vec::with_capacity(statements.len());
            for statement in statements {
                answers.push(self.query(statement).await?);
            }
            Ok(answers)
        }
    }

    /// Tells which queries follow, so that an engine behind a network asks them together with the next one. Nothing
    /// depends on it: what is not asked after all costs a little, what was not told a round trip.
    fn ahead(&mut self, queries: impl FnOnce() -> Vec<Statement>) {
        let _ = queries;
    }

    /// Runs statements in order whose counts nobody reads: before the next query, or with the commit.
    fn later(&mut self, statements: Vec<Statement>) -> impl Future<Output = Result<()>> + Send {
        async move { self.run(&statements).await.map(drop) }
    }

    /// The end of the shop's log, where this transaction holds it: what is appended gets its place there at once.
    fn log(&mut self) -> impl Future<Output = Result<Option<&mut Head>>> + Send {
        async { Ok(None) }
    }

    /// The first row, if any.
    fn query_one(&mut self, statement: &Statement) -> impl Future<Output = Result<Option<Row>>> + Send {
        async { Ok(self.query(statement).await?.into_iter().next()) }
    }
}

impl<E: Engine> Engine for &mut E {
    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        E::query(self, statement).await
    }

    async fn run(&mut self, statements: &[Statement]) -> Result<Vec<u64>> {
        E::run(self, statements).await
    }

    async fn query_many(&mut self, statements: &[Statement]) -> Result<Vec<Vec<Row>>> {
        E::query_many(self, statements).await
    }

    fn ahead(&mut self, queries: impl FnOnce() -> Vec<Statement>) {
        E::ahead(self, queries);
    }

    async fn later(&mut self, statements: Vec<Statement>) -> Result<()> {
        E::later(self, statements).await
    }

    async fn log(&mut self) -> Result<Option<&mut Head>> {
        E::log(self).await
    }
}
