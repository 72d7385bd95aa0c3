//! One write of a shop: its lock, the key under which its answer is kept, the answer. How a write is done once is told
//! in `once`.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use smartkhata_core::Result;
use smartkhata_core::api::Handle;
use smartkhata_core::id::BusinessId;
use smartkhata_core::store::{Engine, Statement};

use super::answer;
use super::ask::{Answered, Ask, Books};
use crate::cloud::Cloud;
use crate::once::{self, Key, Of, Once};
use crate::postgres::Writing;
use crate::refusal::Refusal;

/// A request to write: whose, under which key.
pub struct Asked {
    /// Which shop, by whom.
    pub ask: Ask,
    key: Option<Key>,
}

/// A request to write with its body.
pub struct Write<T> {
    /// Whose, under which key.
    pub asked: Asked,
    /// What is asked.
    pub body: T,
}

/// No body: none at all, `{}`, or `null`, as devices say it.
#[derive(Debug)]
pub struct Nothing {}

impl<'de> Deserialize<'de> for Nothing {
    fn deserialize<D: Deserializer<'de>>(body: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Empty {}
        Option::<Empty>::deserialize(body).map(|_| Self {})
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<Cloud>> for Write<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, cloud: &Arc<Cloud>) -> std::result::Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let ask = Ask::from_request_parts(&mut parts, cloud).await?;
        let Once { key, body, .. } = Once::read(parts, body, cloud).await?;
        Ok(Self { asked: Asked { ask, key }, body })
    }
}

/// What a write meets.
pub enum Begun<'c> {
    /// It was done before: its answer then.
    Done(axum::response::Response),
    /// The shop's lock is held.
    Open(Box<Turn<'c>>),
}

/// A write that holds the shop's lock. Taken back when dropped without [`Turn::done`].
pub struct Turn<'c> {
    cloud: &'c Cloud,
    /// The transaction.
    pub writing: Writing,
    key: Option<Key>,
}

impl Asked {
    /// The shop's lock, for whoever may make this request of it; taken with the first thing that is asked.
    pub async fn begin<'c>(self, cloud: &'c Cloud, request: &'static str) -> std::result::Result<Begun<'c>, Refusal> {
        self.begin_with(cloud, request, |_| Vec::new()).await
    }

    /// The same, and what the request asks first: it goes with the lock.
    pub async fn begin_with<'c>(
        self,
        cloud: &'c Cloud,
        request: &'static str,
        first: impl FnOnce(BusinessId) -> Vec<Statement>,
    ) -> std::result::Result<Begun<'c>, Refusal> {
        let Self { ask, key } = self;
        let mut writing = cloud.write(ask.business, ask.caller, request).await?;
        let mut session = writing.bare_session()?;
        session.engine.ahead(|| first(ask.business));
        if let Some(key) = &key
            && let Some(kept) = key.known(&mut session.engine, &cloud.desk.vault, Of::Shop(ask.business)).await?
        {
            let role = session.engine.role();
            return Ok(Begun::Done(answer::written(kept.status, answer::heard(role, kept.text)?)?));
        }
        drop(session);
        Ok(Begun::Open(Box::new(Turn { cloud, writing, key })))
    }

    /// A write that is one request of the core.
    pub async fn one<R: Handle>(self, cloud: &Cloud, status: StatusCode, request: R) -> Answered {
        self.one_as(cloud, R::NAME, status, request).await
    }

    /// The same, for who may make the named request: what is asked may say more than others of its kind.
    pub async fn one_as<R: Handle>(
        self,
        cloud: &Cloud,
        name: &'static str,
        status: StatusCode,
        request: R,
    ) -> Answered {
        match self.begin(cloud, name).await? {
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

impl Turn<'_> {
    /// The books, to be written as the server's own device.
    pub async fn books(&mut self) -> Result<Books<'_, '_>> {
        self.writing.session().await
    }

    /// Commits, with the answer under the caller's key.
    pub async fn done(mut self: Box<Self>, status: StatusCode, view: &impl Serialize) -> Answered {
        self.writing.open().await?;
        let text = answer::text(self.writing.role(), view)?;
        self.close(status, text).await
    }

    /// Commits what leaves nothing to show.
    pub async fn gone(self: Box<Self>) -> Answered {
        self.close(StatusCode::NO_CONTENT, String::new()).await
    }

    async fn close(self: Box<Self>, status: StatusCode, text: String) -> Answered {
        let Self { cloud, mut writing, key } = *self;
        let business = writing.business();
        if let Some(key) = key {
            let mut session = writing.bare_session()?;
            let (now, chance) = (session.now_ms(), session.random());
            key.keep(&mut session.engine, &cloud.desk.vault, Of::Shop(business), (status, &text), now).await?;
            // One write in some hundreds tidies up.
            if chance.first() == Some(&0) {
                session.engine.later(vec![once::forget(business, now)]).await?;
            }
        }
        writing.open().await?;
        writing.commit().await?;
        answer::written(status, text)
    }
}
