//! Which bills being typed are this tab's: the browser holds each for the tab that has it open and for no other, until
//! the bill is done or the tab is gone, also one that crashed. So a second tab begins a bill of its own, and what a tab
//! left comes back in the next one that is opened.

use std::cell::RefCell;

use gloo_timers::future::TimeoutFuture;
use smartkhata_core::document::Draft;
use smartkhata_core::id::DraftId;

use crate::browser::{self, Held};

thread_local! {
    static OWN: RefCell<Vec<(DraftId, Option<Held>)>> = const { RefCell::new(Vec::new()) };
}

/// How long a page that was left takes to be gone, at most, in milliseconds.
const GOES_MS: u32 = 500;

fn is_own(id: DraftId) -> bool {
    OWN.with_borrow(|own| own.iter().any(|(known, _)| *known == id))
}

/// Takes a draft for this tab; false where another tab has it.
pub(super) async fn claim(id: DraftId) -> bool {
    if is_own(id) {
        return true;
    }
    let claimed = browser::claim(&format!("smartkhata.draft.{id}")).await;
    claimed.map(|held| OWN.with_borrow_mut(|own| own.push((id, held)))).is_ok()
}

/// Takes those drafts for this tab that no other has, and answers them in their order. The page that was in this tab a
/// moment ago may still have its own: they are asked for once more.
pub(super) async fn claim_all(drafts: Vec<Draft>) -> Vec<Draft> {
    for draft in &drafts {
        claim(draft.id).await;
    }
    if drafts.iter().any(|draft| !is_own(draft.id)) {
        TimeoutFuture::new(GOES_MS).await;
        for draft in &drafts {
            claim(draft.id).await;
        }
    }
    drafts.into_iter().filter(|draft| is_own(draft.id)).collect()
}

/// The draft is this tab's no more.
pub(super) fn release(id: DraftId) {
    OWN.with_borrow_mut(|own| own.retain(|(known, _)| *known != id));
}
