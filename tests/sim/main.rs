//! Sync, simulated: devices and a host, lost and repeated and late messages, weeks offline, clocks wrong by days,
//! kills in the middle of a transaction, restored and cloned devices, a host that was set back, newer apps. Every
//! run follows from its seed; a run that breaks a promise prints the seed and what happened.
//!
//! `cargo test --test sim` runs 1,000 seeds; `cargo xtask sim` 100,000, or the one that is named.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at what it did not expect, and tells"
)]

mod acts;
mod advance;
mod apart;
mod attention;
mod bytes;
mod check;
mod device;
mod faults;
mod home;
mod host;
mod random;
mod scenes;
mod tally;
mod verdicts;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tally::Tally;
use world::World;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (mut seeds, mut first, mut told) = (1_000_u64, 0_u64, false);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|text| text.parse().ok()).expect("a number follows");
        match arg.as_str() {
            "--seeds" => seeds = number(),
            "--seed" => (first, seeds, told) = (number(), 1, true),
            "--from" => first = number(),
            // What the test runner passes to every test.
            _ => {}
        }
    }
    if told {
        World::run(first, true);
        println!("seed {first}: every promise held");
        return ExitCode::SUCCESS;
    }
    scenes::all();
    let started = Instant::now();
    let (next, failed) = (AtomicU64::new(first), std::sync::Mutex::new(Vec::new()));
    let total = std::sync::Mutex::new(Tally::default());
    std::panic::set_hook(Box::new(|_| {}));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + seeds || failed.lock().unwrap().len() >= 5 {
                        return;
                    }
                    match catch_unwind(AssertUnwindSafe(|| World::run(seed, false))) {
                        Ok(tally) => total.lock().unwrap().add(&tally),
                        Err(cause) => failed.lock().unwrap().push((seed, why(&*cause))),
                    }
                }
            });
        }
    });
    let _ = std::panic::take_hook();
    let total = total.into_inner().unwrap();
    println!("{seeds} seeds from {first} in {:.0} s: {total}", started.elapsed().as_secs_f32());
    let failed = failed.into_inner().unwrap();
    for (seed, why) in &failed {
        println!("seed {seed} failed: {why}\n  replay: cargo xtask sim --seed={seed}");
    }
    if failed.is_empty() {
        println!("every promise held");
        return ExitCode::SUCCESS;
    }
    ExitCode::FAILURE
}

fn why(cause: &(dyn std::any::Any + Send)) -> String {
    let text = cause.downcast_ref::<String>().cloned();
    text.or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}
