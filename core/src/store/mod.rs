//! How the books are kept: SQL as data, the schema, the one write path, rebuilding.
//!
//! Statements are written once in the SQL that SQLite and PostgreSQL share; an [`Engine`] runs them. Nothing
//! here knows a database client, but for `sqlite`.

pub mod apply;
mod dialect;
pub mod dump;
pub mod engine;
pub mod rebuild;
pub mod rows;
pub mod schema;
pub mod search;
#[cfg(all(feature = "sqlite", feature = "print"))]
pub mod sqlite;
pub mod statement;
pub mod statements;
pub mod stock;
pub mod sums;
pub mod totals;

pub use engine::Engine;
pub use statement::{Row, Sql, Statement, Value};
