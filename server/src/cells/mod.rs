//! Cells: plain PostgreSQL clusters, each with the books of some shops. Any task answers for any shop: it looks up in
//! which cell that is. The first cell keeps the directory and everybody's sign-in; where it is the only one, nothing is
//! looked up.
//!
//! Where a shop is, is remembered. That is never wrong for long: a cell serves no shop that was moved away, so what is
//! not found is looked for anew (`http/moved.rs`), in the directory and behind whatever leads on from there.

mod people;
mod settings;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use smartkhata_core::clock::Clock;
use smartkhata_core::id::{BusinessId, Ids};
use smartkhata_core::store::{Engine, Sql};
use smartkhata_core::{Code, Error, Result};

use crate::account::{Vault, reseal};
use crate::bell::Bell;
use crate::http::{self, moved};
use crate::postgres::{self, Database, Figures, Replica, Round};

pub use settings::{Reached, Settings};

/// The name of the cell that keeps the directory.
pub const FIRST: &str = "first";

/// How long a cell is left alone that is not reached, or was found to be well.
const AGAIN: Duration = Duration::from_secs(5);

/// How long after all shops' tables were found to be made it is looked again.
const LOOK: Duration = Duration::from_secs(60);

/// Shops that are remembered; beyond them it begins anew.
const MOST: usize = 100_000;

static PLACE: Sql = Sql { name: "PLACE", text: "select cell from place where shop = ?1" };
static PLACE_NEW: Sql =
    Sql { name: "PLACE_NEW", text: "insert into place (shop, cell) values (?1, ?2) on conflict (shop) do nothing" };

/// A cell.
pub struct Cell {
    /// Its name.
    pub name: String,
    /// Its books.
    pub database: Arc<Database>,
    /// A copy that follows it.
    pub replica: Option<Replica>,
    settings: postgres::Settings,
    /// Its tables are what this program knows.
    open: AtomicBool,
    /// It was reached, and its tables are not there yet.
    behind: AtomicBool,
}

/// All that this program reaches.
pub struct Cells {
    /// The first before the others.
    all: Vec<Cell>,
    directory: Arc<Database>,
    opens: usize,
    known: Mutex<HashMap<BusinessId, usize>>,
}

