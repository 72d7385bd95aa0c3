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
#[derive(Debug, Serialize)]
pub struct Sessions {
    sessions: Vec<SessionView>,
}

/// Lists them, last used first.
pub async fn list(State(cloud): State<Arc<Cloud>>, caller: SignedIn) -> Result<Json<Sessions>, Refusal> {
    Ok(Json(Sessions { sessions: session::list(&cloud.desk, caller.0).await? }))
}

/// Ends one; its own is a sign-out.
pub async fn end(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let id = Uuid::try_parse(&id).map_err(|_| Error::not_found("session"))?;
    session::end(&cloud.desk, caller.0, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
