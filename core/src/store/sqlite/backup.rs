//! Backup and restore: one file that is a whole database. Made daily and on demand, without an account.
//!
//! A backup that somebody asks for holds the bytes of attachments, too, in a table of its own. The daily one lies on the
//! same disk as they do, under names that never change: fourteen copies of them would be no safer.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::time::UNIX_EPOCH;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::Connection;

use super::connection;
use super::engine::{SqliteEngine, finish};
use super::fault::{fault, io_fault};
use super::sync::{COPY, INSTALLATION};
use super::{Blobs, Books, brought, folder, lock, open};
use crate::api::Session;
use crate::api::backup::{
    BackupFile, Backups, BringBackup, Brought, CreateBackup, KeepDailyBackup, ListBackups, ReadBackup, RestoreBackup,
};
use crate::api::bill::{Done, FileResponse};
use crate::api::shop::{GetStatus, Status};
use crate::business::device;
use crate::clock::{Clock, in_india};
use crate::error::{Code, Error, OrError, Result};
use crate::id::{BusinessId, Ids};
use crate::journal::change::Hash;
use crate::journal::verify::ChainCheck;
use crate::store::rebuild::Pages;
use crate::sync::identity;
use crate::sync::state::State;

/// The ending of a backup file.
const ENDING: &str = "smartkhata";

/// The largest file that a page is handed, in bytes: it lies there a few times over, and a phone has 2 GB for all.
const MOST_SHARED: i64 = 64 * 1024 * 1024;

/// Daily backups that are kept.
const DAILY_KEPT: usize = 14;

impl Books {
    /// Makes today's backup if there is none. Copying takes seconds for a large shop.
    pub fn keep_daily_backup(&self, _: &KeepDailyBackup) -> Result<Done> {
        let folder = folder::backups(&self.folder);
        let path = folder.join(format!("daily-{}.{ENDING}", self.clock.today()));
        if !self.is_writer() || path.exists() || self.ask(GetStatus {})?.business.is_none() {
            return Ok(Done {});
        }
        std::fs::create_dir_all(&folder).map_err(|error| io_fault("The backups' folder cannot be made", &error))?;
        self.write_backup(&path, false)?;
        self.sweep_bytes();
        forget_old(&folder);
        Ok(Done {})
    }

    /// Writes a backup into the data folder, or a folder of the user's choice.
    pub fn create_backup(&self, request: &CreateBackup) -> Result<BackupFile> {
        let folder = request.folder.as_ref().map_or_else(|| folder::backups(&self.folder), PathBuf::from);
        std::fs::create_dir_all(&folder).map_err(|error| io_fault("The folder cannot be written", &error))?;
        let path =
            folder.join(format!("SmartKhata-{}.{ENDING}", in_india(self.clock.now_ms()).format("%Y-%m-%d-%H%M%S")));
        self.write_backup(&path, true)?;
        describe(&path)
    }

    /// Backups in the data folder, newest first.
    pub fn list_backups(&self, _: &ListBackups) -> Result<Backups> {
        list(&folder::backups(&self.folder))
    }

    /// A backup of the data folder, to hand it over.
    ///
    /// # Errors
    /// `not_found` for any other file, `too_large` for one that a page cannot hold.
    pub fn read_backup(&self, request: &ReadBackup) -> Result<FileResponse> {
        read(&folder::backups(&self.folder), request)
    }

    /// Brings a part of a backup that lies elsewhere.
    ///
    /// # Errors
    /// `read_only` where the books are open in another window; `invalid_value`, `invalid_file` for what is no next part.
    pub fn bring_backup(&self, request: &BringBackup) -> Result<Brought> {
        self.must_write()?;
        brought::bring(&self.folder, request)
    }

