//! Filling a new folder with a made-up shop.

use std::path::Path;

use super::Books;
use crate::demo::{Demo, Plan, Told};
use crate::error::Result;

/// Steps of the story in one transaction: few enough that they fit in memory, many enough that the disk is
/// waited for seldom.
const STEPS: usize = 500;

/// Tells the story of a made-up shop to the books of a folder, which must have no shop yet (`shop_exists`).
/// `heard` is told after each transaction how far it is; what was told is on disk.
pub fn fill(folder: &Path, plan: Plan, heard: &mut dyn FnMut(Told)) -> Result<Told> {
    let mut demo = Demo::new(plan);
    let books = Books::open(folder, Box::new(demo.clock()), Box::new(demo.ids()), &mut |_| {})?;
    loop {
        let more = books.batch(|batch| {
            for _ in 0..STEPS {
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
