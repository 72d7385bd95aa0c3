//! Watching: rules, routes, dashboards, log and runbooks as an operator gets them, and the whole chain from a database
//! that dies to the page that wakes somebody.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected fails by panicking, and waits by the wall clock"
)]

mod alerts;
mod amazon;
mod backup;
mod chain;
mod dashboards;
mod host;
mod image;
mod log;
mod place;
mod runbooks;
mod service;
mod shop;
mod sink;
