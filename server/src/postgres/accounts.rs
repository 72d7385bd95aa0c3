//! A transaction over accounts and sign-ins, which belong to no shop.

use smartkhata_core::Result;
use smartkhata_core::store::{Engine, Row, Statement};
use uuid::Uuid;

use super::engine::PostgresEngine;
use super::opening::Opening;
use super::tenant::Database;
use super::transaction::Transaction;

/// One transaction over accounts. Taken back when dropped without [`Accounts::commit`].
#[must_use = "what is not committed is taken back"]
pub struct Accounts(Transaction);

impl Database {
    /// Begins a transaction that reaches no shop's rows.
    pub async fn accounts(&self) -> Result<Accounts> {
        self.begin_accounts("begin; set local lock_timeout = '2s'").await
    }

    /// Begins one that reaches what this account has in every shop: its memberships.
    pub async fn accounts_of(&self, account: Uuid) -> Result<Accounts> {
        self.begin_accounts(&format!("begin; set local app.account = '{}'", account.simple())).await
    }

    async fn begin_accounts(&self, text: &str) -> Result<Accounts> {
        let mut transaction = self.transaction().await?;
        transaction.connection()?.work.opening = Some(Opening { text: text.to_owned(), guard: None });
        Ok(Accounts(transaction))
    }
}

impl Accounts {
    /// Commits: on disk when this answers.
    pub async fn commit(mut self) -> Result<()> {
        let connection = self.0.connection()?;
        if connection.work.opening.is_none() || !connection.work.writes.is_empty() {
            PostgresEngine::new(connection).commit().await?;
        }
        self.0.ended();
        Ok(())
    }
}

impl Engine for Accounts {
    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        PostgresEngine::new(self.0.connection()?).query(statement).await
    }

    async fn query_many(&mut self, statements: &[Statement]) -> Result<Vec<Vec<Row>>> {
        PostgresEngine::new(self.0.connection()?).query_many(statements).await
    }

    async fn run(&mut self, statements: &[Statement]) -> Result<Vec<u64>> {
        PostgresEngine::new(self.0.connection()?).run(statements).await
    }

    fn ahead(&mut self, queries: impl FnOnce() -> Vec<Statement>) {
        if let Ok(connection) = self.0.connection() {
            PostgresEngine::new(connection).ahead(queries);
        }
    }

    async fn later(&mut self, statements: Vec<Statement>) -> Result<()> {
        PostgresEngine::new(self.0.connection()?).later(statements).await
    }
}
