//! Whether the tables are what the journal says: they are worked out anew in a copy and compared row by row.

use rusqlite::backup::Backup;
use rusqlite::{Connection, Row, Rows};

use super::fault::fault;
use super::{Books, Progress, connection, open, rebuild};
use crate::error::Result;
use crate::store::schema::{self, Role, Table};
use crate::store::statement::Value;

/// What comparing one table with its rebuilt self found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableCheck {
    /// The table.
    pub table: &'static str,
    /// Rows that the journal makes.
    pub rows: u64,
    /// Rows that the journal makes and the books do not have.
    pub missing: u64,
    /// Rows that the books have and the journal does not make.
    pub extra: u64,
    /// Rows that say something else than the journal.
    pub different: u64,
}

impl TableCheck {
    /// The table is what the journal says.
    pub const fn is_sound(&self) -> bool {
        self.missing == 0 && self.extra == 0 && self.different == 0
    }
}

/// What stored tables are called beside the rebuilt ones.
const STORED: &str = "stored_";

impl Books {
    /// Works every derived table out anew and compares it with the stored one. The books themselves are only
    /// read: the work is done in a temporary copy of one snapshot, which vanishes with its connection.
    pub fn verify_tables(&self, progress: &mut Progress<'_>) -> Result<Vec<TableCheck>> {
        progress(open::Stage::Copying);
        let source = connection::reader(&self.folder)?.connection;
        open::check_current(&source)?;
        let mut copy = Connection::open("").map_err(fault)?;
        // All pages in one step: one snapshot, also while another process writes.
        Backup::new(&source, &mut copy).and_then(|backup| backup.step(-1)).map_err(fault)?;
        drop(source);
        connection::prepare(&copy)?;
        // Nobody waits for a copy that vanishes: no journal, no disk.
        copy.execute_batch("pragma journal_mode = off; pragma synchronous = off; begin").map_err(fault)?;
        for table in schema::of(Role::Projection) {
            copy.execute_batch(&set_aside(table)).map_err(fault)?;
        }
        rebuild::rebuild(&mut copy, progress)?;
        schema::of(Role::Projection).map(|table| compare(&copy, table)).collect()
    }
}

/// Renames a stored table, without its indexes: their names are wanted by the rebuilt one.
fn set_aside(table: &Table) -> String {
    let indexes = table.indexes.iter().map(|(name, _)| format!("drop index if exists {name};"));
    indexes.chain([format!("alter table {0} rename to {STORED}{0}", table.name)]).collect()
}

/// Walks both tables in the order of their key.
fn compare(copy: &Connection, table: &'static Table) -> Result<TableCheck> {
    let (mut stored, mut rebuilt) = (select(copy, table, STORED)?, select(copy, table, "")?);
    let (mut stored, mut rebuilt) =
        (Walk::new(stored.query([]).map_err(fault)?, table)?, Walk::new(rebuilt.query([]).map_err(fault)?, table)?);
    let mut check = TableCheck { table: table.name, rows: 0, missing: 0, extra: 0, different: 0 };
    loop {
        let order = match (&stored.row, &rebuilt.row) {
            (None, None) => return Ok(check),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(left), Some(right)) => stored.key(left).cmp(rebuilt.key(right)),
        };
        if order.is_le() {
            if order.is_lt() {
                check.extra = check.extra.saturating_add(1);
            } else if stored.row != rebuilt.row {
                check.different = check.different.saturating_add(1);
            }
            stored.advance()?;
        }
        if order.is_ge() {
            if order.is_gt() {
                check.missing = check.missing.saturating_add(1);
            }
            check.rows = check.rows.saturating_add(1);
            rebuilt.advance()?;
        }
    }
}

/// All rows of a table, the columns of its key first and the rows in that order.
fn select<'a>(copy: &'a Connection, table: &Table, prefix: &str) -> Result<rusqlite::Statement<'a>> {
    let key: Vec<&str> = table.key.split(", ").collect();
    let rest = table.columns.iter().map(|column| column.name).filter(|name| !key.contains(name));
    let columns: Vec<&str> = key.iter().copied().chain(rest).collect();
    let query = format!("select {} from {prefix}{} order by {}", columns.join(", "), table.name, table.key);
    copy.prepare(&query).map_err(fault)
}

/// A table being walked.
struct Walk<'a> {
    rows: Rows<'a>,
    columns: usize,
    keys: usize,
    row: Option<Vec<Value>>,
}

impl<'a> Walk<'a> {
    fn new(rows: Rows<'a>, table: &Table) -> Result<Self> {
        let keys = table.key.split(", ").count();
        let mut walk = Self { rows, columns: table.columns.len(), keys, row: None };
        walk.advance()?;
        Ok(walk)
    }

    fn advance(&mut self) -> Result<()> {
        let columns = self.columns;
        let values = |row: &Row<'_>| (0..columns).map(|column| row.get(column)).collect::<rusqlite::Result<_>>();
        self.row = self.rows.next().and_then(|row| row.map(values).transpose()).map_err(fault)?;
        Ok(())
    }

    fn key<'v>(&self, row: &'v [Value]) -> &'v [Value] {
        row.get(..self.keys).unwrap_or(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema::Dialect;

    #[test]
    fn every_derived_table_can_be_set_aside_and_walked() {
        let copy = Connection::open_in_memory().unwrap();
        for table in schema::of(Role::Projection) {
            copy.execute_batch(&table.create(Dialect::Sqlite).join(";")).unwrap();
            copy.execute_batch(&set_aside(table)).unwrap();
            copy.execute_batch(&table.create(Dialect::Sqlite).join(";")).unwrap();
            assert!(compare(&copy, table).unwrap().is_sound(), "{}", table.name);
        }
    }

    #[test]
    fn rows_that_are_missing_extra_or_different_are_counted_apart() {
        let copy = Connection::open_in_memory().unwrap();
        let table = schema::of(Role::Projection).find(|table| table.name == "party_month").unwrap();
        copy.execute_batch(&table.create(Dialect::Sqlite).join(";")).unwrap();
        copy.execute_batch(&set_aside(table)).unwrap();
        copy.execute_batch(&table.create(Dialect::Sqlite).join(";")).unwrap();
        copy.execute_batch(
            "insert into stored_party_month values (x'01', x'01', 1, 5), (x'01', x'02', 1, 7), (x'01', x'05', 1, 9); \
             insert into party_month values (x'01', x'01', 1, 5), (x'01', x'02', 1, 8), (x'01', x'03', 1, 9), (x'01', x'04', 1, 9)",
        )
        .unwrap();
        let found = compare(&copy, table).unwrap();
        assert_eq!(found, TableCheck { table: "party_month", rows: 4, missing: 2, extra: 1, different: 1 });
    }
}
