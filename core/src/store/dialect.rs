//! The schema's tables as each engine's own SQL.

use super::schema::{Column, Kind, Role, Table};
use super::statement::Value;

/// A database engine's dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `STRICT` tables without rowid.
    Sqlite,
    /// `bigint`, `bytea`, `collate "C"`.
    Postgres,
}

impl Table {
    /// The statements that make the table and its indexes.
    pub fn create(&self, dialect: Dialect) -> Vec<String> {
        let columns: Vec<String> = self.columns.iter().map(|column| column.definition(dialect)).collect();
        // Bodies and lists live best in the key's own tree; the journal keeps rowids for cheap appends.
        let suffix = match (dialect, self.role) {
            (Dialect::Sqlite, Role::Journal) => " strict",
            (Dialect::Sqlite, _) => " strict, without rowid",
            (Dialect::Postgres, _) => "",
        };
        let table = format!("create table {} ({}, primary key ({})){suffix}", self.name, columns.join(", "), self.key);
        std::iter::once(table).chain(self.create_indexes()).collect()
    }

    /// The statement that adds a column to a table of an older version.
    pub fn add_column(&self, column: &Column, dialect: Dialect) -> String {
        format!("alter table {} add column {}", self.name, column.definition(dialect))
    }

    /// The query of all its rows in the order of their keys: to compare tables.
    pub fn select(&self) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|column| column.name).collect();
        format!("select {} from {} order by {}", columns.join(", "), self.name, self.key)
    }

    /// The statements that make the indexes.
    pub fn create_indexes(&self) -> Vec<String> {
        self.indexes
            .iter()
            .map(|(name, on)| match on.strip_prefix("unique ") {
                Some(columns) => format!("create unique index {name} on {} {columns}", self.name),
                None => format!("create index {name} on {} {on}", self.name),
            })
            .collect()
    }
}

impl Column {
    /// What a row has in this column before its field arrives.
    pub fn default_value(&self) -> Value {
        let text = self.default.unwrap_or("null");
        match (text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')), text.parse()) {
            (Some(quoted), _) => quoted.into(),
            (None, Ok(number)) => Value::Int(number),
            (None, Err(_)) => Value::Null,
        }
    }

    fn definition(&self, dialect: Dialect) -> String {
        let kind = match (self.kind, dialect) {
            (Kind::Int | Kind::OptInt, Dialect::Sqlite) => "integer",
            (Kind::Int | Kind::OptInt, Dialect::Postgres) => "bigint",
            (Kind::Text, Dialect::Sqlite) => "text",
            (Kind::Text, Dialect::Postgres) => "text collate \"C\"",
            (Kind::Bytes | Kind::OptBytes, Dialect::Sqlite) => "blob",
            (Kind::Bytes | Kind::OptBytes, Dialect::Postgres) => "bytea",
        };
        let null = if matches!(self.kind, Kind::OptInt | Kind::OptBytes) { "" } else { " not null" };
        let default = self.default.map_or(String::new(), |default| format!(" default {default}"));
        format!("{} {kind}{null}{default}", self.name)
    }
}
