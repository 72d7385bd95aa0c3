//! Where things lie on this machine: the books, and the web edition's files.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The name that apps' folders of data are found by; the window uses the same, so both have the same books.
const APP: &str = "com.smartkhata.books";

/// The page that makes a folder the web edition's.
pub const INDEX: &str = "index.html";

/// The folder of the books: as given (an empty name is no name), else the platform's folder for data of apps.
pub fn books(given: Option<PathBuf>) -> Result<PathBuf, Failure> {
    given
        .filter(|folder| !folder.as_os_str().is_empty())
        .or_else(|| dirs::data_dir().map(|folder| folder.join(APP)))
        .ok_or_else(|| Failure::Outside("This system has no folder for data of apps. Name one: --data FOLDER".into()))
}

/// The folder of books that are there already.
pub fn existing(given: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let folder = books(given)?;
    if has_books(&folder) {
        Ok(folder)
    } else {
        Err(Failure::Outside(format!("There are no books in {}", folder.display())))
    }
}

/// Whether there are books in a folder.
pub fn has_books(folder: &Path) -> bool {
    folder.join("books.sqlite").is_file()
}

/// The folder of the web edition: as given, else `dist` beside the program, else `dist` here.
pub fn dist(given: Option<PathBuf>) -> PathBuf {
    let beside = std::env::current_exe().ok().and_then(|program| program.parent().map(|folder| folder.join("dist")));
    given.or_else(|| beside.filter(|folder| is_dist(folder))).unwrap_or_else(|| PathBuf::from("dist"))
}

/// What is said where there is none.
pub fn no_dist(folder: &Path) -> String {
    format!(
        "There is no web edition in {}: only the door answers. Name its folder with --dist, or build it with \
         `cargo xtask web`.",
        folder.display()
    )
}

/// Whether a folder holds the web edition.
pub fn is_dist(folder: &Path) -> bool {
    folder.join(INDEX).is_file()
}
