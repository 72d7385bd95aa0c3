//! A made-up shop on a device of its own, brought to the backend as any device brings its books.

use std::path::Path;
use std::sync::Arc;

use smartkhata_core::api::shop::GetStatus;
use smartkhata_core::demo::Plan;
use smartkhata_core::id::{BusinessId, DeviceId};
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::sync::Exchange;
use smartkhata_core::{Code, Error, Result};
use smartkhata_courier::Line;
use tempfile::TempDir;

use super::backend::{Backend, Person};
use super::outside::outside;
use crate::books;

/// A device with its books.
pub struct Device {
    /// Where they lie.
    pub folder: TempDir,
    /// The books.
    pub books: Arc<Books>,
}

impl Device {
    /// Without books.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir().map_err(|error| outside("temporary folder", &error))?;
        Self::open(folder)
    }

    /// With the books of a made-up shop of so many bills, which are made once and kept. Another seed is another shop:
    /// its id too.
    pub fn made_up(cache: &Path, seed: u64, bills: u32) -> Result<Self> {
        let plan = Plan { seed, bills, items: 400, parties: 300, years: 2, ..books::SMALL };
        let made = books::generated(&cache.join(format!("seed-{seed}")), plan)?;
        let folder = tempfile::tempdir().map_err(|error| outside("temporary folder", &error))?;
        std::fs::copy(made.join("books.sqlite"), folder.path().join("books.sqlite"))
            .map_err(|error| outside("copy of a shop", &error))?;
        Self::open(folder)
    }

    fn open(folder: TempDir) -> Result<Self> {
        let books = Books::open(folder.path(), Box::new(SystemClock), Box::new(SystemIds), &mut |_| {})?;
        Ok(Self { folder, books: Arc::new(books) })
    }

    /// Which books and which device.
    pub fn identity(&self) -> Result<(BusinessId, DeviceId)> {
        let me = self.books.identity()?.ok_or_else(|| Error::new(Code::NoShop, "The made-up shop has no name."))?;
        Ok((me.business, me.device))
    }

    /// Entries in the journal.
    pub fn entries(&self) -> Result<i64> {
        Ok(self.books.ask(GetStatus {})?.entries)
    }

    /// A line of its own for who has signed in, to the backend at an address.
    pub fn line(&self, person: &Person, address: String) -> Result<Line> {
        Line::new(self.folder.path(), self.identity()?.0, person.device(address))
    }

    /// Makes the shop one of the backend's and sends all there is.
    pub async fn bring(&self, backend: &Backend, owner: &Person) -> Result<()> {
        let line = self.line(owner, backend.address.clone())?;
        line.adopt().await?;
        self.exchange(&line).await
    }

    /// Asks and answers until both sides are in step.
    pub async fn exchange(&self, line: &Line) -> Result<()> {
        let (_, device) = self.identity()?;
        let mut exchange = Exchange::default();
        while let Some(ask) = self.books.next_ask(&mut exchange)? {
            let tell = line.carry(device, &ask).await?;
            self.books.answered(&mut exchange, &tell)?;
        }
        Ok(())
    }
}
