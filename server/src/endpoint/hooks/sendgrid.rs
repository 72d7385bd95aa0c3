//! `POST /hooks/sendgrid`: what became of mails. SendGrid signs each report; nothing else is believed.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, StatusCode};
use smartkhata_core::{Code, Error};

use crate::cloud::Cloud;
use crate::http::caller::From;
use crate::http::{body, limit};
use crate::post::{self, notes};
use crate::refusal::Refusal;

const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

/// Notes a report.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    from: From,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let Some(signer) = &cloud.options.hooks.sendgrid else {
        limit::count_stranger(&cloud, from)?;
        return Err(Error::new(Code::NotFound, "There is nothing at this address.").into());
    };
    let now = || cloud.desk.database.clock().now_ms();
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Whoever has used up what strangers may ask is heard only where they say that it is short.
    let largest = if cloud.limits.has_left(from, now()) { body::LARGEST } else { body::SMALL };
    let is_short = said(CONTENT_LENGTH.as_str()).parse().is_ok_and(|length: usize| length <= body::SMALL);
    if largest == body::SMALL && !is_short {
        limit::count_stranger(&cloud, from)?;
    }
    // As it came: the signature covers every byte.
    let bytes = body::bytes(body, largest).await;
    let signed = |bytes: &Vec<u8>| signer.signed(said(SIGNATURE), said(TIMESTAMP), bytes, now());
    let is_signed = bytes.as_ref().is_ok_and(signed);
    if !is_signed {
        limit::count_stranger(&cloud, from)?;
    }
    let bytes = bytes?;
    if !is_signed {
        return Err(Error::new(Code::Forbidden, "This report is not signed by SendGrid.").into());
    }
    notes::became(&cloud.desk.database, &post::sendgrid::reports(&bytes)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
