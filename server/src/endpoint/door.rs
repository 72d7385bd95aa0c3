//! `POST /door/{request}`: the one door over HTTP, JSON in and JSON out.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use smartkhata_core::store::sqlite::LARGEST_REQUEST;
use smartkhata_core::{Code, Error, Result};

use crate::refusal::Refusal;
use crate::router::Shared;

/// As much of a body that is too large is read on, so that its sender hears the refusal instead of a broken
/// connection.
const LARGEST_READ: usize = 64 * 1024 * 1024;

/// Answers a request.
pub async fn answer(
    State(shared): State<Arc<Shared>>,
    Path(request): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> std::result::Result<Response, Refusal> {
    if !is_json(&headers) {
        let error = Error::new(Code::InvalidRequest, "Send the request as application/json.");
        return Err(Refusal::with(StatusCode::UNSUPPORTED_MEDIA_TYPE, error));
    }
    let body = read(body).await?;
    // The books wait for the disk, and the writer for others: never on a thread that serves connections.
    let answered = tokio::task::spawn_blocking(move || shared.books.call(&request, &body)).await;
    let answer = answered.map_err(|_| Error::new(Code::Internal, "SmartKhata met a fault of its own."))??;
    Ok(([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], answer).into_response())
}

/// The refusal of any other method.
pub async fn not_posted() -> Response {
    let error = Error::new(Code::InvalidRequest, "Ask the door with POST.");
    ([(ALLOW, "POST")], Refusal::with(StatusCode::METHOD_NOT_ALLOWED, error)).into_response()
}

/// Only JSON: a form or plain text is what another site's page could send without asking.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

async fn read(mut body: Body) -> Result<String> {
    let (mut bytes, mut seen) = (Vec::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Error::new(Code::InvalidRequest, "The request broke off."))?;
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen > LARGEST_READ {
            break;
        }
        if seen <= LARGEST_REQUEST {
            bytes.extend_from_slice(&data);
        }
    }
    if seen > LARGEST_REQUEST {
        return Err(Error::new(Code::TooLarge, "The request is larger than the books take."));
    }
    String::from_utf8(bytes).map_err(|_| Error::new(Code::InvalidRequest, "The request is no UTF-8 text."))
}
