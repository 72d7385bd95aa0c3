//! `POST /b/{business}/devices/invite`: a code that lets one more device into the shop.

use smartkhata_core::role::Role;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::account::device::{self, Invite};
use crate::cloud::Cloud;
use crate::rest::ask::Answered;
use crate::rest::turn::{Begun, Write};

/// What the device may do.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LetIn {
    /// Any but the owner's, who signs in.
    role: Role,
}

/// A code that lets one more device into the shop
#[utoipa::path(post, path = "/b/{business}/devices/invite", tag = "people", request_body = LetIn,
    params(("business" = uuid::Uuid, Path, description = "The shop.")),
    responses((status = 200, description = "The code, good once and for some minutes.", body = Invite)))]
pub async fn invite_device(State(cloud): State<Arc<Cloud>>, write: Write<LetIn>) -> Answered {
    let (caller, role) = (write.asked.ask.caller, write.body.role);
    match write.asked.begin(&cloud, "device.invite").await? {
        Begun::Done(answer) => Ok(answer),
        Begun::Open(mut turn) => {
            let invite = device::invite(&cloud.desk, &mut turn.writing, caller, role).await?;
            turn.done(StatusCode::OK, &invite).await
        }
    }
}
