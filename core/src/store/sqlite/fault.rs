//! What SQLite reports, as the core's errors.

use std::io::{self, ErrorKind};

use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

use crate::error::{Code, Error};

/// The core's error for one of SQLite.
pub fn fault(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => disk_full(),
        _ if has_no_room_to_share(&error) => disk_full(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            Error::new(Code::CorruptDatabase, "The books' file is damaged. It was left as it is; restore a backup.")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            Error::new(Code::ReadOnly, "The books' folder cannot be written.")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::new(Code::FolderInUse, "The books are in use by another program.")
        }
        _ => Error::new(Code::Storage, format!("The books could not be read or written: {error}.")),
    }
}

/// Whether what readers and the writer share (`-shm`, 32 kB) could not be made: SQLite calls that a fault of the disk, but
/// it is the first file that a full disk has no room for.
pub fn has_no_room_to_share(error: &rusqlite::Error) -> bool {
    error.sqlite_extended_error_code() == Some(SQLITE_IOERR_SHMSIZE)
}

fn disk_full() -> Error {
    Error::new(Code::DiskFull, "The disk is full. Nothing was saved; free some space and try again.")
}

/// The core's error for one of the file system.
pub fn io_fault(what: &str, error: &io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull => disk_full(),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            Error::new(Code::ReadOnly, format!("{what}: {error}."))
        }
        _ => Error::new(Code::Storage, format!("{what}: {error}.")),
    }
}
