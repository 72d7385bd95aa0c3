//! Devices of a shop: let in by a code, listed, shut out.

pub mod invite;
pub mod join;
pub mod list;
