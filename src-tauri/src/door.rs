//! The books of one shop behind the window: opened once, asked by name, closed when the window closes.
//!
//! A folder that cannot be opened (in use, from a newer version, damaged) is no reason to die: every request
//! is then answered with that error, so that the page can show it, and the next request tries again; damaged ones give
//! way to a backup. Books that can only be read are tried again whenever the page asks where they stand.

use smartkhata_core::Result;
use smartkhata_core::store::sqlite::rescue;
use smartkhata_courier::Answers;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// Books that answer requests: JSON in, JSON out, blocking.
pub trait Books: Send + Sync {
    /// Answers the request of that name.
    ///
    /// # Errors
    /// The core's refusal, as it is.
    fn call(&self, request: &str, body: &str) -> Result<String>;

    /// Another process writes these books, or the disk is full; here they can only be read.
    fn reads_only(&self) -> bool {
        false
    }
}

/// The request that asks where the books stand.
const TRIES_AGAIN: &str = "status.get";

/// How books are opened.
type Opener = Box<dyn Fn(&Path) -> Result<Arc<dyn Books>> + Send + Sync>;

/// The one way from the page to the books.
pub struct Door {
    folder: PathBuf,
    opener: Opener,
    books: RwLock<Option<Arc<dyn Books>>>,
}

impl Door {
    /// A door to the books in `folder`; nothing is opened yet.
    pub fn new(folder: PathBuf, opener: impl Fn(&Path) -> Result<Arc<dyn Books>> + Send + Sync + 'static) -> Self {
        Self { folder, opener: Box::new(opener), books: RwLock::new(None) }
    }

    /// Opens the books ahead of the first request. A refusal is told to that request, not here.
    pub fn open_early(&self) {
        let _ = self.open();
    }

    /// Closes the books; requests that are being answered end first.
    pub fn close(&self) {
        self.books.write().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Books that could only be read are opened anew: who wrote them may have gone.
    fn drop_read_only(&self) {
        let mut slot = self.books.write().unwrap_or_else(PoisonError::into_inner);
        if slot.as_ref().is_some_and(|books| books.reads_only()) {
            slot.take();
        }
    }

    fn open(&self) -> Result<Arc<dyn Books>> {
        if let Some(books) = self.books.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(Arc::clone(books));
        }
        let mut slot = self.books.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(books) = slot.as_ref() {
            return Ok(Arc::clone(books));
        }
        let books = (self.opener)(&self.folder)?;
        Ok(Arc::clone(slot.insert(books)))
    }
}

impl Answers for Door {
    /// Answers one request; blocks until the books are open and the answer is there. Why they cannot be opened is an
    /// answer too.
    fn call(&self, request: &str, body: &str) -> Result<String> {
        if request == TRIES_AGAIN {
            self.drop_read_only();
        }
        match self.open() {
            Ok(books) => books.call(request, body),
            Err(refusal) => rescue(&self.folder, refusal, request, body),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::{Code, Error};
    use std::fs;

    /// Books that answer with what they were asked.
    struct Echo;

    impl Books for Echo {
        fn call(&self, request: &str, body: &str) -> Result<String> {
            Ok(format!("{request} {body}"))
        }
    }

    /// Opens unless a file `locked` lies in the folder; counts how often in `opened`.
    fn unless_locked(folder: &Path) -> Result<Arc<dyn Books>> {
        if folder.join("locked").exists() {
            return Err(Error::new(Code::FolderInUse, "Another SmartKhata has these books open."));
        }
        let counter = folder.join("opened");
        let times = fs::read(&counter).unwrap_or_default().len();
        fs::write(&counter, vec![b'x'; times + 1]).unwrap();
        Ok(Arc::new(Echo))
    }

    fn times_opened(folder: &Path) -> usize {
        fs::read(folder.join("opened")).unwrap_or_default().len()
    }

    #[test]
    fn books_are_opened_once_for_many_requests_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let door = Door::new(folder.path().to_owned(), unless_locked);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert_eq!(door.call("shop.get", "{}").unwrap(), "shop.get {}"));
            }
        });
        assert_eq!(times_opened(folder.path()), 1);
    }

    #[test]
    fn every_request_hears_why_the_books_are_closed_until_they_open() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("locked");
        fs::write(&lock, "").unwrap();
        let door = Door::new(folder.path().to_owned(), unless_locked);
        door.open_early();
        for _ in 0..2 {
            assert_eq!(door.call("shop.get", "{}").unwrap_err().code, Code::FolderInUse);
        }
        fs::remove_file(&lock).unwrap();
        assert!(door.call("shop.get", "{}").is_ok(), "the other one was closed");
    }

    #[test]
    fn a_closed_door_opens_again() {
        let folder = tempfile::tempdir().unwrap();
        let door = Door::new(folder.path().to_owned(), unless_locked);
        door.call("shop.get", "{}").unwrap();
        door.close();
        door.call("shop.get", "{}").unwrap();
        assert_eq!(times_opened(folder.path()), 2);
    }
}
