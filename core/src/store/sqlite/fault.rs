//! What SQLite reports, as the core's errors.

use std::io::{self, ErrorKind};

use rusqlite::ErrorCode;

use crate::error::{Code, Error};

/// The core's error for one of SQLite.
pub fn fault(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            Error::new(Code::DiskFull, "The disk is full. Nothing was saved; free some space and try again.")
        }
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

/// The core's error for one of the file system.
pub fn io_fault(what: &str, error: &io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull => {
            Error::new(Code::DiskFull, "The disk is full. Nothing was saved; free some space and try again.")
        }
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            Error::new(Code::ReadOnly, format!("{what}: {error}."))
        }
        _ => Error::new(Code::Storage, format!("{what}: {error}.")),
    }
}
