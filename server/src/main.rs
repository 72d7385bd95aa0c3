//! The `smartkhata` command: the web edition on loopback, and the one door for scripts.
//!
//! No rule of the books lives here: subcommands read arguments, ask the core and say what it answered.

mod cli;
mod command;
mod endpoint;
mod export;
mod failure;
mod gate;
mod place;
mod refusal;
mod router;
mod say;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match command::run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(failure) => failure.told(),
    }
}
