//! How often may be asked: per address without a token; with one, per business by its plan, so that shops behind one
//! carrier's address do not stop each other.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Error};
use uuid::Uuid;

use super::caller::{From, SignedIn};
use super::recent::Recent;
use crate::cloud::Cloud;
use crate::plan;
use crate::refusal::Refusal;
use crate::rest::BUSINESS;

/// Requests a minute from one address without a token.
const ADDRESS: u32 = 100;

/// Requests a minute of an account that asks for no business that it is known in.
const ACCOUNT: u32 = 300;

/// Requests a minute of all together who come while as many are counted as are kept.
const CROWD: u32 = 6_000;

/// How many are counted, and how many are known to be members, at most: of strangers, and of those who are signed in.
const MOST: usize = 100_000;

/// What is never counted and always answered: whoever watches the server.
const WATCHING: &[&str] = &["/health", "/ready", "/metrics"];

/// Which business a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// The one that it names.
    Named(BusinessId),
    /// The only one of who asks.
    TheOnly,
    /// None.
    Nothing,
}

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

/// Those who are counted each by themselves, and all who come when there is room for no more of them.
struct Buckets {
    each: Recent<Who, Bucket>,
    crowd: Bucket,
}

/// What one more request found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Taken {
    allowed: bool,
    /// Requests that there are in a minute.
    most: u32,
    /// Whole requests left.
    left: i64,
    /// Seconds until one more is there, or until all are.
    reset: i64,
}

/// How much of its minute everybody has used.
pub struct Limits {
    /// Those without a token, apart from the others: however many addresses they have, no shop makes room for them.
    strangers: Mutex<Buckets>,
    /// Businesses and accounts.
    known: Mutex<Buckets>,
    /// Who was seen to be a member just now, and what the business may ask in a minute: learnt from answers, so that
    /// nobody uses up the requests of a business that is another's, or theirs no more.
    members: Mutex<Recent<(BusinessId, Uuid), u32>>,
    /// The only business of those who named none.
    only: Mutex<Recent<Uuid, BusinessId>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self::of_at_most(MOST)
    }
}

impl Limits {
    fn of_at_most(most: usize) -> Self {
        let buckets = || Mutex::new(Buckets { each: Recent::of_at_most(most), crowd: Bucket::full(CROWD, 0) });
        Self {
            strangers: buckets(),
            known: buckets(),
            members: Mutex::new(Recent::of_at_most(most)),
            only: Mutex::new(Recent::of_at_most(most)),
        }
    }

    /// Notes that an account reached a business of this plan.
    pub fn learn(&self, business: BusinessId, account: Uuid, plan: &str, now_ms: i64) {
        locked(&self.members).keep((business, account), plan::named(plan).requests, now_ms);
    }

    /// Notes that an account which named no business meant this one: it has no other.
    pub fn learn_only(&self, business: BusinessId, account: Uuid, now_ms: i64) {
        locked(&self.only).keep(account, business, now_ms);
    }

    /// Whose requests one more is; `from` is what its sender has of the network.
    fn who(&self, about: About, from: IpAddr, account: Option<Uuid>, now_ms: i64) -> (Who, u32) {
        let Some(account) = account else { return (Who::Address(from), ADDRESS) };
        let business = match about {
            About::Named(business) => Some(business),
            About::TheOnly => locked(&self.only).get(&account, now_ms).copied(),
            About::Nothing => None,
        };
        let members = locked(&self.members);
        match business.and_then(|business| Some((business, *members.get(&(business, account), now_ms)?))) {
            Some((business, most)) => (Who::Business(business), most),
            None => (Who::Account(account), ACCOUNT),
        }
    }

    /// Whether a stranger may still ask.
    pub fn has_left(&self, from: From, now_ms: i64) -> bool {
        let strangers = locked(&self.strangers);
        let bucket = strangers.each.get(&Who::Address(from.subscriber()), now_ms).copied();
        bucket.is_none_or(|mut bucket| bucket.take(ADDRESS, now_ms).allowed)
    }

    fn take(&self, who: Who, a_minute: u32, now_ms: i64) -> Taken {
        let mut buckets = locked(if matches!(who, Who::Address(_)) { &self.strangers } else { &self.known });
        // A bucket that nobody touched for a minute is full again: as good as none.
        match buckets.each.touch(who, now_ms, || Bucket::full(a_minute, now_ms)) {
            Some(bucket) => bucket.take(a_minute, now_ms),
            None => buckets.crowd.take(CROWD, now_ms),
        }
    }
}

