//! `POST /b/{business}/sync/hello`: where a device stands, and where the log does.

use std::sync::Arc;

use axum::extract::{Path, State};
use smartkhata_core::sync::message::{Hello, Welcome};

use crate::cloud::Cloud;
use crate::endpoint::shop::business;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// Answers it.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
    hello: Json<Hello>,
) -> Result<Json<Welcome>, Refusal> {
    let business = business(&shop)?;
    let meets = cloud.meets(business, caller.0);
    let welcome = cloud.desk.books(business).await?.hello(business, caller.0, &meets, &hello.0).await?;
    Ok(Json(welcome))
}
