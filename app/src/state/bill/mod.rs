//! The bills being typed: one in hand, others held beside it. They outlive the screen, are kept on the device
//! through the door shortly after each change, and come back after a crash.
//!
//! What a bill comes to is the core's own computation, here in the page, so that totals never wait.

use dioxus::prelude::*;
use smartkhata_core::api::bill::{BeginCorrection, BillView, CancelVoucher, CorrectBill, DiscardDraft, FinalizeBill};
use smartkhata_core::api::party::{GetParty, PartyView};
use smartkhata_core::document::draft_copy::draft_of;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::document::{Draft, Voucher};
use smartkhata_core::id::{DraftId, VoucherId};
use smartkhata_core::money::Paise;
use smartkhata_core::payment::Tender;
use smartkhata_core::tax::compute::TaxMode;
use smartkhata_core::{Code, Error, Result};

use super::ids::new_id;
use super::{books_changed, run, say_error};
use crate::{api, t};

mod days;
mod keep;
pub mod line;
mod open;
mod tab;
mod typed;

pub use days::{read_days, set_day, type_date, type_due};
pub use keep::{flush, keep_again, keep_now, load, look_again};
pub use line::{add_line, add_lines, found, is_unpriced, line_of, open_line, paid_for, short_of, take_off, unpriced};
pub use open::{OpenBill, OpenBills};
pub use typed::forget_unsent;

use keep::keep_soon;

/// The bills being typed.
pub static BILLS: GlobalSignal<OpenBills> = Signal::global(|| OpenBills::new(empty()));

/// The mode that the core named last: the next bill begins with it, so that totals do not jump.
static MODE: GlobalSignal<TaxMode> = Signal::global(TaxMode::default);

/// A new draft id.
fn draft_id() -> DraftId {
    DraftId::new(new_id())
}

fn empty() -> OpenBill {
    OpenBill::new(Draft::new(draft_id()), *MODE.peek())
}

/// Changes the bill in hand; the change can be undone, is kept, and the core is asked what follows from it.
pub fn edit(change: impl FnOnce(&mut Draft)) {
    edit_bill(Box::new(|bill| change(&mut bill.draft)));
}

fn edit_bill(change: Box<dyn FnOnce(&mut OpenBill) + '_>) {
    let changed = BILLS.write().current.change(draft_id(), change);
    if changed {
        keep_soon();
    }
}

/// Takes back the last change of the bill in hand; false when there is none.
pub fn undo_edit() -> bool {
    let undone = BILLS.write().current.undo();
    if undone {
        keep_soon();
    }
    undone
}

/// Names the customer of the bill in hand, or makes it a walk-in again.
pub fn set_party(party: Option<PartyView>) {
    edit_bill(Box::new(|bill| {
        let id = party.as_ref().map(|view| view.party.id);
        // Where one customer's goods are taxed, and until when he pays, is nothing to another.
        if bill.draft.party != id {
            bill.draft.place_of_supply.clear();
            bill.draft.due = None;
            bill.due = None;
            // Nor is what one has paid.
            bill.paid_before = Paise::ZERO;
            bill.typed_days.due = None;
        }
        bill.draft.party = id;
        bill.draft.customer_name.clear();
        bill.party = party;
    }));
    // The same customer again changes nothing in the draft, but what they owe may have changed.
    keep_soon();
}

/// A customer's details were changed: the bill in hand goes by the new ones.
pub fn party_changed(view: PartyView) {
    let here = BILLS.peek().current.draft.party == Some(view.party.id);
    if here {
        BILLS.write().current.party = Some(view);
        keep_soon();
    }
}

/// Puts the bill in hand aside and begins a new one; with nothing on it the one that was put aside last is in hand
/// again, if there is one. Answers whether one was put aside.
pub fn hold() -> bool {
    if BILLS.peek().current.is_empty() {
        let held = BILLS.peek().held();
        if let Some(place) = held {
            take(place);
        }
        return false;
    }
    let bill = empty();
    keep::keep_leaving();
    BILLS.write().begin(bill);
    keep_soon();
    true
}

/// Takes the bill at a place into the hand.
pub fn take(place: usize) {
    keep::keep_leaving();
    BILLS.write().take(place);
    keep_soon();
}

/// Throws the bill in hand away; what it was is answered, for undo.
pub fn discard() -> Draft {
    let draft = BILLS.peek().current.draft.clone();
    let next = empty();
    BILLS.write().drop(draft.id, next);
    keep_no_more(draft.id);
    keep_soon();
    draft
}

/// A draft is to be kept no longer.
fn keep_no_more(id: DraftId) {
    done_with(id);
    run(async move {
        let _ = api::call(DiscardDraft { id }).await;
    });
}

/// A draft is a bill now, or nothing: it waits no more, and is no tab's.
fn done_with(id: DraftId) {
    typed::done_with(id);
    tab::release(id);
}

/// Takes a draft into the hand again under a new id: after undo, so that nothing typed is lost.
pub fn reopen(draft: Draft) {
    reopen_paid(draft, Paise::ZERO);
}

