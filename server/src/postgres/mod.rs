//! The second engine: the books of many shops on PostgreSQL. The only place that names its client.
//!
//! A shop's rows are reached through [`Database::read`] and [`Database::write`] alone: each begins a transaction that
//! row-level security holds to one business.

mod accounts;
mod connection;
mod device;
mod engine;
mod fault;
mod found;
mod head;
mod log;
mod migrate;
pub mod notices;
mod pipeline;
mod pool;
mod seal;
mod tenant;
mod tls;
mod transaction;

pub use accounts::Accounts;
pub use connection::Connection;
pub use engine::{PostgresEngine, read};
pub use head::Caller;
pub use migrate::{SERVING, migrate};
pub use pool::{Figures, Settings};
pub use tenant::{Database, Reading, Writing};
