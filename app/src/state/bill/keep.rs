//! Drafts are kept on the device while they are typed, and come back after a crash.

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_core::api::bill::{DiscardDraft, ListDrafts, PreviewBill, SaveDraft};
use smartkhata_core::api::party::GetParty;
use smartkhata_core::document::Draft;
use smartkhata_core::id::DraftId;
use smartkhata_core::{Code, Error};

use super::open::is_empty;
use super::{BILLS, MODE, OpenBill, done_with, tab, typed};
use crate::api;
use crate::state::run;

/// The draft has changes that were not written yet.
static UNKEPT: GlobalSignal<bool> = Signal::global(|| false);

/// Drafts are being written; whoever writes sees later changes too.
static KEEPING: GlobalSignal<bool> = Signal::global(|| false);

/// How long a change waits for others of the same moment.
const KEEP_MS: u32 = 100;

/// Writes the draft while it is typed, one write after the other, and asks the core for the mode and the customer's
/// limit. However fast somebody scans, a power cut takes no more than the last moment's lines.
pub(super) fn keep_soon() {
    *UNKEPT.write() = true;
    if std::mem::replace(&mut *KEEPING.write(), true) {
        return;
    }
    run(async move {
        loop {
            TimeoutFuture::new(KEEP_MS).await;
            let Some(draft) = waiting() else { break };
            keep(draft).await;
        }
        *KEEPING.write() = false;
    });
}

/// Whoever keeps the drafts answers again: what could not be kept before is kept now.
pub fn keep_again() {
    run(keep_unsent());
    keep_soon();
}

/// Keeps what could not be kept before, as it stands by now: what was typed in this tab, and what a tab left that is no
/// more.
async fn keep_unsent() {
    for draft in typed::unsent() {
        let id = draft.id;
        if tab::claim(id).await {
            let open = open(id);
            let is_here = open.is_some();
            keep(open.unwrap_or(draft)).await;
            if !is_here {
                tab::release(id);
            }
        }
    }
}

/// A bill that is open here, as it stands by now.
fn open(id: DraftId) -> Option<Draft> {
    BILLS.peek().all().find(|bill| bill.draft.id == id).map(|bill| bill.draft.clone())
}

/// A bill that is open here was changed, in hand or not: it is kept.
pub(super) fn keep_open(id: DraftId) {
    let in_hand = BILLS.peek().current.draft.id == id;
    match open(id) {
        Some(_) if in_hand => keep_soon(),
        Some(draft) => run(keep(draft)),
        None => {}
    }
}

/// Keeps what waits to be kept, before the page goes elsewhere.
pub async fn keep_now() {
    if let Some(draft) = waiting() {
        keep(draft).await;
    }
}

/// The bill in hand, if it has changes that were not written yet; whoever takes it writes it.
fn waiting() -> Option<Draft> {
    std::mem::replace(&mut *UNKEPT.write(), false).then(|| BILLS.peek().current.draft.clone())
}

/// The bill in hand makes room for another: what waits to be kept of it is written now.
pub(super) fn keep_leaving() {
    if let Some(draft) = waiting() {
        run(keep(draft));
    }
}

async fn keep(draft: Draft) {
    let id = draft.id;
    // A draft that could not be kept is still on the screen; saving the bill itself reports what is wrong.
    if is_empty(&draft) {
        done_with(id);
        let _ = api::call(DiscardDraft { id }).await;
    } else {
        // Before another tab can hear of it.
        tab::claim(id).await;
        let kept = api::call(SaveDraft { draft: draft.clone() }).await;
        typed::note(&draft, kept.is_ok());
    }
    ask(draft).await;
}

/// Asks the core what follows from the bill in hand as it is now, before it is saved. Answers whether its rates changed.
pub async fn look_again() -> bool {
    let draft = BILLS.peek().current.draft.clone();
    ask(draft).await
}

/// Asks the core what follows from a draft: the tax, the document, what there is to say before it is sold. Answers whether
/// its lines got other rates.
async fn ask(draft: Draft) -> bool {
    let id = draft.id;
    // Goods without tax say nothing of which tax the next line has.
    let taxed = draft.is_taxed();
    let Ok(preview) = api::call(PreviewBill { draft: draft.clone() }).await else { return false };
    if taxed {
        *MODE.write() = preview.mode;
    }
    let rerated = {
        let mut bills = BILLS.write();
        if bills.current.draft.id == id {
            if taxed {
                bills.current.mode = preview.mode;
            }
            bills.current.kind = Some(preview.kind);
            bills.current.place_of_supply = preview.place_of_supply;
            bills.current.due = preview.due;
            bills.current.over_limit = preview.over_limit;
            bills.current.below_cost = preview.below_cost;
            bills.current.paid_before = preview.paid_before;
            bills.current.stays_with = preview.stays_with;
            bills.current.gone = preview.problems.iter().filter_map(gone_line).collect();
            bills.current.gone.sort_unstable();
        }
        // Lines are meant by their places: of a bill that was changed meanwhile the next answer tells.
        bills.current.draft == draft && bills.current.rerate(&preview.rates)
    };
    if rerated {
        keep_soon();
    }
    rerated
}

/// The place of the line whose item is in the list no more, or hidden there, if that is what the problem says.
fn gone_line(problem: &Error) -> Option<u32> {
    let place = problem.field.as_deref()?.strip_prefix("lines.")?.strip_suffix(".item")?;
    place.parse().ok().filter(|_| matches!(problem.code(), Code::NotFound | Code::Archived))
}

/// Brings back what was being typed when the app was last open, also in a tab that is no more, and learns the shop's tax
/// mode. What another tab has in hand stays there.
pub async fn load() {
    for draft in tab::claim_all(typed::unsent()).await {
        keep(draft).await;
    }
    if let Ok(drafts) = api::call(ListDrafts { limit: 100, ..ListDrafts::default() }).await {
        let unsent = typed::unsent();
        let waits = |id| unsent.iter().any(|draft| draft.id == id);
        let kept = drafts.drafts.into_iter().filter(|draft| typed::is_own(draft.id) && !waits(draft.id));
        let drafts: Vec<Draft> = unsent.iter().rev().cloned().chain(kept).filter(|draft| !is_empty(draft)).collect();
        let mut bills = Vec::new();
        for draft in tab::claim_all(drafts).await {
            let party = match draft.party {
                Some(id) => api::call(GetParty { id }).await.ok(),
                None => None,
            };
            let mut bill = OpenBill::new(draft, *MODE.peek());
            bill.party = party;
            bills.push(bill);
        }
        BILLS.write().bring_back(bills);
    }
    let draft = BILLS.peek().current.draft.clone();
    keep(draft).await;
}

/// What waits to be kept is no longer to be kept: the bill itself is being saved.
pub(super) fn forget_waiting() {
    *UNKEPT.write() = false;
}

/// The page may be thrown away at any moment from now on: what waits is written at once.
pub fn flush() {
    if let Some(draft) = waiting()
        && !is_empty(&draft)
    {
        // Nobody will hear whether it arrived.
        typed::note(&draft, false);
        api::send_last(SaveDraft { draft });
    }
}
