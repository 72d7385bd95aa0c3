//! A backup file that a page was given, part by part: a phone's picker and a browser give bytes, and no path.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::fault::io_fault;
use super::folder;
use crate::api::backup::{BringBackup, Brought};
use crate::error::{Code, Error, Result};

/// Where it lies until it is restored. Not among the backups that are listed: it may never become whole.
fn place(folder: &Path) -> PathBuf {
    folder::backups(folder).join("brought.part")
}

/// How every backup begins: nothing else is copied part by part to be refused at its end.
const BEGINNING: &[u8] = b"SQLite format 3\0";

/// Takes the next part. The first one begins anew.
///
/// # Errors
/// `invalid_backup` for another file, `invalid_value` for a part that does not follow, `invalid_file` for no base64; what the disk refuses.
pub fn bring(folder: &Path, request: &BringBackup) -> Result<Brought> {
    let refused = |error: std::io::Error| io_fault("The backup cannot be brought here", &error);
    let bytes = STANDARD
        .decode(&request.base64)
        .map_err(|_| Error::field(Code::InvalidFile, "base64", "This part of the file cannot be read."))?;
    if request.at == 0 && !bytes.starts_with(BEGINNING) {
        return Err(Error::field(Code::InvalidBackup, "path", "This is not a backup of SmartKhata."));
    }
    let path = place(folder);
    std::fs::create_dir_all(folder::backups(folder)).map_err(refused)?;
    let mut file = if request.at == 0 {
        File::create(&path).map_err(refused)?
    } else {
        OpenOptions::new().write(true).open(&path).map_err(refused)?
    };
    let here = file.seek(SeekFrom::End(0)).map_err(refused)?;
    if u64::try_from(request.at) != Ok(here) {
        let message = format!("{here} bytes of the file are here; the next part begins there.");
        return Err(Error::field(Code::InvalidValue, "at", message));
    }
    if let Err(error) = file.write_all(&bytes) {
        // No room for it: what is here of it goes, so that the shop goes on.
        drop(file);
        let _ = std::fs::remove_file(&path);
        return Err(refused(error));
    }
    let bytes = here.saturating_add(bytes.len() as u64);
    Ok(Brought { path: path.to_string_lossy().into_owned(), bytes: i64::try_from(bytes).unwrap_or(i64::MAX) })
}

/// What was brought has been restored, or refused, and is not needed any more. Nothing goes for another file.
pub fn forget(folder: &Path, restored: &str) {
    let place = place(folder);
    if Path::new(restored) == place {
        let _ = std::fs::remove_file(place);
    }
}
