//! `GET /shops`: the shops of who is signed in, each with what the account is to it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use crate::account::member::{self, Shop};
use crate::cloud::Cloud;
use crate::http::caller::SignedIn;
use crate::rest::answer;
use crate::rest::ask::Answered;

/// The shops.
#[derive(Debug, Serialize, ToSchema)]
pub struct Shops {
    /// The one that the account has been in longest first.
    shops: Vec<Shop>,
}

/// Shops of who is signed in
///
/// `business` of each is what `X-Business` names.
#[utoipa::path(get, path = "/shops", tag = "shops",
    responses((status = 200, description = "The shops.", body = Shops)))]
pub async fn list_shops(State(cloud): State<Arc<Cloud>>, caller: SignedIn, headers: HeaderMap) -> Answered {
    answer::resource(&headers, &Shops { shops: member::shops(&cloud.desk, caller.0).await? })
}
