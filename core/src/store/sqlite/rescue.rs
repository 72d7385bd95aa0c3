//! The way back from books that do not open: their backups are listed, and one takes their place.

use std::path::Path;

use super::backup::{list, put_in_place, read, restore_into};
use super::{Blobs, Books, brought, folder};
use crate::api::backup::{BringBackup, ListBackups, ReadBackup, RestoreBackup};
use crate::api::shop::{GetStatus, Status};
use crate::api::{self, Request};
use crate::error::{Code, Error, Result};
use crate::machine::{SystemClock, SystemIds};

/// Answers what damaged books can still be asked: which backups there are, one of them to hand over, and a restore. Every
/// other request is answered with why they do not open.
///
/// # Errors
/// `refusal` as it is, unless the books are damaged and this is one of those requests; otherwise what they refuse.
pub fn rescue(folder: &Path, refusal: Error, name: &str, body: &str) -> Result<String> {
    match name {
        _ if refusal.code != Code::CorruptDatabase => Err(refusal),
        ListBackups::NAME => api::parse(body).and_then(|ListBackups {}| api::write(&list(&folder::backups(folder))?)),
        ReadBackup::NAME => api::write(&read(&folder::backups(folder), &api::parse(body)?)?),
        BringBackup::NAME => api::write(&brought::bring(folder, &api::parse(body)?)?),
        RestoreBackup::NAME => api::write(&restore(folder, &api::parse(body)?)?),
        _ => Err(refusal),
    }
}

/// The damaged file is kept aside, as the books of every restore are.
fn restore(folder: &Path, request: &RestoreBackup) -> Result<Status> {
    let lock = folder::Lock::take(folder)?;
    let fresh = folder::fresh(folder);
    let blobs = Blobs::new(folder::attachments(folder));
    let restored = restore_into(Path::new(&request.path), &fresh, &blobs, &SystemClock, &SystemIds);
    brought::forget(folder, &request.path);
    restored?;
    put_in_place(folder, &fresh, &SystemClock)?;
    drop(lock);
    let books = Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {})?;
    books.note_bytes()?;
    books.ask(GetStatus {})
}
