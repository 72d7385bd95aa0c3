//! `smartkhata migrate`: the databases are brought to what this program knows by who owns their tables, so that who serves
//! need not hold that login.

use std::process::ExitCode;

use smartkhata_core::machine::SystemClock;

use super::database;
use crate::cells;
use crate::cli::Migrate;
use crate::failure::Failure;
use crate::http::log;
use crate::{postgres, say};

/// One cell after the other. One that fails keeps no other from it, and is a failure at the end.
pub fn run(options: &Migrate) -> Result<ExitCode, Failure> {
    log::begin(&options.environment);
    let first = database::settings(&options.postgres, 1)?;
    let cells = cells::Settings::read(&first, None, options.cells.as_deref(), None)?.cells;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::outside("This cannot start", error))?;
    runtime.block_on(async {
        let mut failed = None;
        for cell in &cells {
            match postgres::migrate(&cell.database, &SystemClock).await {
                Ok(()) => {
                    say::answer(&format!("{}: its tables are those of {}.", cell.name, env!("CARGO_PKG_VERSION")))?
                }
                Err(error) => {
                    say::aside(&format!("{}: {}", cell.name, error.message));
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(ExitCode::SUCCESS), |error| Err(error.into()))
    })
}
