//! The shared core of SmartKhata: what a bill is, what it owes in tax, how it is journalled, stored,
//! reported and printed.
//!
//! Without features this crate is pure: no I/O, clock, randomness, thread or locale. Time and ids are
//! passed in ([`clock::Clock`], [`id::Ids`]). The shells (window, server, command line) reach it through
//! one door only: [`api`].
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

pub mod api;
pub mod attachment;
pub mod business;
pub mod clock;
pub mod code;
pub mod date;
#[cfg(feature = "print")]
pub mod demo;
pub mod document;
pub mod error;
pub mod id;
pub mod item;
pub mod journal;
pub mod ledger;
#[cfg(feature = "sqlite")]
pub mod machine;
pub mod money;
pub mod page;
pub mod party;
pub mod payment;
#[cfg(feature = "print")]
pub mod print;
pub mod quantity;
pub mod quick;
pub mod report;
pub mod role;
pub mod store;
pub mod sync;
pub mod tax;
pub mod text;
#[cfg(feature = "upi")]
pub mod upi;
pub mod words;

pub use error::{Code, Error, Result};
