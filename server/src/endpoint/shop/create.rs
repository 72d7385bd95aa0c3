//! `POST /shops`: a new shop, whose owner is who is signed in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use smartkhata_core::api::shop::CreateShop;
use smartkhata_core::business::Shop;

use crate::account::session;
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// Makes it.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    ask: Json<CreateShop>,
) -> Result<(StatusCode, Json<Shop>), Refusal> {
    let mut accounts = cloud.desk.database.accounts().await?;
    session::must_be_open(&mut accounts, caller.0).await?;
    accounts.commit().await?;
    let shop = cloud.desk.database.create_shop(caller.0.account, ask.0).await?;
    Ok((StatusCode::CREATED, Json(shop)))
}
