//! How often may be asked: per address without a token; with one, per business by its plan, so that shops behind one
//! carrier's address do not stop each other.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Error};
use uuid::Uuid;

use super::caller::{From, SignedIn};
use crate::cloud::Cloud;
use crate::refusal::Refusal;
use crate::rest::BUSINESS;

/// Requests a minute from one address without a token.
const ADDRESS: u32 = 100;

/// Requests a minute of an account that asks for no business that it is known in.
const ACCOUNT: u32 = 300;

/// Plans with the requests that a business may make in a minute.
const PLANS: &[(&str, u32)] = &[("free", 1_200), ("plus", 6_000), ("chain", 60_000)];

/// Buckets that are kept before full ones are forgotten.
const MOST: usize = 100_000;

/// What is never counted: whoever watches the server.
const UNCOUNTED: &[&str] = &["/health", "/ready", "/metrics"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Address(IpAddr),
    Account(Uuid),
    Business(BusinessId),
}

/// A minute's requests, refilled evenly. Counted in thousandths of a request.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: i64,
    at_ms: i64,
}

/// What one more request found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Taken {
    allowed: bool,
    /// Whole requests left.
    left: i64,
    /// Seconds until one more is there, or until all are.
    reset: i64,
}

/// How much of its minute everybody has used.
#[derive(Default)]
pub struct Limits {
    buckets: Mutex<HashMap<Who, Bucket>>,
    /// Who was seen to be a member, and the plan of the business: learnt from answers, so that nobody uses up the
    /// requests of a business that is another's.
    members: Mutex<HashMap<(BusinessId, Uuid), u32>>,
}

impl Limits {
    /// Notes that an account reached a business of this plan.
    pub fn learn(&self, business: BusinessId, account: Uuid, plan: &str) {
        let most = PLANS.iter().find(|(name, _)| *name == plan).map_or(1_200, |(_, most)| *most);
        let mut members = self.members.lock().unwrap_or_else(PoisonError::into_inner);
        if members.len() >= MOST {
            members.clear();
        }
        members.insert((business, account), most);
    }

    fn who(&self, business: Option<BusinessId>, from: IpAddr, account: Option<Uuid>) -> (Who, u32) {
        let Some(account) = account else { return (Who::Address(network(from)), ADDRESS) };
        let members = self.members.lock().unwrap_or_else(PoisonError::into_inner);
        match business.and_then(|business| Some((business, *members.get(&(business, account))?))) {
            Some((business, most)) => (Who::Business(business), most),
            None => (Who::Account(account), ACCOUNT),
        }
    }

    fn take(&self, who: Who, a_minute: u32, now_ms: i64) -> Taken {
        let full = i64::from(a_minute).saturating_mul(1000);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST {
            // A bucket that nobody touched for a minute is full again: as good as none.
            buckets.retain(|_, bucket| now_ms.saturating_sub(bucket.at_ms) < 60_000);
        }
        let bucket = match buckets.entry(who) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Bucket { left: full, at_ms: now_ms }),
        };
        let passed = now_ms.saturating_sub(bucket.at_ms).clamp(0, 60_000);
        // A minute refills it: each millisecond a 60,000th of the whole.
        bucket.left = bucket.left.saturating_add(passed.saturating_mul(full) / 60_000).min(full);
        bucket.at_ms = now_ms;
        let allowed = bucket.left >= 1000;
        if allowed {
            bucket.left = bucket.left.saturating_sub(1000);
        }
        let missing = if allowed { full.saturating_sub(bucket.left) } else { 1000_i64.saturating_sub(bucket.left) };
        let ms = missing.saturating_mul(60_000) / full.max(1);
        Taken { allowed, left: bucket.left / 1000, reset: ms.saturating_add(999) / 1000 }
    }
}

/// The part of an address that one subscriber has: all of IPv4's, the first half of IPv6's.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
        address => address,
    }
}

