//! The books' engine on one PostgreSQL connection whose transaction someone else began.

use std::error::Error as StdError;

use bytes::BytesMut;
use smartkhata_core::store::{Engine, Row, Statement, Value};
use smartkhata_core::{Error, Result};
use tokio_postgres::types::{IsNull, ToSql, Type, WrongType};
use tokio_postgres::{Client, Column, Statement as Prepared};

use super::connection::Connection;
use super::fault::fault;
use super::pipeline::in_order;

/// Runs the books' statements: a query is one round trip, and so is a whole run.
pub struct PostgresEngine<'a> {
    connection: &'a mut Connection,
}

impl<'a> PostgresEngine<'a> {
    /// Over a connection.
    pub fn new(connection: &'a mut Connection) -> Self {
        Self { connection }
    }

    async fn prepare(&mut self, statement: &Statement) -> Result<Prepared> {
        self.connection.prepare(statement.sql.text, || statement.sql.postgres()).await
    }

    async fn prepare_all(&mut self, statements: &[Statement]) -> Result<Vec<Prepared>> {
        let mut prepared = Vec::with_capacity(statements.len());
        for statement in statements {
            prepared.push(self.prepare(statement).await?);
        }
        Ok(prepared)
    }
}

impl PostgresEngine<'_> {
    /// Prepares statements that are about to run behind others.
    pub(super) async fn prepare_for(&mut self, statements: &[Statement]) -> Result<()> {
        self.prepare_all(statements).await.map(drop)
    }

    /// Begins a transaction, locks, and asks what stands behind the lock: one round trip. The lock's row, if there is
    /// one, and each query's rows.
    pub(super) async fn behind(
        connection: &mut Connection,
        begin: &str,
        lock: &Prepared,
        params: &[&(dyn ToSql + Sync)],
        queries: &[Statement],
    ) -> Result<(Option<tokio_postgres::Row>, Vec<Vec<Row>>)> {
        let prepared = PostgresEngine::new(connection).prepare_all(queries).await?;
        let client = connection.client();
        let asked = queries.iter().zip(prepared).map(|(statement, prepared)| query(client, statement, prepared));
        let (begun, locked, known) = tokio::join!(biased; client.batch_execute(begin), client.query_opt(lock, params), in_order(asked.collect()));
        begun.map_err(|error| fault("begin", &error))?;
        let locked = locked.map_err(|error| fault("lock", &error))?;
        Ok((locked, known?))
    }

    /// Runs statements with the commit behind them: one round trip. On disk when this answers.
    pub(super) async fn run_and_commit(&mut self, statements: &[Statement]) -> Result<()> {
        let prepared = self.prepare_all(statements).await?;
        let client = self.connection.client();
        let run = statements.iter().zip(prepared).map(|(statement, prepared)| execute(client, statement, prepared));
        let (ran, committed) = tokio::join!(biased; in_order(run.collect()), client.batch_execute("select 1; commit"));
        ran?;
        committed.map_err(|error| fault("commit", &error))
    }
}

impl Engine for PostgresEngine<'_> {
    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        let prepared = self.prepare(statement).await?;
        query(self.connection.client(), statement, prepared).await
    }

    async fn query_many(&mut self, statements: &[Statement]) -> Result<Vec<Vec<Row>>> {
        let prepared = self.prepare_all(statements).await?;
        let client = self.connection.client();
        let query = statements.iter().zip(prepared).map(|(statement, prepared)| query(client, statement, prepared));
        in_order(query.collect()).await
    }

    async fn run(&mut self, statements: &[Statement]) -> Result<Vec<u64>> {
        let prepared = self.prepare_all(statements).await?;
        let client = self.connection.client();
        let run = statements.iter().zip(prepared).map(|(statement, prepared)| execute(client, statement, prepared));
        in_order(run.collect()).await
    }
}

async fn query(client: &Client, statement: &Statement, prepared: Prepared) -> Result<Vec<Row>> {
    let params: Vec<Param<'_>> = statement.params.iter().map(Param).collect();
    let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as _).collect();
    let rows = client.query(&prepared, &params).await.map_err(|error| told(statement, &error))?;
    rows.iter().map(|row| read(row).map_err(|error| told(statement, &error))).collect()
}

async fn execute(client: &Client, statement: &Statement, prepared: Prepared) -> Result<u64> {
    let params = statement.params.iter().map(Param);
    client.execute_raw(&prepared, params).await.map_err(|error| told(statement, &error))
}

/// A value as a parameter; one of another type than PostgreSQL expects there is refused before it is sent.
#[derive(Debug)]
struct Param<'a>(&'a Value);

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(value) => value.to_sql(ty, out),
            Value::Text(text) => text.to_sql(ty, out),
            Value::Bytes(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Which type fits depends on the value: `to_sql_checked` looks.
        true
    }

    fn to_sql_checked(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        let fits = match self.0 {
            Value::Null => true,
            Value::Int(_) => *ty == Type::INT8,
            Value::Text(_) => *ty == Type::TEXT,
            Value::Bytes(_) => *ty == Type::BYTEA,
        };
        if fits { self.to_sql(ty, out) } else { Err(Box::new(WrongType::new::<i64>(ty.clone()))) }
    }
}

/// A row of PostgreSQL as the books know it.
///
/// # Errors
/// When a column is neither `bigint`, `text` nor `bytea`.
pub fn read(row: &tokio_postgres::Row) -> std::result::Result<Row, tokio_postgres::Error> {
    let value = |(at, column): (usize, &Column)| {
        let value = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map(Value::Int),
            Type::TEXT => row.try_get::<_, Option<String>>(at)?.map(Value::Text),
            _ => row.try_get::<_, Option<Vec<u8>>>(at)?.map(Value::Bytes),
        };
        Ok(value.unwrap_or(Value::Null))
    };
    row.columns().iter().enumerate().map(value).collect::<std::result::Result<_, _>>().map(Row)
}

fn told(statement: &Statement, error: &tokio_postgres::Error) -> Error {
    fault(statement.sql.name, error)
}
