//! `cargo xtask bench`: every figure of the product, one line each (`name value unit`), and a table against its aim.
//!
//! Measured in release on a file database of a ten-year shop, generated once and kept. Floors (the bare engine doing
//! the same rows) are measured in the same run, so that ratios hold on any machine. Nothing is asserted here.
#![allow(clippy::print_stdout, reason = "printing the figures is what this program is for")]

mod books;
mod figure;
mod finalize;
mod lists;
mod page;
mod rebuild;
mod reports;
mod sizes;
mod totals;
mod window;

use std::path::PathBuf;

use figure::Figures;
use smartkhata_core::Result;

fn main() -> std::process::ExitCode {
    match run() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let small = std::env::args().any(|argument| argument == "--small");
    let cache = std::env::var_os("SMARTKHATA_BENCH").map_or_else(|| PathBuf::from("target/bench"), PathBuf::from);
    let folder = books::generated(&cache, if small { books::SMALL } else { books::TEN_YEARS })?;
    let mut figures = Figures::default();
    // The windows first: they are another process, and one process writes a folder.
    window::measure(&folder, &mut figures)?;
    let shop = books::Shop::open(&folder)?;
    lists::measure(&shop, &mut figures)?;
    reports::measure(&shop, &mut figures)?;
    page::measure(&shop, &mut figures)?;
    totals::measure(&mut figures)?;
    sizes::measure(&mut figures);
    finalize::measure(&shop, &mut figures)?;
    rebuild::measure(&shop, &cache, &mut figures)?;
    figures.table();
    Ok(())
}

/// What `cargo xtask bench` built and named in the environment.
fn built(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.exists())
}