impl Cells {
    /// Over these databases, none of which is open yet.
    pub fn new(settings: Settings, clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> Result<Self> {
        let Settings { cells, opens } = settings;
        let cell = |Reached { name, database, replica }: Reached| -> Result<Cell> {
            let (bell, told) = Bell::new();
            let bell = Arc::new(bell);
            tokio::spawn(postgres::notices::carry(database.clone(), Arc::clone(&bell), told));
            let replica = replica.map(|copy| Replica::new(&copy, Arc::clone(clock), Arc::clone(ids))).transpose()?;
            let books = Database::new(&database, Arc::clone(clock), Arc::clone(ids), bell)?;
            let [open, behind] = [(); 2].map(|()| AtomicBool::new(false));
            Ok(Cell { name, database: Arc::new(books), replica, settings: database, open, behind })
        };
        let all = cells.into_iter().map(cell).collect::<Result<Vec<_>>>()?;
        let none = || Error::new(Code::Internal, "There is no cell.");
        let directory = Arc::clone(&all.first().ok_or_else(none)?.database);
        Ok(Self { all, directory, opens, known: Mutex::default() })
    }

    /// Opens them: each is brought to what this program knows, where that is this program's to do. One that is not reached,
    /// or that somebody else brings there, must not keep the others from being served.
    ///
    /// # Errors
    /// What keeps the first from being worked with, or what is wrong with another that was reached.
    pub async fn begin(&self, vault: &Vault) -> Result<()> {
        let opened = join_all(self.all.iter().map(|cell| self.open(cell, vault))).await;
        for (cell, opened) in self.all.iter().zip(opened) {
            match opened {
                Err(error) if error.code == Code::Unavailable && !self.is_first(cell) => {}
                other => other?,
            }
        }
        Ok(())
    }

    /// After a while, closes those whose tables are no more what this program knows, as after a version that took something
    /// away, and goes on with those that are not open.
    pub async fn look_again(&self, vault: &Vault) {
        tokio::time::sleep(AGAIN).await;
        for cell in &self.all {
            // One that does not answer is told of by whoever asks it.
            if cell.is_open() && matches!(cell.database.is_migrated().await, Ok(false)) {
                cell.open.store(false, Ordering::Release);
            }
            if cell.is_open() {
                continue;
            }
            if let Err(error) = self.open(cell, vault).await {
                let code = error.code.as_str();
                tracing::error!(cell = cell.name, error.code = code, event.action = "cells", "a cell is not served");
            }
        }
    }

    /// Makes the tables of shops that are behind, in each cell one after the other, as long as this program runs.
    pub async fn make_tables(&self, figures: &http::figures::Figures) {
        join_all(self.all.iter().map(|cell| cell.make_tables(figures))).await;
    }

    /// Opens a cell. The first is waited for; of another that is away that is said at once.
    async fn open(&self, cell: &Cell, vault: &Vault) -> Result<()> {
        match cell.database.is_migrated().await {
            Err(error) if error.code == Code::Unavailable && !self.is_first(cell) => Err(error),
            _ => cell.open(vault).await,
        }
    }

    /// Whether the first is open, without which nothing is answered.
    pub fn is_served(&self) -> bool {
        self.all.first().is_some_and(Cell::is_open)
    }

    /// The database in which people sign in.
    pub fn directory(&self) -> Arc<Database> {
        Arc::clone(&self.directory)
    }

    /// All of them, the first before the others.
    pub fn all(&self) -> &[Cell] {
        &self.all
    }

    /// Whether there are others beside the first.
    pub fn are_several(&self) -> bool {
        self.all.len() > 1
    }

    /// The cell that has a shop's books.
    pub async fn of(&self, shop: BusinessId) -> Result<&Cell> {
        let at = match self.known(shop) {
            Some(at) => at,
            None => self.look(shop).await?,
        };
        self.at(at)
    }

    /// Where a shop was when it was last looked for.
    pub fn known(&self, shop: BusinessId) -> Option<usize> {
        match self.are_several() {
            true => self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&shop).copied(),
            false => Some(0),
        }
    }

    /// Looks where a shop is: in the directory, which says nothing of the first cell's, then behind whatever leads on.
    ///
    /// # Errors
    /// `moved` when that is no cell of this directory, `busy` while it is on its way.
    pub async fn look(&self, shop: BusinessId) -> Result<usize> {
        let mut directory = self.directory.accounts().await?;
        let row = directory.query_one(&PLACE.with([shop.into()])).await?;
        drop(directory);
        let mut at = row.map(|row| self.named(&row.text(0)?)).transpose()?.unwrap_or_default();
        // Each leads on once at most, unless two of them lead to each other: then it has left one and is not open in the
        // other yet.
        for _ in 0..=self.all.len() {
            let Some(to) = self.at(at)?.database.moved(shop).await? else {
                self.learn(shop, at);
                return Ok(at);
            };
            at = self.named(&to)?;
        }
        Err(Error::new(Code::Busy, "This shop is on its way to another cell. Try again."))
    }

    /// The cell that has a shop's books now, whatever was remembered.
    pub async fn anew(&self, shop: BusinessId) -> Result<&Cell> {
        self.at(self.look(shop).await?)
    }

    /// The cell that a shop which is made or comes now is to be in: where it is already, or where shops are opened. Of two
    /// tasks that are asked at once, the first says which that is.
    pub async fn opening(&self, shop: BusinessId) -> Result<&Cell> {
        // The first cell's shops need no place: they were there before there was a directory, perhaps.
        if self.are_several() && !self.directory.has(shop).await? {
            let mut directory = self.directory.accounts().await?;
            let name = self.at(self.opens)?.name.as_str();
            directory.run(&[PLACE_NEW.with([shop.into(), name.into()])]).await?;
            directory.commit().await?;
        }
        self.of(shop).await
    }

