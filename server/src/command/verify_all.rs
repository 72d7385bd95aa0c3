//! `smartkhata verify --all`: whether the books of every shop of a PostgreSQL are sound.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use smartkhata_core::id::BusinessId;
use smartkhata_core::{Error, Result};

use super::operator;
use crate::cli::Verify;
use crate::failure::{Failure, REFUSED};
use crate::postgres::{Checker, Settings, ShopCheck};
use crate::say;

/// What was found so far.
#[derive(Default)]
struct Found {
    shops: usize,
    entries: i64,
    unsound: usize,
}

/// Checks shop after shop, several at a time; tells each fault with its shop.
pub fn run(options: &Verify) -> std::result::Result<ExitCode, Failure> {
    let settings = operator::settings(&options.database)?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::outside("The check cannot start", error))?;
    runtime.block_on(all(options, settings))
}

async fn all(options: &Verify, settings: Settings) -> std::result::Result<ExitCode, Failure> {
    let operator = operator::begin(&options.database).await?;
    let shops = match options.shop {
        Some(shop) => vec![shop],
        None => operator.shops().await?,
    };
    if !options.standby {
        operator.note("verify", options.shop, &format!("{} shops", shops.len())).await?;
    }
    drop(operator);
    let tables = !options.journal_only && !options.standby;
    let (shops, next, found) = (Arc::new(shops), Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Found::default())));
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..options.jobs.max(1) {
        let (shops, next, found, settings) =
            (Arc::clone(&shops), Arc::clone(&next), Arc::clone(&found), settings.clone());
        workers.spawn(async move { work(&shops, &next, &found, &settings, tables).await });
    }
    while let Some(worked) = workers.join_next().await {
        worked.map_err(|error| Failure::outside("The check broke off", error))??;
    }
    say::aside("");
    let found = found.lock().unwrap_or_else(PoisonError::into_inner);
    let Found { shops, entries, unsound } = *found;
    let what = if tables { "chains, logs, postings and tables" } else { "chains, logs and postings" };
    if unsound == 0 {
        say::answer(&format!("Sound: {shops} shops, {entries} entries: {what}."))?;
        return Ok(ExitCode::SUCCESS);
    }
    say::answer(&format!("NOT SOUND: {unsound} of {shops} shops, {entries} entries: {what}."))?;
    Ok(ExitCode::from(REFUSED))
}

async fn work(
    shops: &[BusinessId],
    next: &AtomicUsize,
    found: &Mutex<Found>,
    settings: &Settings,
    tables: bool,
) -> Result<()> {
    let mut checker = Checker::begin(settings, tables).await?;
    while let Some(shop) = shops.get(next.fetch_add(1, Ordering::Relaxed)) {
        let ShopCheck { business, entries, faults } = checker.check(*shop).await?;
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        found.shops = found.shops.saturating_add(1);
        found.entries = found.entries.saturating_add(entries);
        found.unsound = found.unsound.saturating_add(usize::from(!faults.is_empty()));
        for fault in faults {
            say::answer(&format!("FAULT shop {business}: {fault}"))
                .map_err(|_| Error::new(smartkhata_core::Code::Storage, "The faults cannot be printed."))?;
        }
        say::progress(&format!("checked {} of {} shops, {} entries", found.shops, shops.len(), found.entries));
    }
    Ok(())
}
