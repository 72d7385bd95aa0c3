//! Rebuilding every table from the journal.

use std::path::Path;

use rusqlite::Connection;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::{Code, Error, Result};

use crate::books::Shop;
use crate::figure::{Aim, Figures, time};

/// Measures opening a copy whose tables are marked as an older version's.
pub fn measure(shop: &Shop, cache: &Path, figures: &mut Figures) -> Result<()> {
    let folder = cache.join("rebuild");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(storage)?;
    let entries = shop.entries()?;
    let source = Connection::open(shop.folder().join("books.sqlite")).map_err(storage)?;
    let target = folder.join("books.sqlite");
    source.execute("vacuum into ?1", [target.to_string_lossy()]).map_err(storage)?;
    let copy = Connection::open(&target).map_err(storage)?;
    copy.execute_batch("pragma user_version = 0; pragma journal_mode = wal").map_err(storage)?;
    // A version that never was, but not the zero of a new file.
    copy.execute_batch("pragma user_version = -1").map_err(storage)?;
    // The copy that an upgrade keeps is not part of the figure: a file of its name is there already.
    std::fs::write(folder.join("books.before-1.sqlite"), b"").map_err(storage)?;
    drop(copy);
    let taken = time(|| Books::open(&folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {}).map(drop))?;
    let per_second = u128::from(entries.unsigned_abs()) * 1_000_000_000 / taken.as_micros().max(1);
    figures.add("rebuild", per_second, "entries/s", Aim::AtLeast(20_000_000));
    let _ = std::fs::remove_dir_all(&folder);
    Ok(())
}

fn storage(error: impl std::fmt::Display) -> Error {
    Error::new(Code::Storage, error.to_string())
}
