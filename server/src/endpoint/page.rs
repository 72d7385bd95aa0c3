//! The web edition's files, and the headers that keep its page to itself.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path as UrlPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::services::ServeDir;

use super::unknown;
use crate::cloud::Cloud;
use crate::place;

/// What the page may load: its own files, its wasm, pictures and documents that it made itself.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src blob:; object-src 'none'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What every answer says.
const HEADERS: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The files of the web edition. Compressed ones are sent where they lie beside the plain ones; nothing is
/// compressed on the way, because loopback is faster than any compressor.
pub fn files(dist: &Path) -> Router {
    Router::new().route(FONTS, get(font)).fallback_service(folder(dist))
}

fn folder(dist: &Path) -> ServeDir {
    ServeDir::new(dist).precompressed_br().precompressed_gzip()
}

/// Where the page looks for fonts.
const FONTS: &str = "/fonts/{file}";

/// A font of the page: the program carries it to print with.
async fn font(UrlPath(file): UrlPath<String>) -> Response {
    match smartkhata_core::print::font_file(&file) {
        Some(bytes) => ([(CONTENT_TYPE, "font/ttf")], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What tells the page that its reader signs in here.
const SIGNS_IN: &str = r#"<head><meta name="smartkhata-edition" content="cloud">"#;

/// The page of the backend's web edition; no page where there is no web edition.
pub async fn index(State(cloud): State<Arc<Cloud>>) -> Response {
    match tokio::fs::read_to_string(cloud.options.dist.join(place::INDEX)).await {
        Ok(page) => Html(page.replacen("<head>", SIGNS_IN, 1)).into_response(),
        Err(_) => unknown::route().await.into_response(),
    }
}

/// Everything else of the backend's web edition, packed on the way: it comes from afar. `unknown` answers what is no
/// file.
pub fn signed_in(dist: &Path, unknown: Router) -> Router {
    // Fonts and pictures are packed already.
    let packed = DefaultPredicate::new().and(NotForContentType::const_new("font/"));
    let files = folder(dist).append_index_html_on_directories(false).fallback(unknown);
    Router::new()
        .route(FONTS, get(font))
        .fallback_service(files.call_fallback_on_method_not_allowed(true))
        .layer(CompressionLayer::new().compress_when(packed))
        .layer(from_fn(guarded))
}

/// Adds the headers. Files are kept by browsers but asked for again each time: an update shows at once, and
/// what did not change costs one short answer.
pub async fn guarded(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}
