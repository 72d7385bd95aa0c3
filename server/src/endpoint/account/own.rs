//! `GET /account`: who is signed in.

use std::sync::Arc;

use axum::extract::State;

use crate::account::session::{self, AccountView};
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// The account.
pub async fn answer(State(cloud): State<Arc<Cloud>>, caller: SignedIn) -> Result<Json<AccountView>, Refusal> {
    Ok(Json(session::account(&cloud.desk, caller.0).await?))
}
