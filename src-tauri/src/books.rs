//! The core's own books, as the door asks them.

use crate::door::Books;
use smartkhata_core::{Code, Error, Result};
use std::path::Path;
use std::sync::Arc;

/// Opens the books in a folder, making them when the folder is new.
///
/// # Errors
/// The core's refusal: in use, newer, damaged, disk full.
pub fn open(folder: &Path) -> Result<Arc<dyn Books>> {
    Err(Error::new(Code::Storage, format!("The books in {} cannot be opened yet.", folder.display())))
}