impl Bucket {
    fn full(a_minute: u32, now_ms: i64) -> Self {
        Self { left: i64::from(a_minute).saturating_mul(1000), at_ms: now_ms }
    }

    fn take(&mut self, a_minute: u32, now_ms: i64) -> Taken {
        let full = i64::from(a_minute).saturating_mul(1000);
        let passed = now_ms.saturating_sub(self.at_ms).clamp(0, 60_000);
        // A minute refills it: each millisecond a 60,000th of the whole.
        self.left = self.left.saturating_add(passed.saturating_mul(full) / 60_000).min(full);
        self.at_ms = now_ms;
        let allowed = self.left >= 1000;
        if allowed {
            self.left = self.left.saturating_sub(1000);
        }
        let missing = if allowed { full.saturating_sub(self.left) } else { 1000_i64.saturating_sub(self.left) };
        let ms = missing.saturating_mul(60_000) / full.max(1);
        Taken { allowed, most: a_minute, left: self.left / 1000, reset: ms.saturating_add(999) / 1000 }
    }
}

impl Taken {
    /// What is said to who asks too often.
    fn refusal(self) -> Refusal {
        let error = Error::new(Code::TooManyRequests, "Too many requests. Wait a moment, then go on.");
        Refusal::from(error).after(u64::try_from(self.reset).unwrap_or(1).max(1))
    }
}

fn locked<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The business in a path, `/b/{business}/…`, or the one that a request of the REST API names or leaves out.
fn about(path: &str, headers: &HeaderMap) -> About {
    let named = match (path.strip_prefix("/api/"), headers.get(BUSINESS)) {
        (Some(_), None) => return About::TheOnly,
        (Some(_), Some(named)) => named.to_str().ok(),
        (None, _) => path.strip_prefix("/b/").and_then(|path| path.split('/').next()),
    };
    named.and_then(|named| named.parse().ok()).map_or(About::Nothing, About::Named)
}

/// Whether this is somebody who watches the server.
pub fn is_watching(request: &Request) -> bool {
    WATCHING.contains(&request.uri().path())
}

