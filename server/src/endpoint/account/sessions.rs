//! `GET /account/sessions`, `DELETE /account/sessions/{session}`: where an account is signed in, and the end of that.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use smartkhata_core::Error;
use uuid::Uuid;

use crate::account::session::{self, SessionView};
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// The open sessions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Sessions {
    /// The one that was used last first.
    sessions: Vec<SessionView>,
}

/// Where the account is signed in
#[utoipa::path(get, path = "/account/sessions", tag = "people",
    responses((status = 200, description = "Its open sessions.", body = Sessions)))]
pub async fn list_sessions(State(cloud): State<Arc<Cloud>>, caller: SignedIn) -> Result<Json<Sessions>, Refusal> {
    Ok(Json(Sessions { sessions: session::list(&cloud.desk, caller.0).await? }))
}

/// Signs the account out in one place; its own is a sign-out
#[utoipa::path(delete, path = "/account/sessions/{session}", tag = "people",
    params(("session" = Uuid, Path, description = "Where.")),
    responses((status = 204, description = "It is over.")))]
pub async fn end_session(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let id = Uuid::try_parse(&id).map_err(|_| Error::not_found("session"))?;
    session::end(&cloud.desk, caller.0, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
