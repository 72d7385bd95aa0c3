//! `POST /hooks/sendgrid`: what became of mails. SendGrid signs each report; nothing else is believed.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use smartkhata_core::{Code, Error};

use crate::cloud::Cloud;
use crate::http::body;
use crate::post::{self, notes};
use crate::refusal::Refusal;

const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

/// Notes a report.
pub async fn answer(State(cloud): State<Arc<Cloud>>, headers: HeaderMap, body: Body) -> Result<StatusCode, Refusal> {
    let Some(signer) = &cloud.options.hooks.sendgrid else {
        return Err(Error::new(Code::NotFound, "There is nothing at this address.").into());
    };
    // As it came: the signature covers every byte.
    let bytes = body::bytes(body, body::LARGEST).await?;
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !signer.signed(said(SIGNATURE), said(TIMESTAMP), &bytes, cloud.desk.database.clock().now_ms()) {
        return Err(Error::new(Code::Forbidden, "This report is not signed by SendGrid.").into());
    }
    notes::became(&cloud.desk.database, &post::sendgrid::reports(&bytes)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
