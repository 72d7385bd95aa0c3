//! `GET /metrics`: figures for operators. For this computer alone, or for who shows the token.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use smartkhata_core::{Code, Error};

use crate::cloud::Cloud;
use crate::http::caller::{From, bearer};
use crate::refusal::Refusal;

/// The figures.
pub async fn answer(State(cloud): State<Arc<Cloud>>, from: From, headers: HeaderMap) -> Result<Response, Refusal> {
    let allowed = match &cloud.options.metrics_token {
        // Digests are compared, so that the time it takes tells nothing of how much of a guess was right.
        Some(token) => bearer(&headers).is_some_and(|shown| Sha256::digest(shown) == Sha256::digest(token)),
        // Behind a proxy everybody comes from this computer.
        None => from.0.is_loopback() && !headers.contains_key("x-forwarded-for"),
    };
    if !allowed {
        return Err(Error::new(Code::Forbidden, "Figures are for whoever runs this server.").into());
    }
    let text = cloud.figures.text(cloud.desk.cells.figures(), cloud.desk.database.clock().now_ms());
    Ok(([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response())
}
