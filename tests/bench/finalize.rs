//! Saving a five-line bill durably, beside the bare engine writing the same rows.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use rusqlite::Connection;
use smartkhata_core::api::bill::FinalizeBill;
use smartkhata_core::api::{Handle, Session};
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::engine::Engine;
use smartkhata_core::store::sqlite::SqliteEngine;
use smartkhata_core::store::{Row, Statement};
use smartkhata_core::{Code, Error, Result};

use crate::books::Shop;
use crate::figure::{Aim, Figures, Samples, time};

/// Bills saved for each of the two.
const BILLS: usize = 1_000;

/// Measures the product and its floor, bill by bill in turn, so that both meet the same disk.
pub fn measure(shop: &Shop, figures: &mut Figures) -> Result<()> {
    let mut bare = Connection::open(shop.folder().join("books.sqlite")).map_err(storage)?;
    bare.execute_batch("pragma synchronous = full; pragma cache_size = -32768; pragma mmap_size = 268435456")
        .map_err(storage)?;
    bare.set_prepared_statement_cache_capacity(256);
    let (mut product, mut floor) = (Vec::new(), Vec::new());
    for n in 0..BILLS {
        let draft = shop.draft(n)?;
        product.push(time(|| shop.ask(FinalizeBill { draft }).map(drop))?);
        let rows = rows_of(&mut bare, FinalizeBill { draft: shop.draft(BILLS + n)? })?;
        floor.push(time(|| write(&bare, &rows))?);
    }
    let (product, floor) = (Samples::from_times(product), Samples::from_times(floor));
    figures.ms("finalize_floor_p50", floor.percentile(50), Aim::None);
    figures.ms("finalize_floor_p99", floor.percentile(99), Aim::None);
    let limit = floor.percentile(50).as_micros() * 3 / 2;
    figures.ms("finalize_p50", product.percentile(50), Aim::AtMost(limit));
    figures.ms("finalize_p99", product.percentile(99), Aim::None);
    Ok(())
}

/// The statements that a request writes: run, noted, taken back.
fn rows_of(connection: &mut Connection, request: FinalizeBill) -> Result<Vec<Statement>> {
    connection.execute_batch("begin immediate").map_err(storage)?;
    let mut noted = Vec::new();
    let engine = Noting { engine: SqliteEngine::new(connection), noted: &mut noted };
    let mut session = Session::new(engine, &SystemClock, &SystemIds);
    let answer = match pin!(request.handle(&mut session)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => Err(Error::new(Code::Internal, "SQLite made a request wait.")),
    };
    drop(session);
    connection.execute_batch("rollback").map_err(storage)?;
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
