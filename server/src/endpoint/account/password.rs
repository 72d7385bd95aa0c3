//! `PUT /account/password`: sets the password of who is signed in; other devices are signed out.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::account::password;
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// The new one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    password: String,
}

/// Sets it.
pub async fn set(State(cloud): State<Arc<Cloud>>, caller: SignedIn, ask: Json<Ask>) -> Result<StatusCode, Refusal> {
    password::set(&cloud.desk, caller.0, ask.0.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
