//! Bytes of attachments on the line: in pieces, each from where the last one ended, either way; to a store of its own the
//! backend lets them be brought in one go.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::header::{CONTENT_RANGE, CONTENT_TYPE, RANGE};
use reqwest::{Method, Response, StatusCode};
use serde::Deserialize;
use smartkhata_core::journal::change::Hash;
use smartkhata_core::store::sqlite::Blobs;
use smartkhata_core::{Code, Error, Result};

use crate::line::{Line, bytes, parsed, refusal, unreachable};

/// How long a piece may take.
const PATIENCE: Duration = Duration::from_secs(55);

/// Bytes that travel in one request: a broken connection costs no more than these.
const PIECE: usize = 1024 * 1024;

/// Bytes that are written to the disk together.
const WRITTEN: usize = 256 * 1024;

/// How far the backend has bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Come {
    /// So many.
    pub offset: u64,
    /// All of them, and they are the right ones.
    pub complete: bool,
}

/// Where the backend lets bytes be brought without it between.
#[derive(Deserialize)]
struct Direct {
    address: String,
    headers: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Wanted {
    wanted: Vec<Hash>,
}

impl Line {
    fn blob(&self, sha256: Hash) -> String {
        format!("/b/{}/blobs/{sha256}", self.business())
    }

    /// Digests that the backend lacks, after one; empty at the end.
    ///
    /// # Errors
    /// `unavailable`, and what the backend refuses with.
    pub async fn wanted(&self, after: Option<Hash>) -> Result<Vec<Hash>> {
        let after = after.map(|hash| format!("?after={hash}")).unwrap_or_default();
        let path = format!("/b/{}/blobs{after}", self.business());
        let response = self.authorized(Method::GET, &path, |request| request.timeout(PATIENCE)).await?;
        parsed::<Wanted>(&bytes(response).await?).map(|answer| answer.wanted)
    }

    /// How far the backend has bytes.
    ///
    /// # Errors
    /// `not_found` while it has no record of them; `unavailable`.
    pub async fn come(&self, sha256: Hash) -> Result<Come> {
        let response = self.authorized(Method::HEAD, &self.blob(sha256), |request| request.timeout(PATIENCE)).await?;
        match response.status() {
            StatusCode::NOT_FOUND => Err(Error::not_found("attachment")),
            status if status.is_success() => Ok(far(&response)),
            status => Err(Error::new(Code::Unavailable, format!("The backend answered {status}."))),
        }
    }

    /// Brings bytes, from where the backend has them on.
    ///
    /// # Errors
    /// `quota_full`, `not_found`, `unavailable`: what has come so far stays there.
    pub async fn bring(&self, sha256: Hash, all: &[u8]) -> Result<()> {
        let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let mut come = self.come(sha256).await?;
        if come.offset == 0 && !come.complete && self.bring_directly(sha256, all).await? {
            return Ok(());
        }
        while !come.complete {
            // All are there and not yet kept: the last one again makes the backend go on.
            let from = come.offset.min(total.saturating_sub(1));
            let begin = usize::try_from(from).unwrap_or(usize::MAX);
            let piece = all.get(begin..all.len().min(begin.saturating_add(PIECE))).unwrap_or_default();
            let to = from.saturating_add(u64::try_from(piece.len()).unwrap_or(0)).saturating_sub(1);
            let range = format!("bytes {from}-{to}/{total}");
            let response = self
                .authorized(Method::PUT, &self.blob(sha256), |request| {
                    let request =
                        request.header(CONTENT_RANGE, &range).header(CONTENT_TYPE, "application/octet-stream");
                    request.body(piece.to_vec()).timeout(PATIENCE)
                })
                .await?;
            let next = far(&response);
            if response.status() == StatusCode::CONFLICT && next.offset < from {
                // The backend has fewer than it said: another server took over.
                come = next;
                continue;
            }
            bytes(response).await?;
            if !next.complete && next.offset <= from {
                return Err(Error::new(Code::Unavailable, "The backend takes no more of these bytes."));
            }
            come = next;
        }
        Ok(())
    }

