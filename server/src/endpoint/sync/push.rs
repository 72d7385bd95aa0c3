//! `POST /b/{business}/sync/push`: a device sends what the log does not have. Answered after it is on disk.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use smartkhata_core::api;
use smartkhata_core::id::DeviceId;
use smartkhata_core::sync::message::{Push, Receipt};

use crate::cloud::Cloud;
use crate::endpoint::shop::business;
use crate::http::body::{self, Json};
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// The largest message, unpacked: one full one, and one entry that is as long as entries may be.
const LARGEST: usize = 8 * 1024 * 1024;

/// Who sends, where it is not the device whose entries these are.
#[derive(Deserialize)]
pub struct From {
    /// The device that sends.
    from: Option<DeviceId>,
}

/// Takes it.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
    Query(from): Query<From>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Receipt>, Refusal> {
    let business = business(&shop)?;
    // Of somebody who is no member nothing large is held, which takes a large push a third round trip; one that was shut
    // out still brings what it has.
    let member = async {
        let reading = cloud.desk.books(business).await?.reading(business, caller.0, None).await?;
        reading.also_late()?.open().await
    };
    let push: Push = api::parse(&body::text_of(&headers, body, LARGEST, member).await?)?;
    let device = from.from.unwrap_or(push.device);
    let meets = cloud.meets(business, caller.0);
    let receipt = cloud.desk.books(business).await?.push(business, caller.0, &meets, device, &push).await?;
    cloud.figures.received(&receipt);
    Ok(Json(receipt))
}
