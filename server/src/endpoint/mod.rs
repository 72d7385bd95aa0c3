//! What answers a route, one file each.

pub mod door;
pub mod health;
pub mod page;
