//! `POST /account/refresh`: the next tokens of a session, once for each refresh token.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;

use crate::account::session::{self, Tokens};
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::refusal::Refusal;

/// The token that is used up.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    refresh_token: String,
}

/// The next pair.
pub async fn answer(State(cloud): State<Arc<Cloud>>, ask: Json<Ask>) -> Result<Json<Tokens>, Refusal> {
    Ok(Json(session::refresh(&cloud.desk, &ask.0.refresh_token).await?))
}
