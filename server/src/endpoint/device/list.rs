//! `GET /b/{business}/devices`, `DELETE /b/{business}/devices/{device}`: which devices hold the shop's books.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde::Serialize;
use smartkhata_core::Error;
use smartkhata_core::id::DeviceId;
use utoipa::ToSchema;

use crate::account::device::{self, DeviceView};
use crate::cloud::Cloud;
use crate::rest::answer;
use crate::rest::ask::{Answered, Ask};
use crate::rest::turn::{Begun, Nothing, Write};

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
pub async fn list_devices(State(cloud): State<Arc<Cloud>>, ask: Ask) -> Answered {
    let devices = device::list(&mut ask.books(&cloud, "device.list").await?).await?;
    answer::resource(&ask.headers, &Devices { devices })
}

/// Shuts a device out of the shop
///
/// It reads nothing more; what it still holds is taken when it comes, and shown.
#[utoipa::path(delete, path = "/b/{business}/devices/{device}", tag = "people",
    params(("business" = uuid::Uuid, Path, description = "The shop."), ("device" = uuid::Uuid, Path, description = "Which.")),
    responses((status = 204, description = "It is out.")))]
pub async fn remove_device(
    State(cloud): State<Arc<Cloud>>,
    Path((_, device)): Path<(String, String)>,
    write: Write<Nothing>,
) -> Answered {
    let device: DeviceId = device.parse().map_err(|_| Error::not_found("device"))?;
    let caller = write.asked.ask.caller;
    match write.asked.begin(&cloud, "device.remove").await? {
        Begun::Done(answer) => Ok(answer),
        Begun::Open(mut turn) => {
            device::remove(&cloud.desk, &mut turn.writing, caller, device).await?;
            turn.gone().await
        }
    }
}
