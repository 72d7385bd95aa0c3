//! What answers a route, one file each.

pub mod account;
pub mod blob;
pub mod device;
pub mod door;
pub mod health;
pub mod hooks;
pub mod metrics;
pub mod page;
pub mod ready;
pub mod shop;
pub mod sync;
pub mod unknown;
pub mod web;