/// The same with what was paid for it before: that is known before the first key takes money.
fn reopen_paid(mut draft: Draft, paid_before: Paise) {
    draft.id = draft_id();
    draft.tenders.clear();
    open_draft(draft, paid_before);
}

/// Takes into the hand what a cancelled bill sold, or a return took back; false where the voucher is neither.
pub async fn write_again(voucher: &Voucher) -> bool {
    let (content, again_of) = match &voucher.detail {
        Detail::Bill(bill) => (&**bill, Some(voucher.id)),
        Detail::CreditNote(note) => (&note.content, None),
        _ => return false,
    };
    let Ok(draft) = draft_of(voucher, content, draft_id()) else { return false };
    reopen(Draft { again_of, ..draft });
    // What was paid for it is known before the first key takes money.
    keep::look_again().await;
    true
}

/// Begins to correct a saved bill: what it says is in hand, and it stands until that is saved. A correction of it that is
/// open already goes on.
pub async fn correct(id: VoucherId) -> Result<()> {
    let open = BILLS.peek().all().position(|bill| bill.draft.corrects == Some(id));
    match open {
        Some(place) => take(place),
        None => {
            let draft = api::call(BeginCorrection { id }).await?;
            open_draft(draft, Paise::ZERO);
            // What was paid for it is known before the first key takes money.
            keep::look_again().await;
        }
    }
    Ok(())
}

fn open_draft(draft: Draft, paid_before: Paise) {
    let party = draft.party;
    let bill = OpenBill { paid_before, ..OpenBill::new(draft, *MODE.peek()) };
    {
        let mut bills = BILLS.write();
        if bills.current.is_empty() { bills.current = bill } else { bills.begin(bill) }
    }
    keep_soon();
    if let Some(id) = party {
        run(async move {
            if let Ok(view) = api::call(GetParty { id }).await {
                let mut bills = BILLS.write();
                if bills.current.draft.party == Some(id) {
                    bills.current.party = Some(view);
                }
            }
        });
    }
}

/// Saves the bill in hand with these tenders; when it is on disk an empty bill takes its place.
/// Answers the saved bill and the draft that it was made of.
/// Goods without a price are not given away, and what is typed as a day and is none is no other day.
pub async fn finalize(tenders: Vec<Tender>) -> Result<(BillView, Draft)> {
    read_days()?;
    let typed = BILLS.peek().current.draft.clone();
    if let Some(place) = line::unpriced(&typed) {
        return Err(Error::field(Code::InvalidAmount, format!("lines.{place}.price"), "This line has no price."));
    }
    let draft = Draft { tenders, ..typed.clone() };
    // What is waiting to be kept must not come back after the bill is saved.
    keep::forget_waiting();
    let view = match write(draft.clone()).await {
        Ok(view) => view,
        Err(error) => {
            if error.code() == Code::AlreadySaved {
                under_a_new_id(draft.id);
            } else {
                keep_soon();
            }
            return Err(error);
        }
    };
    done_with(draft.id);
    let changed = {
        let bills = BILLS.peek();
        bills.all().any(|bill| bill.draft.id == draft.id && bill.draft != typed)
    };
    if changed {
        // What was changed while it was being saved is on no bill yet: it is said.
        under_a_new_id(draft.id);
        say_error(&Error::new(Code::AlreadySaved, "This was saved before it was changed."));
    } else {
        let next = empty();
        BILLS.write().drop(draft.id, next);
        books_changed();
        keep_soon();
    }
    Ok((view, draft))
}

/// Saves a draft as the bill that it becomes.
async fn write(draft: Draft) -> Result<BillView> {
    if draft.corrects.is_some() {
        api::call(CorrectBill { draft, reason: t!("entry-reason-corrected") }).await
    } else {
        api::call(FinalizeBill { draft }).await
    }
}

/// A draft whose bill was saved before its last changes goes on as another bill: it is said, and to be looked at. That of
/// a correction corrects the bill that it became: the goods were sold once.
fn under_a_new_id(id: DraftId) {
    {
        let mut bills = BILLS.write();
        let draft = &mut bills.current.draft;
        if draft.id == id {
            draft.id = draft_id();
            draft.corrects = draft.corrects.map(|_| VoucherId::new(id.uuid()));
        }
    }
    keep_no_more(id);
    books_changed();
    keep_soon();
}

/// Takes a saved bill back and opens what it was made of again, as a bill of its own: one that it corrected stays
/// cancelled. What its customer had paid for it pays that one first.
pub async fn undo_saved(view: &BillView, draft: Draft) -> Result<()> {
    let id = view.voucher.id;
    api::call(CancelVoucher { id, reason: t!("entry-reason-undone") }).await?;
    let paid_before = if draft.party.is_some() { view.paid } else { Paise::ZERO };
    reopen_paid(Draft { corrects: None, again_of: Some(id), ..draft }, paid_before);
    books_changed();
    Ok(())
}
