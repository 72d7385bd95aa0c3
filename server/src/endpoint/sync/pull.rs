//! `POST /b/{business}/sync/pull`: what came after a point. With `wait`, an open app hears of it as it comes.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use smartkhata_core::sync::message::{Page, Pull, Tell};
use tokio::time::Instant;

use crate::cloud::Cloud;
use crate::endpoint::shop::business;
use crate::http::body::Json;
use crate::http::caller::SignedIn;
use crate::refusal::Refusal;

/// The longest wait, in seconds: below what proxies and carriers cut.
const LONGEST: u16 = 25;

/// Answers it.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
    pull: Json<Pull>,
) -> Result<Json<Tell>, Refusal> {
    let business = business(&shop)?;
    let database = cloud.desk.books(business).await?;
    let mut pull = pull.0;
    let until = Instant::now() + Duration::from_secs(pull.wait.min(LONGEST).into());
    // Listened for before the log is read: what comes in between is heard.
    let mut bell = database.bell().listen(business);
    let mut noted = false;
    loop {
        let tell = database.pull(business, caller.0, &cloud.meets(business, caller.0), &pull).await?;
        // Others are told only what a device of the shop showed: that it has the log's digest there.
        if !noted && matches!(tell, Tell::Page(_)) {
            database.read_to(business, pull.device, pull.after.seq).await?;
            noted = true;
        }
        let nothing = matches!(&tell, Tell::Page(Page { entries, same: None, .. }) if entries.is_empty());
        if !nothing || pull.wait == 0 || Instant::now() >= until || cloud.is_ending() {
            if let Tell::Page(page) = &tell {
                cloud.figures.sent(page);
            }
            return Ok(Json(tell));
        }
        let _waiting = cloud.figures.waits();
        // Nothing is held while nothing comes: no connection, no transaction.
        let heard = tokio::time::timeout_at(until, bell.changed()).await;
        if heard.is_err() || cloud.is_ending() {
            pull.wait = 0;
        }
    }
}
