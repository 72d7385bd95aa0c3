//! The file that a release leaves behind before each act, so that a run that was killed goes on or back.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use fs4::FileExt;

use crate::release::Release;
use crate::{Result, Trouble};

/// The file, held by one run at a time.
#[derive(Debug)]
pub struct State {
    path: PathBuf,
    /// Locked for as long as the value lives; the system lets go when the process ends, however it ends.
    _lock: File,
}

impl State {
    /// Takes hold of it; refused while another run holds it.
    pub fn hold(path: &Path) -> Result<Self> {
        let told = |e| Trouble::outside(format_args!("{}", path.display()), e);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(told)?;
        }
        let lock = File::create(path.with_extension("lock")).map_err(told)?;
        if FileExt::try_lock(&lock).is_err() {
            return Err(Trouble::new(format!("another run holds {}; wait for it", path.display())));
        }
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// What it holds; nothing when there was no release yet.
    pub fn read(&self) -> Result<Option<Release>> {
        read(&self.path)
    }

    /// Writes it: after a crash at any moment the file is the one before or this one, whole.
    pub fn write(&self, release: &Release) -> Result {
        let told = |e: std::io::Error| Trouble::outside(format_args!("{}", self.path.display()), e);
        let new = self.path.with_extension("new");
        let text = serde_json::to_string_pretty(release).map_err(|e| Trouble::outside("state", e))?;
        let mut file = File::create(&new).map_err(told)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(told)?;
        fs::rename(&new, &self.path).map_err(told)?;
        // The name is on disk when its folder is.
        match self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) if cfg!(unix) => File::open(folder).and_then(|folder| folder.sync_all()).map_err(told),
            _ => Ok(()),
        }
    }
}

/// What a file holds, without taking hold of it.
pub fn read(path: &Path) -> Result<Option<Release>> {
    match fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text).map(Some).map_err(|e| {
            Trouble::new(format!("{} cannot be read: {e}. Go back with `back --live COLOUR`.", path.display()))
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Trouble::outside(format_args!("{}", path.display()), error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colour::Colour;
    use crate::release::Phase;

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/release.json");
        let state = State::hold(&path).unwrap();
        assert_eq!(state.read().unwrap(), None);
        let mut release = Release::new("1.2.3", Colour::Green, 5);
        for phase in [
            Phase::Migrating,
            Phase::Starting,
            Phase::Stage { number: 1 },
            Phase::Keeping { until_ms: 9 },
            Phase::Returning { why: "3 errors".into() },
            Phase::Done,
        ] {
            release.enter(phase, 7);
            state.write(&release).unwrap();
            assert_eq!(read(&path).unwrap().as_ref(), Some(&release));
        }
    }

    #[test]
    fn one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("release.json");
        let first = State::hold(&path).unwrap();
        assert!(State::hold(&path).unwrap_err().to_string().contains("another run"));
        drop(first);
        State::hold(&path).unwrap();
    }

    #[test]
    fn a_damaged_file_says_how_to_go_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("release.json");
        fs::write(&path, "{").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("back --live"));
    }
}
