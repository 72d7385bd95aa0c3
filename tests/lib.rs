//! What the end-to-end tests share: servers and programs that a test starts and that end with it.

pub mod books;
pub mod browser;
pub mod postgres;
pub mod program;
