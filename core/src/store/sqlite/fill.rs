//! Filling a new folder with a made-up shop.

use std::fs;
use std::path::Path;

use super::blobs::synced;
use super::fault::{fault, io_fault};
use super::{Books, connection, folder, lock, open};
use crate::demo::{Demo, Plan, Told};
use crate::error::{Code, Error, Result};

/// Steps of the story in one transaction: few enough that progress is heard of.
const FEWEST_STEPS: u32 = 500;

/// The same for a large shop: each transaction writes the pages of stock and balances once more.
const MOST_STEPS: u32 = 5_000;

/// Tells the story of a made-up shop to the books of a folder, which must have no shop yet (`shop_exists`). `heard` is
/// told after each transaction how far it is. The books take their place when the story is told: one that breaks off
/// leaves none, and the next begins anew.
pub fn fill(folder: &Path, plan: Plan, heard: &mut dyn FnMut(Told)) -> Result<Told> {
    let _lock = folder::Lock::take(folder)?;
    let database = folder::database(folder);
    if has_shop(&database)? {
        return Err(Error::new(Code::ShopExists, "This folder has a shop already; name another for a made-up one."));
    }
    let unfinished = folder::unfinished(folder);
    let fault = |error: std::io::Error| io_fault("The made-up shop cannot be kept", &error);
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(fault)?;
    }
    let told = tell(&unfinished, plan, heard)?;
    folder::remove_database(&database);
    fs::rename(folder::database(&unfinished), &database).and_then(|()| synced(folder)).map_err(fault)?;
    fs::remove_dir_all(&unfinished).map_err(fault)?;
    Ok(told)
}

/// Whether a file holds the books of a shop; one that is not ours, or of a newer app, is refused.
fn has_shop(database: &Path) -> Result<bool> {
    if database.metadata().is_ok_and(|file| file.len() > 0) {
        let connection = connection::source(database)?;
        let device = "select exists (select 1 from local where key = 'device')";
        Ok(open::check_version(&connection)? != 0
            && connection.query_row(device, [], |row| row.get(0)).map_err(fault)?)
    } else {
        Ok(false)
    }
}

/// Tells the story to new books.
fn tell(folder: &Path, plan: Plan, heard: &mut dyn FnMut(Told)) -> Result<Told> {
    let mut demo = Demo::new(plan);
    let books = Books::open(folder, Box::new(demo.clock()), Box::new(demo.ids()), &mut |_| {})?;
    lock(&books.writer).execute_batch(connection::ROOM).map_err(fault)?;
    let steps = (plan.bills / 50).clamp(FEWEST_STEPS, MOST_STEPS);
    loop {
        let more = books.batch(|batch| {
            for _ in 0..steps {
                if !demo.step(batch)? {
                    return Ok(false);
                }
            }
            Ok(true)
        })?;
        heard(demo.told());
        if !more {
            break;
        }
    }
    // All of it is in the one file that takes its place.
    lock(&books.writer).query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).map_err(fault)?;
    Ok(demo.told())
}