/// Refuses what comes too often, and says how much is left.
pub async fn limited(State(cloud): State<Arc<Cloud>>, request: Request, next: Next) -> Response {
    if is_watching(&request) {
        return next.run(request).await;
    }
    let from = request.extensions().get::<From>().map_or(IpAddr::from([0, 0, 0, 0]), |from| from.subscriber());
    let signed_in = request.extensions().get::<Result<SignedIn, Refusal>>().and_then(|known| known.as_ref().ok());
    let account = signed_in.map(|signed_in| signed_in.0.account);
    let now_ms = cloud.desk.database.clock().now_ms();
    let (who, most) = cloud.limits.who(about(request.uri().path(), request.headers()), from, account, now_ms);
    let taken = cloud.limits.take(who, most, now_ms);
    let mut response = if taken.allowed { next.run(request).await } else { taken.refusal().into_response() };
    let said = [
        ("ratelimit-limit", i64::from(taken.most)),
        ("ratelimit-remaining", taken.left),
        ("ratelimit-reset", taken.reset),
    ];
    for (name, value) in said {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
    response
}

/// Counts a request of a stranger, where its endpoint finds out by itself who is none.
///
/// # Errors
/// `too_many_requests`.
pub fn count_stranger(cloud: &Cloud, from: From) -> Result<(), Refusal> {
    let who = Who::Address(from.subscriber());
    let taken = cloud.limits.take(who, ADDRESS, cloud.desk.database.clock().now_ms());
    if taken.allowed { Ok(()) } else { Err(taken.refusal()) }
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
        assert_eq!(limits.take(who, 60, 0), Taken { allowed: false, most: 60, left: 0, reset: 1 });
        assert!(!limits.take(who, 60, 999).allowed);
        assert!(limits.take(who, 60, 1_000).allowed);
        assert!(!limits.take(who, 60, 1_000).allowed);
        // A clock that goes back gives nothing and breaks nothing.
        assert!(!limits.take(who, 60, 500).allowed);
        assert_eq!(limits.take(who, 60, 200_000), Taken { allowed: true, most: 60, left: 59, reset: 1 });
    }

    #[test]
    fn who_comes_when_there_is_no_room_shares_a_bucket_and_keeps_no_shop_out() {
        let limits = Limits::of_at_most(10);
        let address = |n: u32| Who::Address(IpAddr::from(n.to_be_bytes()));
        for n in 0..10 {
            assert_eq!(limits.take(address(n), ADDRESS, 0).left, 99);
        }
        // Of many, each asking once; whoever is counted by himself goes on.
        let crowd: Vec<Taken> = (10..7_000).map(|n| limits.take(address(n), ADDRESS, 0)).collect();
        assert_eq!(crowd.iter().filter(|taken| taken.allowed).count(), CROWD as usize);
        assert!(crowd.iter().all(|taken| taken.most == CROWD));
        assert_eq!(limits.take(address(1), ADDRESS, 0).left, 98);
        assert_eq!(limits.take(Who::Business(BusinessId::new(Uuid::from_u128(9))), 1_200, 0).left, 1_199);
        // They went; after a minute there is room.
        assert_eq!(
            limits.take(address(9_000), ADDRESS, 60_000),
            Taken { allowed: true, most: 100, left: 99, reset: 1 }
        );
    }

    #[test]
    fn a_stranger_has_something_left_until_it_is_used_up() {
        let (limits, from) = (Limits::default(), From(IpAddr::from([203, 0, 113, 9])));
        for _ in 0..100 {
            assert!(limits.has_left(from, 0));
            limits.take(Who::Address(from.subscriber()), ADDRESS, 0);
        }
        assert!(!limits.has_left(from, 599));
        assert!(limits.has_left(from, 600));
    }

    #[test]
    fn a_stranger_spends_his_own_requests_and_not_the_shops() {
        let limits = Limits::default();
        let (business, member, stranger) =
            (BusinessId::new(Uuid::from_u128(9)), Uuid::from_u128(1), Uuid::from_u128(2));
        let from = IpAddr::from([203, 0, 113, 9]);
        limits.learn(business, member, "plus", 1_000);
        let about = About::Named(business);
        assert_eq!(limits.who(about, from, Some(member), 60_000), (Who::Business(business), 6_000));
        assert_eq!(limits.who(about, from, Some(stranger), 1_000), (Who::Account(stranger), ACCOUNT));
        assert_eq!(limits.who(about, from, None, 1_000), (Who::Address(from), ADDRESS));
    }

    #[test]
    fn who_names_no_business_spends_the_requests_of_the_only_one_while_it_is_known() {
        let limits = Limits::default();
        let (business, member, stranger) =
            (BusinessId::new(Uuid::from_u128(9)), Uuid::from_u128(1), Uuid::from_u128(2));
        let who = |about, account, now_ms| limits.who(about, IpAddr::from([203, 0, 113, 9]), Some(account), now_ms).0;
        limits.learn(business, member, "plus", 0);
        assert_eq!(who(About::TheOnly, member, 0), Who::Account(member), "nobody has looked yet");
        limits.learn_only(business, member, 0);
        assert_eq!(who(About::TheOnly, member, 59_999), Who::Business(business));
        // What names another, or what is about none, is no business's.
        assert_eq!(who(About::Named(BusinessId::new(stranger)), member, 0), Who::Account(member));
        assert_eq!(who(About::Nothing, member, 0), Who::Account(member));
        assert_eq!(who(About::TheOnly, stranger, 0), Who::Account(stranger));
        limits.learn(business, member, "plus", 60_000);
        assert_eq!(who(About::TheOnly, member, 60_000), Who::Account(member), "it may have another by now");
    }

    #[test]
    fn who_is_a_member_no_more_spends_his_own_requests_after_a_minute() {
        let limits = Limits::default();
        let (business, member) = (BusinessId::new(Uuid::from_u128(9)), Uuid::from_u128(1));
        let who = |now_ms| limits.who(About::Named(business), IpAddr::from([203, 0, 113, 9]), Some(member), now_ms).0;
        limits.learn(business, member, "free", 0);
        assert_eq!((who(59_999), who(60_000)), (Who::Business(business), Who::Account(member)));
        // Whoever is let in goes on being counted there.
        limits.learn(business, member, "free", 60_000);
        assert_eq!(who(100_000), Who::Business(business));
    }

    #[test]
    fn the_business_is_read_from_the_path_or_its_header() {
        let id = "01900000-0000-7000-8000-000000000001";
        let mut headers = HeaderMap::new();
        let named = About::Named(id.parse().unwrap());
        assert_eq!(about(&format!("/b/{id}/door/shop.get"), &headers), named);
        assert_eq!(about("/b/x/door/shop.get", &headers), About::Nothing);
        assert_eq!(about("/api/invoices", &headers), About::TheOnly);
        headers.insert(BUSINESS, id.parse().unwrap());
        assert_eq!(about("/api/invoices", &headers), named);
        assert_eq!(about("/account", &headers), About::Nothing);
        headers.insert(BUSINESS, "x".parse().unwrap());
        assert_eq!(about("/api/invoices", &headers), About::Nothing);
    }
}
