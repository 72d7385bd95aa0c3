//! Saving the bill in hand: the toast that says so, with the way back and the PDF.

use std::rc::Rc;

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::bill::{BillView, GetBill};
use smartkhata_core::document::Draft;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::Tender;

use super::{Offer, SHOP, Tone, bill, run, say_done, say_error, share, toast};
use crate::part::rupees_short;
use crate::{api, browser, t};

/// The bill saved last on this device, for another print; a bill that was taken back is none.
pub static LAST: GlobalSignal<Option<BillView>> = Signal::global(|| None);

/// Where its id is kept between starts. Each shop has its own.
fn kept_as() -> Option<String> {
    SHOP.peek().as_ref().map(|shop| format!("smartkhata.last-bill.{}", shop.id))
}

/// Notes which bill is the last one: for this tab where people sign in, since somebody else may open the next one, and
/// otherwise for the device.
fn note_last(view: Option<BillView>) {
    if let Some(key) = kept_as() {
        match (&view, api::is_cloud()) {
            (Some(view), true) => browser::hold(&key, &view.voucher.id.to_string()),
            (Some(view), false) => browser::keep(&key, &view.voucher.id.to_string()),
            (None, true) => browser::release(&key),
            (None, false) => browser::forget(&key),
        }
    }
    *LAST.write() = view;
}

/// Brings back the bill that was saved last here before the app was opened, if it still stands.
pub async fn load_last() {
    let kept = kept_as().and_then(|key| if api::is_cloud() { browser::held(&key) } else { browser::kept(&key) });
    let Some(id) = kept.and_then(|id| id.parse().ok()) else { return };
    if let Ok(view) = api::call(GetBill { id }).await
        && view.cancelled.is_none()
        && LAST.peek().is_none()
    {
        *LAST.write() = Some(view);
    }
}

/// Saves the bill in hand with these tenders and says so.
pub async fn save(tenders: Vec<Tender>) -> Result<BillView> {
    let before = bill::BILLS.peek().current.paid_before;
    let tendered = Paise::sum(tenders.iter().map(|tender| tender.amount), "paid");
    let (view, draft) = bill::finalize(tenders).await?;
    note_last(Some(view.clone()));
    let over = tendered.and_then(|paid| paid.add(before, "advance")?.sub(view.change, "advance"));
    let over = over.and_then(|paid| paid.sub(view.voucher.amount, "advance"));
    say_saved(&view, draft, over.unwrap_or(Paise::ZERO));
    Ok(view)
}

/// Whose bill it is, behind what else is said of it; nothing for a walk-in without a name.
pub fn whose(view: &BillView) -> String {
    let name = &view.voucher.party.name;
    if name.is_empty() { String::new() } else { format!(" · {name}") }
}

/// The number of the bill that this one corrects, if it corrects one.
fn instead_of(view: &BillView) -> Option<String> {
    match &view.voucher.detail {
        Detail::Bill(bill) => bill.instead_of.as_ref().map(|before| before.number.clone()),
        _ => None,
    }
}

/// Says what was saved; also what stays an advance, being more than was to be paid.
fn say_saved(view: &BillView, draft: Draft, advance: Paise) {
    let number = view.voucher.number.clone();
    let before = instead_of(view);
    let say = if let Some(before) = before.clone() {
        t!("bill-corrected", before = before, number = number, total = rupees_short(view.voucher.amount))
    } else if view.change > Paise::ZERO {
        t!("bill-saved-change", number = number, change = rupees_short(view.change))
    } else {
        t!("bill-saved", number = number, total = rupees_short(view.voucher.amount))
    };
    let mut say = say + &whose(view);
    if advance > Paise::ZERO {
        say = format!("{say} · {}", t!("payments-stays-advance", amount = rupees_short(advance)));
    }
    let undone = view.clone();
    let undo: Rc<dyn Fn()> = Rc::new(move || {
        let (view, draft) = (undone.clone(), draft.clone());
        run(async move {
            match bill::undo_saved(&view, draft).await {
                Ok(()) => {
                    let is_last = LAST.peek().as_ref().is_some_and(|last| last.voucher.id == view.voucher.id);
                    if is_last {
                        note_last(None);
                    }
                    let mut say = match instead_of(&view) {
                        // The way back is to write it again: a bill that was cancelled does not stand again.
                        Some(before) => t!("bill-undone-correction", number = view.voucher.number, before = before),
                        None => t!("bill-undone", number = view.voucher.number),
                    };
                    // Money of somebody who is known stays theirs; a walk-in gets it back.
                    if view.voucher.party.id.is_some() && view.paid > Paise::ZERO {
                        say = format!("{say} · {}", t!("payments-stays-advance", amount = rupees_short(view.paid)));
                    }
                    say_done(say);
                }
                Err(error) => say_error(&error),
            }
        });
    });
    let id = view.voucher.id;
    let shared = view.clone();
    toast(
        say,
        Tone::Done,
        vec![
            Offer { words: "do-undo", testid: "toast-undo", act: undo },
            Offer { words: "do-share", testid: "toast-share", act: Rc::new(move || share::share_bill(shared.clone())) },
            Offer { words: "do-pdf", testid: "toast-pdf", act: Rc::new(move || share::download_pdf(id)) },
        ],
    );
}
