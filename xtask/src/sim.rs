//! `cargo xtask sim`: sync, simulated on many seeds, or on one that is to be looked at.

use crate::failure::{Result, unknown_option};
use crate::process;

/// Seeds when none are named.
const SEEDS: &str = "100000";

/// `cargo xtask sim [--seeds=N] [--from=N] [--seed=N]`.
pub fn task(options: &[String]) -> Result {
    let mut passed = Vec::new();
    for option in options {
        match option.split_once('=') {
            Some((name @ ("--seeds" | "--from" | "--seed"), number)) => passed.extend([name, number]),
            _ => return Err(unknown_option("sim", option)),
        }
    }
    if !passed.contains(&"--seeds") && !passed.contains(&"--seed") {
        passed.extend(["--seeds", SEEDS]);
    }
    let mut sim = process::cargo();
    sim.args(["test", "--release", "--package", "smartkhata-tests", "--test", "sim", "--"]).args(passed);
    process::run(&mut sim)
}
