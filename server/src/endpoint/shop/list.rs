//! `GET /shops`: the shops of who is signed in, each with what the account is to it.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;

use crate::account::member::{self, Shop};
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// The shops.
#[derive(Debug, Serialize)]
pub struct Shops {
    shops: Vec<Shop>,
}

/// Lists them.
pub async fn answer(State(cloud): State<Arc<Cloud>>, caller: SignedIn) -> Result<Json<Shops>, Refusal> {
    Ok(Json(Shops { shops: member::shops(&cloud.desk, caller.0).await? }))
}
