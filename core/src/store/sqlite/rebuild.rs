//! The tables of a file worked out anew from its journal: what is read of a page is worked out on a thread of its own,
//! while the page before it is written.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use rusqlite::Connection;

use super::engine::{SqliteEngine, finish};
use super::fault::fault;
use super::open::{Progress, Stage};
use super::{connection, statistics};
use crate::error::{Code, Error, Result};
use crate::id::BusinessId;
use crate::journal::change::{Change, Hash};
use crate::store::engine::Engine;
use crate::store::rebuild::{self, Filling, Pages};
use crate::store::schema::{self, Dialect, Role};
use crate::store::statement::Statement;

/// A page of the journal.
type Page = Vec<(Change, Hash)>;

/// Drops the projections and works them out anew from the journal. Indexes come last: filling bare tables is
/// several times faster.
pub fn rebuild(connection: &mut Connection, progress: &mut Progress<'_>) -> Result<()> {
    connection::with_room(connection, |connection| make_anew(connection, progress))
}

fn make_anew(connection: &mut Connection, progress: &mut Progress<'_>) -> Result<()> {
    let tables = || schema::of(Role::Projection);
    for table in tables() {
        connection.execute_batch(&format!("drop table if exists {}", table.name)).map_err(fault)?;
    }
    // The first statement of a table makes it; the others are its indexes.
    let create: Vec<String> = tables().flat_map(|table| table.create(Dialect::Sqlite).into_iter().take(1)).collect();
    connection.execute_batch(&create.join(";")).map_err(fault)?;
    statistics::tell(connection)?;
    let businesses = businesses(connection)?;
    let mut filled = Vec::with_capacity(businesses.len());
    for business in businesses {
        filled.push((business, fill(&mut SqliteEngine::new(connection), business, progress)?));
    }
    progress(Stage::Totals);
    // What this changes is in indexes that are made afterwards.
    for (business, filling) in filled {
        finish(rebuild::close(&mut SqliteEngine::new(connection), business, filling))?;
    }
    let indexes: Vec<String> = tables().flat_map(|table| table.create_indexes()).collect();
    connection.execute_batch(&indexes.join(";")).map_err(fault)?;
    statistics::tell(connection)
}

/// Writes what the whole journal of a business says into empty tables.
fn fill(engine: &mut SqliteEngine<'_>, business: BusinessId, progress: &mut Progress<'_>) -> Result<Filling> {
    thread::scope(|scope| {
        // One page is worked out while the one before it is written.
        let (read, to_read) = sync_channel(1);
        let (worked, to_write) = sync_channel(1);
        let worker = scope.spawn(move || work_out(&to_read, &worked));
        write_all(engine, business, read, &to_write, progress)?;
        worker.join().map_err(|_| ended())
    })
}

/// Works out what pages mean, until there are no more or nobody wants them.
fn work_out(pages: &Receiver<Page>, worked: &SyncSender<Result<Vec<Statement>>>) -> Filling {
    let mut filling = Filling::default();
    for page in pages {
        if worked.send(filling.page(&page)).is_err() {
            break;
        }
    }
    filling
}

fn ended() -> Error {
    Error::new(Code::Internal, "The rebuild of the tables ended early.")
}

/// Reads page after page and writes what comes back of them.
fn write_all(
    engine: &mut SqliteEngine<'_>,
    business: BusinessId,
    read: SyncSender<Page>,
    worked: &Receiver<Result<Vec<Statement>>>,
    progress: &mut Progress<'_>,
) -> Result<()> {
    let mut pages = Pages::new(business);
    let mut done: i64 = 0;
    // How many entries are being worked out.
    let mut waiting: Option<usize> = None;
    loop {
        let page = finish(pages.next(engine))?;
        let next = (!page.is_empty()).then_some(page.len());
        if next.is_some() {
            read.send(page).map_err(|_| ended())?;
        }
        if let Some(entries) = waiting {
            finish(engine.later(worked.recv().map_err(|_| ended())??))?;
            done = done.saturating_add(i64::try_from(entries).unwrap_or(i64::MAX));
            progress(Stage::Rebuilding(done));
        }
        if next.is_none() {
            return Ok(());
        }
        waiting = next;
    }
}

fn businesses(connection: &Connection) -> Result<Vec<BusinessId>> {
    let mut statement = connection.prepare("select distinct business_id from change").map_err(fault)?;
    let ids = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).map_err(fault)?;
    ids.map(|bytes| BusinessId::from_bytes(&bytes.map_err(fault)?)).collect()
}
