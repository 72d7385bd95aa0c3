//! Recovery and security as they are operated: a drill with a real PostgreSQL, its archive and the program as it ships.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

mod backend;
mod debian;
mod desk;
mod drill;
mod failover;
mod logged;
mod node;
mod runbook;
mod s3;
mod schedule;
mod shops;
mod tls;
mod writer;
