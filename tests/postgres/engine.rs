//! The books' engine on one PostgreSQL connection whose transaction someone else began.

use std::collections::HashMap;
use std::error::Error as StdError;

use smartkhata_core::store::{Engine, Row, Statement, Value};
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Column, Statement as Prepared};

/// Runs the books' statements; each is prepared once.
pub struct PostgresEngine<'a> {
    client: &'a Client,
    prepared: HashMap<&'static str, Prepared>,
}

impl<'a> PostgresEngine<'a> {
    /// Over a connection.
    pub fn new(client: &'a Client) -> Self {
        Self { client, prepared: HashMap::new() }
    }

    async fn prepare(&mut self, statement: &Statement) -> Result<Prepared> {
        if let Some(prepared) = self.prepared.get(statement.sql.text) {
            return Ok(prepared.clone());
        }
        let prepared = self.client.prepare(&statement.sql.postgres()).await.map_err(|e| fault(statement, &e))?;
        self.prepared.insert(statement.sql.text, prepared.clone());
        Ok(prepared)
    }
}

impl Engine for PostgresEngine<'_> {
    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        let prepared = self.prepare(statement).await?;
        let params = params(statement, &prepared);
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| &**param as _).collect();
        let rows = self.client.query(&prepared, &params).await.map_err(|e| fault(statement, &e))?;
        rows.iter().map(|row| read(row).map_err(|e| fault(statement, &e))).collect()
    }

    async fn run(&mut self, statements: &[Statement]) -> Result<Vec<u64>> {
        let mut touched = Vec::new();
        for statement in statements {
            let prepared = self.prepare(statement).await?;
            let params = params(statement, &prepared);
            let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| &**param as _).collect();
            touched.push(self.client.execute(&prepared, &params).await.map_err(|e| fault(statement, &e))?);
        }
        Ok(touched)
    }
}

type Params<'a> = Vec<Box<dyn ToSql + Sync + Send + 'a>>;

fn params<'a>(statement: &'a Statement, prepared: &Prepared) -> Params<'a> {
    statement.params.iter().zip(prepared.params()).map(|(value, expected)| param(value, expected)).collect()
}

/// A parameter as the type that PostgreSQL expects there; a value of another type is refused by the client.
fn param<'a>(value: &'a Value, expected: &Type) -> Box<dyn ToSql + Sync + Send + 'a> {
    match value {
        Value::Null if *expected == Type::INT8 => Box::new(None::<i64>),
        Value::Null if *expected == Type::TEXT => Box::new(None::<&str>),
        Value::Null => Box::new(None::<&[u8]>),
        Value::Int(value) => Box::new(*value),
        Value::Text(text) => Box::new(text.as_str()),
        Value::Bytes(bytes) => Box::new(bytes.as_slice()),
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

fn fault(statement: &Statement, error: &tokio_postgres::Error) -> Error {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    Error::new(Code::Storage, format!("{}: {error}: {cause}", statement.sql.name))
}