    /// Puts a backup in place of the open books. Its chain is verified first; this installation goes on under a
    /// new device id and series. The books that were open are kept aside.
    pub fn restore_backup(&self, request: &RestoreBackup) -> Result<Status> {
        self.must_write()?;
        let fresh = folder::fresh(&self.folder);
        let path = Path::new(&request.path);
        let restored = restore_into(path, &fresh, &self.blobs(), self.clock.as_ref(), self.ids.as_ref());
        brought::forget(&self.folder, &request.path);
        restored?;
        let alone = self.file.write().unwrap_or_else(PoisonError::into_inner);
        lock(&self.readers).clear();
        let mut writer = lock(&self.writer);
        // The open connection lets go of its files before they are moved.
        let closed = std::mem::replace(&mut *writer, Connection::open_in_memory().map_err(fault)?);
        closed.close().map_err(|(_, error)| fault(error))?;
        let moved = put_in_place(&self.folder, &fresh, self.clock.as_ref());
        *writer = connection::writer(&self.folder)?;
        drop((writer, alone));
        moved?;
        self.note_bytes()?;
        self.ask(GetStatus {})
    }

    /// A consistent copy of the open database, made beside the shop's work. Written under another name first, so
    /// that a full disk leaves no half.
    fn write_backup(&self, path: &Path, attachments: bool) -> Result<()> {
        let _file = self.file.read().unwrap_or_else(PoisonError::into_inner);
        let source = connection::source(&folder::database(&self.folder))?;
        let unfinished = path.with_extension("tmp");
        folder::remove_database(&unfinished);
        let copied = source.execute("vacuum into ?1", [unfinished.to_string_lossy()]).map_err(fault);
        let written = copied
            .and_then(|_| mark_as_copy(&unfinished))
            .and_then(|()| if attachments { take_along(&unfinished, &self.blobs()) } else { Ok(()) })
            .and_then(|()| {
                std::fs::rename(&unfinished, path).map_err(|error| io_fault("The backup cannot be kept", &error))
            });
        if written.is_err() {
            folder::remove_database(&unfinished);
        }
        written
    }
}

/// Backups in a folder, newest first.
pub fn list(folder: &Path) -> Result<Backups> {
    if !folder.exists() {
        return Ok(Backups { files: Vec::new() });
    }
    let entries = std::fs::read_dir(folder).map_err(|error| io_fault("The backups cannot be read", &error))?;
    let paths =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == ENDING));
    // A file that is none of ours is not shown.
    let mut files: Vec<BackupFile> = paths.filter_map(|path| describe(&path).ok()).collect();
    files.sort_by(|a, b| b.made.cmp(&a.made));
    Ok(Backups { files })
}

/// One of the backups in a folder, whole.
pub fn read(folder: &Path, request: &ReadBackup) -> Result<FileResponse> {
    let listed = list(folder)?.files.into_iter().find(|file| file.path == request.path);
    let file = listed.or_not_found("backup")?;
    if file.bytes > MOST_SHARED {
        let message = "This backup is too large to be shared here. Copy the file itself to a stick or another disk.";
        return Err(Error::field(Code::TooLarge, "path", message));
    }
    let path = Path::new(&file.path);
    let bytes = std::fs::read(path).map_err(|error| io_fault("The backup cannot be read", &error))?;
    Ok(FileResponse {
        name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        mime: "application/octet-stream".to_owned(),
        base64: STANDARD.encode(bytes),
        tells_costs: true,
    })
}

/// Says in a copy that it is one: whoever opens it under the books' name goes on as a new device with a series of its
/// own, since the books that it was made of may have given numbers after it.
pub fn mark_as_copy(path: &Path) -> Result<()> {
    let connection = Connection::open(path).map_err(fault)?;
    let kept = "insert into local (business_id, key, value) select business_id, ?1, ?2 from local where key = 'device' \
        on conflict (business_id, key) do update set value = excluded.value";
    connection.execute(kept, [INSTALLATION, COPY]).map_err(fault)?;
    connection.close().map_err(|(_, error)| fault(error))
}

