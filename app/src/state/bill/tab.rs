//! Which bills being typed are this tab's: the browser holds each for the tab that has it open and for no other, until
//! the bill is done or the tab is gone, also one that crashed. So a second tab begins a bill of its own, and what a tab
//! left comes back in the next one that is opened.

use std::cell::RefCell;

use smartkhata_core::id::DraftId;

use crate::browser::{self, Held};

thread_local! {
    static OWN: RefCell<Vec<(DraftId, Option<Held>)>> = const { RefCell::new(Vec::new()) };
}

/// Takes a draft for this tab; false where another tab has it.
pub(super) async fn claim(id: DraftId) -> bool {
    if OWN.with_borrow(|own| own.iter().any(|(known, _)| *known == id)) {
        return true;
    }
    let claimed = browser::claim(&format!("smartkhata.draft.{id}")).await;
    claimed.map(|held| OWN.with_borrow_mut(|own| own.push((id, held)))).is_ok()
}

/// The draft is this tab's no more.
pub(super) fn release(id: DraftId) {
    OWN.with_borrow_mut(|own| own.retain(|(known, _)| *known != id));
}
