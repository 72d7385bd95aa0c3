//! `POST /hooks/msg91/{secret}`: what became of text messages. MSG91 signs nothing: who knows the address is believed,
//! and may do no more than say of a letter that it arrived or did not.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use sha2::{Digest, Sha256};
use smartkhata_core::{Code, Error};

use crate::cloud::Cloud;
use crate::http::caller::From;
use crate::http::{body, limit};
use crate::post::{self, notes};
use crate::refusal::Refusal;

/// Notes a report.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    from: From,
    Path(secret): Path<String>,
    body: Body,
) -> Result<StatusCode, Refusal> {
    // Digests are compared: how long it takes says nothing of the secret.
    let known = cloud.options.hooks.msg91.as_ref().is_some_and(|hook| Sha256::digest(hook) == Sha256::digest(&secret));
    if !known {
        limit::count_stranger(&cloud, from)?;
        return Err(Error::new(Code::NotFound, "There is nothing at this address.").into());
    }
    let bytes = body::bytes(body, body::LARGEST).await?;
    notes::became(&cloud.desk.database, &post::msg91::reports(&bytes)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
