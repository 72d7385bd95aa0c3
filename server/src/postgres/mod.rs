//! The second engine: the books of many shops on PostgreSQL. The only place that names its client.
//!
//! A shop's rows are reached through [`Database::reading`] and [`Database::writer`] alone: each begins a transaction that
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
mod opening;
mod pipeline;
mod pool;
mod refill;
mod rows;
mod tenant;
mod tls;
mod transaction;
mod work;

pub use accounts::Accounts;
pub use connection::Connection;
pub use engine::{PostgresEngine, read};
pub use head::Caller;
pub use migrate::{SERVING, migrate};
pub use opening::Admits;
pub use pool::{Figures, Settings};
pub use tenant::{Database, Reading, Writing};