/// Puts a fresh database in place; the one before is kept aside. Its write-ahead log goes with it: left behind,
/// it would be replayed into the fresh one.
pub fn put_in_place(folder: &Path, fresh: &Path, clock: &dyn Clock) -> Result<()> {
    let database = folder::database(folder);
    let aside = folder.join(format!("books.replaced-{}.sqlite", clock.now_ms()));
    let fault = |error: std::io::Error| io_fault("The backup cannot be put in place", &error);
    for ending in ["-wal", "-shm"] {
        let beside = folder::with_ending(&database, ending);
        if beside.exists() {
            std::fs::rename(beside, folder::with_ending(&aside, ending)).map_err(fault)?;
        }
    }
    // The fresh one takes the name in one step: at no instant is there a folder without books.
    let linked = std::fs::hard_link(&database, &aside).or_else(|_| std::fs::copy(&database, &aside).map(drop));
    linked.and_then(|()| std::fs::rename(fresh, &database)).map_err(fault)
}

fn forget_old(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let is_daily = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("daily-") && name.ends_with(ENDING))
    };
    let mut daily: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_daily).collect();
    daily.sort();
    let old = daily.len().saturating_sub(DAILY_KEPT);
    for path in daily.into_iter().take(old) {
        let _ = std::fs::remove_file(path);
    }
}

/// The table in which a backup carries the bytes of attachments.
pub const CARRIED: &str = "carried_bytes";

/// Puts the bytes of attachments that are here into a backup. Those that are not, or were damaged, are left out: the
/// check of the books names them.
fn take_along(backup: &Path, blobs: &Blobs) -> Result<()> {
    let mut connection = Connection::open(backup).map_err(fault)?;
    open::in_transaction(&mut connection, |connection| {
        let table = format!("create table {CARRIED} (sha256 blob primary key, bytes blob not null) strict");
        connection.execute_batch(&table).map_err(fault)?;
        let mut names = connection.prepare("select distinct sha256 from attachment").map_err(fault)?;
        let mut put = connection.prepare(&format!("insert into {CARRIED} values (?1, ?2)")).map_err(fault)?;
        let mut rows = names.query([]).map_err(fault)?;
        while let Some(row) = rows.next().map_err(fault)? {
            let sha256 = Hash::from_bytes(&row.get::<_, Vec<u8>>(0).map_err(fault)?)?;
            match blobs.read(sha256) {
                Ok(Some(bytes)) => drop(put.execute((sha256.0.as_slice(), bytes)).map_err(fault)?),
                Err(error) if error.code != Code::WrongBytes => return Err(error),
                Ok(None) | Err(_) => {}
            }
        }
        Ok(())
    })
}

/// Puts the bytes that a backup carries beside the books; answers whether it carries any.
pub fn put_back(backup: &Connection, blobs: &Blobs) -> Result<bool> {
    let there = "select count(*) from sqlite_schema where type = 'table' and name = ?1";
    let there: i64 = backup.query_row(there, [CARRIED], |row| row.get(0)).map_err(fault)?;
    if there == 0 {
        return Ok(false);
    }
    let mut carried = backup.prepare(&format!("select sha256, bytes from {CARRIED}")).map_err(fault)?;
    let mut rows = carried.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let (sha256, bytes): (Vec<u8>, Vec<u8>) = (row.get(0).map_err(fault)?, row.get(1).map_err(fault)?);
        blobs.put(Hash::from_bytes(&sha256)?, &bytes)?;
    }
    Ok(true)
}

fn open_backup(path: &Path) -> Result<Connection> {
    if !path.is_file() {
        return Err(Error::field(Code::NoSuchFile, "path", "There is no such backup file."));
    }
    let not_ours = || Error::field(Code::InvalidBackup, "path", "This file is not a SmartKhata backup.");
    let connection = connection::source(path).map_err(|_| not_ours())?;
    connection.query_row("select count(*) from change", [], |_| Ok(())).map_err(|_| not_ours())?;
    Ok(connection)
}

