//! `GET /b/{business}/devices`, `DELETE /b/{business}/devices/{device}`: which devices hold the shop's books.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use smartkhata_core::Error;
use smartkhata_core::id::DeviceId;

use crate::account::device::{self, DeviceView};
use crate::cloud::Cloud;
use crate::endpoint::shop::business;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// The devices.
#[derive(Debug, Serialize)]
pub struct Devices {
    devices: Vec<DeviceView>,
}

/// Lists them.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
) -> Result<Json<Devices>, Refusal> {
    Ok(Json(Devices { devices: device::list(&cloud.desk, business(&shop)?, caller.0).await? }))
}

/// Shuts one out.
pub async fn remove(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path((shop, device)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let device: DeviceId = device.parse().map_err(|_| Error::not_found("device"))?;
    device::remove(&cloud.desk, business(&shop)?, caller.0, device).await?;
    Ok(StatusCode::NO_CONTENT)
}
