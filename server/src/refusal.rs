//! A refusal over HTTP: the core's error as JSON, under the status that fits its code.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use smartkhata_core::{Code, Error};

use crate::failure;

/// A refusal with its status.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    error: Error,
}

impl Refusal {
    /// A refusal whose status says more than its code.
    pub fn with(status: StatusCode, error: Error) -> Self {
        Self { status, error }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { status: status(error.code), error }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
        (self.status, headers, failure::json(&self.error)).into_response()
    }
}

/// The status of a code. What is not listed is about what was sent.
fn status(code: Code) -> StatusCode {
    match code {
        Code::Unauthorized => StatusCode::UNAUTHORIZED,
        Code::Forbidden | Code::ReadOnly => StatusCode::FORBIDDEN,
        Code::NotFound | Code::UnknownRequest => StatusCode::NOT_FOUND,
        Code::Conflict | Code::NoShop | Code::ShopExists | Code::AlreadyCancelled | Code::OverAllocated => {
            StatusCode::CONFLICT
        }
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::FolderInUse => StatusCode::LOCKED,
        Code::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        Code::Internal
        | Code::Storage
        | Code::CorruptDatabase
        | Code::NewerDatabase
        | Code::BrokenChain
        | Code::Unbalanced => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}
