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
}
