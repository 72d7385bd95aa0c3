//! Saving a five-line bill durably, beside the bare engine writing the same rows.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use smartkhata_core::api::bill::FinalizeBill;
use smartkhata_core::api::{Handle, Session};
use smartkhata_core::document::Draft;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::engine::Engine;
use smartkhata_core::store::sqlite::SqliteEngine;
use smartkhata_core::store::{Row, Statement};
use smartkhata_core::{Code, Error, Result};

use crate::books::Shop;
use crate::figure::{Aim, Figures, Samples, time};

/// How often the two take turns, so that both meet the same disk.
const TURNS: usize = 25;

/// Bills that each saves at its turn.
const BILLS: usize = 40;

/// Bills before those, unmeasured: what the other wrote emptied a connection's cache of pages, and a counter's is warm.
const WARMING: usize = 10;

/// Measures the product and its floor.
pub fn measure(shop: &Shop, figures: &mut Figures) -> Result<()> {
    let (mut noting, bare) = (connection(shop)?, connection(shop)?);
    let (mut product, mut floor) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let drafts = |half: usize| {
            let first = (turn * 2 + half) * (BILLS + WARMING);
            (first..first + BILLS + WARMING).map(|n| shop.draft(n)).collect::<Result<Vec<_>>>()
        };
        for (n, draft) in drafts(0)?.into_iter().enumerate() {
            let taken = time(|| shop.ask(FinalizeBill { draft }).map(drop))?;
            product.extend((n >= WARMING).then_some(taken));
        }
        for (n, rows) in rows_of(&mut noting, drafts(1)?)?.iter().enumerate() {
            let taken = time(|| write(&bare, rows))?;
            floor.extend((n >= WARMING).then_some(taken));
        }
    }
    let (product, floor) = (Samples::from_times(product), Samples::from_times(floor));
    figures.ms("finalize_floor_p50", floor.percentile(50), Aim::None);
    figures.ms("finalize_floor_p99", floor.percentile(99), Aim::None);
    let limit = floor.percentile(50).as_micros() * 3 / 2;
    figures.ms("finalize_p50", product.percentile(50), Aim::AtMost(limit));
    figures.ms("finalize_p99", product.percentile(99), Aim::None);
    Ok(())
}

/// A connection as the product's own writer has it.
fn connection(shop: &Shop) -> Result<Connection> {
    let connection = Connection::open(shop.folder().join("books.sqlite")).map_err(storage)?;
    connection
        .execute_batch("pragma synchronous = full; pragma cache_size = -32768; pragma mmap_size = 268435456")
        .map_err(storage)?;
    connection.set_prepared_statement_cache_capacity(256);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(storage)?;
    Ok(connection)
}

/// The statements that each of the requests writes, one after the other: run, noted, taken back.
fn rows_of(connection: &mut Connection, drafts: Vec<Draft>) -> Result<Vec<Vec<Statement>>> {
    connection.execute_batch("begin immediate").map_err(storage)?;
    let noted = drafts.into_iter().map(|draft| note(connection, FinalizeBill { draft })).collect();
    connection.execute_batch("rollback").map_err(storage)?;
    noted
}

fn note(connection: &mut Connection, request: FinalizeBill) -> Result<Vec<Statement>> {
    let mut noted = Vec::new();
    let engine = Noting { engine: SqliteEngine::new(connection), noted: &mut noted };
    let mut session = Session::new(engine, &SystemClock, &SystemIds);
    let answer = match pin!(request.handle(&mut session)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => Err(Error::new(Code::Internal, "SQLite made a request wait.")),
    };
    drop(session);
    answer.map(|_| noted)
}

/// Passes everything on and notes what is written.
struct Noting<'a> {
    engine: SqliteEngine<'a>,
    noted: &'a mut Vec<Statement>,
}

impl Engine for Noting<'_> {
    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        self.engine.query(statement).await
    }

    async fn run(&mut self, statements: &[Statement]) -> Result<Vec<u64>> {
        self.noted.extend_from_slice(statements);
        self.engine.run(statements).await
    }
}

fn write(connection: &Connection, rows: &[Statement]) -> Result<()> {
    connection.execute_batch("begin immediate").map_err(storage)?;
    for statement in rows {
        let mut prepared = connection.prepare_cached(statement.sql.text).map_err(storage)?;
        prepared.execute(rusqlite::params_from_iter(&statement.params)).map_err(storage)?;
    }
    connection.execute_batch("commit").map_err(storage)
}

fn storage(error: rusqlite::Error) -> Error {
    Error::new(Code::Storage, error.to_string())
}
