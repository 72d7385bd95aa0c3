//! The index of routes. Each leads to one file of `endpoint`; what every caller must show is in `gate`.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post, put};
use smartkhata_courier::{Installation, LinkedBooks};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;

use crate::cloud::Cloud;
use crate::endpoint::{account, blob, device, door, health, hooks, metrics, page, ready, shop, sync, unknown, web};
use crate::gate::{self, Hosts, Token};
use crate::http::{body, caller, headers, limit, moved, observe};
use crate::rest;

/// What endpoints share.
pub struct Shared {
    /// The shops, each with its way to its other devices.
    pub shops: Installation<LinkedBooks>,
    /// What callers of the door must show.
    pub token: Token,
    /// The names under which this server may be called.
    pub hosts: Hosts,
}

/// Every route of the web edition on loopback.
pub fn new(shared: &Arc<Shared>, dist: &Path) -> Router {
    Router::new()
        .route("/door/{request}", post(door::answer).fallback(door::not_posted))
        .route("/shop/{shop}/door/{request}", post(door::answer_of).fallback(door::not_posted))
        .layer(from_fn_with_state(Arc::clone(shared), gate::token::required))
        .route("/health", get(health::answer))
        .fallback_service(page::files(dist))
        .layer(from_fn_with_state(Arc::clone(shared), gate::host::required))
        .layer(from_fn(body::taken))
        .layer(from_fn(page::guarded))
        .with_state(Arc::clone(shared))
}

/// Every route of the cloud backend; those that its document describes are listed in `rest`.
pub fn cloud(cloud: &Arc<Cloud>) -> Router {
    let layered = || Arc::clone(cloud);
    // Devices pack whatever is long: entries, and the many points that they name after a restore.
    let unpacked = RequestDecompressionLayer::new;
    // Who reports on letters shows who they are in a way of their own, and is counted there.
    let hooks = Router::new()
        .route("/hooks/sendgrid", post(hooks::sendgrid::answer))
        .route("/hooks/msg91/{secret}", post(hooks::msg91::answer))
        .method_not_allowed_fallback(unknown::method);
    Router::new()
        .route("/account", get(account::own::answer))
        .route("/account/leave", post(account::leave::begin).delete(account::leave::end))
        .route("/account/code", post(account::code::send))
        .route("/account/sign-in", post(account::sign_in::answer))
        .route("/account/refresh", post(account::refresh::answer))
        .route("/account/password", put(account::password::set))
        .route("/", get(page::index).layer(from_fn(page::guarded)))
        .route("/index.html", get(page::index).layer(from_fn(page::guarded)))
        .route("/web/session", post(web::session::begin).put(web::session::refresh).delete(web::session::end))
        .route("/b/{business}/role", get(shop::role::answer))
        .route("/b/{business}/export", get(shop::export::answer))
        .route("/b/{business}/door/{request}", post(shop::door::answer))
        .route("/b/{business}", put(sync::adopt::answer))
        .route("/b/{business}/sync/hello", post(sync::hello::answer).layer(unpacked()))
        .route(
            "/b/{business}/sync/pull",
            post(sync::pull::answer).layer((CompressionLayer::new().quality(CompressionLevel::Fastest), unpacked())),
        )
        .route("/b/{business}/sync/push", post(sync::push::answer).layer(unpacked()))
        .route("/b/{business}/blobs", get(blob::wanted::answer))
        .route("/b/{business}/blobs/{sha256}/direct", post(blob::direct::begin).put(blob::direct::end))
        .route("/b/{business}/blobs/{sha256}", get(blob::fetch::answer).head(blob::take::head).put(blob::take::answer))
        .route("/join", post(device::join::answer))
        .merge(rest::routes())
        .route("/health", get(health::answer))
        .route("/ready", get(ready::answer))
        .route("/metrics", get(metrics::answer))
        .method_not_allowed_fallback(unknown::method)
        .layer(from_fn_with_state(layered(), moved::led))
        .layer(from_fn_with_state(layered(), limit::limited))
        .merge(hooks)
        // A page is some forty files, and costs less than one question: what is no file counts as one.
        .fallback_service(page::signed_in(
            &cloud.options.dist,
            Router::new().fallback(unknown::route).layer(from_fn_with_state(layered(), limit::limited)),
        ))
        .layer(from_fn_with_state(layered(), caller::known))
        .layer(from_fn(body::taken))
        .layer(from_fn_with_state(layered(), ready::required))
        .layer(from_fn_with_state(layered(), headers::guarded))
        .layer(from_fn_with_state(layered(), observe::observed))
        .with_state(layered())
}
