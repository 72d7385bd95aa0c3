//! `smartkhata refill`: after a restore, devices give back what the database has lost.

use std::process::ExitCode;
use std::sync::Arc;

use smartkhata_core::clock::Clock;
use smartkhata_core::machine::{SystemClock, SystemIds};

use super::backend;
use crate::bell::Bell;
use crate::cli::Refill;
use crate::failure::Failure;
use crate::postgres::Database;
use crate::say;

/// An hour in milliseconds.
const HOUR_MS: i64 = 3_600_000;

/// Opens the window of one shop, or closes it.
pub fn run(options: &Refill) -> Result<ExitCode, Failure> {
    let settings = backend::settings(&options.postgres, 2);
    if settings.url.is_empty() {
        return Err(Failure::Outside("Which database? Name it with --database-url or DATABASE_URL.".into()));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::outside("The command cannot start", error))?;
    let until = SystemClock.now_ms().saturating_add(i64::from(options.hours).saturating_mul(HOUR_MS));
    runtime.block_on(async {
        let database = Database::new(&settings, Arc::new(SystemClock), Arc::new(SystemIds), Arc::new(Bell::new().0))?;
        database.refill(options.shop, until).await
    })?;
    let shop = options.shop;
    say::answer(&match options.hours {
        0 => format!("Devices of {shop} give back their own entries only."),
        _ => format!("Devices of {shop} may give back what is lost until {}.", say::moment(until)),
    })?;
    Ok(ExitCode::SUCCESS)
}
