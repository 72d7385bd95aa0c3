//! A release as operators run it: real servers on one PostgreSQL behind HAProxy, watched by Prometheus, under load;
//! and what must be true for two versions to serve the same tables.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

mod balancer;
mod cloud;
mod fault;
mod load;
mod migration;
mod released;
mod rollout;
mod server;
mod slack;
mod watcher;
mod whole;
