//! The core's own books, as the door asks them.

use crate::door::Books;
use smartkhata_core::Result;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite;
use std::path::Path;
use std::sync::Arc;

/// Opens the books in a folder, making them when the folder is new.
///
/// # Errors
/// The core's refusal: in use, newer, damaged, disk full.
pub fn open(folder: &Path) -> Result<Arc<dyn Books>> {
    let books = sqlite::Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {})?;
    Ok(Arc::new(books))
}

impl Books for sqlite::Books {
    fn call(&self, request: &str, body: &str) -> Result<String> {
        self.call(request, body)
    }
}
