//! `smartkhata operator`: what whoever runs a backend of many shops does with its database.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use smartkhata_core::clock::Clock;
use smartkhata_core::id::BusinessId;
use smartkhata_core::machine::{SystemClock, SystemIds};

use super::{bucket, database, moving};
use crate::account::{Identity, Vault, reseal};
use crate::bell::Bell;
use crate::blob::{Attic, S3};
use crate::cells;
use crate::cli::{self, OperatorAct};
use crate::failure::Failure;
use crate::plan::{self, Plan};
use crate::post::notes::{self, Told};
use crate::postgres::{Access, Database, Erased, Operator, Settings};
use crate::say;

const HOUR_MS: i64 = 3_600_000;

/// Does one of them.
pub fn run(act: OperatorAct) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::outside("This cannot start", error))?;
    runtime.block_on(async {
        match act {
            OperatorAct::Log { database, most } => log(&database, most).await,
            OperatorAct::Refill { database, shop, hours } => refill(&database, shop, hours).await,
            OperatorAct::Plan { database, shop, name } => plan(&database, shop, &name).await,
            OperatorAct::Reseal { database, data_keys } => seal(&database, &data_keys).await,
            OperatorAct::DropKeys { database } => drop_keys(&database).await,
            OperatorAct::Login { database, serving, end } => login(&database, &serving, end).await,
            OperatorAct::Letters { database, to, data_keys, most } => {
                letters(&database, to.as_deref(), &data_keys, most).await
            }
            OperatorAct::Move { database, shop, to_cell, cells, to_database, to, data_keys } => {
                let way = moving::Way::new(&database, &data_keys)?;
                match (to_cell, to_database, to) {
                    (Some(cell), ..) => way.to_cell(shop, &cell, cells.as_deref()).await,
                    (None, Some(url), Some(address)) => way.to_cluster(shop, url, &address).await,
                    _ => Err(Failure::Outside("Say where to: --to-cell, or --to-database and --to.".into())),
                }
            }
            OperatorAct::Erase { database, cells, data, bucket } => {
                erase(&database, cells.as_deref(), attic(data, bucket)?.as_ref()).await
            }
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// How the database is reached: what operators do takes few connections.
pub fn settings(database: &cli::Database) -> Result<Settings, Failure> {
    database::settings(&database.postgres, 2)
}

/// A connection as the owner of the tables, under the operator's name.
pub async fn begin(database: &cli::Database) -> Result<Operator, Failure> {
    Ok(Operator::begin(&settings(database)?, &name(database)).await?)
}

/// Who does it.
pub fn name(database: &cli::Database) -> String {
    let who = || std::env::var("SUDO_USER").or_else(|_| std::env::var("USER")).unwrap_or_else(|_| "not named".into());
    database.operator.clone().unwrap_or_else(who)
}

async fn log(database: &cli::Database, most: i64) -> Result<(), Failure> {
    for Access { at_ms, login, operator, act, shop, detail } in begin(database).await?.log(most).await? {
        let shop = shop.map_or_else(|| "-".to_owned(), |shop| shop.to_string());
        say::answer(&format!("{}  {operator} ({login})  {act}  {shop}  {detail}", say::moment(at_ms)))?;
    }
    Ok(())
}

async fn refill(database: &cli::Database, shop: Option<BusinessId>, hours: u16) -> Result<(), Failure> {
    let operator = begin(database).await?;
    let until = SystemClock.now_ms().saturating_add(HOUR_MS.saturating_mul(i64::from(hours)));
    operator.note("refill", shop, &format!("until {}", say::moment(until))).await?;
    let shops = match shop {
        Some(shop) => vec![shop],
        None => operator.shops().await?,
    };
    for shop in &shops {
        operator.refill(*shop, until).await?;
    }
    say::answer(&format!("{} shops take back what devices hold, until {}.", shops.len(), say::moment(until)))
}

async fn plan(database: &cli::Database, shop: BusinessId, name: &str) -> Result<(), Failure> {
    let operator = begin(database).await?;
    operator.note("plan", Some(shop), name).await?;
    operator.plan(shop, name).await?;
    let Plan { name, requests, room } = plan::named(name);
    let room = room / 1_000_000_000;
    say::answer(&format!("{shop} has the plan {name}: {requests} requests a minute, {room} GB for photos and PDFs."))
}

async fn seal(database: &cli::Database, data_keys: &str) -> Result<(), Failure> {
    let vault = Vault::read(data_keys)?;
    let Some(name) = vault.names().next() else {
        return Err(Failure::Outside("DATA_KEYS names no key to seal with.".into()));
    };
    let settings = settings(database)?;
    begin(database).await?.note("reseal", None, &format!("with {name}")).await?;
    let (bell, _told) = Bell::new();
    let books = Database::new(&settings, Arc::new(SystemClock), Arc::new(SystemIds), Arc::new(bell))?;
    reseal::check(&books, &vault).await?;
    let sealed = reseal::all(&books, &vault).await?;
    say::answer(&format!("{} accounts and {} signing keys are sealed with {name}.", sealed.accounts, sealed.keys))
}

async fn drop_keys(database: &cli::Database) -> Result<(), Failure> {
    let operator = begin(database).await?;
    operator.note("drop-keys", None, "").await?;
    let keys = operator.drop_keys().await?;
    say::answer(&format!("{keys} signing keys are gone. Restart the servers, one after the other."))
}

async fn login(database: &cli::Database, serving: &str, end: bool) -> Result<(), Failure> {
    let operator = begin(database).await?;
    if !end {
        return say::answer(&operator.renew_login(serving, &SystemIds).await?);
    }
    let (login, sessions) = operator.end_login(serving).await?;
    say::answer(&format!("Nobody is let in by {login} any more; {sessions} of its sessions were ended."))
}

async fn letters(database: &cli::Database, to: Option<&str>, data_keys: &str, most: i64) -> Result<(), Failure> {
    let vault = Vault::read(data_keys)?;
    let to = to.map(Identity::read).transpose()?.map(|to| vault.names_of(&to));
    begin(database).await?.note("letters", None, if to.is_some() { "to somebody" } else { "" }).await?;
    let (bell, _told) = Bell::new();
    let books = Database::new(&settings(database)?, Arc::new(SystemClock), Arc::new(SystemIds), Arc::new(bell))?;
    let letters = notes::list(&books, to.as_ref(), most).await?;
    if letters.is_empty() {
        say::aside("None.");
    }
    for Told { sender, state, reason, tries, at_ms, .. } in &letters {
        let tries = if *tries == 1 { "1 try".to_owned() } else { format!("{tries} tries") };
        say::answer(format!("{}  {sender}  {state}  after {tries}  {reason}", say::moment(*at_ms)).trim_end())?;
    }
    Ok(())
}

/// Where attachments lie; none where nothing says it.
fn attic(data: Option<PathBuf>, bucket: cli::Bucket) -> Result<Option<Attic>, Failure> {
    let s3 = bucket::named(bucket)?.map(|settings| S3::new(&settings)).transpose()?;
    let folder = data.or_else(|| s3.is_some().then(PathBuf::new));
    Ok(folder.map(|folder| Attic::new(&folder, s3, None)))
}

/// One cell after the other. One that is not reached keeps no other from it, and is a failure at the end.
async fn erase(database: &cli::Database, cells: Option<&str>, attic: Option<&Attic>) -> Result<(), Failure> {
    let cells = cells::Settings::read(&settings(database)?, None, cells, None)?.cells;
    let (now_ms, operator, mut failed) = (SystemClock.now_ms(), name(database), None);
    for cell in &cells {
        let store = attic.map(Attic::store);
        let erased = async { Operator::begin(&cell.database, &operator).await?.erase(now_ms, store).await };
        // A backend of one cell knows no names of cells.
        let place = if cells.len() > 1 { format!("{}: ", cell.name) } else { String::new() };
        match erased.await {
            Ok(Erased { accounts, shops }) => {
                say::answer(&format!("{place}Erased: {accounts} accounts, {shops} shops."))?;
            }
            Err(error) => {
                say::aside(&format!("{place}{}", error.message));
                failed = Some(error);
            }
        }
    }
    failed.map_or(Ok(()), |error| Err(error.into()))
}
