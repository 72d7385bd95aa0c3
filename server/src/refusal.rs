//! A refusal over HTTP: the core's error as problem+json (RFC 9457), under the status that fits its code.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use smartkhata_core::{Code, Error};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

/// A refusal with its status.
#[derive(Debug, Clone)]
pub struct Refusal {
    status: StatusCode,
    error: Error,
    retry_after: Option<u64>,
}

/// The body of a refusal (RFC 9457).
#[derive(Serialize, utoipa::ToSchema)]
pub struct Problem<'a> {
    /// `urn:smartkhata:error:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// What the status says.
    title: &'a str,
    /// The status.
    status: u16,
    /// A sentence that a shopkeeper understands.
    detail: &'a str,
    /// A stable code, for programs.
    #[schema(schema_with = codes)]
    code: &'a str,
    /// The field that it is about (`lines.2.quantity`); with `moved` the address at which the shop is served.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    /// `detail` under the name that the door's callers know.
    message: &'a str,
    /// The request, as the server's log names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

/// Every code there is.
fn codes() -> Object {
    let codes = Code::ALL.iter().map(|code| code.as_str());
    let about = Some("A stable code, for programs.");
    ObjectBuilder::new().schema_type(Type::String).description(about).enum_values(Some(codes)).build()
}

impl Refusal {
    /// A refusal whose status says more than its code.
    pub fn with(status: StatusCode, error: Error) -> Self {
        Self { status, retry_after: retry_after(error.code), error }
    }

    /// The same refusal, to be tried again after so many seconds.
    #[must_use]
    pub fn after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// What is refused.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The refusal as strangers are told it: a fault of the server without its inside, and the request's id, by which
    /// its log is found.
    pub fn public(mut self, request_id: &str) -> Response {
        let told = match self.error.code {
            Code::Busy => Some("Somebody else is writing at this moment. Try again."),
            Code::Unavailable => Some("The server cannot reach its books at this moment. Try again."),
            Code::DiskFull => Some("The server's disk is full; nothing was written."),
            _ if self.status == StatusCode::INTERNAL_SERVER_ERROR => Some("A fault of SmartKhata; nothing was lost."),
            _ => None,
        };
        if let Some(told) = told {
            told.clone_into(&mut self.error.message);
        }
        self.response(Some(request_id))
    }

    fn response(&self, request_id: Option<&str>) -> Response {
        let problem = Problem {
            kind: format!("urn:smartkhata:error:{}", self.error.code.as_str()),
            title: self.status.canonical_reason().unwrap_or("Refused"),
            status: self.status.as_u16(),
            detail: &self.error.message,
            code: self.error.code.as_str(),
            field: self.error.field.as_deref(),
            message: &self.error.message,
            request_id,
        };
        let body = serde_json::to_string(&problem).unwrap_or_default();
        let headers = [(CONTENT_TYPE, "application/problem+json"), (CACHE_CONTROL, "no-store")];
        let mut response = (self.status, headers, body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::with(status(error.code), error)
    }
}

/// The refusal stays with its answer, so that a layer around may log it and say it as strangers are told.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.response(None);
        response.extensions_mut().insert(self);
        response
    }
}

/// Seconds after which it is worth trying again.
fn retry_after(code: Code) -> Option<u64> {
    match code {
        Code::Busy => Some(1),
        Code::Unavailable => Some(5),
        Code::TooManyRequests | Code::DiskFull => Some(60),
        _ => None,
    }
}

/// The status of a code. What is not listed is about what was sent.
fn status(code: Code) -> StatusCode {
    match code {
        Code::Unauthorized => StatusCode::UNAUTHORIZED,
        Code::Forbidden | Code::ReadOnly | Code::DeviceRemoved => StatusCode::FORBIDDEN,
        Code::NotFound | Code::UnknownRequest | Code::NotArrived => StatusCode::NOT_FOUND,
        Code::Moved => StatusCode::MISDIRECTED_REQUEST,
        Code::TimedOut => StatusCode::REQUEST_TIMEOUT,
        Code::Conflict
        | Code::NoShop
        | Code::ShopExists
        | Code::AlreadyCancelled
        | Code::AlreadySaved
        | Code::OverAllocated
        | Code::PaymentUsedUp
        | Code::TakenBack
        | Code::HasCreditNote
        | Code::WalkInMoney
        | Code::StillStands
        | Code::WriteAnew
        | Code::NewerEntry
        | Code::LastOwner => StatusCode::CONFLICT,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::UpdateNeeded => StatusCode::UPGRADE_REQUIRED,
        Code::FolderInUse => StatusCode::LOCKED,
        Code::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        Code::Busy | Code::Unavailable | Code::DiskFull => StatusCode::SERVICE_UNAVAILABLE,
        Code::QuotaFull => StatusCode::INSUFFICIENT_STORAGE,
        Code::Internal
        | Code::Storage
        | Code::FileNotSaved
        | Code::NoViewer
        | Code::CorruptDatabase
        | Code::NewerDatabase
        | Code::BrokenChain
        | Code::Unbalanced => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}
