//! Who may call: pages of this server and programs on this computer. A site that gives its own name this
//! computer's address (DNS rebinding) calls with that name, and is refused.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::middleware::Next;
use axum::response::Response;
use smartkhata_core::{Code, Error};

use crate::refusal::Refusal;
use crate::router::Shared;

/// The names under which this server may be called, with its port.
pub struct Hosts([String; 2]);

impl Hosts {
    /// The names of loopback at a port.
    pub fn of(port: u16) -> Self {
        // Browsers leave out the port of plain HTTP.
        let port = if port == 80 { String::new() } else { format!(":{port}") };
        Self(["127.0.0.1", "localhost"].map(|name| format!("{name}{port}")))
    }

    fn allow(&self, headers: &HeaderMap) -> bool {
        let Some(host) = only(headers, HOST) else { return false };
        let ours = self.0.iter().any(|name| name.eq_ignore_ascii_case(host));
        // A page of this server says no origin, or the very address that it was loaded from.
        let same = |origin: &str| origin.strip_prefix("http://").is_some_and(|name| name.eq_ignore_ascii_case(host));
        ours && (!headers.contains_key(ORIGIN) || only(headers, ORIGIN).is_some_and(same))
    }
}

/// The value of a header that is there once.
pub(super) fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Refuses callers from elsewhere.
pub async fn required(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Result<Response, Refusal> {
    if shared.hosts.allow(request.headers()) {
        Ok(next.run(request).await)
    } else {
        Err(Error::new(Code::Forbidden, "Only pages of this server and programs on this computer may ask.").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_and_their_own_pages_are_heard() {
        let check = |pairs: &[(HeaderName, &str)], allowed: bool| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(name.clone(), value.parse().unwrap());
            }
            assert_eq!(Hosts::of(7878).allow(&headers), allowed, "{pairs:?}");
        };
        check(&[(HOST, "127.0.0.1:7878")], true);
        check(&[(HOST, "LocalHost:7878")], true);
        check(&[(HOST, "127.0.0.1:7878"), (ORIGIN, "http://127.0.0.1:7878")], true);
        check(&[], false);
        check(&[(HOST, "127.0.0.1")], false);
        check(&[(HOST, "127.0.0.1:7879")], false);
        check(&[(HOST, "shop.example:7878")], false);
        check(&[(HOST, "127.0.0.1:7878.example")], false);
        check(&[(HOST, "127.0.0.1:7878"), (HOST, "shop.example")], false);
        check(&[(HOST, "127.0.0.1:7878"), (ORIGIN, "http://localhost:7878")], false);
        check(&[(HOST, "127.0.0.1:7878"), (ORIGIN, "https://127.0.0.1:7878")], false);
        check(&[(HOST, "127.0.0.1:7878"), (ORIGIN, "http://shop.example")], false);
        check(&[(HOST, "127.0.0.1:7878"), (ORIGIN, "null")], false);
    }
}
