//! The books in a folder: SQLite, one writer, pooled readers. The only place that names the SQLite client.
//!
//! WAL with `synchronous = full`: a save is acknowledged after it is on disk. One process writes a folder (a
//! lock file); another is told `folder_in_use` and may open it to read.

mod attach;
mod backup;
mod batch;
mod blobs;
mod brought;
mod connection;
mod engine;
mod fault;
mod fill;
mod folder;
mod open;
mod rebuild;
mod rescue;
mod scratch;
mod statistics;
mod sync;
#[cfg(test)]
mod tests;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use rusqlite::Connection;

use crate::api::attachment::{AddAttachment, ReadAttachment};
use crate::api::{self, Access, Handle, Request, Session};
use crate::attachment::LARGEST;
use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::id::Ids;
use crate::words::shortened;
pub use attach::{Bytes, BytesCheck};
pub use batch::Batch;
pub use blobs::{Blobs, Found};
use connection::Reader;
pub use engine::SqliteEngine;
use fault::fault;
pub use fill::fill;
pub use open::{Progress, Stage};
pub use rescue::rescue;
pub use scratch::Scratch;
pub use verify::TableCheck;

/// Requests larger than this are refused before they are read.
pub const LARGEST_REQUEST: usize = 4 * 1024 * 1024;

/// The same for one that brings an attachment: its bytes in base64, and what is said of them.
pub const LARGEST_ATTACHMENT: usize = LARGEST / 3 * 4 + 64 * 1024;

/// The largest request of a name.
pub fn largest_request(name: &str) -> usize {
    if name == AddAttachment::NAME { LARGEST_ATTACHMENT } else { LARGEST_REQUEST }
}

/// Readers that are kept open.
const READERS: usize = 4;

/// The books of one shop in one folder.
pub struct Books {
    folder: PathBuf,
    /// Held for as long as this process may write; in a reader, why it may not.
    lock: Result<folder::Lock>,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// Shared by every request; taken alone by a restore, which moves the file itself.
    file: RwLock<()>,
    clock: Box<dyn Clock>,
    ids: Box<dyn Ids>,
    /// Is told after each request that wrote, once it is on disk.
    saved: RwLock<Option<Box<dyn Fn() + Send + Sync>>>,
}

impl Books {
    /// Opens the books in a folder, making them if there are none. Tables of an older version are rebuilt,
    /// after a copy of the file is kept; a newer version's file is refused and left untouched.
    pub fn open(folder: &Path, clock: Box<dyn Clock>, ids: Box<dyn Ids>, progress: &mut Progress<'_>) -> Result<Self> {
        let lock = folder::Lock::take(folder)?;
        let writer = open::open(folder, progress)?;
        Ok(Self::new(folder, writer, Ok(lock), clock, ids))
    }

    /// Opens the books of a folder that another process writes, to read only.
    pub fn open_read_only(folder: &Path, clock: Box<dyn Clock>, ids: Box<dyn Ids>) -> Result<Self> {
        Self::reading(folder, reads_only(), clock, ids)
    }

    /// Opens books to read only that just could not be opened to write: another process writes them, their folder cannot
    /// be written, or the disk is full. What would write is refused with the reason.
    ///
    /// # Errors
    /// `refusal`, why they could not be opened, where it keeps from reading, too.
    pub fn read_instead(folder: &Path, refusal: Error, clock: Box<dyn Clock>, ids: Box<dyn Ids>) -> Result<Self> {
        let why = match refusal.code {
            Code::FolderInUse => reads_only(),
            Code::DiskFull | Code::ReadOnly => refusal.clone(),
            _ => return Err(refusal),
        };
        Self::reading(folder, why, clock, ids).map_err(|_| refusal)
    }

    fn reading(folder: &Path, why: Error, clock: Box<dyn Clock>, ids: Box<dyn Ids>) -> Result<Self> {
        let connection = connection::reader(folder)?.connection;
        open::check_current(&connection)?;
        Ok(Self::new(folder, connection, Err(why), clock, ids))
    }

    fn new(
        folder: &Path,
        connection: Connection,
        lock: Result<folder::Lock>,
        clock: Box<dyn Clock>,
        ids: Box<dyn Ids>,
    ) -> Self {
        Self {
            folder: folder.to_owned(),
            lock,
            writer: Mutex::new(connection),
            readers: Mutex::default(),
            file: RwLock::default(),
            clock,
            ids,
            saved: RwLock::default(),
        }
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether this process may write.
    pub fn is_writer(&self) -> bool {
        self.lock.is_ok()
    }

    /// Refuses what would write where this process may only read.
    fn must_write(&self) -> Result<()> {
        self.lock.as_ref().map(drop).map_err(Clone::clone)
    }

    /// Who is told after each request that wrote; the last one that asked.
    pub fn when_saved(&self, told: impl Fn() + Send + Sync + 'static) {
        *self.saved.write().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(told));
    }

