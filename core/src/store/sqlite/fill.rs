//! Filling a new folder with a made-up shop.

use std::path::Path;

use super::fault::fault;
use super::{Books, connection, lock};
use crate::demo::{Demo, Plan, Told};
use crate::error::Result;

/// Steps of the story in one transaction: few enough that progress is heard of.
const FEWEST_STEPS: u32 = 500;

/// The same for a large shop: each transaction writes the pages of stock and balances once more.
const MOST_STEPS: u32 = 5_000;

/// Tells the story of a made-up shop to the books of a folder, which must have no shop yet (`shop_exists`).
/// `heard` is told after each transaction how far it is; what was told is on disk.
pub fn fill(folder: &Path, plan: Plan, heard: &mut dyn FnMut(Told)) -> Result<Told> {
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
            return Ok(demo.told());
        }
    }
}
