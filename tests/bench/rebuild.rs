//! Rebuilding every table from the journal.

use std::path::Path;
use std::time::Instant;

use rusqlite::Connection;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite::{Books, Stage};
use smartkhata_core::{Code, Error, Result};

use crate::books::Shop;
use crate::figure::{Aim, Figures};

/// Measures opening books whose tables are marked as an older version's.
pub fn measure(folder: &Path, figures: &mut Figures) -> Result<()> {
    let entries = Shop::open(folder)?.entries()?;
    let books = Connection::open(folder.join("books.sqlite")).map_err(storage)?;
    // A version that never was, but not the zero of a new file.
    books.execute_batch("pragma user_version = -1").map_err(storage)?;
    drop(books);
    // The copy that an upgrade keeps is not part of the figure: rebuilding is said to begin when it is there.
    let mut begun = None;
    let mut hear = |stage| {
        if matches!(stage, Stage::Rebuilding(_)) {
            begun.get_or_insert_with(now);
        }
    };
    Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut hear).map(drop)?;
    let taken = begun.ok_or_else(|| storage("nothing was rebuilt"))?.elapsed();
    let per_second = u128::from(entries.unsigned_abs()) * 1_000_000_000 / taken.as_micros().max(1);
    figures.add("rebuild", per_second, "entries/s", Aim::AtLeast(20_000_000));
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine's own time")]
fn now() -> Instant {
    Instant::now()
}

fn storage(error: impl std::fmt::Display) -> Error {
    Error::new(Code::Storage, error.to_string())
}
