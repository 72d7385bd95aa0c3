//! `GET /health`: whether the server is up. Says nothing of the books.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

/// That the server is up, and its version.
pub async fn answer() -> impl IntoResponse {
    let body = concat!(r#"{"status":"ok","version":""#, env!("CARGO_PKG_VERSION"), r#""}"#);
    ([(CONTENT_TYPE, "application/json")], body)
}
