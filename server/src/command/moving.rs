//! `smartkhata operator move`: a shop goes to another cell of the same directory, or to a cluster with servers of its own.

use std::sync::Arc;

use smartkhata_core::clock::Clock;
use smartkhata_core::id::BusinessId;
use smartkhata_core::machine::{SystemClock, SystemIds};

use super::operator::{name, settings};
use crate::account::{Vault, reseal};
use crate::bell::Bell;
use crate::cells::{self, FIRST};
use crate::cli;
use crate::failure::Failure;
use crate::postgres::{Among, Database, Destination, Moved, Operator, Settings};
use crate::say;

/// How the databases are reached, and by whom.
pub struct Way {
    here: Settings,
    operator: String,
    vault: Vault,
}

impl Way {
    /// As the command line says.
    pub fn new(database: &cli::Database, data_keys: &str) -> Result<Self, Failure> {
        Ok(Self { here: settings(database)?, operator: name(database), vault: Vault::read(data_keys)? })
    }

    /// Moves a shop to a cluster whose servers answer at an address.
    pub async fn to_cluster(&self, shop: BusinessId, url: String, address: &str) -> Result<(), Failure> {
        let address = address.trim_end_matches('/');
        if !address.starts_with("https://") && !address.starts_with("http://") {
            return Err(Failure::Outside(format!("`{address}` is no address of servers: https://… is.")));
        }
        let there = Settings { url, owner_url: None, ..self.here.clone() };
        let (from, to) = (self.begin(&self.here).await?, self.begin(&there).await?);
        let to = Destination { operator: &to, settings: &there, name: address, among: None };
        let Moved { entries, attachments, bytes } = from.move_shop(shop, &to, SystemClock.now_ms()).await?;
        said(shop, entries, address)?;
        if attachments > 0 {
            say::answer(&format!(
                "Bring the bytes of its {attachments} attachments ({bytes} bytes) there: docs/scale.md."
            ))?;
        }
        Ok(())
    }

    /// Moves a shop to another cell, from wherever it is.
    pub async fn to_cell(&self, shop: BusinessId, name: &str, cells: Option<&str>) -> Result<(), Failure> {
        let cells = cells::Settings::read(&self.here, None, cells, None)?;
        let settings = |name: &str| {
            let cell = cells.named(name);
            cell.map(|cell| &cell.database).ok_or_else(|| Failure::Outside(format!("CELLS names no cell `{name}`.")))
        };
        let there = settings(name)?;
        let directory = self.begin(&self.here).await?;
        let mut from = directory.place(shop).await?.unwrap_or_else(|| FIRST.into());
        for _ in 0..=cells.cells.len() {
            let operator = self.begin(settings(&from)?).await?;
            match operator.led(shop).await? {
                // Cut short behind this very step, perhaps: it is finished from here.
                Some(led) if led.coming || led.to != name => from = led.to,
                _ if from == name => {
                    return say::answer(&format!("Shop {shop} is in the cell {name}."));
                }
                _ => {
                    let to = self.begin(there).await?;
                    let among = Some(Among { directory: &directory, from: &from });
                    let to = Destination { operator: &to, settings: there, name, among };
                    let moved = operator.move_shop(shop, &to, SystemClock.now_ms()).await?;
                    return said(shop, moved.entries, &format!("the cell {name}"));
                }
            }
        }
        Err(Failure::Outside(format!("A move of shop {shop} was cut short: finish that first, to the cell {from}.")))
    }

    /// A connection as the owner of tables whose identities are sealed with the keys that were given.
    async fn begin(&self, settings: &Settings) -> Result<Operator, Failure> {
        let (bell, _told) = Bell::new();
        let books = Database::new(settings, Arc::new(SystemClock), Arc::new(SystemIds), Arc::new(bell))?;
        reseal::settled(&books, &self.vault).await?;
        Ok(Operator::begin(settings, &self.operator).await?)
    }
}

fn said(shop: BusinessId, entries: i64, place: &str) -> Result<(), Failure> {
    say::answer(&format!("Shop {shop} with {entries} entries is at {place}. What is left here goes in thirty days."))
}
