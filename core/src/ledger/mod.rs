//! Double entry: accounts, postings that sum to zero.

pub mod account;
pub mod posting;

pub use account::{Account, Class};
pub use posting::{Posting, Postings};
