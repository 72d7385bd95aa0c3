//! Connections and every pragma they are given.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::fault::{fault, has_no_room_to_share};
use super::folder;
use crate::error::Result;

/// Statements that a connection keeps prepared: all that there are, those for many rows with them.
const PREPARED: usize = 384;

/// The connection that writes.
pub fn writer(folder: &Path) -> Result<Connection> {
    let connection = Connection::open(folder::database(folder)).map_err(fault)?;
    // Full: a commit is on disk before it is acknowledged; a number that was printed is never given again.
    connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full;").map_err(fault)?;
    prepare(&connection)?;
    Ok(connection)
}

/// A file that is only read, and not yet known to be ours.
pub fn source(path: &Path) -> Result<Connection> {
    open_to_read(path).map(|reader| reader.connection)
}

/// A connection that only reads.
pub struct Reader {
    /// The connection.
    pub connection: Connection,
    /// It sees what is written beside it. One that does not is for one look: the file may be another at the next.
    pub shares: bool,
}

fn open_to_read(path: &Path) -> Result<Reader> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
    let unshared = connection
        .query_row("pragma user_version", [], |_| Ok(()))
        .is_err_and(|error| error.sqlite_error_code() == Some(ErrorCode::CannotOpen) || has_no_room_to_share(&error));
    // Where nothing can be written (a stick that is locked, a disc, a disk without a free byte) there is no room for what
    // readers share: the file is read alone, unless a write-ahead log beside it holds the newest entries.
    let log = folder::with_ending(path, "-wal");
    if unshared && path.is_file() && !log.metadata().is_ok_and(|log| log.len() > 0) {
        let flags = flags | OpenFlags::SQLITE_OPEN_URI;
        let alone = Connection::open_with_flags(format!("file:{}?immutable=1", escaped(path)), flags).map_err(fault)?;
        return Ok(Reader { connection: alone, shares: false });
    }
    Ok(Reader { connection, shares: true })
}

/// A path as part of a URI.
fn escaped(path: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    let escape = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.to_string_lossy().bytes().map(escape).collect()
}

/// A connection that reads, beside the writer.
pub fn reader(folder: &Path) -> Result<Reader> {
    let reader = open_to_read(&folder::database(folder))?;
    reader.connection.execute_batch("pragma query_only = on;").map_err(fault)?;
    prepare(&reader.connection)?;
    Ok(reader)
}

/// What every connection is given, whatever it is for.
pub fn prepare(connection: &Connection) -> Result<()> {
    connection.busy_timeout(Duration::from_secs(5)).map_err(fault)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    // A statement is planned once, from the statistics that the file was told, and not anew for each value bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
    connection
        .execute_batch(
            "pragma foreign_keys = on; pragma temp_store = memory; pragma mmap_size = 268435456; \
             pragma trusted_schema = off; pragma cell_size_check = on;",
        )
        .and_then(|()| connection.execute_batch(PAGES))
        .map_err(fault)
}

/// Pages kept in memory: 32 MiB, and 256 MiB mapped: a ten-year shop's indexes stay in memory on a 2 GB phone's budget.
const PAGES: &str = "pragma cache_size = -32768";

/// Room for the pages that one long transaction writes: 256 MiB. A page that finds none goes to the write-ahead log early,
/// is read from there again, and is written once more.
pub const ROOM: &str = "pragma cache_size = -262144";

/// Does long work on a connection, with room for what it writes.
pub fn with_room<T>(connection: &mut Connection, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
    connection.execute_batch(ROOM).map_err(fault)?;
    let answer = work(connection);
    connection.execute_batch(PAGES).map_err(fault)?;
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A process that is killed cannot tell them apart: what it wrote is in the system's memory. A power cut can.
    #[test]
    fn a_commit_is_on_disk_before_it_is_acknowledged() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(folder.path()).unwrap();
        let synchronous: i64 = writer.query_row("pragma synchronous", [], |row| row.get(0)).unwrap();
        let journal: String = writer.query_row("pragma journal_mode", [], |row| row.get(0)).unwrap();
        assert_eq!((synchronous, journal.as_str()), (2, "wal"), "2 is full");
        let foreign_keys: i64 = writer.query_row("pragma foreign_keys", [], |row| row.get(0)).unwrap();
        assert_eq!(foreign_keys, 1);
    }

    #[test]
    fn a_reader_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(folder.path()).unwrap();
        writer.execute_batch("create table t (n integer)").unwrap();
        let reader = reader(folder.path()).unwrap();
        assert!(reader.shares);
        assert!(reader.connection.execute("insert into t values (1)", []).is_err());
    }
}
