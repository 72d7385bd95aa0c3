//! In a browser at the backend: the drafts that were typed here. The backend keeps the drafts of everybody who writes for
//! the shop; each browser brings back its own. What could not be sent is held in the tab until it can.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use smartkhata_core::document::Draft;
use smartkhata_core::id::{BusinessId, DraftId};

use crate::state::SHOP;
use crate::{api, browser};

/// The ids, newest last, between spaces.
const TYPED: &str = "smartkhata.typed";

/// The draft that was not sent.
const UNSENT: &str = "smartkhata.unsent";

/// So many are remembered.
const MOST: usize = 50;

#[derive(Serialize, Deserialize)]
struct Unsent {
    shop: BusinessId,
    draft: Draft,
}

fn shop() -> Option<BusinessId> {
    SHOP.peek().as_ref().map(|shop| shop.id)
}

/// Whether this browser brings a draft back.
pub(super) fn is_own(id: DraftId) -> bool {
    !api::is_cloud() || browser::kept(TYPED).is_some_and(|typed| typed.split(' ').any(|known| known == id.to_string()))
}

/// Notes a draft that was sent, or could not be.
pub(super) fn note(draft: &Draft, sent: bool) {
    if !api::is_cloud() {
        return;
    }
    if !is_own(draft.id) {
        let (typed, id) = (browser::kept(TYPED).unwrap_or_default(), draft.id.to_string());
        let known: Vec<&str> = typed.split(' ').filter(|id| !id.is_empty()).collect();
        let newest = known.get(known.len().saturating_sub(MOST - 1)..).unwrap_or_default();
        browser::keep(TYPED, &[newest, &[id.as_str()]].concat().join(" "));
    }
    if sent {
        browser::release(UNSENT);
    } else if let Some(shop) = shop()
        && let Ok(text) = api::json::write(&Unsent { shop, draft: draft.clone() })
    {
        browser::hold(UNSENT, &text);
    }
}

/// The draft of the open shop that could not be sent.
pub(super) fn unsent() -> Option<Draft> {
    let unsent: Unsent = api::json::read(&browser::held(UNSENT)?).ok()?;
    (Some(unsent.shop) == shop()).then_some(unsent.draft)
}

/// Forgets what could not be sent: somebody else may sit here next. What was sent is the shop's, and comes back.
pub fn forget_unsent() {
    browser::release(UNSENT);
}
