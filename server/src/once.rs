//! A write that is sent twice is done once: a key of the caller's choice goes with it, and its answer is kept in the
//! transaction of the write. The same key with the same request is answered alike, with another request refused.
//!
//! Answers are kept with the rows of the shop that was written to, or with the account whose own matter it was; sealed,
//! where the server has keys: some say who somebody is, or let a device in.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use smartkhata_core::api;
use smartkhata_core::id::BusinessId;
use smartkhata_core::store::{Engine, Row, Sql, Statement, Value};
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

use crate::account::{Vault, sql};
use crate::http::body;
use crate::http::caller::SignedIn;
use crate::postgres::Caller;
use crate::refusal::Refusal;

/// What may be refused under a status of its own.
type Answered<T> = std::result::Result<T, Refusal>;

/// The header that brings the key.
pub const KEY: &str = "idempotency-key";

/// How long an answer is kept, in milliseconds: two days.
pub const KEPT_MS: i64 = 172_800_000;

/// What answers are sealed for.
const PURPOSE: &str = "answer";

static OF_SHOP: Sql = Sql {
    name: "OF_SHOP",
    text: "select request, status, answer from idempotency where business_id = ?1 and key = ?2",
};
static KEEP_OF_SHOP: Sql = Sql {
    name: "KEEP_OF_SHOP",
    text: "insert into idempotency (business_id, key, request, status, answer, created_ms) \
        values (?1, ?2, ?3, ?4, ?5, ?6)",
};
static FORGET_OF_SHOP: Sql =
    Sql { name: "FORGET_OF_SHOP", text: "delete from idempotency where business_id = ?1 and created_ms < ?2" };

/// A request that writes: who sends it, under which key, and its JSON. Without a body that is `{}`.
pub struct Once<T> {
    /// Who is signed in.
    pub caller: Caller,
    /// The key, if one was sent.
    pub key: Option<Key>,
    /// What is asked.
    pub body: T,
}

/// A caller's key, and the digest of what was asked under it.
pub struct Key {
    account: Uuid,
    text: String,
    request: Vec<u8>,
}

/// Whose rows an answer is kept with.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// A shop's, whose lock the write holds.
    Shop(BusinessId),
    /// Those of the account that asks.
    Account,
}

/// An answer that was kept.
pub struct Kept {
    /// Its status.
    pub status: StatusCode,
    /// Its JSON; empty where there was none.
    pub text: String,
}

impl<T: DeserializeOwned> Once<T> {
    /// Reads a request whose parts were looked at already.
    pub async fn read<S: Send + Sync>(mut parts: Parts, body: axum::body::Body, state: &S) -> Answered<Self> {
        let caller = SignedIn::from_request_parts(&mut parts, state).await?.0;
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
        let key = key(&parts.headers)?.map(|key| Key {
            account: caller.account,
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
        Ok(Self { caller, key, body: asked })
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Once<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Answered<Self> {
        let (parts, body) = request.into_parts();
        Self::read(parts, body, state).await
    }
}

/// The key that the headers bring.
fn key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(key) = headers.get(KEY) else { return Ok(None) };
    let key =
        key.to_str().ok().filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()));
    let bad = || Error::field(Code::InvalidValue, "Idempotency-Key", "A key has 1 to 255 visible ASCII characters.");
    key.map(|key| Some(key.to_owned())).ok_or_else(bad)
}

impl Key {
    /// The answer that was kept under the key, if its write was done. Writes of one key take turns: behind the shop's
    /// lock, or here behind the account's.
    ///
    /// # Errors
    /// `422` when the key was used for another request.
    pub async fn known<E: Engine>(&self, engine: &mut E, vault: &Vault, of: Of) -> Answered<Option<Kept>> {
        let row = match of {
            Of::Shop(shop) => engine.query_one(&OF_SHOP.with([shop.into(), self.of_member().into()])).await?,
            Of::Account => {
                engine.query(&sql::ACCOUNT_OWN_TURN.with([self.account.into()])).await?;
                engine.query_one(&sql::ANSWER_GET.with([self.account.into(), self.text.as_str().into()])).await?
            }
        };
        row.map(|row| self.kept(&row, vault, of)).transpose()
    }

    fn kept(&self, row: &Row, vault: &Vault, of: Of) -> Answered<Kept> {
        if row.bytes(0)? != self.request {
            let message = "This Idempotency-Key was used for another request.";
            let error = Error::field(Code::Conflict, "Idempotency-Key", message);
            return Err(Refusal::with(StatusCode::UNPROCESSABLE_ENTITY, error));
        }
        let status = u16::try_from(row.int(1)?).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let kept = row.bytes(2)?;
        let text = if Vault::is_sealed(kept) {
            // Keys change within the two days: what was done stays done.
            let done = |_| Error::new(Code::Conflict, "This was done, but its answer cannot be read any more.");
            vault.open(PURPOSE, &self.owner(of), kept).map_err(done)?
        } else {
            kept.to_vec()
        };
        let text = String::from_utf8(text).unwrap_or_default();
        Ok(Kept { status: status.unwrap_or(StatusCode::OK), text })
    }

