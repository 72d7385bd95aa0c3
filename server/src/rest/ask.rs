//! What a request says before its body: which shop, who asks, how a page is asked for.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, RawPathParams};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde::de::DeserializeOwned;
use smartkhata_core::api::{Handle, Session};
use smartkhata_core::id::BusinessId;
use smartkhata_core::role::Role;
use smartkhata_core::{Code, Error};

use super::answer;
use crate::account::member;
use crate::cloud::Cloud;
use crate::http::caller::SignedIn;
use crate::http::moved::Asked;
use crate::postgres::{Caller, PostgresEngine, Reading};
use crate::refusal::Refusal;

/// Names the shop that a request is about.
pub const BUSINESS: &str = "x-business";

/// Every endpoint's result.
pub type Answered = Result<Response, Refusal>;

/// Which shop is asked, by whom.
pub struct Ask {
    /// The shop.
    pub business: BusinessId,
    /// Who is signed in.
    pub caller: Caller,
    /// What the request says beside.
    pub headers: HeaderMap,
    /// What is asked for: its path and what stands behind the question mark.
    pub target: String,
}

impl FromRequestParts<Arc<Cloud>> for Ask {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, cloud: &Arc<Cloud>) -> Result<Self, Refusal> {
        let caller = SignedIn::from_request_parts(parts, cloud).await?.0;
        let business = match named(parts, cloud).await? {
            Some(named) => named.parse().map_err(|_| Error::not_found("business"))?,
            None => {
                let shop = only_shop(cloud, caller).await?;
                cloud.limits.learn_only(shop, caller.account, cloud.desk.database.clock().now_ms());
                if let Some(asked) = parts.extensions.get::<Asked>() {
                    asked.note(shop);
                }
                shop
            }
        };
        let target = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        Ok(Self { business, caller, headers: parts.headers.clone(), target })
    }
}

/// The shop that a request names: in its path, `/b/{business}/…`, or in its header.
async fn named(parts: &mut Parts, cloud: &Arc<Cloud>) -> Result<Option<String>, Refusal> {
    let path = RawPathParams::from_request_parts(parts, cloud).await.ok();
    let in_path =
        path.and_then(|path| path.iter().find(|(name, _)| *name == "business").map(|(_, text)| text.to_owned()));
    let header = parts.headers.get(BUSINESS).map(|named| named.to_str().unwrap_or_default().to_owned());
    Ok(in_path.or(header))
}

/// The shop of an account that has one.
async fn only_shop(cloud: &Cloud, caller: Caller) -> Result<BusinessId, Refusal> {
    let shops = member::shops(&cloud.desk, caller).await?;
    match shops.as_slice() {
        [shop] => Ok(shop.business),
        [] => Err(Error::new(Code::NoShop, "You have no shop yet.").into()),
        _ => Err(Error::field(Code::Required, "X-Business", "You have several shops: name one in X-Business.").into()),
    }
}

impl Ask {
    /// The shop's books to read, for whoever may make this request of them.
    pub async fn books(&self, cloud: &Cloud, request: &'static str) -> Result<Reading, Refusal> {
        Ok(cloud.read(self.business, self.caller, request).await?)
    }

    /// Answers one request of the core; what the caller is to the shop.
    pub async fn read<R: Handle>(&self, cloud: &Cloud, request: R) -> Result<(R::Response, Option<Role>), Refusal> {
        let mut books = self.books(cloud, R::NAME).await?;
        let answer = request.handle(&mut books.session()?).await;
        // Whoever may not ask is told so before anything else, also where nothing had to be asked.
        books.open().await?;
        Ok((answer?, books.role()))
    }

    /// Answers one request whose answer is a resource with an entity tag.
    pub async fn resource<R: Handle>(&self, cloud: &Cloud, request: R) -> Answered {
        let (view, role) = self.read(cloud, request).await?;
        answer::of_books(&self.headers, role, &view)
    }
}

/// The books of a snapshot or of a write.
pub type Books<'a, 'b> = Session<'a, PostgresEngine<'b>>;

/// What the caller is to the shop, once something was asked of its books, which only a member may.
pub fn role(books: &Books<'_, '_>) -> Result<Role, Error> {
    books.engine.role().ok_or_else(|| Error::new(Code::Forbidden, "You are no member of this shop."))
}

/// The id in a path; one that cannot be one is not there.
pub struct Id<T>(pub T);

impl<T: std::str::FromStr, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let path = Path::<String>::from_request_parts(parts, state).await.ok();
        let id = path.and_then(|Path(text)| text.parse().ok());
        id.map(Self).ok_or_else(|| Error::field(Code::NotFound, "id", "There is nothing with this id.").into())
    }
}

/// What stands behind the question mark. A name that is not known is refused: a filter that is mistyped must not be
/// left out.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        // PostgreSQL's text holds everything but this character, and so does no name, number or cursor.
        let text = parts.uri.query().unwrap_or_default();
        if text.contains("%00") {
            return Err(Error::new(Code::InvalidValue, "The address holds a character that no text has.").into());
        }
        axum::extract::Query::<T>::try_from_uri(&parts.uri).map(|query| Self(query.0)).map_err(|error| {
            Error::new(Code::InvalidRequest, format!("The address cannot be read: {}.", error.body_text())).into()
        })
    }
}

/// Rows of a page as the core takes them: 50 unless said otherwise.
pub fn limit(asked: Option<u32>) -> Result<u32, Refusal> {
    match asked {
        None => Ok(0),
        Some(rows @ 1..=500) => Ok(rows),
        Some(_) => Err(Error::field(Code::InvalidValue, "limit", "A page has 1 to 500 rows.").into()),
    }
}
