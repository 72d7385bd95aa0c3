//! `POST /b/{business}/blobs/{sha256}/direct`: an address at the store itself to which a device may bring these very
//! bytes; none where they have to come through this server. `PUT` to the same: they are there, and count once the store
//! says that it has all of them, and the right ones.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use smartkhata_core::attachment::LARGEST;
use smartkhata_core::{Code, Error};

use super::{come, key};
use crate::blob::Arrived;
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// Answers the address.
pub async fn begin(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path((shop, sha256)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let key = key(&shop, &sha256)?;
    let mut reading = cloud.read(key.business, caller.0, "attachment.add").await?.also_late()?;
    let known = cloud.attic.known(&mut reading, key).await?;
    if known.done {
        return Ok(come(StatusCode::NO_CONTENT.into_response(), 0, true));
    }
    // Before anything is locked or sent.
    known.finds_room(&cloud.attic, &reading.plan(), known.size)?;
    drop(reading);
    let size = u64::try_from(known.size).ok().filter(|size| (1..=u64::try_from(LARGEST).unwrap_or(0)).contains(size));
    let size = size.ok_or_else(|| Error::new(Code::TooLarge, "No photo or PDF has so many bytes."))?;
    let Some(direct) = cloud.attic.store().direct(key, &known.mime, size).await? else {
        return Ok(come(StatusCode::NO_CONTENT.into_response(), 0, false));
    };
    // Behind the shop's lock: devices that ask at once share its room.
    let mut writing = cloud.write(key.business, caller.0, "attachment.add").await?.also_late()?;
    cloud.attic.promise(&mut writing, key, &known.mime, known.size).await?;
    writing.commit().await?;
    Ok(Json(direct).into_response())
}

/// Looks whether they are there.
pub async fn end(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path((shop, sha256)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let key = key(&shop, &sha256)?;
    let mut reading = cloud.read(key.business, caller.0, "attachment.add").await?.also_late()?;
    let known = cloud.attic.known(&mut reading, key).await?;
    // No connection to PostgreSQL is held while the store is asked.
    drop(reading);
    let size = u64::try_from(known.size).unwrap_or(0);
    if known.done {
        return Ok(come(StatusCode::OK.into_response(), size, true));
    }
    match cloud.attic.store().arrived(key, size).await? {
        Arrived::Right => {}
        Arrived::Wrong => {
            return Err(Error::new(Code::WrongBytes, "These are other bytes than their digest says.").into());
        }
        Arrived::Not => return Err(Error::new(Code::NotArrived, "The store has no such bytes.").into()),
    }
    let mut writing = cloud.write(key.business, caller.0, "attachment.add").await?.also_late()?;
    let now_ms = cloud.desk.database.clock().now_ms();
    cloud.attic.kept(&mut writing, key, &known.mime, known.size, now_ms).await?;
    writing.commit().await?;
    if let Err(error) = cloud.attic.store().cleared(key).await {
        // They count once, and the bucket throws these away by itself.
        tracing::warn!(code = error.code.as_str(), "what a device brought to S3 lies there twice");
    }
    Ok(come(StatusCode::CREATED.into_response(), size, true))
}
