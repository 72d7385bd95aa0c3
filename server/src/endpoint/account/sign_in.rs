//! `POST /account/sign-in`: a one-time code, or a password, for a device's tokens.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use smartkhata_core::{Code, Error, Result};

use crate::account::session::Tokens;
use crate::account::{Identity, code, password};
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::From;
use crate::refusal::Refusal;

/// Who, and what shows it: one of the two.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    identity: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    password: Option<String>,
    /// What the device calls itself.
    #[serde(default)]
    device: String,
}

/// The tokens of a new session.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    from: From,
    ask: Json<Ask>,
) -> std::result::Result<Json<Tokens>, Refusal> {
    Ok(Json(tokens(&cloud, from, ask.0).await?))
}

/// Begins a session for whoever shows the code or the password.
pub async fn tokens(cloud: &Cloud, from: From, ask: Ask) -> Result<Tokens> {
    let Ask { identity, code, password, device } = ask;
    let (identity, from) = (Identity::read(&identity)?, from.subscriber().to_string());
    match (code, password) {
        (Some(code), None) => code::sign_in(&cloud.desk, &identity, &code, &device, &from).await,
        (None, Some(password)) => password::sign_in(&cloud.desk, &identity, password, &device, &from).await,
        _ => Err(Error::field(Code::Required, "code", "Give the code that was sent, or a password.")),
    }
}
