//! More than one shop: those of this installation, and those of who is signed in at the backend.

pub mod backend;
mod here;

pub use here::ShopsHere;
