//! What a request says to the engine, statement by statement: for floors that say the same without the product.

use std::path::Path;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use smartkhata_core::api::{Handle, Session};
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::engine::Engine;
use smartkhata_core::store::sqlite::SqliteEngine;
use smartkhata_core::store::{Row, Statement};
use smartkhata_core::{Code, Error, Result};

/// The statements of one request.
#[derive(Default)]
pub struct Noted {
    /// Those that read.
    pub asked: Vec<Statement>,
    /// Those that wrote.
    pub written: Vec<Statement>,
}

/// A connection to the books of a folder as the product's own writer has it.
pub fn connection(folder: &Path) -> Result<Connection> {
    let connection = Connection::open(folder.join("books.sqlite")).map_err(storage)?;
    connection
        .execute_batch("pragma synchronous = full; pragma cache_size = -32768; pragma mmap_size = 268435456")
        .map_err(storage)?;
    connection.set_prepared_statement_cache_capacity(256);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(storage)?;
    Ok(connection)
}

/// What requests say, one after the other: run, noted, taken back.
pub fn note<R: Handle>(connection: &mut Connection, requests: Vec<R>) -> Result<Vec<Noted>> {
    connection.execute_batch("begin immediate").map_err(storage)?;
    let noted = requests.into_iter().map(|request| one(connection, request)).collect();
    connection.execute_batch("rollback").map_err(storage)?;
    noted
}

fn one<R: Handle>(connection: &mut Connection, request: R) -> Result<Noted> {
    let mut noted = Noted::default();
    let engine = Noting { engine: SqliteEngine::new(connection), noted: &mut noted };
    let mut session = Session::new(engine, &SystemClock, &SystemIds);
    let answer = match pin!(request.handle(&mut session)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => Err(Error::new(Code::Internal, "SQLite made a request wait.")),
    };
    drop(session);
    answer.map(|_| noted)
}

/// Passes everything on and notes it.
struct Noting<'a> {
    engine: SqliteEngine<'a>,
    noted: &'a mut Noted,
}

impl Engine for Noting<'_> {
    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        self.noted.asked.push(statement.clone());
        self.engine.query(statement).await
    }

    async fn run(&mut self, statements: &[Statement]) -> Result<Vec<u64>> {
        self.noted.written.extend_from_slice(statements);
        self.engine.run(statements).await
    }
}

/// An error of the bare engine.
pub fn storage(error: rusqlite::Error) -> Error {
    Error::new(Code::Storage, error.to_string())
}
