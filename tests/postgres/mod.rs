//! A real PostgreSQL of a test's own, and the books' engine on it.

mod cluster;
mod engine;

pub use cluster::Cluster;
pub use engine::{PostgresEngine, read};
