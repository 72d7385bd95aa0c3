//! `GET /b/{business}/blobs`: digests of attachments whose bytes are not here, so that whoever holds them brings them:
//! also after the backend has lost some.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use smartkhata_core::Error;
use smartkhata_core::journal::change::Hash;

use crate::cloud::Cloud;
use crate::endpoint::shop::business;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// From where on.
#[derive(Deserialize)]
pub struct From {
    /// The digest before.
    after: Option<String>,
}

/// The digests, in their order; none at the end.
#[derive(Debug, Serialize)]
pub struct Wanted {
    wanted: Vec<Hash>,
}

/// Lists them.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
    Query(from): Query<From>,
) -> Result<Json<Wanted>, Refusal> {
    let business = business(&shop)?;
    let after = from.after.map(|text| text.parse()).transpose().map_err(|error: Error| error.within("after"))?;
    let mut reading = cloud.read(business, caller.0, "attachment.add").await?.also_late()?;
    Ok(Json(Wanted { wanted: cloud.attic.wanted(&mut reading, business, after).await? }))
}
