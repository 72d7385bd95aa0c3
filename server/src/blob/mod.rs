//! The bytes of attachments on the backend: taken in part by part in a folder of this server, checked against their
//! digest, then kept in that folder or with S3; to S3 a device may also bring them by itself. They count once PostgreSQL
//! says so (`blob.done_ms`).

mod folder;
mod keys;
mod s3;
mod sql;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use smartkhata_core::api::Session;
use smartkhata_core::attachment::Mime;
use smartkhata_core::document::VoucherKind;
use smartkhata_core::id::BusinessId;
use smartkhata_core::journal::change::Hash;
use smartkhata_core::role::Role;
use smartkhata_core::store::Engine;
use smartkhata_core::store::sqlite::Blobs;
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

use crate::plan;
use crate::postgres::{PostgresEngine, Reading, Writing};

pub use folder::Folder;
pub use keys::Who;
pub use s3::{S3, Settings};

/// Parts that nobody has gone on with for so long are thrown away.
const STALE: Duration = Duration::from_secs(3 * 86_400);

/// How long bytes that a device was let bring take room, in milliseconds, though not all are here, or nobody has told of
/// them: until they are thrown away, here when they are stale, and by the rule of the bucket, which is made for a day and
/// runs once a day.
const PROMISED_MS: i64 = 3 * 86_400_000; // 3 days

/// Digests that one answer names.
const PAGE: i64 = 500;

/// What a store answers, some time.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Whose bytes, and which.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The shop.
    pub business: BusinessId,
    /// The digest.
    pub sha256: Hash,
}

/// How a reader gets at bytes.
pub enum Way {
    /// A file of this server.
    File(PathBuf),
    /// An address that is good for some minutes.
    Address(String),
}

/// Where a device may bring bytes without this server between.
#[derive(Debug, serde::Serialize)]
pub struct Direct {
    /// To be sent there by `PUT`; it is signed for these bytes alone.
    pub address: String,
    /// Sent with them, beside their length.
    pub headers: BTreeMap<&'static str, String>,
    /// Seconds that it is good for.
    pub expires_in: u64,
}

/// Whether bytes that a device brought by itself are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// All of them, with the right digest.
    Right,
    /// Others were; they are there no more.
    Wrong,
    /// Nothing.
    Not,
}

/// Where bytes are kept.
pub trait BlobStore: Send + Sync {
    /// Keeps bytes that have come whole and right into `from`; they may be let go there.
    fn keep<'a>(&'a self, key: Key, mime: &'a str, from: &'a Blobs) -> Answer<'a, ()>;

    /// Where a device may bring so many bytes by itself, apart from those that are kept; none where they come through
    /// this server.
    fn direct<'a>(&'a self, key: Key, mime: &'a str, size: u64) -> Answer<'a, Option<Direct>>;

    /// Whether they are there; then they are kept from now on.
    fn arrived(&self, key: Key, size: u64) -> Answer<'_, Arrived>;

    /// Throws away what a device brought by itself, once it is kept.
    fn cleared(&self, key: Key) -> Answer<'_, ()>;

    /// The way to bytes; none when they are not there.
    fn way(&self, key: Key) -> Answer<'_, Option<Way>>;

    /// The bytes themselves; none when they are not there.
    fn read(&self, key: Key) -> Answer<'_, Option<Vec<u8>>>;

    /// Throws everything of a shop away, also what is still coming.
    fn forget(&self, business: BusinessId) -> Answer<'_, ()>;
}

/// Everything that the backend does with bytes.
pub struct Attic {
    root: PathBuf,
    store: Box<dyn BlobStore>,
    /// Room for each shop instead of what its plan gives, in bytes.
    room: Option<i64>,
}

/// What is known of bytes.
#[derive(Debug, Clone)]
pub struct Known {
    /// What they are.
    pub mime: String,
    /// How many they are, as their record says.
    pub size: i64,
    /// They are here, whole and right.
    pub done: bool,
    /// The room that other bytes of the shop take.
    used: i64,
}

impl Attic {
    /// Parts come into `folder`; whole files stay there or go to S3.
    pub fn new(folder: &Path, s3: Option<S3>, room: Option<i64>) -> Self {
        let root = folder.join("attachments");
        let store: Box<dyn BlobStore> = match s3 {
            Some(s3) => Box::new(s3),
            None => Box::new(Folder::new(root.clone())),
        };
        Self { root, store, room }
    }

    /// Where a shop's bytes come in.
    pub fn incoming(&self, business: BusinessId) -> Blobs {
        folder::of(&self.root, business)
    }

    /// The store.
    pub fn store(&self) -> &dyn BlobStore {
        self.store.as_ref()
    }

    /// What is known of bytes.
    ///
    /// # Errors
    /// `not_found` for bytes that no attachment of the shop has: the record comes first.
    pub async fn known(&self, reading: &mut Reading, key: Key) -> Result<Known> {
        let query = sql::KNOWN.with([key.business.into(), key.sha256.into(), reading.now_ms().into()]);
        let row = reading.session()?.engine.query_one(&query).await?.ok_or_else(|| {
            Error::field(
                Code::NotFound,
                "attachment",
                "No attachment of this shop has these bytes; its entry comes first.",
            )
        })?;
        Ok(Known { mime: row.text(0)?, size: row.int(1)?, done: row.int(2)? > 0, used: row.int(3)? })
    }

