//! One write: the shop's lock, the key under which its answer is kept, the answer.
//!
//! A key of the caller's choice makes a write safe to repeat. Its answer is stored in the transaction of the write: the
//! same key with the same request is answered alike, with another request refused.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use smartkhata_core::api::{self, Handle};
use smartkhata_core::id::BusinessId;
use smartkhata_core::store::{Engine, Sql, Statement, Value};
use smartkhata_core::{Code, Error, Result};

use super::answer;
use super::ask::{Answered, Ask, Books};
use crate::cloud::Cloud;
use crate::http::body;
use crate::postgres::Writing;
use crate::refusal::Refusal;

/// The caller's key of a write.
pub const KEY: &str = "idempotency-key";

/// How long an answer is kept, in milliseconds: two days.
const KEPT_MS: i64 = 172_800_000;

static KNOWN: Sql =
    Sql { name: "KNOWN", text: "select request, status, answer from idempotency where business_id = ?1 and key = ?2" };
static KEEP: Sql = Sql {
    name: "KEEP",
    text: "insert into idempotency (business_id, key, request, status, answer, created_ms) \
        values (?1, ?2, ?3, ?4, ?5, ?6)",
};
static FORGET: Sql = Sql { name: "FORGET", text: "delete from idempotency where business_id = ?1 and created_ms < ?2" };

/// A request to write: whose, under which key.
pub struct Asked {
    /// Which shop, by whom.
    pub ask: Ask,
    key: Option<Key>,
}

/// A caller's key, and the digest of what was asked under it.
struct Key {
    text: String,
    request: Vec<u8>,
}

/// A request to write with its body. Without a body it is `{}`.
pub struct Write<T> {
    /// Whose, under which key.
    pub asked: Asked,
    /// What is asked.
    pub body: T,
}

impl<T: DeserializeOwned> FromRequest<Arc<Cloud>> for Write<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, cloud: &Arc<Cloud>) -> std::result::Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let ask = <Ask as axum::extract::FromRequestParts<Arc<Cloud>>>::from_request_parts(&mut parts, cloud).await?;
        let empty = !parts.headers.contains_key("content-type");
        let text = match empty {
            true => String::from_utf8(body::bytes(body, body::LARGEST).await?).unwrap_or_default(),
            false => body::text(&parts.headers, body, body::LARGEST).await?,
        };
        if empty && !text.is_empty() {
            let error = Error::new(Code::InvalidRequest, "Send the request as application/json.");
            return Err(Refusal::with(StatusCode::UNSUPPORTED_MEDIA_TYPE, error));
        }
        // PostgreSQL's text holds everything but this character, and no name has it.
        if text.contains("\\u0000") {
            return Err(Error::new(Code::InvalidValue, "The request holds a character that no text has.").into());
        }
        let asked = api::parse(if text.is_empty() { "{}" } else { &text })?;
        let key = key(&ask, &parts.headers)?.map(|key| Key {
            text: key,
            request: Sha256::new()
                .chain_update(parts.method.as_str())
                .chain_update([0])
                .chain_update(parts.uri.path())
                .chain_update([0])
                .chain_update(&text)
                .finalize()
                .to_vec(),
        });
        Ok(Self { asked: Asked { ask, key }, body: asked })
    }
}

/// The caller's key, apart from those of other members.
fn key(ask: &Ask, headers: &HeaderMap) -> Result<Option<String>> {
    let Some(key) = headers.get(KEY) else { return Ok(None) };
    let key =
        key.to_str().ok().filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()));
    let bad = || Error::field(Code::InvalidValue, "Idempotency-Key", "A key has 1 to 255 visible ASCII characters.");
    Ok(Some(format!("{}:{}", ask.caller.account.simple(), key.ok_or_else(bad)?)))
}

/// What a write meets.
pub enum Begun {
    /// It was done before: its answer then.
    Done(axum::response::Response),
    /// The shop's lock is held.
    Open(Box<Turn>),
}

/// A write that holds the shop's lock. Taken back when dropped without [`Turn::done`].
pub struct Turn {
    writing: Writing,
    key: Option<Key>,
}

impl Asked {
    /// The shop's lock, for whoever may make this request of it; taken with the first thing that is asked.
    pub async fn begin(self, cloud: &Cloud, request: &'static str) -> std::result::Result<Begun, Refusal> {
        self.begin_with(cloud, request, |_| Vec::new()).await
    }

    /// The same, and what the request asks first: it goes with the lock.
    pub async fn begin_with(
        self,
        cloud: &Cloud,
        request: &'static str,
        first: impl FnOnce(BusinessId) -> Vec<Statement>,
    ) -> std::result::Result<Begun, Refusal> {
        let Self { ask, key } = self;
        let mut writing = cloud.write(ask.business, ask.caller, request).await?;
        writing.bare_session()?.engine.ahead(|| first(ask.business));
        if let Some(key) = &key {
            let known = KNOWN.with([ask.business.into(), key.text.as_str().into()]);
            if let Some(row) = writing.bare_session()?.row(&known).await? {
                if row.bytes(0)? != key.request {
                    let message = "This Idempotency-Key was used for another request.";
                    let error = Error::field(Code::Conflict, "Idempotency-Key", message);
                    return Err(Refusal::with(StatusCode::UNPROCESSABLE_ENTITY, error));
                }
                let status = u16::try_from(row.int(1)?).ok().and_then(|status| StatusCode::from_u16(status).ok());
                let text = String::from_utf8(row.bytes(2)?.to_vec()).unwrap_or_default();
                return Ok(Begun::Done(answer::written(status.unwrap_or(StatusCode::OK), text)?));
            }
        }
        Ok(Begun::Open(Box::new(Turn { writing, key })))
    }

    /// A write that is one request of the core.
    pub async fn one<R: Handle>(self, cloud: &Cloud, status: StatusCode, request: R) -> Answered {
        match self.begin(cloud, R::NAME).await? {
            Begun::Done(answer) => Ok(answer),
            Begun::Open(mut turn) => {
                let view = request.handle(&mut turn.books().await?).await;
                // Whoever may not ask is told so before anything else.
                turn.writing.open().await?;
                turn.done(status, &view?).await
            }
        }
    }
}

impl Turn {
    /// The books, to be written as the server's own device.
    pub async fn books(&mut self) -> Result<Books<'_, '_>> {
        self.writing.session().await
    }

    /// Commits, with the answer under the caller's key.
    pub async fn done(self: Box<Self>, status: StatusCode, view: &impl Serialize) -> Answered {
        self.close(status, api::write(view)?).await
    }

    /// Commits what leaves nothing to show.
    pub async fn gone(self: Box<Self>) -> Answered {
        self.close(StatusCode::NO_CONTENT, String::new()).await
    }

    async fn close(self: Box<Self>, status: StatusCode, text: String) -> Answered {
        let Self { mut writing, key, .. } = *self;
        let business = writing.business();
        if let Some(key) = key {
            let mut session = writing.bare_session()?;
            let (now, code) = (session.now_ms(), i64::from(status.as_u16()));
            let keep: [Value; 6] = [
                business.into(),
                key.text.into(),
                Value::Bytes(key.request),
                code.into(),
                Value::Bytes(text.as_bytes().to_vec()),
                now.into(),
            ];
            let mut statements = vec![KEEP.with(keep)];
            // One write in some hundreds tidies up.
            if session.random().first() == Some(&0) {
                statements.push(FORGET.with([business.into(), now.saturating_sub(KEPT_MS).into()]));
            }
            session.engine.later(statements).await?;
        }
        writing.open().await?;
        writing.commit().await?;
        answer::written(status, text)
    }
}
