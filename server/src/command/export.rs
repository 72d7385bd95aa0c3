//! `smartkhata export`: everything in open forms, in a folder.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use smartkhata_core::clock::Clock;
use smartkhata_core::machine::SystemClock;
use smartkhata_core::store::sqlite::Books;

use crate::cli::Export;
use crate::failure::Failure;
use crate::{export, place, say};

/// Where files lie inside the folder until all of them are whole.
const UNFINISHED: &str = "unfinished";

/// Writes all files; nothing of the books changes.
pub fn run(options: &Export) -> Result<ExitCode, Failure> {
    let folder = place::existing(options.data.folder.clone())?;
    let books = super::open_to_read(&folder)?;
    let to = &options.to;
    let made = !to.exists();
    fs::create_dir_all(to).map_err(|error| Failure::outside(&format!("{} cannot be made", to.display()), error))?;
    let written = fill(&books, to);
    if written.is_err() && made {
        // Only an empty folder can be removed.
        let _ = fs::remove_dir(to);
    }
    for name in written? {
        say::answer(&to.join(name).display().to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// All of an export, or nothing of it: a file takes its place when each is whole. What an export left that was
/// interrupted is thrown away.
fn fill(books: &Books, to: &Path) -> Result<Vec<&'static str>, Failure> {
    let outside = |what: &str| {
        let doing = format!("{} cannot be {what}", to.display());
        move |error| Failure::outside(&doing, error)
    };
    let inside: Vec<_> = fs::read_dir(to).and_then(Iterator::collect).map_err(outside("read"))?;
    if inside.iter().any(|entry: &fs::DirEntry| entry.file_name() != UNFINISHED) {
        return Err(Failure::Outside(format!("{} is not empty; name a new folder", to.display())));
    }
    let unfinished = to.join(UNFINISHED);
    if !inside.is_empty() {
        fs::remove_dir_all(&unfinished).map_err(outside("written"))?;
    }
    fs::create_dir(&unfinished).map_err(outside("written"))?;
    let written = export::write(books, &unfinished, &say::moment(SystemClock.now_ms()))
        .map_err(Failure::from)
        .and_then(|names| {
            // The list of them comes last: where it is, all are.
            names
                .iter()
                .try_for_each(|name| fs::rename(unfinished.join(name), to.join(name)))
                .map_err(outside("written"))?;
            Ok(names)
        });
    let removed = fs::remove_dir_all(&unfinished).map_err(outside("written"));
    written.and_then(|names| removed.map(|()| names))
}
