//! `POST /b/{business}/devices/invite`: a code that lets one more device into the shop.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde::Deserialize;

use crate::account::device::{self, Invite};
use crate::cloud::Cloud;
use crate::endpoint::shop::business;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;
use crate::role::Role;

/// What the device may do.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LetIn {
    /// Any but the owner's, who signs in.
    role: Role,
}

/// A code that lets one more device into the shop
#[utoipa::path(post, path = "/b/{business}/devices/invite", tag = "people", request_body = LetIn,
    params(("business" = uuid::Uuid, Path, description = "The shop.")),
    responses((status = 200, description = "The code, good once and for some minutes.", body = Invite)))]
pub async fn invite_device(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
    ask: Json<LetIn>,
) -> Result<Json<Invite>, Refusal> {
    Ok(Json(device::invite(&cloud.desk, business(&shop)?, caller.0, ask.0.role).await?))
}
