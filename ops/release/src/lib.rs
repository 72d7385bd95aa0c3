//! Releases a version of the backend step by step, and tests a running one by its smoke.
//!
//! What is to be done next is decided by pure functions (`release`, `judge`, `tally`); traffic, tasks, figures and words to
//! the team are behind traits (`Split`, `Fleet`, `Gate`, `Desk`) and meet in one loop (`drive`). Nothing here knows the
//! books.

pub mod aws;
pub mod cli;
pub mod colour;
mod command;
pub mod drive;
pub mod fleet;
pub mod gate;
pub mod http;
pub mod judge;
pub mod plan;
pub mod release;
pub mod settings;
pub mod smoke;
pub mod split;
pub mod state;
pub mod tally;
mod targets;
pub mod tell;
mod trouble;

pub use trouble::{Result, Trouble};

use std::process::ExitCode;

use clap::Parser;

/// Runs the command that the arguments name. 0: done. 1: not done, or gone back. 2: wrong arguments. 3: a person must
/// decide.
pub fn run() -> ExitCode {
    command::run(cli::Cli::parse()).unwrap_or_else(|trouble| {
        eprintln!("{trouble}");
        ExitCode::FAILURE
    })
}
