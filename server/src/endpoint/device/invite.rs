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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    role: Role,
}

/// Makes it.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
    ask: Json<Ask>,
) -> Result<Json<Invite>, Refusal> {
    Ok(Json(device::invite(&cloud.desk, business(&shop)?, caller.0, ask.0.role).await?))
}
