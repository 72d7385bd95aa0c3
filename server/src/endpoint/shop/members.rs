//! `GET /b/{business}/members`, `PUT /b/{business}/members`, `DELETE /b/{business}/members/{account}`: who is what to
//! the shop. For its owner alone.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use smartkhata_core::Error;
use uuid::Uuid;

use super::business;
use crate::account::Identity;
use crate::account::member::{self, Member};
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;
use crate::role::Role;

/// The members.
#[derive(Debug, Serialize)]
pub struct Members {
    members: Vec<Member>,
}

/// Who becomes what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    identity: String,
    role: Role,
}

/// Lists them.
pub async fn list(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
) -> Result<Json<Members>, Refusal> {
    Ok(Json(Members { members: member::list(&cloud.desk, business(&shop)?, caller.0).await? }))
}

/// Makes somebody a member, or changes what they are.
pub async fn set(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
    ask: Json<Ask>,
) -> Result<StatusCode, Refusal> {
    let identity = Identity::read(&ask.0.identity)?;
    member::set(&cloud.desk, business(&shop)?, caller.0, &identity, ask.0.role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes somebody out.
pub async fn remove(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path((shop, account)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let account = Uuid::try_parse(&account).map_err(|_| Error::not_found("member"))?;
    member::remove(&cloud.desk, business(&shop)?, caller.0, account).await?;
    Ok(StatusCode::NO_CONTENT)
}
