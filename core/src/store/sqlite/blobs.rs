//! Bytes of attachments in a folder, each file under its digest. Written under another name, on disk, then renamed: a
//! file under its own name is whole. Parts that are still coming lie apart and go on where they stopped.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use super::fault::io_fault;
use crate::attachment::LARGEST;
use crate::attachment::content::digest;
use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::journal::change::Hash;
use crate::machine::{self, SystemClock};

/// Where parts lie that are still coming, inside the folder.
const COMING: &str = "coming";

/// Bytes of attachments in a folder.
#[derive(Debug, Clone)]
pub struct Blobs(PathBuf);

/// What was found of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Whole and right.
    Sound,
    /// Not there.
    Missing,
    /// There, with other bytes than its digest says.
    Damaged,
}

impl Blobs {
    /// Bytes in this folder, which is made when the first ones come.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Where the bytes of a digest lie, once they are whole.
    pub fn path(&self, sha256: Hash) -> PathBuf {
        let name = sha256.to_string();
        self.0.join(name.get(..2).unwrap_or_default()).join(&name)
    }

    /// Whether they are here, whole.
    pub fn has(&self, sha256: Hash) -> bool {
        self.path(sha256).is_file()
    }

    /// Keeps bytes. On disk when this answers.
    ///
    /// # Errors
    /// `wrong_bytes` for those of another digest; `disk_full`, `storage`: nothing stays behind.
    pub fn put(&self, sha256: Hash, bytes: &[u8]) -> Result<()> {
        if digest(bytes) != sha256 {
            return Err(wrong_bytes());
        }
        if self.read(sha256).is_ok_and(|known| known.is_some()) {
            return Ok(());
        }
        let unfinished = self.coming(&format!("{sha256}.{}", hex(&machine::random::<8>())))?;
        let written = File::create_new(&unfinished)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
            .map_err(|error| told(&error))
            .and_then(|()| self.keep(&unfinished, sha256));
        if written.is_err() {
            // Half a file is of no use; the first error is the one to tell.
            let _ = fs::remove_file(&unfinished);
        }
        written
    }

    /// The bytes of a digest, if they are here.
    ///
    /// # Errors
    /// `wrong_bytes` for a file that was damaged: what comes for it again takes its place.
    pub fn read(&self, sha256: Hash) -> Result<Option<Vec<u8>>> {
        match fs::read(self.path(sha256)) {
            Ok(bytes) if digest(&bytes) == sha256 => Ok(Some(bytes)),
            Ok(_) => Err(wrong_bytes()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(told(&error)),
        }
    }

    /// Looks at the file of a digest, without holding it in memory.
    pub fn check(&self, sha256: Hash) -> Result<Found> {
        match hashed(&self.path(sha256)) {
            Ok(found) if found == sha256 => Ok(Found::Sound),
            Ok(_) => Ok(Found::Damaged),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::Missing),
            Err(error) => Err(told(&error)),
        }
    }

    /// Lets bytes go; whoever asks knows that somebody else holds them.
    pub fn remove(&self, sha256: Hash) -> Result<()> {
        match fs::remove_file(self.path(sha256)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(told(&error)),
            _ => Ok(()),
        }
    }

    /// How many bytes of a digest have come so far; all of them when they are whole.
    pub fn come(&self, sha256: Hash) -> u64 {
        let length = |path: &Path| path.metadata().ok().filter(fs::Metadata::is_file).map(|file| file.len());
        length(&self.path(sha256)).or_else(|| length(&self.part(sha256))).unwrap_or(0)
    }

    /// Takes bytes that follow those that have come. Where they begin is checked, so that a part never has holes.
    ///
    /// # Errors
    /// `conflict` when they do not follow, `too_large` past what an attachment may have, `disk_full`, `storage`.
    pub fn take(&self, sha256: Hash, from: u64, bytes: &[u8]) -> Result<()> {
        let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
        let end = from.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if end > most {
            return Err(Error::new(Code::TooLarge, crate::attachment::too_large()));
        }
        let part = self.coming(&sha256.to_string())?;
        let write = || {
            let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&part)?;
            if file.metadata()?.len() < from {
                return Ok(false);
            }
            // Bytes that came before under the same digest are the same bytes: writing them again changes nothing.
            file.seek(SeekFrom::Start(from))?;
            file.write_all(bytes).map(|()| true)
        };
        match write() {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::new(Code::Conflict, "These bytes do not follow those that have come.")),
            Err(error) => Err(told(&error)),
        }
    }

    /// All bytes have come: they are kept if they are those of the digest, and thrown away if not.
    ///
    /// # Errors
    /// `wrong_bytes` for others; nothing of them stays.
    pub fn finish(&self, sha256: Hash) -> Result<()> {
        let part = self.part(sha256);
        let found = File::open(&part).and_then(|file| file.sync_all()).and_then(|()| hashed(&part));
        match found {
            Ok(found) if found == sha256 => self.keep(&part, sha256),
            Ok(_) => {
                let _ = fs::remove_file(&part);
                Err(wrong_bytes())
            }
            // Another request has finished it.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.has(sha256) => Ok(()),
            Err(error) => Err(told(&error)),
        }
    }

    /// Throws away what has come of a digest.
    pub fn forget(&self, sha256: Hash) {
        let _ = fs::remove_file(self.part(sha256));
    }

    /// Throws away parts that nobody has gone on with for so long.
    pub fn sweep(&self, age: Duration) {
        let now = Duration::from_millis(u64::try_from(SystemClock.now_ms()).unwrap_or(0));
        let old = |path: &Path| {
            let touched = path.metadata().and_then(|file| file.modified()).ok();
            let at = touched.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            at.and_then(|at| now.checked_sub(at)).is_some_and(|since| since > age)
        };
        let Ok(entries) = fs::read_dir(self.0.join(COMING)) else { return };
        for path in entries.flatten().map(|entry| entry.path()).filter(|path| old(path)) {
            let _ = fs::remove_file(path);
        }
    }

    fn part(&self, sha256: Hash) -> PathBuf {
        self.0.join(COMING).join(sha256.to_string())
    }

    fn coming(&self, name: &str) -> Result<PathBuf> {
        let folder = self.0.join(COMING);
        fs::create_dir_all(&folder).map_err(|error| told(&error))?;
        Ok(folder.join(name))
    }

    /// Gives a whole file its own name, for good: the name is on disk, too, when this answers.
    fn keep(&self, from: &Path, sha256: Hash) -> Result<()> {
        let to = self.path(sha256);
        let folder = to.parent().unwrap_or(&self.0);
        fs::create_dir_all(folder)
            .and_then(|()| fs::rename(from, &to))
            .and_then(|()| synced(folder))
            .and_then(|()| synced(&self.0))
            .map_err(|error| told(&error))
    }
}

