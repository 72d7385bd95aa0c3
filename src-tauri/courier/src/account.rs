//! Who this device is to the backend. Kept beside the books in a file of its own, which no backup takes along: a copy of
//! the books elsewhere is nobody until it signs in.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use smartkhata_core::{Code, Error, Result};

/// The file's name.
const FILE: &str = "account.json";

/// Where the backend is, and what shows who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The backend's address: `https://…`.
    pub backend: String,
    /// Draws the next pair of tokens, once.
    pub refresh_token: String,
    /// Shown with each request; empty before the first.
    #[serde(default)]
    pub access_token: String,
}

impl Account {
    /// Reads it; none where this device has not joined.
    ///
    /// # Errors
    /// `storage` when the file is there and cannot be read.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let text = match fs::read_to_string(folder.join(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(storage("cannot be read", &error)),
        };
        // A file that is damaged is as none: the device signs in again, and its books stay as they are.
        Ok(serde_json::from_str(&text).ok())
    }

    /// Keeps it, on disk when this answers: a refresh token is good once.
    ///
    /// # Errors
    /// `storage` when the file cannot be written.
    pub fn keep(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_string(self)
            .map_err(|error| Error::new(Code::Internal, format!("The sign-in cannot be written: {error}.")))?;
        let unfinished = folder.join("account.json.tmp");
        let write = || {
            let mut file = private(&unfinished)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&unfinished, folder.join(FILE))
        };
        write().map_err(|error| storage("cannot be kept", &error))
    }

    /// Forgets it: this device leaves the backend; its books stay.
    ///
    /// # Errors
    /// `storage` when the file cannot be removed.
    pub fn forget(folder: &Path) -> Result<()> {
        match fs::remove_file(folder.join(FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(storage("cannot be removed", &error)),
            _ => Ok(()),
        }
    }
}

/// A file that only this user reads.
fn private(path: &PathBuf) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

fn storage(what: &str, error: &io::Error) -> Error {
    Error::new(Code::Storage, format!("The sign-in of this device {what}: {error}."))
}
