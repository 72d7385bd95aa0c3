//! `GET /b/{business}/export`: everything of a shop in open forms, as one archive. For its owner.
//!
//! The shop's log is read into books of its own, as a new device reads it, from one snapshot; from those the files
//! follow that `smartkhata export` writes, the books themselves among them. Beside them who its people and devices are.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path as InPath, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use smartkhata_core::id::{BusinessId, DeviceId, new_uuid};
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::sync::{Ask, Exchange, Tell, host};
use smartkhata_core::{Code, Error, Result};
use tempfile::TempDir;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::business;
use crate::account::{device, member};
use crate::cloud::Cloud;
use crate::export::{self, archive};
use crate::http::caller::SignedIn;
use crate::postgres::{Caller, Reading};
use crate::refusal::Refusal;
use crate::say;

/// What roles are asked for: named by no role, so that it is the owner's alone.
const REQUEST: &str = "shop.export";

/// Parts that are read ahead of a slow line.
const AHEAD: usize = 16;

/// How long somebody may take to take the next part: two who read nothing would keep everybody else from theirs.
const PATIENCE: Duration = Duration::from_secs(60);

type Parts = mpsc::Sender<io::Result<Bytes>>;

/// Begins the archive at once; it comes as it is made. One that breaks off has no end, and no reader takes it for whole.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    InPath(shop): InPath<String>,
) -> std::result::Result<Response, Refusal> {
    let (business, caller) = (business(&shop)?, caller.0);
    let mut reading = cloud.read(business, caller, REQUEST).await?;
    // Who may not is told so, not sent the beginning of an archive.
    reading.open().await?;
    let busy = |_| Error::new(Code::Busy, "Other shops are being exported. Try again in a minute.");
    let turn = Arc::clone(&cloud.exports).try_acquire_owned().map_err(busy)?;
    let (parts, rest) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        if let Err(error) = make(&cloud, reading, business, caller, &parts, turn).await {
            tracing::warn!(code = error.code.as_str(), error = error.message, "an export broke off");
            let _ = parts.send(Err(io::Error::other("the export broke off"))).await;
        }
    });
    let body = Body::from_stream(stream::unfold(rest, async |mut rest| rest.recv().await.map(|part| (part, rest))));
    let name = format!("attachment; filename=\"smartkhata-{business}.tar\"");
    let headers = [
        (CONTENT_TYPE, "application/x-tar".to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}

async fn make(
    cloud: &Cloud,
    mut reading: Reading,
    business: BusinessId,
    caller: Caller,
    parts: &Parts,
    turn: OwnedSemaphorePermit,
) -> Result<()> {
    let outside = |error: io::Error| Error::new(Code::Storage, format!("The export cannot be written: {error}."));
    let [made, files] = [tempfile::tempdir(), tempfile::tempdir()].map(|folder| folder.map_err(outside));
    let (made, files): (TempDir, TempDir) = (made?, files?);
    let people = serde_json::json!({
        "members": member::list(&cloud.desk, &mut reading, caller).await?,
        "devices": device::list(&mut reading).await?,
    });
    std::fs::write(files.path().join(PEOPLE), format!("{people:#}\n")).map_err(outside)?;
    let now_ms = reading.now_ms();
    // The first file goes out at once: the line is not idle while the books are read.
    let modified_s = u64::try_from(now_ms / 1000).unwrap_or_default();
    send(files.path(), &[PEOPLE], modified_s, parts)?;
    let books = copy(&mut reading, business, made.path()).await?;
    drop(reading);
    let names = tokio::task::block_in_place(|| export::write(&books, files.path(), &say::moment(now_ms)))?;
    drop(books);
    let (parts, files) = (parts.clone(), files);
    let sent = tokio::task::spawn_blocking(move || {
        send(files.path(), &names, modified_s, &parts)?;
        drop(turn);
        hand(&parts, archive::end(), PATIENCE).map_err(|_| gone())
    });
    sent.await.map_err(|error| Error::new(Code::Internal, format!("export: {error}")))?
}

/// Who the shop's people and devices are.
const PEOPLE: &str = "people.json";

/// The shop's log as books of their own in an empty folder.
async fn copy(reading: &mut Reading, business: BusinessId, folder: &Path) -> Result<Books> {
    let now_ms = reading.now_ms();
    let device = DeviceId::new(new_uuid(now_ms, &SystemIds));
    let books = tokio::task::block_in_place(|| -> Result<Books> {
        let books = Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {})?;
        books.begin_copy(business, device)?;
        Ok(books)
    })?;
    let mut exchange = Exchange::default();
    while let Some(ask) = tokio::task::block_in_place(|| books.next_ask(&mut exchange))? {
        let mut session = reading.session()?;
        let tell = match &ask {
            Ask::Hello(hello) => Tell::Welcome(host::hello(&mut session.engine, business, now_ms, false, hello).await?),
            Ask::Pull(pull) => host::pull(&mut session.engine, business, now_ms, false, pull).await?,
            Ask::Push(_) => return Err(Error::new(Code::Internal, "A copy has nothing to say.")),
        };
        tokio::task::block_in_place(|| books.answered(&mut exchange, &tell))?;
    }
    Ok(books)
}

fn send(folder: &Path, names: &[&str], modified_s: u64, parts: &Parts) -> Result<()> {
    let mut out = |part: Vec<u8>| tokio::task::block_in_place(|| hand(parts, part, PATIENCE));
    for name in names {
        archive::file(folder, name, modified_s, &mut out).map_err(|_| gone())?;
    }
    Ok(())
}

/// Hands a part to whoever reads, who has so long to take one.
fn hand(parts: &Parts, part: Vec<u8>, patience: Duration) -> io::Result<()> {
    let handed = parts.send_timeout(Ok(part.into()), patience);
    tokio::runtime::Handle::current().block_on(handed).map_err(io::Error::other)
}

fn gone() -> Error {
    Error::new(Code::Unavailable, "Nobody takes the export any more.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_download_that_nobody_reads_is_given_up() {
        let (parts, mut rest) = mpsc::channel(1);
        let handed = tokio::task::spawn_blocking(move || {
            [1, 2].map(|part| hand(&parts, vec![part], Duration::from_millis(50)).is_ok())
        });
        assert_eq!(handed.await.unwrap(), [true, false]);
        assert_eq!(rest.recv().await.unwrap().unwrap(), vec![1]);
        let (parts, _) = mpsc::channel(1);
        let handed = tokio::task::spawn_blocking(move || hand(&parts, vec![1], PATIENCE).is_ok());
        assert!(!handed.await.unwrap(), "whoever hangs up is not waited for");
    }
}
