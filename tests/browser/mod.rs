//! A browser that a test drives: Chromium on a wide screen or a phone, or the app's own window.

mod driver;
mod page;

pub use driver::{Browser, Size};
pub use page::Page;