    /// Keeps the answer, with the write that it answers.
    pub async fn keep<E: Engine>(
        self,
        engine: &mut E,
        vault: &Vault,
        of: Of,
        (status, text): (StatusCode, &str),
        now_ms: i64,
    ) -> Result<()> {
        let sealed = vault.seal(PURPOSE, &self.owner(of), text.as_bytes())?.map(|sealed| sealed.bytes);
        let answer = Value::from(sealed.unwrap_or_else(|| text.as_bytes().to_vec()));
        let (status, now) = (i64::from(status.as_u16()).into(), now_ms.into());
        let keep = match of {
            Of::Shop(shop) => {
                let key = self.of_member().into();
                KEEP_OF_SHOP.with([shop.into(), key, Value::from(self.request), status, answer, now])
            }
            Of::Account => {
                let (account, key) = (self.account.into(), self.text.into());
                sql::ANSWER_KEEP.with([account, key, Value::from(self.request), status, answer, now])
            }
        };
        engine.later(vec![keep]).await
    }

    /// The key in a shop, apart from those of its other members.
    fn of_member(&self) -> String {
        format!("{}:{}", self.account.simple(), self.text)
    }

    /// Whose answer it is: read back for anybody else, it is refused.
    fn owner(&self, of: Of) -> Vec<u8> {
        let mut owner = match of {
            Of::Shop(shop) => shop.bytes(),
            Of::Account => Vec::new(),
        };
        owner.extend(self.of_member().into_bytes());
        owner
    }
}

/// Forgets what a shop's callers will not repeat any more.
pub fn forget(shop: BusinessId, now_ms: i64) -> Statement {
    FORGET_OF_SHOP.with([shop.into(), now_ms.saturating_sub(KEPT_MS).into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_key_is_visible_ascii_and_not_too_long() {
        let of = |value: &[u8]| {
            let value = HeaderValue::from_bytes(value).unwrap();
            key(&HeaderMap::from_iter([(KEY.parse().unwrap(), value)])).map_err(|error| error.field)
        };
        assert_eq!(key(&HeaderMap::new()), Ok(None));
        assert_eq!(of(b"order-42"), Ok(Some("order-42".into())));
        assert_eq!(of(&[b'x'; 255]), Ok(Some("x".repeat(255))));
        for wrong in [&b""[..], b"two words", "क".as_bytes(), &[b'x'; 256]] {
            assert_eq!(of(wrong), Err(Some("Idempotency-Key".into())), "{wrong:?}");
        }
    }

    #[test]
    fn an_answer_is_sealed_for_its_caller_its_key_and_its_shop() {
        use base64::Engine as _;
        let secret = base64::prelude::BASE64_STANDARD.encode([7; 32]);
        let vault = Vault::read(&format!("a:{secret}")).unwrap();
        let key = |account, text: &str| Key { account: Uuid::from_u128(account), text: text.into(), request: vec![1] };
        let shop = |n| Of::Shop(BusinessId::new(Uuid::from_u128(n)));
        let sealed = vault.seal(PURPOSE, &key(1, "k").owner(shop(9)), b"7KQF-2M9A").unwrap().unwrap().bytes;
        assert!(!sealed.windows(4).any(|part| part == b"7KQF"));
        let row =
            |request: u8, answer: &[u8]| Row(vec![Value::from(vec![request]), Value::Int(201), Value::from(answer)]);
        let kept = key(1, "k").kept(&row(1, &sealed), &vault, shop(9)).ok().unwrap();
        assert_eq!((kept.status, kept.text.as_str()), (StatusCode::CREATED, "7KQF-2M9A"));
        for (other, of) in
            [(key(2, "k"), shop(9)), (key(1, "l"), shop(9)), (key(1, "k"), shop(8)), (key(1, "k"), Of::Account)]
        {
            let refused = other.kept(&row(1, &sealed), &vault, of).err().unwrap();
            assert_eq!(refused.error().code, Code::Conflict);
        }
        let other = key(1, "k").kept(&row(2, &sealed), &vault, shop(9)).err().unwrap();
        assert_eq!(other.error().field.as_deref(), Some("Idempotency-Key"));
        // What was kept before there were keys.
        assert_eq!(key(1, "k").kept(&row(1, b"{}"), &vault, shop(9)).ok().unwrap().text, "{}");
    }
}
