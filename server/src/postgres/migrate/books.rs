//! The tables of the books: made where they are not there, and what this program's release adds to those that are.
//!
//! The release before serves the same tables meanwhile. A column with a constant default is added in an instant; an index
//! of a table that is there already is built beside those who write, as `super::rules` asks of migrations.

use std::collections::BTreeSet;

use smartkhata_core::Result;
use smartkhata_core::store::schema::{self, Dialect, Kind, Role, Table};
use tokio_postgres::Client;

use super::fault;
use crate::postgres::tables::home;

/// Indexes that can be used; one that was cut short while it was built cannot.
const WHOLE: &str = "select n.nspname || '.' || c.relname from pg_index i join pg_class c on c.oid = i.indexrelid \
    join pg_namespace n on n.oid = c.relnamespace where i.indisvalid";

/// Tables.
const THERE: &str = "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace \
    where c.relkind in ('r', 'p')";

/// What has to be done, in this order.
pub struct Plan {
    /// Tables and columns; with each table that is not there, its indexes.
    pub made: Vec<String>,
    /// The same of tables that stay, for indexes that are still to be built on them: on their own, before all else.
    pub before: Vec<String>,
    /// Indexes of tables that stay: one by one, outside any transaction.
    pub beside: Vec<String>,
}

/// Everything of the books as statements that may be run again: what tables were last made like.
pub fn all() -> Vec<String> {
    schema::TABLES.iter().flat_map(|table| [columns(table), indexes(table)].concat()).collect()
}

/// What this database lacks.
pub async fn plan(client: &Client) -> Result<Plan> {
    let (there, whole) = (names(client, THERE).await?, names(client, WHOLE).await?);
    let stays = |table: &&Table| there.contains(&of(table));
    let beside: Vec<String> = schema::TABLES.iter().filter(stays).flat_map(|table| missing(table, &whole)).collect();
    let before = schema::TABLES.iter().filter(stays).flat_map(columns).collect();
    let mut made = vec![format!("create schema if not exists {}", home(schema::VERSION))];
    made.extend(schema::TABLES.iter().flat_map(columns));
    made.extend(schema::TABLES.iter().filter(|table| !stays(table)).flat_map(indexes));
    Ok(Plan { made, before, beside })
}

async fn names(client: &Client, query: &str) -> Result<BTreeSet<String>> {
    let told = |error| fault("migration", &error);
    let rows = client.query(query, &[]).await.map_err(told)?;
    rows.iter().map(|row| row.try_get(0).map_err(told)).collect()
}

/// Where a table is: what is worked out of the journal at its version's place, the truth where all versions share it.
fn place(table: &Table) -> String {
    if table.role == Role::Projection { home(schema::VERSION) } else { "public".into() }
}

/// A table by its place and name.
fn of(table: &Table) -> String {
    format!("{}.{}", place(table), table.name)
}

/// The statements that make the indexes of a table.
fn creates(table: &Table) -> impl Iterator<Item = String> {
    let (on, of) = (format!(" on {} ", table.name), format!(" on {} ", of(table)));
    table.create_indexes().into_iter().map(move |create| create.replacen(&on, &of, 1))
}

/// Makes a table that is not there, and adds columns that it has not.
fn columns(table: &Table) -> Vec<String> {
    let create = table.create(Dialect::Postgres).into_iter().next().unwrap_or_default();
    let create = create.replacen(
        &format!("create table {}", table.name),
        &format!("create table if not exists {}", of(table)),
        1,
    );
    let added = table.columns.iter().map(|column| {
        let kind = match column.kind {
            Kind::Int => "bigint not null default 0",
            Kind::OptInt => "bigint",
            Kind::Text => "text collate \"C\" not null default ''",
            Kind::Bytes => "bytea not null default ''",
            Kind::OptBytes => "bytea",
        };
        format!("alter table {} add column if not exists {} {kind}", of(table), column.name)
    });
    std::iter::once(create).chain(added).collect()
}

/// Indexes of a table that nobody uses yet.
fn indexes(table: &Table) -> Vec<String> {
    creates(table).map(|create| create.replacen("index ", "index if not exists ", 1)).collect()
}

/// Indexes that a table in use has not, or not whole.
fn missing(table: &Table, whole: &BTreeSet<String>) -> Vec<String> {
    let named = table.indexes.iter().map(|(name, _)| format!("{}.{name}", place(table))).zip(creates(table));
    let absent = named.filter(|(name, _)| !whole.contains(name));
    absent
        .flat_map(|(name, create)| {
            [format!("drop index concurrently if exists {name}"), create.replacen("index ", "index concurrently ", 1)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_in_use_is_never_held_for_an_index() {
        let whole: BTreeSet<String> = ["public.change_op".to_owned()].into();
        let change = schema::TABLES.iter().find(|table| table.name == "change");
        let statements = change.map(|change| missing(change, &whole)).unwrap_or_default();
        assert_eq!(statements.len(), 6, "{statements:?}");
        for pair in statements.chunks(2) {
            let [gone, made] = pair else { panic!("{pair:?}") };
            let name = gone.rsplit(' ').next().unwrap_or_default();
            assert!(gone.starts_with("drop index concurrently if exists public.change_"), "{gone}");
            let name = name.trim_start_matches("public.");
            assert!(made.contains(&format!("index concurrently {name} on public.change ")), "{made}");
        }
        assert!(statements.iter().any(|made| made.starts_with("create unique index concurrently change_seq ")));
    }
}
