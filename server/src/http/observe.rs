//! What is noted of every request: an id in and out, a line in the log, two figures. No path, no address, no name.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONNECTION;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use smartkhata_core::{Code, Error};
use tokio::time::Instant;
use tracing::Instrument;

use crate::cloud::Cloud;
use crate::refusal::Refusal;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest that a request may be worked on; a long poll takes half of it.
const LONGEST: Duration = Duration::from_secs(60);

/// Answers a request on a task of its own: a caller that goes away does not leave a write half done, and a fault in one
/// request stays in it.
pub async fn observed(State(cloud): State<Arc<Cloud>>, request: Request, next: Next) -> Response {
    let id = request_id(&cloud, &request);
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", |path| path.as_str()).to_owned();
    let method = request.method().as_str().to_owned();
    let started = Instant::now();
    let span = tracing::info_span!("request", id = %id);
    let mut work = tokio::spawn(next.run(request).instrument(span));
    let response = match tokio::time::timeout(LONGEST, &mut work).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Refusal::from(Error::new(Code::Internal, "The request met a panic.")).into_response(),
        Err(_) => {
            work.abort();
            Refusal::from(Error::new(Code::Busy, "The request took too long.")).into_response()
        }
    };
    let mut response = told(response, &id);
    let (status, took) = (response.status(), started.elapsed());
    cloud.figures.answered(&method, &route, status.as_u16(), took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(id, method, route, status = status.as_u16(), ms, "answered");
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    if cloud.is_ending() {
        // The next request finds another server, or this one's successor.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// A refusal as strangers are told it; a fault is written to the log in full.
fn told(mut response: Response, id: &str) -> Response {
    let Some(refusal) = response.extensions_mut().remove::<Refusal>() else { return response };
    if response.status().is_server_error() {
        let error = refusal.error();
        // A full disk goes away by nobody's waiting.
        let lasting = response.status() != StatusCode::SERVICE_UNAVAILABLE || error.code == Code::DiskFull;
        if lasting {
            tracing::error!(id, code = error.code.as_str(), error = error.message, "fault");
        } else {
            tracing::warn!(id, code = error.code.as_str(), error = error.message, "refused for now");
        }
    }
    let mut public = refusal.public(id);
    // What layers inside have said beside, and a delay that one has set.
    for (name, value) in response.headers() {
        public.headers_mut().entry(name).or_insert(value.clone());
    }
    public
}

/// The caller's own id if it is one, else a new one.
fn request_id(cloud: &Cloud, request: &Request) -> String {
    let plain =
        |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let given = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(plain);
    let database = &cloud.desk.database;
    let new = || smartkhata_core::id::new_uuid(database.clock().now_ms(), database.ids().as_ref()).to_string();
    given.map_or_else(new, str::to_owned)
}
