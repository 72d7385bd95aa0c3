//! The journal: immutable changes in a hash chain per device, and what each means for the tables.
//!
//! Nothing is updated or deleted: a correction is a new change.

pub mod change;
pub mod cut;
pub mod envelope;
pub mod fits;
pub mod merge;
pub mod project;
pub mod reversal;
pub mod stamp;
pub mod verify;

pub use change::{Change, Hash, Kind};
