//! Opening: a new file gets its tables, an older one its projections rebuilt, a newer one is left untouched.

use std::path::Path;

use rusqlite::Connection;

use super::blobs::synced;
use super::fault::{fault, io_fault};
use super::{Blobs, backup, connection, folder, rebuild, statistics};
use crate::error::{Code, Error, Result};
use crate::store::schema::{self, Dialect, Role};

/// What opening is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Keeping a copy of the file before anything in it changes.
    Copying,
    /// Rebuilding tables; so many entries are done.
    Rebuilding(i64),
    /// Working out totals and search terms.
    Totals,
}

/// Hears what opening is busy with.
pub type Progress<'a> = dyn FnMut(Stage) + Send + 'a;

/// Opens the database of a folder for writing.
pub fn open(folder: &Path, progress: &mut Progress<'_>) -> Result<Connection> {
    look(&folder::database(folder))?;
    let mut connection = connection::writer(folder)?;
    match check_version(&connection)? {
        0 => create(&mut connection)?,
        schema::VERSION => {}
        older => upgrade(folder, &mut connection, older, progress)?,
    }
    // A backup that somebody put here under the books' name: what it carries goes beside it.
    if backup::put_back(&connection, &Blobs::new(folder::attachments(folder)))? {
        connection.execute_batch(&format!("drop table {}; delete from held", backup::CARRIED)).map_err(fault)?;
    }
    Ok(connection)
}

/// Looks at a file before anything may change in it: opening to write sets the journal mode, also of a file that
/// is not ours or of a newer app.
fn look(database: &Path) -> Result<()> {
    if database.metadata().is_ok_and(|file| file.len() > 0) {
        check_version(&connection::source(database)?)?;
    }
    Ok(())
}

/// The version of an open file, 0 for an empty one; a file of a newer app, or of another one, is refused.
pub fn check_version(connection: &Connection) -> Result<i64> {
    let version: i64 = connection.query_row("pragma user_version", [], |row| row.get(0)).map_err(fault)?;
    let count = "select count(*), count(*) filter (where name = 'change') from sqlite_schema where type = 'table'";
    let (tables, journals): (i64, i64) =
        connection.query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?))).map_err(fault)?;
    if tables > 0 && (journals == 0 || version == 0) {
        return Err(Error::new(
            Code::CorruptDatabase,
            "The file in the data folder is not SmartKhata's; it was left as it is.",
        ));
    }
    if version > schema::VERSION {
        return Err(Error::new(
            Code::NewerDatabase,
            "These books were written by a newer SmartKhata. Update the app; the books were left untouched.",
        ));
    }
    Ok(version)
}

/// Refuses a file whose tables are not this version's (`conflict` for an older one): they cannot be read as they are.
pub fn check_current(connection: &Connection) -> Result<()> {
    if check_version(connection)? == schema::VERSION {
        return Ok(());
    }
    let message = "These books are of an older version; open them once, and their tables are rebuilt.";
    Err(Error::new(Code::Conflict, message))
}

/// Makes the tables in an empty file.
pub fn create(connection: &mut Connection) -> Result<()> {
    let statements: Vec<String> = schema::TABLES.iter().flat_map(|table| table.create(Dialect::Sqlite)).collect();
    in_transaction(connection, |connection| {
        connection.execute_batch(&statements.join(";")).map_err(fault)?;
        statistics::tell(connection)?;
        set_version(connection)
    })
}

/// Rebuilds the projections of an older file. A copy is kept beside it first: of the file as it is now, also where one
/// is there from an upgrade that failed, since the older app may have gone on selling. That one stays until the fresh
/// copy is whole and takes its name.
fn upgrade(folder: &Path, connection: &mut Connection, older: i64, progress: &mut Progress<'_>) -> Result<()> {
    progress(Stage::Copying);
    let kept = folder.join("books.copying.sqlite");
    folder::remove_database(&kept);
    connection
        .execute("vacuum into ?1", [kept.to_string_lossy()])
        .map_err(fault)
        .and_then(|_| backup::mark_as_copy(&kept))
        .inspect_err(|_| folder::remove_database(&kept))?;
    std::fs::rename(&kept, folder.join(format!("books.before-{}.sqlite", schema::VERSION)))
        .and_then(|()| synced(folder))
        .map_err(|error| io_fault("The copy of the books cannot be kept", &error))?;
    progress(Stage::Rebuilding(0));
    in_transaction(connection, |connection| bring_up(connection, progress))
        .map_err(|error| Error { message: format!("{} (books of version {older})", error.message), ..error })
}

/// Brings a file of an older version, or a backup of any, to the tables of this one.
pub fn bring_up(connection: &mut Connection, progress: &mut Progress<'_>) -> Result<()> {
    extend_kept(connection)?;
    rebuild::rebuild(connection, progress)?;
    set_version(connection)
}

/// Gives the tables that are never dropped what this version has and the older one had not: whole tables, columns
/// (each with a default) and indexes.
pub fn extend_kept(connection: &Connection) -> Result<()> {
    for table in schema::TABLES.iter().filter(|table| table.role != Role::Projection) {
        let stored: Vec<String> = {
            let mut names = connection.prepare("select name from pragma_table_info(?1)").map_err(fault)?;
            let names = names.query_map([table.name], |row| row.get(0)).map_err(fault)?;
            names.collect::<rusqlite::Result<_>>().map_err(fault)?
        };
        let statements: Vec<String> = if stored.is_empty() {
            table.create(Dialect::Sqlite)
        } else {
            let missing = table.columns.iter().filter(|column| !stored.iter().any(|name| name == column.name));
            let columns = missing.map(|column| table.add_column(column, Dialect::Sqlite));
            let old = table.indexes.iter().map(|(name, _)| format!("drop index if exists {name}"));
            columns.chain(old).chain(table.create_indexes()).collect()
        };
        connection.execute_batch(&statements.join(";")).map_err(fault)?;
    }
    Ok(())
}

fn set_version(connection: &Connection) -> Result<()> {
    connection.pragma_update(None, "user_version", schema::VERSION).map_err(fault)
}

/// Runs work in one transaction of a connection: all of it, or none.
pub fn in_transaction<T>(connection: &mut Connection, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
    connection.execute_batch("begin immediate").map_err(fault)?;
    let answer = work(connection).and_then(|answer| connection.execute_batch("commit").map_err(fault).map(|()| answer));
    if answer.is_err() && !connection.is_autocommit() {
        connection.execute_batch("rollback").map_err(fault)?;
    }
    answer
}