/// The business in a path, `/b/{business}/…`, or the one that a request of the REST API names.
fn business(path: &str, headers: &HeaderMap) -> Option<BusinessId> {
    if path.starts_with("/api/") {
        return headers.get(BUSINESS)?.to_str().ok()?.parse().ok();
    }
    path.strip_prefix("/b/")?.split('/').next()?.parse().ok()
}

/// Refuses what comes too often, and says how much is left.
pub async fn limited(State(cloud): State<Arc<Cloud>>, request: Request, next: Next) -> Response {
    if UNCOUNTED.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let from = request.extensions().get::<From>().map_or(IpAddr::from([0, 0, 0, 0]), |from| from.0);
    let signed_in = request.extensions().get::<Result<SignedIn, Refusal>>().and_then(|known| known.as_ref().ok());
    let account = signed_in.map(|signed_in| signed_in.0.account);
    let (who, most) = cloud.limits.who(business(request.uri().path(), request.headers()), from, account);
    let taken = cloud.limits.take(who, most, cloud.desk.database.clock().now_ms());
    let mut response = if taken.allowed {
        next.run(request).await
    } else {
        let error = Error::new(Code::TooManyRequests, "Too many requests. Wait a moment, then go on.");
        Refusal::from(error).after(u64::try_from(taken.reset).unwrap_or(1).max(1)).into_response()
    };
    let said =
        [("ratelimit-limit", i64::from(most)), ("ratelimit-remaining", taken.left), ("ratelimit-reset", taken.reset)];
    for (name, value) in said {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_spent_and_refilled_evenly() {
        let limits = Limits::default();
        let who = Who::Account(Uuid::from_u128(1));
        for n in (0..60).rev() {
            assert_eq!(
                (limits.take(who, 60, 0).allowed, limits.take(Who::Account(Uuid::from_u128(2)), 60, 0).left),
                (true, n)
            );
        }
        assert_eq!(limits.take(who, 60, 0), Taken { allowed: false, left: 0, reset: 1 });
        assert!(!limits.take(who, 60, 999).allowed);
        assert!(limits.take(who, 60, 1_000).allowed);
        assert!(!limits.take(who, 60, 1_000).allowed);
        // A clock that goes back gives nothing and breaks nothing.
        assert!(!limits.take(who, 60, 500).allowed);
        assert_eq!(limits.take(who, 60, 200_000), Taken { allowed: true, left: 59, reset: 1 });
    }

    #[test]
    fn a_stranger_spends_his_own_requests_and_not_the_shops() {
        let limits = Limits::default();
        let (business, member, stranger) =
            (BusinessId::new(Uuid::from_u128(9)), Uuid::from_u128(1), Uuid::from_u128(2));
        let from = IpAddr::from([203, 0, 113, 9]);
        limits.learn(business, member, "plus");
        assert_eq!(limits.who(Some(business), from, Some(member)), (Who::Business(business), 6_000));
        assert_eq!(limits.who(Some(business), from, Some(stranger)), (Who::Account(stranger), ACCOUNT));
        assert_eq!(limits.who(Some(business), from, None), (Who::Address(from), ADDRESS));
    }

    #[test]
    fn subscribers_are_told_apart_by_their_network() {
        let same = |a: &str, b: &str| network(a.parse().unwrap()) == network(b.parse().unwrap());
        assert!(same("2001:db8:1:2::1", "2001:db8:1:2:ffff::9") && !same("2001:db8:1:2::1", "2001:db8:1:3::1"));
        assert!(same("::ffff:203.0.113.9", "203.0.113.9") && !same("203.0.113.9", "203.0.113.8"));
    }

    #[test]
    fn the_business_is_read_from_the_path_or_its_header() {
        let id = "01900000-0000-7000-8000-000000000001";
        let mut headers = HeaderMap::new();
        assert_eq!(business(&format!("/b/{id}/door/shop.get"), &headers), id.parse().ok());
        assert_eq!(business("/b/x/door/shop.get", &headers), None);
        assert_eq!(business("/api/invoices", &headers), None);
        headers.insert(BUSINESS, id.parse().unwrap());
        assert_eq!(business("/api/invoices", &headers), id.parse().ok());
        assert_eq!(business("/account", &headers), None);
    }
}
