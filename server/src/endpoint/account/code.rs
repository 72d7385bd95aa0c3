//! `POST /account/code`: sends a one-time code to a phone number or an e-mail address, with an account or without.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::account::{Identity, code};
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::From;
use crate::refusal::Refusal;

/// To whom.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    identity: String,
}

/// Answers the same whether or not there is such an account.
pub async fn send(State(cloud): State<Arc<Cloud>>, from: From, ask: Json<Ask>) -> Result<StatusCode, Refusal> {
    code::send(&cloud.desk, &Identity::read(&ask.0.identity)?, &from.subscriber().to_string()).await?;
    Ok(StatusCode::ACCEPTED)
}
