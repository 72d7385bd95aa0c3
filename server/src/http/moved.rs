//! A shop that was moved to another cluster: whoever asks for it here is told where it is. Looked for only where it was
//! not found, or who asks is not known: a token that is over is drawn anew where the shop is.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Error};

use crate::cloud::Cloud;
use crate::refusal::Refusal;

/// Leads to where the shop is, in place of a refusal.
pub async fn led(State(cloud): State<Arc<Cloud>>, request: Request, next: Next) -> Response {
    let shop = shop(request.uri().path());
    let response = next.run(request).await;
    let (StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND, Some(shop)) = (response.status(), shop) else {
        return response;
    };
    match cloud.desk.database.moved(shop).await {
        Ok(Some(address)) => Refusal::from(to(address)).into_response(),
        _ => response,
    }
}

/// The refusal that names the address.
pub fn to(address: String) -> Error {
    Error::field(Code::Moved, address, "This shop is served at another address now.")
}

/// The shop that a path names: `/b/SHOP/…`.
fn shop(path: &str) -> Option<BusinessId> {
    path.strip_prefix("/b/")?.split('/').next()?.parse().ok()
}
