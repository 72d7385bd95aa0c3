//! `POST /join`: a device comes in by a code. Needs no sign-in: the code is the permission.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use smartkhata_core::id::DeviceId;

use crate::account::device::{self, Comes, Holds, Joined};
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::From;
use crate::refusal::Refusal;

/// The code, and who comes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    code: String,
    /// The installation's id.
    device: DeviceId,
    /// What it calls itself.
    #[serde(default)]
    name: String,
    /// What it holds already, where it comes back.
    #[serde(default)]
    holds: Option<Holds>,
}

/// Lets it in.
pub async fn answer(State(cloud): State<Arc<Cloud>>, from: From, ask: Json<Ask>) -> Result<Json<Joined>, Refusal> {
    let Ask { code, device, name, holds } = ask.0;
    let from = from.subscriber().to_string();
    let comes = Comes { code: &code, device, name: &name, holds, from: &from };
    Ok(Json(device::join(&cloud.desk, comes).await?))
}
