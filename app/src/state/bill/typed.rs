//! What was typed in a browser, as far as its server does not have it: the drafts that could not be sent wait here until
//! they can, also over a reload of the page. At the backend the page knows which drafts are its own, too: the backend
//! keeps those of everybody who writes for the shop, and each browser brings back what was typed in it.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use smartkhata_core::document::Draft;
use smartkhata_core::id::{BusinessId, DraftId};

use crate::api::{self, Edition, place};
use crate::browser;
use crate::state::SHOP;

/// The ids, newest last, between spaces.
const TYPED: &str = "smartkhata.typed";

/// So many are remembered.
const MOST: usize = 50;

/// A draft that was not sent.
#[derive(Serialize, Deserialize)]
struct Unsent {
    shop: BusinessId,
    draft: Draft,
}

/// Where they wait. Each shop of an installation has its own.
fn key() -> String {
    format!("smartkhata.unsent.{}", place::key())
}

/// What waits, the newest last. In the tab where people sign in, since somebody else may open the next one; otherwise on
/// the device, since a server that comes back may be opened in another tab.
fn waiting() -> Vec<Unsent> {
    let text = if api::is_cloud() { browser::held(&key()) } else { browser::kept(&key()) };
    text.and_then(|text| api::json::read(&text).ok()).unwrap_or_default()
}

fn wait_with(unsent: &[Unsent]) {
    let (key, text) = (key(), api::json::write(&unsent).unwrap_or_default());
    match (unsent.is_empty(), api::is_cloud()) {
        (true, true) => browser::release(&key),
        (true, false) => browser::forget(&key),
        (false, true) => browser::hold(&key, &text),
        (false, false) => browser::keep(&key, &text),
    }
}

fn shop() -> Option<BusinessId> {
    SHOP.peek().as_ref().map(|shop| shop.id)
}

/// Whether this browser brings a draft back.
pub(super) fn is_own(id: DraftId) -> bool {
    !api::is_cloud() || browser::kept(TYPED).is_some_and(|typed| typed.split(' ').any(|known| known == id.to_string()))
}

/// Notes a draft that was sent, or could not be. The window's own books are there as long as the window is.
pub(super) fn note(draft: &Draft, sent: bool) {
    if api::edition() == Edition::Window {
        return;
    }
    if !is_own(draft.id) {
        let (typed, id) = (browser::kept(TYPED).unwrap_or_default(), draft.id.to_string());
        let known: Vec<&str> = typed.split(' ').filter(|id| !id.is_empty()).collect();
        let newest = known.get(known.len().saturating_sub(MOST - 1)..).unwrap_or_default();
        browser::keep(TYPED, &[newest, &[id.as_str()]].concat().join(" "));
    }
    done_with(draft.id);
    if !sent && let Some(shop) = shop() {
        let mut unsent = waiting();
        unsent.push(Unsent { shop, draft: draft.clone() });
        wait_with(&unsent);
    }
}

/// A draft waits no longer: it was sent, or became a bill, or was thrown away.
pub(super) fn done_with(id: DraftId) {
    let mut unsent = waiting();
    let before = unsent.len();
    unsent.retain(|other| other.draft.id != id);
    if unsent.len() < before {
        wait_with(&unsent);
    }
}

/// The drafts of the open shop that could not be sent, the newest last.
pub(super) fn unsent() -> Vec<Draft> {
    let shop = shop();
    waiting().into_iter().filter(|unsent| Some(unsent.shop) == shop).map(|unsent| unsent.draft).collect()
}

/// Forgets what could not be sent: somebody else may sit here next. What was sent is the shop's, and comes back.
pub fn forget_unsent() {
    wait_with(&[]);
}