    fn at(&self, at: usize) -> Result<&Cell> {
        let gone = || Error::new(Code::Unavailable, "This shop's cell cannot be reached at this moment.");
        self.all.get(at).filter(|cell| cell.is_open()).ok_or_else(gone)
    }

    /// The cell of this name. What is no name leads to other servers.
    fn named(&self, name: &str) -> Result<usize> {
        if name.contains("://") {
            return Err(moved::to(name.to_owned()));
        }
        let unknown = || {
            tracing::error!(cell = name, event.action = "cells", "a shop is in a cell that CELLS does not name");
            Error::new(Code::Unavailable, "This shop's cell is not known here.")
        };
        self.all.iter().position(|cell| cell.name == name).ok_or_else(unknown)
    }

    fn learn(&self, shop: BusinessId, at: usize) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(shop, at);
    }

    /// Whether any cell can be worked with: one that fails must not take the others along.
    pub async fn is_migrated(&self) -> Result<bool> {
        let mut told = Ok(false);
        for cell in &self.all {
            match cell.database.is_migrated().await {
                Ok(true) => return Ok(true),
                other => told = told.and(other),
            }
        }
        told
    }

    /// Whether one was reached whose tables are still to be brought to what this program knows.
    pub fn are_behind(&self) -> bool {
        self.all.iter().any(|cell| cell.behind.load(Ordering::Relaxed))
    }

    /// How all pools stand together.
    pub fn figures(&self) -> Figures {
        let pools = self.all.iter().flat_map(|cell| {
            [Some(cell.database.figures()), cell.replica.as_ref().map(Replica::figures)].into_iter().flatten()
        });
        pools.fold(Figures::default(), Figures::and)
    }
}

impl Cell {
    /// Brings its tables to what this program knows, where this program may, and looks at its keys; from then on it is
    /// worked with. It stays closed where its tables are somebody else's to bring there.
    async fn open(&self, vault: &Vault) -> Result<()> {
        let current = postgres::settle(&self.settings, self.database.clock().as_ref()).await?;
        let known = self.behind.swap(!current, Ordering::Relaxed);
        if !current && !known {
            tracing::warn!(
                cell = self.name,
                event.action = "migrate",
                "its tables are not what this program knows, and are not this login's: `smartkhata migrate` brings them"
            );
        }
        if !current {
            return Ok(());
        }
        // Before anybody is served: with a key missing, people would not be found and get a second account.
        reseal::check(&self.database, vault).await?;
        self.open.store(true, Ordering::Release);
        Ok(())
    }

    async fn make_tables(&self, figures: &http::figures::Figures) {
        loop {
            if !self.is_open() {
                tokio::time::sleep(AGAIN).await;
                continue;
            }
            let round = self.database.make_those_behind(|behind| figures.behind(&self.name, behind)).await;
            let now = self.database.clock().now_ms();
            match round {
                Ok(Round { behind: 0, .. }) => {
                    figures.ran("tables", true, now);
                    tokio::time::sleep(LOOK).await;
                }
                Ok(Round { behind, made, failed }) => {
                    tracing::info!(cell = self.name, behind, made, failed, event.action = "tables", "tables are made");
                    figures.ran("tables", failed == 0, now);
                    // Those that are left are used by others at this moment, or cannot be made.
                    if made == 0 {
                        tokio::time::sleep(LOOK).await;
                    }
                }
                Err(error) => {
                    let (cell, code) = (&self.name, error.code.as_str());
                    tracing::warn!(cell, error.code = code, event.action = "tables", "making tables has to wait");
                    figures.ran("tables", false, now);
                    tokio::time::sleep(LOOK).await;
                }
            }
        }
    }

    fn is_open(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }
}