    /// Brings bytes to where the backend keeps them. Whether it has them then: where it keeps them itself, and after a
    /// connection that broke, they go through it, in pieces.
    async fn bring_directly(&self, sha256: Hash, all: &[u8]) -> Result<bool> {
        let path = format!("{}/direct", self.blob(sha256));
        let response = self.authorized(Method::POST, &path, |request| request.timeout(PATIENCE)).await?;
        // Also a backend of an earlier release, and one that refuses: it says so to the first piece.
        if response.status() != StatusCode::OK {
            return Ok(false);
        }
        let Direct { address, headers } = parsed(&bytes(response).await?)?;
        let pieces = u32::try_from(all.len() / PIECE).unwrap_or(u32::MAX).saturating_add(1);
        let put = self.client().put(address).timeout(PATIENCE.saturating_mul(pieces)).body(all.to_vec());
        let put = headers.iter().fold(put, |put, (name, value)| put.header(name, value));
        if !put.send().await.is_ok_and(|answer| answer.status().is_success()) {
            return Ok(false);
        }
        let response = self.authorized(Method::PUT, &path, |request| request.timeout(PATIENCE)).await?;
        Ok(response.status().is_success() && far(&response).complete)
    }

    /// Fetches bytes into their place, from where they stopped.
    ///
    /// # Errors
    /// `not_arrived` while the backend lacks them, `wrong_bytes` for others than were asked for, `unavailable`: what has
    /// come so far stays here.
    pub async fn fetch(&self, sha256: Hash, into: &Blobs) -> Result<()> {
        let come = into.come(sha256);
        let range = (come > 0).then(|| format!("bytes={come}-"));
        let path = self.blob(sha256);
        let asked = self.authorized(Method::GET, &path, |request| match &range {
            Some(range) => request.header(RANGE, range),
            None => request,
        });
        // The bytes may take longer than an answer may: each piece has its own time.
        let silent = |_| Error::new(Code::Unavailable, "The backend does not answer.");
        let response = tokio::time::timeout(PATIENCE, asked).await.map_err(silent)??;
        let at = match response.status() {
            StatusCode::PARTIAL_CONTENT => come,
            StatusCode::OK => 0,
            StatusCode::RANGE_NOT_SATISFIABLE => {
                // All of it had come, or what came is no part of it.
                let into = into.clone();
                return aside(move || into.finish(sha256)).await;
            }
            StatusCode::NOT_FOUND => {
                return Err(Error::new(Code::NotArrived, "This photo has not come to the backend yet."));
            }
            _ => return Err(refusal(response).await),
        };
        self.pour(response, sha256, at, into).await?;
        let into = into.clone();
        aside(move || into.finish(sha256)).await
    }

    async fn pour(&self, mut response: Response, sha256: Hash, mut at: u64, into: &Blobs) -> Result<()> {
        let mut piece = Vec::new();
        loop {
            let chunk = tokio::time::timeout(PATIENCE, response.chunk()).await;
            let ended = match chunk {
                Ok(Ok(Some(chunk))) => {
                    piece.extend_from_slice(&chunk);
                    None
                }
                Ok(Ok(None)) => Some(Ok(())),
                Ok(Err(error)) => Some(Err(unreachable(&error))),
                Err(_) => Some(Err(Error::new(Code::Unavailable, "The backend does not go on."))),
            };
            if piece.len() >= WRITTEN || ended.is_some() {
                let (bytes, into) = (std::mem::take(&mut piece), into.clone());
                let next = at.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
                aside(move || into.take(sha256, at, &bytes)).await?;
                at = next;
            }
            if let Some(ended) = ended {
                return ended;
            }
        }
    }
}

/// How far the bytes are, as the backend's answer says.
fn far(response: &Response) -> Come {
    let text = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
    Come {
        offset: text("upload-offset").and_then(|offset| offset.parse().ok()).unwrap_or(0),
        complete: text("upload-complete") == Some("?1"),
    }
}

/// Work on files, beside the tasks that wait.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let broken = |_| Error::new(Code::Internal, "The courier was stopped in the middle of its work.");
    tokio::task::spawn_blocking(work).await.map_err(broken)?
}
