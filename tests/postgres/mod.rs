//! A real PostgreSQL of a test's own, and the server's engine on it.

mod cluster;

pub use cluster::Cluster;
pub use smartkhata_server::postgres::{Connection, PostgresEngine, read};
