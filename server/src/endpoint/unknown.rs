//! What is no route, and a route that is asked by another method.

use axum::http::StatusCode;
use smartkhata_core::{Code, Error};

use crate::refusal::Refusal;

/// No such route.
pub async fn route() -> Refusal {
    Error::new(Code::NotFound, "There is nothing at this address.").into()
}

/// A route, but not by this method.
pub async fn method() -> Refusal {
    let error = Error::new(Code::InvalidRequest, "This address is asked by another method.");
    Refusal::with(StatusCode::METHOD_NOT_ALLOWED, error)
}
