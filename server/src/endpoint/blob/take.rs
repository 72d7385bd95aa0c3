//! `PUT /b/{business}/blobs/{sha256}`: brings bytes, all at once or from where they stopped (`Content-Range`); `HEAD`
//! says where that is. What came stays when a connection breaks; all of it counts once it has the digest of its name.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_RANGE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use smartkhata_core::attachment::LARGEST;
use smartkhata_core::{Code, Error, Result};

use super::{come, key};
use crate::blob::{Key, aside};
use crate::cloud::Cloud;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// How long the next bytes may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Bytes that are written to the disk together.
const PIECE: usize = 256 * 1024;

/// As much of a body that is refused is read on, so that its sender hears the refusal.
const READ_ON: usize = 2 * LARGEST;

/// Which bytes a body holds: where they begin, and how many there are in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: u64,
    total: u64,
}

/// Says how far the bytes have come.
pub async fn head(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path((shop, sha256)): Path<(String, String)>,
) -> std::result::Result<Response, Refusal> {
    let key = key(&shop, &sha256)?;
    let mut reading = cloud.read(key.business, caller.0, "attachment.add").await?.also_late()?;
    let known = cloud.attic.known(&mut reading, key).await?;
    drop(reading);
    let incoming = cloud.attic.incoming(key.business);
    let offset = aside(move || Ok(incoming.come(key.sha256))).await?;
    Ok(come(StatusCode::NO_CONTENT.into_response(), offset, known.done))
}

/// Takes bytes.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path((shop, sha256)): Path<(String, String)>,
    headers: HeaderMap,
    mut body: Body,
) -> std::result::Result<Response, Refusal> {
    let key = key(&shop, &sha256)?;
    let (span, mime) = match may_come(&cloud, caller, key, &headers).await {
        Ok(Some(come)) => come,
        Ok(None) => {
            read_on(&mut body).await;
            return Ok(come(StatusCode::OK.into_response(), 0, true));
        }
        Err(error) => {
            read_on(&mut body).await;
            return Err(error.into());
        }
    };
    let incoming = cloud.attic.incoming(key.business);
    let looked = incoming.clone();
    // Whole already, and not yet where it is kept: that was not reached the last time.
    let taken = if aside(move || Ok(looked.has(key.sha256))).await? {
        read_on(&mut body).await;
        Ok(())
    } else {
        take(&cloud, key, span, &mut body).await
    };
    let looked = incoming.clone();
    let offset = aside(move || Ok(looked.come(key.sha256))).await?;
    if let Err(error) = taken {
        read_on(&mut body).await;
        return Ok(come(Refusal::from(error).into_response(), offset, false));
    }
    if offset < span.total {
        return Ok(come(StatusCode::NO_CONTENT.into_response(), offset, false));
    }
    let finished = incoming.clone();
    aside(move || finished.finish(key.sha256)).await?;
    cloud.attic.store().keep(key, &mime, &incoming).await?;
    let mut writing = cloud.write(key.business, caller.0, "attachment.add").await?.also_late()?;
    let (size, now_ms) = (i64::try_from(offset).unwrap_or(i64::MAX), cloud.desk.database.clock().now_ms());
    cloud.attic.kept(&mut writing, key, &mime, size, now_ms).await?;
    writing.commit().await?;
    Ok(come(StatusCode::CREATED.into_response(), offset, true))
}

/// Which bytes come, and what they are; none when they are here already.
async fn may_come(cloud: &Cloud, caller: SignedIn, key: Key, headers: &HeaderMap) -> Result<Option<(Span, String)>> {
    let span = span(headers)?;
    let mut reading = cloud.read(key.business, caller.0, "attachment.add").await?.also_late()?;
    let known = cloud.attic.known(&mut reading, key).await?;
    if known.done {
        return Ok(None);
    }
    let total = i64::try_from(span.total).unwrap_or(i64::MAX);
    // Before anything is locked.
    known.finds_room(&cloud.attic, &reading.plan(), total)?;
    drop(reading);
    // Behind the shop's lock: what comes in takes room from its first byte on, until it is here or thrown away.
    let mut writing = cloud.write(key.business, caller.0, "attachment.add").await?.also_late()?;
    cloud.attic.promise(&mut writing, key, &known.mime, total).await?;
    writing.commit().await?;
    Ok(Some((span, known.mime)))
}

