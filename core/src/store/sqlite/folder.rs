//! The data folder: where its files are, and the lock that keeps a second writer out.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use fs4::FileExt;

use super::fault::io_fault;
use crate::error::{Code, Error, Result};

/// The database.
pub fn database(folder: &Path) -> PathBuf {
    folder.join("books.sqlite")
}

/// The file beside another whose name goes on with this ending.
pub fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Removes a database that nobody has open, with what lies beside it: an old journal would be played back into the next
/// file of that name. What is not there, or cannot be removed, stays: whoever makes the next one is told.
pub fn remove_database(path: &Path) {
    for ending in ["", "-journal", "-wal", "-shm"] {
        let _ = std::fs::remove_file(with_ending(path, ending));
    }
}

/// Where a made-up shop is told until it is whole.
pub fn unfinished(folder: &Path) -> PathBuf {
    folder.join("unfinished")
}

/// Where backups go unless the user says otherwise.
pub fn backups(folder: &Path) -> PathBuf {
    folder.join("backups")
}

/// Where books are made that take the place of others.
pub fn fresh(folder: &Path) -> PathBuf {
    folder.join("books.restoring.sqlite")
}

/// Where the bytes of attachments lie.
pub fn attachments(folder: &Path) -> PathBuf {
    folder.join("attachments")
}

/// The lock of a folder; let go when dropped, also by a process that dies.
pub struct Lock(#[expect(dead_code, reason = "holding the file open is what holds the lock")] File);

impl Lock {
    /// Takes the folder for writing, making it if there is none.
    pub fn take(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|error| io_fault("The data folder cannot be made", &error))?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("lock"))
            .map_err(|error| io_fault("The data folder cannot be written", &error))?;
        match FileExt::try_lock(&file) {
            Ok(()) => Ok(Self(file)),
            Err(fs4::TryLockError::WouldBlock) => {
                Err(Error::new(Code::FolderInUse, "These books are open in another window on this computer."))
            }
            Err(fs4::TryLockError::Error(error)) => Err(io_fault("The data folder cannot be locked", &error)),
        }
    }
}
