//! The core's own books, as the door asks them.

use crate::door::Books;
use smartkhata_core::Result;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite;
use std::path::Path;
use std::sync::Arc;

/// Opens the books in a folder, making them when the folder is new. The day's backup is made beside the work.
///
/// # Errors
/// The core's refusal: in use, newer, damaged, disk full.
pub fn open(folder: &Path) -> Result<Arc<dyn Books>> {
    let books = sqlite::Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {})?;
    let books = Arc::new(books);
    let kept = Arc::clone(&books);
    // A backup that fails does not stop the shop: the settings show when the last one was made.
    std::thread::spawn(move || drop(kept.daily_backup()));
    Ok(books)
}

impl Books for sqlite::Books {
    fn call(&self, request: &str, body: &str) -> Result<String> {
        self.call(request, body)
    }
}
