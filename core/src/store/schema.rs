//! The tables, described once and printed for each engine.

mod tables;

pub use super::dialect::Dialect;
pub use tables::TABLES;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 64-bit integer, never null.
    Int,
    /// Text, compared by bytes, never null.
    Text,
    /// Bytes, never null.
    Bytes,
    /// Bytes that may be absent.
    OptBytes,
    /// Integer that may be absent.
    OptInt,
}

/// Whether a table is the truth or derived from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The journal: appended to, never dropped.
    Journal,
    /// Of this installation alone: who it is, drafts.
    Local,
    /// Of whoever joins devices: the head of a shop's log, and how far each device has read it.
    Host,
    /// Derived from the journal; may be dropped and rebuilt.
    Projection,
}

/// A column, with the default that a row has before its fields arrive.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// The SQL of its default, if it has one.
    pub default: Option<&'static str>,
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Truth or derived.
    pub role: Role,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its primary key, the business first.
    pub key: &'static str,
    /// Indexes: name, columns and condition as SQL after `on <table>`.
    pub indexes: &'static [(&'static str, &'static str)],
}

/// The version of the tables: their shape, what they are worked out to, and the kinds of vouchers that are known. A database
/// with another version has its projections rebuilt. What the tables of a made-up shop say is in `schema/recorded.txt`,
/// with which a test compares.
pub const VERSION: i64 = 9;

/// A column of a table.
pub fn column(table: &str, name: &str) -> Option<&'static Column> {
    TABLES.iter().find(|t| t.name == table)?.columns.iter().find(|column| column.name == name)
}

/// The tables of a role.
pub fn of(role: Role) -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(move |table| table.role == role)
}