/// Writes what comes, piece by piece; what came before a connection broke stays.
async fn take(cloud: &Cloud, key: Key, span: Span, body: &mut Body) -> Result<()> {
    let (mut at, mut piece) = (span.from, Vec::new());
    loop {
        let frame = tokio::time::timeout(PATIENCE, body.frame()).await;
        let ended = match frame {
            Ok(Some(Ok(frame))) => {
                if let Ok(data) = frame.into_data() {
                    piece.extend_from_slice(&data);
                }
                None
            }
            Ok(None) => Some(Ok(())),
            Ok(Some(Err(_))) => Some(Err(Error::new(Code::InvalidRequest, "The request broke off."))),
            Err(_) => Some(Err(Error::new(Code::TimedOut, "The request took too long to arrive."))),
        };
        if piece.len() >= PIECE || ended.is_some() {
            let bytes = std::mem::take(&mut piece);
            let end = at.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            if end > span.total {
                return Err(Error::new(Code::TooLarge, "More bytes came than were said."));
            }
            let incoming = cloud.attic.incoming(key.business);
            aside(move || incoming.take(key.sha256, at, &bytes)).await?;
            at = end;
        }
        if let Some(ended) = ended {
            return ended;
        }
    }
}

/// Reads a body that is refused to its end, within reason.
async fn read_on(body: &mut Body) {
    let mut seen = 0_usize;
    while let Ok(Some(Ok(frame))) = tokio::time::timeout(PATIENCE, body.frame()).await {
        seen = seen.saturating_add(frame.data_ref().map_or(0, |data| data.len()));
        if seen > READ_ON {
            return;
        }
    }
}

/// Which bytes the headers announce.
fn span(headers: &HeaderMap) -> Result<Span> {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let span = match text(CONTENT_RANGE) {
        Some(range) => range.strip_prefix("bytes ").and_then(of_range),
        None => text(CONTENT_LENGTH).and_then(|length| Some(Span { from: 0, total: length.parse().ok()? })),
    };
    let span = span.filter(|span| span.total > 0 && span.from < span.total).ok_or_else(|| {
        Error::new(Code::InvalidRequest, "Say which bytes these are: Content-Length, or Content-Range: bytes 0-99/100.")
    })?;
    if span.total > u64::try_from(LARGEST).unwrap_or(u64::MAX) {
        let message = format!("A photo or PDF may have {} MB at most.", LARGEST / 1_000_000);
        return Err(Error::new(Code::TooLarge, message));
    }
    Ok(span)
}

/// `from-to/total`; `to` is what the body's length says.
fn of_range(text: &str) -> Option<Span> {
    let (range, total) = text.split_once('/')?;
    let (from, _) = range.split_once('-')?;
    Some(Span { from: from.trim().parse().ok()?, total: total.trim().parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_said_by_its_range_or_its_length() {
        let check = |pairs: &[(&str, &str)], expected: std::result::Result<(u64, u64), Code>| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(axum::http::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
            }
            let found = span(&headers).map(|span| (span.from, span.total)).map_err(|error| error.code);
            assert_eq!(found, expected, "{pairs:?}");
        };
        check(&[("content-length", "100")], Ok((0, 100)));
        check(&[("content-range", "bytes 40-99/100"), ("content-length", "60")], Ok((40, 100)));
        for range in ["bytes */100", "bytes 100-/100", "bytes 0-1/x", "items 0-1/2", "bytes -1-2/3"] {
            check(&[("content-range", range), ("content-length", "2")], Err(Code::InvalidRequest));
        }
        check(&[("content-length", "0")], Err(Code::InvalidRequest));
        check(&[], Err(Code::InvalidRequest));
        check(&[("content-length", "10000001")], Err(Code::TooLarge));
    }
}
