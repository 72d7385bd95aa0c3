//! `GET /account/sessions`, `DELETE /account/sessions/{session}`: where an account is signed in, and the end of that.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use smartkhata_core::Error;
use uuid::Uuid;

use crate::account::session::{self, SessionView};
use crate::cloud::Cloud;
use crate::http::caller::SignedIn;
use crate::once::{Of, Once};
use crate::rest::answer;
use crate::rest::ask::Answered;
use crate::rest::turn::Nothing;

/// The open sessions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Sessions {
    /// The one that was used last first.
    sessions: Vec<SessionView>,
}

/// Where the account is signed in
#[utoipa::path(get, path = "/account/sessions", tag = "people",
    responses((status = 200, description = "Its open sessions.", body = Sessions)))]
pub async fn list_sessions(State(cloud): State<Arc<Cloud>>, caller: SignedIn, headers: HeaderMap) -> Answered {
    answer::resource(&headers, &Sessions { sessions: session::list(&cloud.desk, caller.0).await? })
}

/// Signs the account out in one place; its own is a sign-out
#[utoipa::path(delete, path = "/account/sessions/{session}", tag = "people",
    params(("session" = Uuid, Path, description = "Where.")),
    responses((status = 204, description = "It is over.")))]
pub async fn end_session(State(cloud): State<Arc<Cloud>>, Path(id): Path<String>, write: Once<Nothing>) -> Answered {
    let id = Uuid::try_parse(&id).map_err(|_| Error::not_found("session"))?;
    let Once { caller, key, body: Nothing {} } = write;
    let desk = &cloud.desk;
    let mut accounts = desk.database.accounts().await?;
    session::must_be_open(&mut accounts, caller).await?;
    if let Some(key) = &key
        && let Some(kept) = key.known(&mut accounts, &desk.vault, Of::Account).await?
    {
        return answer::written(kept.status, kept.text);
    }
    let end = session::ending(desk, caller.account, id);
    session::end(&mut accounts, &end).await?;
    let status = StatusCode::NO_CONTENT;
    if let Some(key) = key {
        let now = desk.database.clock().now_ms();
        key.keep(&mut accounts, &desk.vault, Of::Account, (status, ""), now).await?;
    }
    accounts.commit().await?;
    session::end_elsewhere(desk, caller.account, &end).await;
    answer::written(status, String::new())
}
