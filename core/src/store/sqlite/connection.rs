//! Connections and every pragma they are given.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::fault::fault;
use super::folder;
use crate::error::Result;

/// Statements that a connection keeps prepared: all that there are.
const PREPARED: usize = 256;

/// The connection that writes.
pub fn writer(folder: &Path) -> Result<Connection> {
    let connection = Connection::open(folder::database(folder)).map_err(fault)?;
    // Full: a commit is on disk before it is acknowledged; a number that was printed is never given again.
    connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full;").map_err(fault)?;
    prepare(&connection)?;
    Ok(connection)
}

/// A connection that reads, beside the writer.
pub fn reader(folder: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(folder::database(folder), flags).map_err(fault)?;
    connection.execute_batch("pragma query_only = on;").map_err(fault)?;
    prepare(&connection)?;
    Ok(connection)
}

/// What every connection is given, whatever it is for.
pub fn prepare(connection: &Connection) -> Result<()> {
    connection.busy_timeout(Duration::from_secs(5)).map_err(fault)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    // 32 MiB of pages and 256 MiB mapped: a ten-year shop's indexes stay in memory on a 2 GB phone's budget.
    connection
        .execute_batch(
            "pragma foreign_keys = on; pragma temp_store = memory; pragma cache_size = -32768; \
             pragma mmap_size = 268435456; pragma trusted_schema = off; pragma cell_size_check = on;",
        )
        .map_err(fault)
}