    /// Whether these bytes are for somebody who may not know what goods cost: the same answer as the door's.
    ///
    /// # Errors
    /// `forbidden`.
    pub async fn must_tell_no_cost(&self, reading: &mut Reading, key: Key, session: Uuid) -> Result<()> {
        let costs = VoucherKind::Stock.as_str();
        let query = sql::TELLS_NO_COST.with([key.business.into(), key.sha256.into(), session.into(), costs.into()]);
        reading.session()?.engine.query_one(&query).await?.map(drop).ok_or_else(Role::hides_costs)
    }

    /// Whether so many more bytes find room.
    ///
    /// # Errors
    /// `quota_full`.
    pub fn room(&self, plan: &str, used: i64, more: i64) -> Result<()> {
        let room = self.room.unwrap_or(plan::named(plan).room);
        if used.saturating_add(more) <= room {
            return Ok(());
        }
        let message = format!("The shop's room for photos and PDFs ({} MB) is used up.", room / 1_000_000);
        Err(Error::new(Code::QuotaFull, message))
    }

    /// Whether so many bytes find room beside those of the shop that are here, these left out.
    ///
    /// # Errors
    /// `quota_full`.
    pub async fn room_for(&self, reading: &mut Reading, key: Key, size: i64) -> Result<()> {
        let used = used(&mut reading.session()?, key).await?;
        self.room(&reading.plan(), used, size)
    }

    /// Notes that a device may bring so many bytes, in the caller's transaction: from now on they
    /// take room, told of or not.
    ///
    /// # Errors
    /// `quota_full`.
    pub async fn promise(&self, writing: &mut Writing, key: Key, mime: &str, size: i64) -> Result<()> {
        let used = used(&mut writing.bare_session()?, key).await?;
        self.room(&writing.plan(), used, size)?;
        let mut session = writing.bare_session()?;
        let until = session.now_ms().saturating_add(PROMISED_MS);
        let promised = [key.business.into(), key.sha256.into(), size.into(), mime.into(), until.into()];
        session.engine.later(vec![sql::PROMISED.with(promised)]).await
    }

    /// Notes that bytes are kept, in the caller's transaction; nothing when that is known.
    ///
    /// # Errors
    /// `quota_full`: several devices may have sent at once.
    pub async fn kept(&self, writing: &mut Writing, key: Key, mime: &str, size: i64, now_ms: i64) -> Result<()> {
        let used = used(&mut writing.bare_session()?, key).await?;
        self.room(&writing.plan(), used, size)?;
        let kept = [key.business.into(), key.sha256.into(), size.into(), mime.into(), now_ms.into()];
        writing.bare_session()?.engine.run(&[sql::KEPT.with(kept)]).await.map(drop)
    }

    /// Notes that bytes which were here are gone, so that devices bring them again.
    pub async fn lost(&self, writing: &mut Writing, key: Key) -> Result<()> {
        let lost = sql::LOST.with([key.business.into(), key.sha256.into()]);
        writing.bare_session()?.engine.run(&[lost]).await.map(drop)
    }

    /// Digests of attachments whose bytes are not here, after one.
    pub async fn wanted(&self, reading: &mut Reading, business: BusinessId, after: Option<Hash>) -> Result<Vec<Hash>> {
        let after = smartkhata_core::store::Value::from(after.map(|hash| hash.0.to_vec()).unwrap_or_default());
        let rows = reading.session()?.rows(&sql::WANTED.with([business.into(), after, PAGE.into()])).await?;
        rows.iter().map(|row| Hash::from_bytes(row.bytes(0)?)).collect()
    }

    /// Throws away parts that nobody goes on with, of every shop.
    pub fn sweep(&self) {
        let Ok(shops) = std::fs::read_dir(&self.root) else { return };
        for shop in shops.flatten() {
            Blobs::new(shop.path()).sweep(STALE);
        }
    }
}

/// The room that the shop's bytes take, these left out.
async fn used(session: &mut Session<'_, PostgresEngine<'_>>, key: Key) -> Result<i64> {
    let query = sql::USED.with([key.business.into(), key.sha256.into(), session.now_ms().into()]);
    session.row(&query).await?.map_or(Ok(0), |row| row.int(0))
}

/// The kind under which bytes are served: one of those that can be attached, never what a browser would run.
pub fn served_as(mime: &str) -> &'static str {
    Mime::named(mime).map_or("application/octet-stream", Mime::as_str)
}

/// Work on files, away from the threads that serve.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let broken = |_| Error::new(Code::Internal, "Work on a file broke off.");
    tokio::task::spawn_blocking(work).await.map_err(broken)?
}

impl Known {
    /// Whether so many more bytes find room.
    pub fn finds_room(&self, attic: &Attic, plan: &str, more: i64) -> Result<()> {
        attic.room(plan, self.used, more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_has_the_room_of_its_plan_or_what_the_operator_says() {
        let attic = |room| Attic::new(Path::new("nowhere"), None, room);
        assert!(attic(None).room("free", 1_999_999_999, 1).is_ok());
        assert_eq!(attic(None).room("free", 2_000_000_000, 1).unwrap_err().code, Code::QuotaFull);
        assert!(attic(None).room("plus", 2_000_000_000, 1).is_ok());
        assert!(attic(None).room("of-a-newer-server", 5, 1).is_ok());
        assert_eq!(attic(Some(10)).room("chain", 5, 6).unwrap_err().code, Code::QuotaFull);
    }

    #[test]
    fn nothing_is_served_that_a_browser_would_run() {
        assert_eq!(served_as("image/png"), "image/png");
        for other in ["text/html", "image/svg+xml", "", "image/png; x"] {
            assert_eq!(served_as(other), "application/octet-stream");
        }
    }
}
