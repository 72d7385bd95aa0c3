//! What is noted of every request: an id in and out, a line in the log, figures. No path, no address, no name.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use smartkhata_core::{Code, Error};
use smartkhata_faults as faults;
use tokio::time::Instant;
use tracing::Instrument;

use crate::cloud::Cloud;
use crate::refusal::Refusal;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Where a caller says which trace its request belongs to (W3C Trace Context).
const TRACE: HeaderName = HeaderName::from_static("traceparent");

/// The methods that are told of by name. A caller may make up as many as there are words, and a figure that was begun
/// for each would be kept for ever.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Answers a request on a task of its own: a caller that goes away does not leave a write half done, and a fault in one
/// request stays in it.
pub async fn observed(State(cloud): State<Arc<Cloud>>, request: Request, next: Next) -> Response {
    let id = request_id(&cloud, &request);
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", |path| path.as_str()).to_owned();
    let method = method_name(request.method());
    let trace = trace_id(request.headers()).unwrap_or_default().to_owned();
    let started = Instant::now();
    let span = tracing::info_span!("request", http.request.id = %id);
    let about = faults::About { route: route.clone(), method: method.to_owned(), request: id.clone() };
    let work = faults::within(about.clone(), next.run(request)).instrument(span);
    let (response, panicked) = answered(work, cloud.options.patience.request).await;
    if panicked {
        cloud.figures.panicked();
    }
    let mut response = told(response, &about, panicked);
    let (status, took) = (response.status(), started.elapsed());
    cloud.figures.answered(method, &route, status.as_u16(), took);
    tracing::info!(
        http.request.id = id,
        http.request.method = method,
        http.route = route,
        http.response.status_code = status.as_u16(),
        event.duration = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX),
        event.kind = "event",
        event.category = "web",
        event.dataset = "smartkhata.access",
        event.outcome = if status.is_server_error() { "failure" } else { "success" },
        trace.id = (!trace.is_empty()).then_some(trace),
        "answered"
    );
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    if cloud.is_ending() {
        // The next request finds another server, or this one's successor.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// The answer of a work that runs on a task of its own and may take so long, and whether it met a panic.
async fn answered(work: impl Future<Output = Response> + Send + 'static, longest: Duration) -> (Response, bool) {
    let mut work = tokio::spawn(work);
    match tokio::time::timeout(longest, &mut work).await {
        Ok(Ok(response)) => (response, false),
        Ok(Err(_)) => (Refusal::from(Error::new(Code::Internal, "The request met a panic.")).into_response(), true),
        Err(_) => {
            work.abort();
            (Refusal::from(Error::new(Code::Busy, "The request took too long.")).into_response(), false)
        }
    }
}

/// A refusal as strangers are told it; a fault is written to the log in full, and told to who watches for faults, as
/// far as that may be. A panic was told already, with its place.
fn told(mut response: Response, about: &faults::About, panicked: bool) -> Response {
    let Some(refusal) = response.extensions_mut().remove::<Refusal>() else { return response };
    let id = about.request.as_str();
    if response.status().is_server_error() {
        let (code, message) = (refusal.error().code.as_str(), refusal.error().message.as_str());
        // A full disk goes away by nobody's waiting.
        let lasting = response.status() != StatusCode::SERVICE_UNAVAILABLE || refusal.error().code == Code::DiskFull;
        if lasting {
            tracing::error!(http.request.id = id, error.code = code, error.message = message, "fault");
            if !panicked {
                faults::tell(code, about, response.status().as_u16());
            }
        } else {
            tracing::warn!(http.request.id = id, error.code = code, error.message = message, "refused for now");
        }
    }
    let mut public = refusal.public(id);
    // What layers inside have said beside, and a delay that one has set; not what they said of the text that is replaced.
    let of_text = [CONTENT_LENGTH, CONTENT_ENCODING];
    for (name, value) in response.headers().iter().filter(|(name, _)| !of_text.contains(*name)) {
        public.headers_mut().entry(name).or_insert(value.clone());
    }
    public
}

/// A method as it is told of.
fn method_name(method: &Method) -> &'static str {
    METHODS.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}

/// The caller's own id if it is one, else a new one.
fn request_id(cloud: &Cloud, request: &Request) -> String {
    let plain =
        |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let given = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(plain);
    let database = &cloud.desk.database;
    let new = || smartkhata_core::id::new_uuid(database.clock().now_ms(), database.ids().as_ref()).to_string();
    given.map_or_else(new, str::to_owned)
}

/// The trace that a caller or a proxy began: 32 hexadecimal digits, not all zero.
fn trace_id(headers: &HeaderMap) -> Option<&str> {
    let mut parts = headers.get(TRACE)?.to_str().ok()?.split('-');
    let (version, id) = (parts.next()?, parts.next()?);
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    (version.len() == 2 && id.len() == 32 && hex(id) && id.bytes().any(|byte| byte != b'0')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_answered_as_a_fault_and_stays_in_its_request() {
        let longest = Duration::from_secs(60);
        let (response, panicked) = answered(async { panic!("a test's own") }, longest).await;
        assert_eq!((response.status(), panicked), (StatusCode::INTERNAL_SERVER_ERROR, true));
        let (response, panicked) = answered(async { "fine".into_response() }, longest).await;
        assert_eq!((response.status(), panicked), (StatusCode::OK, false));
    }

    #[test]
    fn methods_that_are_made_up_have_one_name_together() {
        for (method, name) in [("GET", "GET"), ("DELETE", "DELETE"), ("get", "other"), ("X1", "other"), ("X2", "other")]
        {
            assert_eq!(method_name(&Method::from_bytes(method.as_bytes()).unwrap()), name);
        }
    }

    #[test]
    fn a_trace_is_taken_over_if_it_is_one() {
        let check = |said: &str, expected: Option<&str>| {
            let headers = HeaderMap::from_iter([(TRACE, said.parse().unwrap())]);
            assert_eq!(trace_id(&headers), expected, "{said}");
        };
        let id = "4bf92f3577b34da6a3ce929d0e0e4736";
        check(&format!("00-{id}-00f067aa0ba902b7-01"), Some(id));
        check("00-00000000000000000000000000000000-00f067aa0ba902b7-01", None);
        check("00-asha@shop.example-1-1", None);
        check(id, None);
        assert_eq!(trace_id(&HeaderMap::new()), None);
    }
}
