//! The bytes of attachments: a device brings them in parts, and fetches those that others brought.

pub mod direct;
pub mod fetch;
pub mod take;
pub mod wanted;

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use smartkhata_core::Error;
use smartkhata_core::id::BusinessId;

use super::shop::business;
use crate::blob::Key;
use crate::refusal::Refusal;

/// How many bytes have come, as in the drafts of resumable uploads for HTTP.
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// Whether all have: `?1` or `?0`.
const COMPLETE: HeaderName = HeaderName::from_static("upload-complete");

/// The shop and the digest that a path names.
fn key(shop: &str, sha256: &str) -> Result<Key, Refusal> {
    let business: BusinessId = business(shop)?;
    let sha256 = sha256.parse().map_err(|_| Error::not_found("attachment"))?;
    Ok(Key { business, sha256 })
}

/// An answer that says how far the bytes have come.
fn come(mut response: Response, offset: u64, complete: bool) -> Response {
    let headers = response.headers_mut();
    headers.insert(OFFSET, HeaderValue::from(offset));
    headers.insert(COMPLETE, HeaderValue::from_static(if complete { "?1" } else { "?0" }));
    response
}