/// Puts a folder's names on disk, where the system lets a folder be opened.
pub(super) fn synced(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn hashed(path: &Path) -> io::Result<Hash> {
    let (mut file, mut sum, mut buffer) = (File::open(path)?, Sha256::new(), vec![0_u8; 1 << 16]);
    loop {
        let read = file.read(&mut buffer)?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
        sum.update(part);
    }
    Ok(Hash(sum.finalize().into()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn told(error: &io::Error) -> Error {
    io_fault("The file cannot be kept or read", error)
}

fn wrong_bytes() -> Error {
    Error::new(Code::WrongBytes, "These bytes are not those of the photo or PDF that they were said to be.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blobs() -> (tempfile::TempDir, Blobs) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(folder.path().join("attachments"));
        (folder, blobs)
    }

    #[test]
    fn bytes_come_in_parts_and_count_once_they_are_whole_and_right() {
        let (_keep, blobs) = blobs();
        let bytes = b"%PDF-1.7 some pages";
        let sha256 = digest(bytes);
        assert_eq!((blobs.come(sha256), blobs.has(sha256)), (0, false));
        blobs.take(sha256, 0, &bytes[..5]).unwrap();
        assert_eq!(blobs.come(sha256), 5);
        assert_eq!(blobs.take(sha256, 9, &bytes[9..]).unwrap_err().code, Code::Conflict, "a hole");
        // A cut in the middle: some of it is said twice.
        blobs.take(sha256, 3, &bytes[3..]).unwrap();
        assert!(!blobs.has(sha256), "a part counts before it is whole");
        blobs.finish(sha256).unwrap();
        blobs.finish(sha256).unwrap();
        assert_eq!(blobs.read(sha256).unwrap().unwrap(), bytes);
        assert_eq!(blobs.come(sha256), 19);
    }

    #[test]
    fn other_bytes_are_refused_and_nothing_of_them_stays() {
        let (_keep, blobs) = blobs();
        let sha256 = digest(b"the right ones");
        assert_eq!(blobs.put(sha256, b"others").unwrap_err().code, Code::WrongBytes);
        blobs.take(sha256, 0, b"others").unwrap();
        assert_eq!(blobs.finish(sha256).unwrap_err().code, Code::WrongBytes);
        assert_eq!((blobs.come(sha256), blobs.has(sha256)), (0, false));
        let most = u64::try_from(LARGEST).unwrap();
        assert_eq!(blobs.take(sha256, most - 1, b"ab").unwrap_err().code, Code::TooLarge);
    }

    #[test]
    fn a_damaged_file_is_seen_and_its_place_is_taken_by_the_right_bytes() {
        let (_keep, blobs) = blobs();
        let sha256 = digest(b"a photo");
        assert_eq!(blobs.check(sha256).unwrap(), Found::Missing);
        blobs.put(sha256, b"a photo").unwrap();
        assert_eq!(blobs.check(sha256).unwrap(), Found::Sound);
        fs::write(blobs.path(sha256), b"a phoXo").unwrap();
        assert_eq!(blobs.check(sha256).unwrap(), Found::Damaged);
        assert_eq!(blobs.read(sha256).unwrap_err().code, Code::WrongBytes);
        blobs.put(sha256, b"a photo").unwrap();
        assert_eq!(blobs.check(sha256).unwrap(), Found::Sound);
    }

    #[test]
    fn parts_that_nobody_goes_on_with_are_swept() {
        let (_keep, blobs) = blobs();
        let (old, new) = (digest(b"old"), digest(b"new"));
        blobs.take(old, 0, b"o").unwrap();
        blobs.take(new, 0, b"n").unwrap();
        let now = u64::try_from(SystemClock.now_ms()).unwrap();
        let before = UNIX_EPOCH + Duration::from_millis(now) - Duration::from_secs(4 * 86_400);
        File::options().write(true).open(blobs.part(old)).unwrap().set_modified(before).unwrap();
        blobs.sweep(Duration::from_secs(3 * 86_400));
        assert_eq!((blobs.come(old), blobs.come(new)), (0, 1));
    }
}
