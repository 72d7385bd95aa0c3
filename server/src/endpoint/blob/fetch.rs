//! `GET /b/{business}/blobs/{sha256}`: the bytes, or a part of them (`Range`); with S3 the way there.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use smartkhata_core::role::Role;
use smartkhata_core::{Code, Error};
use tower_http::services::ServeFile;

use super::key;
use crate::blob::{Way, served_as};
use crate::cloud::Cloud;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// Answers it.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path((shop, sha256)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let key = key(&shop, &sha256)?;
    let mut reading = cloud.read(key.business, caller.0, "attachment.read").await?;
    let known = cloud.attic.known(&mut reading, key).await?;
    if !reading.role().is_some_and(Role::sees_costs) {
        cloud.attic.must_tell_no_cost(&mut reading, key, caller.0.session).await?;
    }
    // No connection to PostgreSQL is held while bytes travel.
    drop(reading);
    let not_yet = || Error::new(Code::NotArrived, "These bytes have not come here from the device that has them.");
    if !known.done {
        return Err(not_yet().into());
    }
    let mut response = match cloud.attic.store().way(key).await? {
        Some(Way::File(path)) => {
            let kind = served_as(&known.mime).parse().map_err(|_| not_yet())?;
            let gone = |_| Error::new(Code::Storage, "A kept file cannot be read.");
            ServeFile::new_with_mime(path, &kind).try_call(request).await.map_err(gone)?.map(Body::new)
        }
        Some(Way::Address(address)) => {
            let address = HeaderValue::from_str(&address).map_err(|_| not_yet())?;
            (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, address)]).into_response()
        }
        None => {
            let mut writing = cloud.desk.books(key.business).await?.write(key.business).await?;
            cloud.attic.lost(&mut writing, key).await?;
            writing.commit().await?;
            tracing::error!(business = %key.business, sha256 = %key.sha256, "kept bytes are gone");
            return Err(not_yet().into());
        }
    };
    // Never shown as a page of this server.
    let headers = response.headers_mut();
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/octet-stream"));
    Ok(response)
}
