//! Sync as it is used: devices with books of their own, a courier each, the real backend on a real PostgreSQL.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "how long devices take is measured on the machine's clock")]

#[path = "../support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
#[path = "../support/device.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod device;
#[path = "../support/mod.rs"]
mod support;

mod back;
mod beside;
mod between;
mod books;
mod compared;
mod cut;
mod faulty;
mod leaving;
mod message;
mod refused;
mod renewed;
mod role;
mod set_back;
mod speaker;
mod trips;
mod voices;
mod wire;
