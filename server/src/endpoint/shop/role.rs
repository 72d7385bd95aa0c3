//! `GET /b/{business}/role`: what who is signed in is to a shop, and what that allows: screens go by it.

use smartkhata_core::role::Role;
use std::sync::Arc;

use axum::extract::{Path, State};
use serde::Serialize;

use super::business;
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// The role, and what is answered to it: requests of the door, and what is done to the shop itself.
#[derive(Debug, Serialize)]
pub struct Allowed {
    role: Role,
    may: Vec<&'static str>,
}

/// Answers members alone.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
) -> Result<Json<Allowed>, Refusal> {
    // Every role may see the shop; who has none is refused here.
    let mut reading = cloud.read(business(&shop)?, caller.0, "shop.get").await?;
    reading.open().await?;
    let role = reading.role().unwrap_or(Role::Viewer);
    Ok(Json(Allowed { role, may: role.all() }))
}
