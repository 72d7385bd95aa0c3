//! `GET /b/{business}/devices`, `DELETE /b/{business}/devices/{device}`: which devices hold the shop's books.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use smartkhata_core::Error;
use smartkhata_core::id::DeviceId;
use utoipa::ToSchema;

use crate::account::device::{self, DeviceView};
use crate::cloud::Cloud;
use crate::endpoint::shop::business;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// The devices.
#[derive(Debug, Serialize, ToSchema)]
pub struct Devices {
    /// The one that was here last first.
    devices: Vec<DeviceView>,
}

/// Devices that hold the shop's books
#[utoipa::path(get, path = "/b/{business}/devices", tag = "people",
    params(("business" = uuid::Uuid, Path, description = "The shop.")),
    responses((status = 200, description = "Its devices.", body = Devices)))]
pub async fn list_devices(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
) -> Result<Json<Devices>, Refusal> {
    Ok(Json(Devices { devices: device::list(&cloud.desk, business(&shop)?, caller.0).await? }))
}

/// Shuts a device out of the shop
///
/// It reads nothing more; what it still holds is taken when it comes, and shown.
#[utoipa::path(delete, path = "/b/{business}/devices/{device}", tag = "people",
    params(("business" = uuid::Uuid, Path, description = "The shop."), ("device" = uuid::Uuid, Path, description = "Which.")),
    responses((status = 204, description = "It is out.")))]
pub async fn remove_device(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path((shop, device)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let device: DeviceId = device.parse().map_err(|_| Error::not_found("device"))?;
    device::remove(&cloud.desk, business(&shop)?, caller.0, device).await?;
    Ok(StatusCode::NO_CONTENT)
}
