//! Reading a request's body: JSON only, up to a limit, within a time.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use smartkhata_core::api;
use smartkhata_core::store::sqlite::LARGEST_REQUEST;
use smartkhata_core::{Code, Error, Result};

use crate::refusal::Refusal;

/// JSON larger than this is refused where nothing else is said.
pub const LARGEST: usize = 1024 * 1024;

/// As much of a body that is too large is read on, so that its sender hears the refusal instead of a broken
/// connection.
const LARGEST_READ: usize = 64 * 1024 * 1024;

/// A body of up to so many bytes is small.
pub const SMALL: usize = 64 * 1024;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// The same for one that may bring a photo or PDF: below what any request may take.
const PATIENCE_LARGE: Duration = Duration::from_secs(50);

/// A request's JSON as a type, or an answer's.
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match api::write(&self.0) {
            Ok(text) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
            Err(error) => Refusal::from(error).into_response(),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> std::result::Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        Ok(Self(api::parse(&text(&parts.headers, body, LARGEST).await?)?))
    }
}

/// The text of a request that says it is JSON.
pub async fn text(headers: &HeaderMap, body: Body, largest: usize) -> std::result::Result<String, Refusal> {
    text_of(headers, body, largest, async { Ok(()) }).await
}

/// The same from somebody of whom no more than a small body is held before this lets them go on.
pub async fn text_of(
    headers: &HeaderMap,
    body: Body,
    largest: usize,
    admits: impl Future<Output = Result<()>>,
) -> std::result::Result<String, Refusal> {
    if !is_json(headers) {
        let error = Error::new(Code::InvalidRequest, "Send the request as application/json.");
        return Err(Refusal::with(StatusCode::UNSUPPORTED_MEDIA_TYPE, error));
    }
    let bytes = bytes_of(body, largest, admits).await?;
    Ok(String::from_utf8(bytes).map_err(|_| Error::new(Code::InvalidRequest, "The request is no UTF-8 text."))?)
}

/// A body up to a limit.
pub async fn bytes(body: Body, largest: usize) -> Result<Vec<u8>> {
    bytes_of(body, largest, async { Ok(()) }).await
}

/// The same from somebody of whom no more than a small body is held before this lets them go on.
pub async fn bytes_of(body: Body, largest: usize, admits: impl Future<Output = Result<()>>) -> Result<Vec<u8>> {
    let late = |_| Error::new(Code::TimedOut, "The request took too long to arrive.");
    let patience = if largest > LARGEST_REQUEST { PATIENCE_LARGE } else { PATIENCE };
    tokio::time::timeout(patience, read(body, largest, admits)).await.map_err(late)?
}

async fn read(mut body: Body, largest: usize, admits: impl Future<Output = Result<()>>) -> Result<Vec<u8>> {
    let (mut bytes, mut seen) = (Vec::new(), 0_usize);
    let (mut admits, mut refused) = (Some(std::pin::pin!(admits)), None);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Error::new(Code::InvalidRequest, "The request broke off."))?;
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen > LARGEST_READ {
            break;
        }
        if seen > SMALL
            && let Some(admits) = admits.take()
        {
            refused = admits.await.err();
        }
        if seen <= largest && refused.is_none() {
            bytes.extend_from_slice(&data);
        } else {
            bytes = Vec::new();
        }
    }
    if let Some(refused) = refused {
        return Err(refused);
    }
    if seen > largest {
        return Err(Error::new(Code::TooLarge, "The request is larger than is taken here."));
    }
    Ok(bytes)
}

/// Takes a small body in before anything may refuse its request: a connection whose request was not read to its end is
/// closed, under the next request of a caller that keeps it.
pub async fn taken(request: Request, next: Next) -> Response {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if !length.is_some_and(|length| (1..=SMALL).contains(&length)) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match bytes(body, SMALL).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// Only JSON: a form or plain text is what another site's page could send without asking.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
