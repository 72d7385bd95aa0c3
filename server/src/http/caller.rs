//! Who sends a request: the address that it comes from, and the account whose token it shows.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::Response;
use smartkhata_core::{Code, Error};

use crate::cloud::Cloud;
use crate::postgres::Caller;
use crate::refusal::Refusal;

/// Where each proxy writes down who called it.
const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of the connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// The address that the request came from, proxies that are trusted left out.
#[derive(Debug, Clone, Copy)]
pub struct From(pub IpAddr);

impl From {
    /// The part of the address that one subscriber has, by which is counted how often somebody asks: all of IPv4's, the
    /// first half of IPv6's, in which a subscriber has more addresses than could be counted.
    pub fn subscriber(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
            address => address,
        }
    }
}

/// Who is signed in.
#[derive(Debug, Clone, Copy)]
pub struct SignedIn(pub Caller);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let missing = || Refusal::from(Error::new(Code::Unauthorized, "Sign in first."));
        let known = parts.extensions.get::<Result<Self, Refusal>>().cloned();
        known.unwrap_or_else(|| Err(missing()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let unknown = || Error::new(Code::Internal, "A request came from nowhere.").into();
        parts.extensions.get::<Self>().copied().ok_or_else(unknown)
    }
}

/// Finds out who sends a request, and leaves it to the endpoint to ask.
pub async fn known(State(cloud): State<Arc<Cloud>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0.ip());
    let from = From(forwarded(request.headers(), cloud.options.proxies).unwrap_or(peer));
    let signed_in = match bearer(request.headers()) {
        Some(shown) => Some(cloud.desk.keys.caller(&cloud.desk.database, &cloud.desk.vault, shown).await),
        None => None,
    };
    request.extensions_mut().insert(from);
    if let Some(signed_in) = signed_in {
        request.extensions_mut().insert(signed_in.map(SignedIn).map_err(Refusal::from));
    }
    next.run(request).await
}

/// What `Authorization: Bearer` shows.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// The address that the outermost of so many trusted proxies was called from: what stands before it in the list anybody
/// may have written.
fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let lists: Vec<&str> = headers.get_all(FORWARDED).iter().filter_map(|value| value.to_str().ok()).collect();
    let hops: Vec<&str> = lists.iter().flat_map(|list| list.split(',')).map(str::trim).collect();
    let at = hops.len().checked_sub(proxies).filter(|_| proxies > 0)?;
    hops.get(at)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subscribers_are_told_apart_by_their_network() {
        let of = |address: &str| From(address.parse().unwrap()).subscriber();
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:203.0.113.9"), of("203.0.113.9"));
        assert_ne!(of("203.0.113.9"), of("203.0.113.8"));
    }

    #[test]
    fn only_trusted_proxies_say_who_called() {
        let check = |lists: &[&str], proxies, expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            lists.iter().for_each(|list| {
                headers.append(FORWARDED, list.parse().unwrap());
            });
            assert_eq!(forwarded(&headers, proxies), expected.map(|ip| ip.parse().unwrap()), "{lists:?} {proxies}");
        };
        check(&["203.0.113.9"], 0, None);
        check(&["203.0.113.9"], 1, Some("203.0.113.9"));
        check(&["1.1.1.1, 203.0.113.9"], 1, Some("203.0.113.9"));
        check(&["1.1.1.1", "203.0.113.9, 10.0.0.2"], 2, Some("203.0.113.9"));
        check(&["2001:db8::1"], 1, Some("2001:db8::1"));
        check(&["203.0.113.9"], 2, None);
        check(&["nonsense"], 1, None);
        check(&[], 1, None);
    }
}
