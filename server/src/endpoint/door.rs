//! `POST /door/{request}` and `POST /shop/{shop}/door/{request}`: the one door over HTTP, JSON in and JSON out. Without a
//! name it is the first shop's.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use smartkhata_core::store::sqlite::largest_request;
use smartkhata_core::{Code, Error};
use smartkhata_courier::installation::FIRST;

use crate::http::body;
use crate::refusal::Refusal;
use crate::router::Shared;

/// Answers a request to the first shop.
pub async fn answer(
    State(shared): State<Arc<Shared>>,
    Path(request): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    answered(shared, FIRST.to_owned(), request, headers, body).await
}

/// Answers a request to a shop.
pub async fn answer_of(
    State(shared): State<Arc<Shared>>,
    Path((shop, request)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    answered(shared, shop, request, headers, body).await
}

async fn answered(
    shared: Arc<Shared>,
    shop: String,
    request: String,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let body = body::text(&headers, body, largest_request(&request)).await?;
    // The books wait for the disk, and the writer for others: never on a thread that serves connections.
    let answered = tokio::task::spawn_blocking(move || shared.shops.call(&shop, &request, &body)).await;
    let answer = answered.map_err(|_| Error::new(Code::Internal, "SmartKhata met a fault of its own."))??;
    Ok(([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], answer).into_response())
}

/// The refusal of any other method.
pub async fn not_posted() -> Response {
    let error = Error::new(Code::InvalidRequest, "Ask the door with POST.");
    ([(ALLOW, "POST")], Refusal::with(StatusCode::METHOD_NOT_ALLOWED, error)).into_response()
}
