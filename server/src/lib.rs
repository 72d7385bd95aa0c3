//! The `smartkhata` program: the web edition on loopback, the cloud backend on PostgreSQL, and the one door for
//! scripts. A library too, so that tests and figures use its PostgreSQL engine.
//!
//! No rule of the books lives here: it reads what came in, asks the core and says what it answered.

mod account;
pub mod bell;
mod blob;
mod cell;
mod cells;
mod cli;
mod cloud;
mod command;
mod endpoint;
mod export;
mod failure;
mod gate;
mod http;
mod once;
mod place;
mod plan;
mod post;
pub mod postgres;
mod refusal;
mod rest;
mod router;
mod say;

use std::process::ExitCode;

use clap::Parser;

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    match command::run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(failure) => failure.told(),
    }
}
