//! `GET` and `PUT /b/{business}/members`, `PATCH` and `DELETE /b/{business}/members/{account}`: who is what to the shop.
//! For its owner alone.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use smartkhata_core::Error;
use utoipa::ToSchema;
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
#[derive(Debug, Serialize, ToSchema)]
pub struct Members {
    /// The one who has been it longest first.
    members: Vec<Member>,
}

/// Who becomes what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Joins {
    /// Phone number or e-mail address.
    #[schema(example = "babu@shop.example")]
    identity: String,
    /// What they become.
    role: Role,
}

/// What somebody becomes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Becomes {
    /// The role.
    role: Role,
}

/// Who is what to the shop
#[utoipa::path(get, path = "/b/{business}/members", tag = "people",
    params(("business" = Uuid, Path, description = "The shop.")),
    responses((status = 200, description = "Its members.", body = Members)))]
pub async fn list_members(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
) -> Result<Json<Members>, Refusal> {
    Ok(Json(Members { members: member::list(&cloud.desk, business(&shop)?, caller.0).await? }))
}

/// Makes somebody a member, or changes what they are
///
/// Who has no account yet gets one, which their first code opens.
#[utoipa::path(put, path = "/b/{business}/members", tag = "people", request_body = Joins,
    params(("business" = Uuid, Path, description = "The shop.")),
    responses((status = 204, description = "They are.")))]
pub async fn set_member(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
    ask: Json<Joins>,
) -> Result<StatusCode, Refusal> {
    let identity = Identity::read(&ask.0.identity)?;
    member::set(&cloud.desk, business(&shop)?, caller.0, &identity, ask.0.role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes what a member or a device of the shop is
#[utoipa::path(patch, path = "/b/{business}/members/{account}", tag = "people", request_body = Becomes,
    params(("business" = Uuid, Path, description = "The shop."), ("account" = Uuid, Path, description = "Whose.")),
    responses((status = 204, description = "They are.")))]
pub async fn change_member(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path((shop, account)): Path<(String, String)>,
    ask: Json<Becomes>,
) -> Result<StatusCode, Refusal> {
    member::change(&cloud.desk, business(&shop)?, caller.0, of(&account)?, ask.0.role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes somebody out of the shop
#[utoipa::path(delete, path = "/b/{business}/members/{account}", tag = "people",
    params(("business" = Uuid, Path, description = "The shop."), ("account" = Uuid, Path, description = "Whom.")),
    responses((status = 204, description = "They are out.")))]
pub async fn remove_member(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path((shop, account)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    member::remove(&cloud.desk, business(&shop)?, caller.0, of(&account)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The account that a path names. One that cannot be one is no member.
fn of(account: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(account).map_err(|_| Error::not_found("member").into())
}
