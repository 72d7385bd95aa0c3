//! `smartkhata export`: everything in open forms, in a folder.

use std::fs;
use std::process::ExitCode;

use smartkhata_core::Code;
use smartkhata_core::clock::Clock;

use crate::cli::Export;
use crate::failure::Failure;
use crate::{export, place, say};
use smartkhata_core::machine::SystemClock;

/// Writes all files; nothing of the books changes.
pub fn run(options: &Export) -> Result<ExitCode, Failure> {
    let folder = place::existing(options.data.folder.clone())?;
    let to = &options.to;
    fs::create_dir_all(to).map_err(|error| Failure::outside(&format!("{} cannot be made", to.display()), error))?;
    let mut inside =
        fs::read_dir(to).map_err(|error| Failure::outside(&format!("{} cannot be read", to.display()), error))?;
    if inside.next().is_some() {
        return Err(Failure::Outside(format!("{} is not empty; name a new folder", to.display())));
    }
    let books = match super::open(&folder) {
        Err(error) if error.code == Code::FolderInUse => super::open_read_only(&folder)?,
        opened => opened?,
    };
    let made = say::moment(SystemClock.now_ms());
    for name in export::write(&books, to, &made)? {
        say::answer(&to.join(name).display().to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}
