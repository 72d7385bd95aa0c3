//! The index of routes. Each leads to one file of `endpoint`; what every caller must show is in `gate`.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use smartkhata_core::store::sqlite::Books;

use crate::endpoint::{door, health, page};
use crate::gate::{self, Hosts, Token};

/// What endpoints share.
pub struct Shared {
    /// The books.
    pub books: Books,
    /// What callers of the door must show.
    pub token: Token,
    /// The names under which this server may be called.
    pub hosts: Hosts,
}

/// Every route of the server.
pub fn new(shared: &Arc<Shared>, dist: &Path) -> Router {
    Router::new()
        .route("/door/{request}", post(door::answer).fallback(door::not_posted))
        .layer(from_fn_with_state(Arc::clone(shared), gate::token::required))
        .route("/health", get(health::answer))
        .fallback_service(page::files(dist))
        .layer(from_fn_with_state(Arc::clone(shared), gate::host::required))
        .layer(from_fn(page::guarded))
        .with_state(Arc::clone(shared))
}
