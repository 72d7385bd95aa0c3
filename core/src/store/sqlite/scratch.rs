//! Tables that nobody keeps: the same schema in a temporary database, for rehearsals, checks and tests.

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::engine::{SqliteEngine, finish};
use super::fault::fault;
use super::{open, rebuild};
use crate::error::Result;
use crate::journal::change::Change;
use crate::store::apply;
use crate::store::schema::Table;
use crate::store::statement::Row;

/// Empty tables, gone when dropped. Spills to a nameless file where they grow larger than memory should hold.
pub struct Scratch(Connection);

impl Scratch {
    /// New tables.
    pub fn new() -> Result<Self> {
        let mut connection = Connection::open("").map_err(fault)?;
        connection.set_prepared_statement_cache_capacity(256);
        connection
            .execute_batch("pragma journal_mode = memory; pragma synchronous = off; pragma trusted_schema = off;")
            .map_err(fault)?;
        open::create(&mut connection)?;
        Ok(Self(connection))
    }

    /// Runs work in one transaction: all of it, or none.
    pub fn write<T>(&mut self, work: impl AsyncFnOnce(&mut SqliteEngine<'_>) -> Result<T>) -> Result<T> {
        open::in_transaction(&mut self.0, |connection| finish(work(&mut SqliteEngine::new(connection))))
    }

    /// A copy of everything, as a copied file would be.
    pub fn duplicate(&self) -> Result<Self> {
        let mut copy = Self::new()?;
        Backup::new(&self.0, &mut copy.0).and_then(|backup| backup.step(-1)).map_err(fault)?;
        Ok(copy)
    }

    /// Takes changes in, whatever their order; answers how many were new.
    pub fn apply(&mut self, changes: &[Change]) -> Result<usize> {
        self.write(async |engine| apply::apply_all(engine, changes).await)
    }

    /// All rows of a table in the order of their keys.
    pub fn rows(&self, table: &Table) -> Result<Vec<Row>> {
        let mut statement = self.0.prepare(&table.select()).map_err(fault)?;
        let columns = statement.column_count();
        let rows = statement
            .query_map([], |row| (0..columns).map(|column| row.get(column)).collect::<rusqlite::Result<_>>().map(Row))
            .map_err(fault)?;
        rows.collect::<rusqlite::Result<_>>().map_err(fault)
    }

    /// Drops the projections and works them out anew from the journal.
    pub fn rebuild(&mut self) -> Result<()> {
        open::in_transaction(&mut self.0, |connection| rebuild::rebuild(connection, &mut |_| {}))
    }
}
