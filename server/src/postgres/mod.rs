//! The second engine: the books of many shops on PostgreSQL. The only place that names its client.
//!
//! A shop's rows are reached through [`Database::reading`] and [`Database::writer`] alone: each begins a transaction that
//! row-level security holds to one business.

mod accounts;
mod check;
mod connection;
mod device;
mod engine;
mod erase;
mod fault;
mod found;
mod hand;
mod head;
mod log;
mod login;
mod migrate;
mod moving;
pub mod notices;
mod opening;
mod operator;
mod pipeline;
mod pool;
mod replica;
mod tables;
mod tenant;
mod tls;
mod transaction;
mod work;

pub use accounts::Accounts;
pub use check::{Checker, ShopCheck};
pub use connection::Connection;
pub use engine::{PostgresEngine, read};
pub use erase::{Erased, kept_until};
pub use hand::Round;
pub use head::{Caller, no_such_business};
pub use migrate::{SERVING, migrate, settle};
pub use moving::{Among, Destination, Led, Moved};
pub use opening::Admits;
pub use operator::{Access, Operator};
pub use pool::{Figures, Settings};
pub use replica::Replica;
pub use tenant::{Database, Reading, Writing};
