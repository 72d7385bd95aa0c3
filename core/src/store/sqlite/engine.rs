//! Runs statements on one connection, inside a transaction that someone else began.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};

use super::fault::fault;
use crate::error::{Code, Error, Result};
use crate::store::engine::Engine;
use crate::store::rows;
use crate::store::statement::{Row, Statement, Value};

/// One transaction of one connection.
pub struct SqliteEngine<'a> {
    connection: &'a mut Connection,
}

impl<'a> SqliteEngine<'a> {
    /// Over a connection whose transaction has begun.
    pub fn new(connection: &'a mut Connection) -> Self {
        Self { connection }
    }

    fn rows(&self, statement: &Statement) -> rusqlite::Result<Vec<Row>> {
        let mut prepared = self.connection.prepare_cached(statement.sql.text)?;
        let columns = prepared.column_count();
        let mut rows = prepared.query(rusqlite::params_from_iter(&statement.params))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let values: rusqlite::Result<Vec<Value>> = (0..columns).map(|column| row.get(column)).collect();
            out.push(Row(values?));
        }
        Ok(out)
    }

    /// Runs statements of one text: it is looked up once.
    fn execute(&self, alike: &[Statement], touched: &mut Vec<u64>) -> rusqlite::Result<()> {
        let Some(first) = alike.first() else { return Ok(()) };
        let mut prepared = self.connection.prepare_cached(first.sql.text)?;
        for statement in alike {
            let rows = prepared.execute(rusqlite::params_from_iter(&statement.params))?;
            touched.push(u64::try_from(rows).unwrap_or(u64::MAX));
        }
        Ok(())
    }

    /// Runs statements whose counts nobody reads, with those of one shape together: a table is gone through once for many
    /// rows, and what comes behind its last row is put there without a search.
    fn write(&self, mut statements: &[Statement]) -> rusqlite::Result<()> {
        while let Some((count, text)) = rows::together(statements) {
            let (these, rest) = statements.split_at_checked(count).unwrap_or((statements, &[]));
            let mut prepared = self.connection.prepare_cached(text)?;
            prepared.execute(rusqlite::params_from_iter(these.iter().flat_map(|statement| &statement.params)))?;
            statements = rest;
        }
        Ok(())
    }
}

impl Engine for SqliteEngine<'_> {
    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        self.rows(statement).map_err(fault)
    }

    async fn run(&mut self, statements: &[Statement]) -> Result<Vec<u64>> {
        let mut touched = Vec::with_capacity(statements.len());
        for alike in statements.chunk_by(|one, next| std::ptr::eq(one.sql, next.sql)) {
            self.execute(alike, &mut touched).map_err(fault)?;
        }
        Ok(touched)
    }

    async fn later(&mut self, statements: Vec<Statement>) -> Result<()> {
        self.write(&statements).map_err(fault)
    }
}

/// Runs a future that never pends to its end: SQLite answers at once.
pub fn finish<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => Err(Error::new(Code::Internal, "A request waited for something that is not the books.")),
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(value) => ValueRef::Integer(*value),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl rusqlite::types::FromSql for Value {
    fn column_result(value: ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        Ok(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(value) => Value::Int(value),
            ValueRef::Text(_) => Value::Text(value.as_str()?.to_owned()),
            ValueRef::Blob(bytes) => Value::from(bytes),
            // No column of ours is a float; a file that has one was not written by us.
            ValueRef::Real(_) => return Err(rusqlite::types::FromSqlError::InvalidType),
        })
    }
}
