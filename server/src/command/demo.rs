//! `smartkhata demo`: a folder with a made-up shop in it.

use std::process::ExitCode;

use smartkhata_core::clock::Clock;
use smartkhata_core::demo::{Plan, Told};
use smartkhata_core::store::sqlite;

use crate::cli::Demo;
use crate::failure::Failure;
use crate::{place, say};
use smartkhata_core::machine::SystemClock;

/// A day of the story ends when the shop closes: 22:00 in India.
const CLOSES_MS: i64 = 16 * 3_600_000 + 1_800_000;
const DAY_MS: i64 = 86_400_000;

/// Fills a folder.
pub fn run(options: &Demo) -> Result<ExitCode, Failure> {
    let folder = place::books(options.data.folder.clone())?;
    let started = SystemClock.now_ms();
    let until_ms = match options.until {
        Some(day) => day.days().saturating_mul(DAY_MS).saturating_add(CLOSES_MS),
        None => started,
    };
    let plan = Plan {
        seed: options.seed,
        items: options.items,
        parties: options.parties,
        bills: options.bills,
        years: options.years,
        until_ms,
    };
    let told = sqlite::fill(&folder, plan, &mut |told| say::progress(&line(told, started)))?;
    say::aside("");
    say::answer(&format!("{} — the books are in {}", line(told, started), folder.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// How far the story is, and how fast.
fn line(told: Told, started: i64) -> String {
    let ms = SystemClock.now_ms().saturating_sub(started).max(1);
    let a_second = i64::from(told.bills).saturating_mul(1000).checked_div(ms).unwrap_or(0);
    let Told { items, parties, bills } = told;
    format!("{items} items, {parties} parties, {bills} bills in {} s ({a_second} bills/s)", ms / 1000)
}
