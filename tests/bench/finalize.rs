//! Saving a five-line bill durably, beside the bare engine writing the same rows.

use rusqlite::Connection;
use smartkhata_core::Result;
use smartkhata_core::api::bill::FinalizeBill;
use smartkhata_core::store::Statement;

use crate::books::Shop;
use crate::figure::{Aim, Figures, Samples, time};
use crate::noting::{connection, note, storage};

/// How often the two take turns, so that both meet the same disk.
const TURNS: usize = 10;

/// Bills that each saves at its turn.
const BILLS: usize = 100;

/// Bills before those, unmeasured: what the other wrote emptied a connection's cache of pages, and a counter's is warm.
const WARMING: usize = 50;

/// Measures the product and its floor.
pub fn measure(shop: &Shop, figures: &mut Figures) -> Result<()> {
    let (mut noting, bare) = (connection(shop.folder())?, connection(shop.folder())?);
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
        let requests = drafts(1)?.into_iter().map(|draft| FinalizeBill { draft }).collect();
        for (n, noted) in note(&mut noting, requests)?.iter().enumerate() {
            let taken = time(|| write(&bare, &noted.written))?;
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

fn write(connection: &Connection, rows: &[Statement]) -> Result<()> {
    connection.execute_batch("begin immediate").map_err(storage)?;
    for statement in rows {
        let mut prepared = connection.prepare_cached(statement.sql.text).map_err(storage)?;
        prepared.execute(rusqlite::params_from_iter(&statement.params)).map_err(storage)?;
    }
    connection.execute_batch("commit").map_err(storage)
}