fn describe(path: &Path) -> Result<BackupFile> {
    let connection = open_backup(path)?;
    let entries = connection.query_row("select count(*) from change", [], |row| row.get(0)).map_err(fault)?;
    let meta = std::fs::metadata(path).map_err(|error| io_fault("The backup cannot be read", &error))?;
    let made = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let ms = made.and_then(|age| i64::try_from(age.as_millis()).ok()).unwrap_or(0);
    Ok(BackupFile {
        path: path.to_string_lossy().into_owned(),
        bytes: i64::try_from(meta.len()).unwrap_or(i64::MAX),
        made: in_india(ms).to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        entries,
    })
}

/// Copies a backup to `target`, verifies its chain there, rebuilds its tables and makes this installation a new
/// device of it, with a series of its own: numbers that the old device gave after the backup are never given
/// twice.
pub fn restore_into(backup: &Path, target: &Path, blobs: &Blobs, clock: &dyn Clock, ids: &dyn Ids) -> Result<()> {
    let source = open_backup(backup)?;
    open::check_version(&source)?;
    folder::remove_database(target);
    // Bytes under their digest are in nobody's way, also when the books are then refused.
    let carried = put_back(&source, blobs)?;
    let restored = source
        .execute("vacuum into ?1", [target.to_string_lossy()])
        .map_err(fault)
        .and_then(|_| make_ours(target, carried, clock, ids));
    if restored.is_err() {
        folder::remove_database(target);
    }
    restored
}

/// Makes a copy of a backup the books of this installation.
fn make_ours(target: &Path, carried: bool, clock: &dyn Clock, ids: &dyn Ids) -> Result<()> {
    let mut connection = Connection::open(target).map_err(fault)?;
    if carried {
        connection.execute_batch(&format!("drop table {CARRIED}; vacuum")).map_err(fault)?;
    }
    connection.execute_batch("pragma synchronous = full").map_err(fault)?;
    open::in_transaction(&mut connection, |connection| prepare(connection, clock, ids))
}

fn prepare(connection: &mut Connection, clock: &dyn Clock, ids: &dyn Ids) -> Result<()> {
    let business: Vec<u8> = connection
        .query_row("select business_id from change limit 1", [], |row| row.get(0))
        .map_err(|_| Error::field(Code::InvalidBackup, "path", "This backup holds no shop."))?;
    let business = BusinessId::from_bytes(&business)?;
    // An older backup has fewer columns than the chain is read with.
    open::extend_kept(connection)?;
    finish(verify_chain(SqliteEngine::new(connection), business))?;
    open::bring_up(connection, &mut |_| {})?;
    // A draft's id becomes its bill's: the old device may have made that bill after the backup.
    connection.execute("delete from draft", []).map_err(fault)?;
    // Which bytes lie here is looked up anew.
    connection.execute("delete from held", []).map_err(fault)?;
    let mut session = Session::new(SqliteEngine::new(connection), clock, ids);
    finish(async {
        if session.me_if_any().await?.is_none() {
            return device::join(&mut session, business).await.map(drop);
        }
        // What the old device had said and the shop's log does not hold is said again under the new name.
        let (_, mut state) = State::load(&mut session).await?;
        identity::renew(&mut session, &mut state).await?;
        // Where these books are kept is said anew when they are opened.
        session.keep(vec![(INSTALLATION, String::new())]).await
    })
}

async fn verify_chain(mut engine: SqliteEngine<'_>, business: BusinessId) -> Result<()> {
    let (mut check, mut pages) = (ChainCheck::default(), Pages::new(business));
    loop {
        let page = pages.next(&mut engine).await?;
        if page.is_empty() {
            return Ok(());
        }
        for (change, stored) in &page {
            check.next(change, *stored)?;
        }
    }
}
