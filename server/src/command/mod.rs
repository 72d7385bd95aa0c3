//! The subcommands, one file each.

mod backend;
mod bucket;
mod call;
mod database;
mod demo;
mod export;
mod migrate;
mod moving;
mod operator;
mod serve;
mod verify;
mod verify_all;

use std::path::Path;
use std::process::ExitCode;

use smartkhata_core::store::sqlite::{Books, Stage};

use crate::cli::{Cli, Command};
use crate::failure::Failure;
use crate::say;
use smartkhata_core::machine::{self, SystemClock, SystemIds};

/// Runs a subcommand; answers the exit code.
pub fn run(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Serve(options) if options.cloud.postgres.database_url.is_some() => backend::run(*options),
        Command::Serve(options) => serve::run(*options),
        Command::Call(options) => call::run(options),
        Command::Verify(options) if options.all || options.shop.is_some() => verify_all::run(&options),
        Command::Verify(options) => verify::run(options),
        Command::Export(options) => export::run(&options),
        Command::Demo(options) => demo::run(&options),
        Command::Operator(options) => operator::run(options.act),
        Command::Migrate(options) => migrate::run(&options),
    }
}

/// Opens the books of a folder for writing, telling what takes long. Books that were copied here take a new name first.
fn open(folder: &Path) -> smartkhata_core::Result<Books> {
    let books = Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |stage| match stage {
        Stage::Copying => say::aside("Keeping a copy of the books of the older version…"),
        Stage::Rebuilding(done) => say::progress(&format!("Rebuilding the tables: {done} entries")),
        Stage::Totals => say::aside("\nWorking out totals and search terms…"),
    })?;
    if let Some(here) = machine::installation(machine::id(), books.folder()) {
        books.installed_as(&here)?;
    }
    Ok(books)
}

/// Opens the books of a folder for what only reads: beside whoever writes them, in a folder that cannot be written, on a
/// disk that is full. Those that cannot be read as they are (an older version's) are opened to write first.
fn open_to_read(folder: &Path) -> smartkhata_core::Result<Books> {
    open_read_only(folder).or_else(|_| open(folder))
}

/// Opens the books of a folder to read only.
fn open_read_only(folder: &Path) -> smartkhata_core::Result<Books> {
    Books::open_read_only(folder, Box::new(SystemClock), Box::new(SystemIds))
}
