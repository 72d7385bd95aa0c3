//! `POST /account/leave`, `DELETE /account/leave`: an account that is to be erased, and one that stays after all.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::account::leave::{self, Books, Leaving};
use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// What becomes of the books of shops that nobody else owns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    #[serde(default)]
    books: Option<Books>,
}

/// Begins the time to think it over.
pub async fn begin(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    ask: Json<Ask>,
) -> Result<(StatusCode, Json<Leaving>), Refusal> {
    Ok((StatusCode::ACCEPTED, Json(leave::leave(&cloud.desk, caller.0, ask.0.books).await?)))
}

/// Ends it.
pub async fn end(State(cloud): State<Arc<Cloud>>, caller: SignedIn) -> Result<StatusCode, Refusal> {
    leave::stay(&cloud.desk, caller.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
