//! What runs statements: SQLite on a device, PostgreSQL on a server.

use std::future::Future;

use super::statement::{Row, Statement};
use crate::error::Result;

/// One snapshot (to read) or one transaction (to write) of one engine. Who runs a request begins and ends it.
pub trait Engine: Send {
    /// Rows of one query.
    fn query(&mut self, statement: &Statement) -> impl Future<Output = Result<Vec<Row>>> + Send;

    /// Runs statements in order; answers how many rows each touched. One round trip where the engine can.
    fn run(&mut self, statements: &[Statement]) -> impl Future<Output = Result<Vec<u64>>> + Send;

    /// The first row, if any.
    fn query_one(&mut self, statement: &Statement) -> impl Future<Output = Result<Option<Row>>> + Send {
        async { Ok(self.query(statement).await?.into_iter().next()) }
    }
}