    fn tell_saved(&self) {
        if let Some(told) = self.saved.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            told();
        }
    }

    /// Answers a request by its name, JSON in and JSON out.
    pub fn call(&self, name: &str, body: &str) -> Result<String> {
        if body.len() > largest_request(name) {
            return Err(Error::new(Code::TooLarge, "The request is larger than the books take."));
        }
        match api::endpoint(name)?.access {
            Access::Read => self.read(async |session| api::dispatch(session, name, body).await),
            Access::Write => {
                self.write(async |session| api::dispatch(session, name, body).await).inspect(|_| self.tell_saved())
            }
            Access::Files => self.files(name, body),
            Access::Bytes => self.bytes_of(name, body),
            Access::Line => Err(Error::new(Code::UnknownRequest, "This program does not reach other devices.")),
            Access::Shops => Err(Error::new(Code::UnknownRequest, "This program holds the books of one shop.")),
        }
    }

    /// Answers a typed request.
    pub fn ask<R: Handle>(&self, request: R) -> Result<R::Response> {
        match R::ACCESS {
            Access::Read => self.read(async |session| request.handle(session).await),
            Access::Write => self.write(async |session| request.handle(session).await).inspect(|_| self.tell_saved()),
            Access::Files | Access::Bytes | Access::Line | Access::Shops => {
                Err(Error::new(Code::Internal, "This request needs more than the books."))
            }
        }
    }

    fn files(&self, name: &str, body: &str) -> Result<String> {
        use api::backup::{BringBackup, CreateBackup, KeepDailyBackup, ListBackups, ReadBackup, RestoreBackup};
        match name {
            KeepDailyBackup::NAME => api::write(&self.keep_daily_backup(&api::parse(body)?)?),
            CreateBackup::NAME => api::write(&self.create_backup(&api::parse(body)?)?),
            ListBackups::NAME => api::write(&self.list_backups(&api::parse(body)?)?),
            ReadBackup::NAME => api::write(&self.read_backup(&api::parse(body)?)?),
            BringBackup::NAME => api::write(&self.bring_backup(&api::parse(body)?)?),
            RestoreBackup::NAME => api::write(&self.restore_backup(&api::parse(body)?)?),
            _ => Err(Error::new(Code::UnknownRequest, format!("There is no request \"{}\".", shortened(name)))),
        }
    }

    fn bytes_of(&self, name: &str, body: &str) -> Result<String> {
        match name {
            AddAttachment::NAME => api::write(&self.attach(&api::parse(body)?)?),
            ReadAttachment::NAME => api::write(&self.attachment(&api::parse(body)?)?),
            _ => Err(Error::new(Code::UnknownRequest, format!("There is no request \"{}\".", shortened(name)))),
        }
    }

    /// Runs a reader in one snapshot.
    fn read<T>(&self, work: impl AsyncFnOnce(&mut Session<'_, SqliteEngine<'_>>) -> Result<T>) -> Result<T> {
        let _file = self.file.read().unwrap_or_else(PoisonError::into_inner);
        let pooled = lock(&self.readers).pop();
        let mut reader = match pooled {
            Some(connection) => Reader { connection, shares: true },
            None => connection::reader(&self.folder)?,
        };
        let answer = self.transact(&mut reader.connection, "begin", work);
        let mut readers = lock(&self.readers);
        if reader.shares && readers.len() < READERS {
            readers.push(reader.connection);
        }
        answer
    }

    /// Runs a writer in one transaction: all of it on disk, or none.
    fn write<T>(&self, work: impl AsyncFnOnce(&mut Session<'_, SqliteEngine<'_>>) -> Result<T>) -> Result<T> {
        self.must_write()?;
        let _file = self.file.read().unwrap_or_else(PoisonError::into_inner);
        self.transact(&mut lock(&self.writer), "begin immediate", work)
    }

    fn transact<T>(
        &self,
        connection: &mut Connection,
        begin: &str,
        work: impl AsyncFnOnce(&mut Session<'_, SqliteEngine<'_>>) -> Result<T>,
    ) -> Result<T> {
        if !connection.is_autocommit() {
            // A request before this one panicked inside its transaction.
            connection.execute_batch("rollback").map_err(fault)?;
        }
        connection.execute_batch(begin).map_err(fault)?;
        let session = Session::new(SqliteEngine::new(connection), self.clock.as_ref(), self.ids.as_ref());
        let mut session = session.reading_only(!self.is_writer());
        let answer = engine::finish(work(&mut session));
        drop(session);
        let answer = answer.and_then(|answer| {
            connection.execute_batch("commit").map_err(fault)?;
            Ok(answer)
        });
        if answer.is_err() && !connection.is_autocommit() {
            // The transaction is gone either way; a rollback that fails has nothing left to take back.
            let _ = connection.execute_batch("rollback");
        }
        answer
    }
}

/// The writer is the last to close: it folds the write-ahead log into the database, which no reader may.
impl Drop for Books {
    fn drop(&mut self) {
        lock(&self.readers).clear();
    }
}

fn reads_only() -> Error {
    Error::new(Code::ReadOnly, "These books are open in another window; here they can only be read.")
}

/// A panic in one request leaves the connection sound: its transaction is rolled back when the next begins.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
