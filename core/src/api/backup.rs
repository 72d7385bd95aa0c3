//! Backup and restore: one file, no account.

use serde::{Deserialize, Serialize};

/// Writes a backup file into the data folder's `backups`, or into a folder of the user's choice.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CreateBackup {
    /// The folder; the data folder's `backups` when absent.
    pub folder: Option<String>,
}

/// Makes today's backup if there is none, and keeps two weeks of them. Shells ask for it beside the shop's work, at
/// the start and now and then.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepDailyBackup {}

/// A backup file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFile {
    /// Where it is.
    pub path: String,
    /// Its size.
    pub bytes: i64,
    /// When it was made, `2026-11-23T10:15:00+05:30`.
    pub made: String,
    /// Entries in it.
    pub entries: i64,
}

/// Backups in the data folder, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListBackups {}

/// Reads a backup of the data folder, to hand it to somebody: a phone's share sheet, a browser's download.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadBackup {
    /// One of the listed files.
    pub path: String,
}

/// Backups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backups {
    /// The files.
    pub files: Vec<BackupFile>,
}

/// Puts a backup in place of the open books. Its chain is verified first; this device then goes on under a
/// new device id and number series. The books that were open are kept aside in the data folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoreBackup {
    /// The backup file.
    pub path: String,
}

/// Brings a part of a backup file that lies elsewhere: on a phone or in a browser a page is given a file's bytes, and no
/// path. Only one file is brought at a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BringBackup {
    /// Where in the file the part begins, in bytes; zero begins anew.
    pub at: i64,
    /// Its bytes in base64.
    pub base64: String,
}

/// What is here of a backup that is being brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// Where it lies, to be restored when it is whole.
    pub path: String,
    /// Bytes that are here.
    pub bytes: i64,
}
