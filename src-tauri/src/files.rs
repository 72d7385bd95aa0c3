//! Files that the page made (bills as PDF, receipts, lists): kept under their own name, never in place of
//! another file, and opened with the program that the system has for them.

use crate::viewer::Viewer;
use smartkhata_core::{Code, Error, Result};
use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Longest name of a file, in bytes: every file system in use takes it, with room for ` (99)`.
const LONGEST: usize = 120;

/// How many files of one name are kept apart by a number.
const COPIES: u32 = 999;

/// The folder and what was saved in it by this run.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
    viewer: Viewer,
    saved: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl Files {
    /// Keeps files in `folder`, which is made when the first one is saved.
    pub fn new(folder: PathBuf, viewer: Viewer) -> Self {
        Self { folder, viewer, saved: Arc::default() }
    }

    /// Writes the file and returns its path. The same file again is not written twice; another one under
    /// the same name gets a number.
    ///
    /// # Errors
    /// `disk_full` or `file_not_saved`; nothing half written stays behind.
    pub fn save(&self, name: &str, bytes: &[u8]) -> Result<String> {
        fs::create_dir_all(&self.folder).map_err(refusal)?;
        let name = safe(name);
        for copy in 1..=COPIES {
            let path = self.folder.join(numbered(&name, copy));
            match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(mut file) => {
                    if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_all()) {
                        // What was written of it is of no use to anybody; the first error is the one to tell.
                        let _ = fs::remove_file(&path);
                        return Err(refusal(error));
                    }
                    return Ok(self.remember(path));
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    if fs::read(&path).is_ok_and(|kept| kept == bytes) {
                        return Ok(self.remember(path));
                    }
                }
                Err(error) => return Err(refusal(error)),
            }
        }
        Err(Error::field(Code::TooMany, "name", "There are too many files of this name; move some of them away."))
    }

    /// Opens a file that this run saved; any other path is refused.
    ///
    /// # Errors
    /// `forbidden` for a path that was not saved here, `no_viewer` when the system has no program to open it.
    pub fn open(&self, path: &str) -> Result<()> {
        let path = Path::new(path);
        if !self.saved.lock().unwrap_or_else(PoisonError::into_inner).contains(path) {
            return Err(Error::field(Code::Forbidden, "path", "Only a file that SmartKhata just saved can be opened."));
        }
        self.viewer.open(path.as_os_str())
    }

    fn remember(&self, path: PathBuf) -> String {
        let shown = path.display().to_string();
        self.saved.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
        shown
    }
}

fn refusal(error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Error::new(Code::DiskFull, "The disk is full; the file was not saved.")
        }
        _ => Error::new(Code::FileNotSaved, format!("The file could not be saved: {error}")),
    }
}

/// A name that is one plain file name on every system, whatever the shop or the customer is called.
fn safe(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '-' } else { c }).collect();
    let plain = plain.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, extension) = match plain.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 8 => (stem, Some(extension)),
        _ => (plain, None),
    };
    let end = (0..=LONGEST.min(stem.len())).rev().find(|&end| stem.is_char_boundary(end)).unwrap_or(0);
    let stem = match stem.get(..end).unwrap_or_default().trim() {
        "" => "SmartKhata",
        stem => stem,
    };
    // Windows keeps these names for devices, with any extension.
    let device = match stem.get(..3) {
        Some(start) if stem.len() == 3 => ["con", "prn", "aux", "nul"].iter().any(|d| start.eq_ignore_ascii_case(d)),
        Some(start) if stem.len() == 4 => ["com", "lpt"].iter().any(|d| start.eq_ignore_ascii_case(d)),
        _ => false,
    };
    let stem = if device { format!("{stem}-") } else { stem.to_owned() };
    match extension {
        Some(extension) => format!("{stem}.{extension}"),
        None => stem,
    }
}

/// `bill.pdf`, `bill (2).pdf`, `bill (3).pdf`.
fn numbered(name: &str, copy: u32) -> String {
    match (copy, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (copy, Some((stem, extension))) => format!("{stem} ({copy}).{extension}"),
        (copy, None) => format!("{name} ({copy})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(viewer: &str) -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path().join("saved"), Viewer::program(viewer));
        (folder, files)
    }

    #[test]
    fn names_become_plain_file_names() {
        let check = |name: &str, plain: &str| assert_eq!(safe(name), plain);
        check("Sharma-Store_A-2627-0001_Ramesh.pdf", "Sharma-Store_A-2627-0001_Ramesh.pdf");
        check("A/26-27/1 रमेश.pdf", "A-26-27-1 रमेश.pdf");
        check("../../etc/passwd", "-..-etc-passwd");
        check("", "SmartKhata");
        check("...", "SmartKhata");
        check("con.pdf", "con-.pdf");
        check("LPT1", "LPT1-");
        check("tab\tnull\0.png", "tab-null-.png");
        let long = safe(&format!("{}.pdf", "र".repeat(500)));
        assert!(long.len() <= LONGEST + 4 && long.ends_with("र.pdf"), "{long}");
    }

    #[test]
    fn a_file_is_never_written_over() {
        let (_keep, files) = files("true");
        let first = files.save("bill.pdf", b"one").unwrap();
        let second = files.save("bill.pdf", b"two").unwrap();
        assert!(first.ends_with("bill.pdf") && second.ends_with("bill (2).pdf"), "{first} {second}");
        assert_eq!(fs::read(&first).unwrap(), b"one");
        assert_eq!(fs::read(&second).unwrap(), b"two");
        assert_eq!(files.save("bill.pdf", b"two").unwrap(), second, "the same file is kept once");
    }

    #[test]
    fn only_saved_files_are_opened() {
        let (_keep, files) = files("true");
        assert_eq!(files.open("/etc/passwd").unwrap_err().code, Code::Forbidden);
        let path = files.save("bill.pdf", b"one").unwrap();
        assert_eq!(files.open(&path), Ok(()));
    }

    #[test]
    fn without_a_viewer_the_path_is_told() {
        let (_keep, files) = files("no-such-viewer-here");
        let path = files.save("bill.pdf", b"one").unwrap();
        let error = files.open(&path).unwrap_err();
        assert!(error.code == Code::NoViewer && error.message.contains(&path), "{error}");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error() {
        let (keep, _) = files("true");
        let blocked = keep.path().join("blocked");
        fs::write(&blocked, b"a file, not a folder").unwrap();
        let error = Files::new(blocked, Viewer::program("true")).save("bill.pdf", b"one").unwrap_err();
        assert_eq!(error.code, Code::FileNotSaved);
    }
}
