//! What stands over a bill in hand that corrects a saved one: which, what was paid for it, and the way to leave it alone;
//! over one that writes a cancelled bill again what was paid for that.
//!
//! Test ids: `correcting`, `correcting-leave`, `correcting-as-new`, `paid-before`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::api::bill::{GetBill, StaysWith};
use smartkhata_core::id::VoucherId;
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use crate::part::{Button, Icon, Look, rupees_short};
use crate::state::answer::use_answer;
use crate::state::bill::{self, BILLS};
use crate::state::{CHANGES, toast_typed};
use crate::{api, t};

/// The strip; nothing over a bill of its own.
#[part]
pub fn Correcting() -> Element {
    let corrects = use_memo(|| BILLS.read().current.draft.corrects);
    match corrects() {
        None => match paid_say() {
            None => rsx! {},
            Some(say) => rsx! {
                p { class: "strip wait", role: "status", "data-testid": "paid-before",
                    Icon { name: "in" }
                    span { class: "grow", "{say}" }
                }
            },
        },
        Some(id) => rsx! { Corrects { key: "{id}", id } },
    }
}

/// What is paid already, and what is left to be, or whose money stays an advance: nothing where nothing is paid.
fn paid_say() -> Option<String> {
    let bills = BILLS.read();
    let bill = &bills.current;
    if let Some(StaysWith { name, amount }) = &bill.stays_with {
        return Some(t!("paid-stays-with", amount = rupees_short(*amount), name = name.clone()));
    }
    let total = bill.totals().ok()?.total;
    let rest = bill.paid_before.sub(total, "advance").ok()?;
    let then = match rest {
        over if over > Paise::ZERO => t!("payments-stays-advance", amount = rupees_short(over)),
        none if none.is_zero() => t!("paid-all"),
        short => t!("paid-rest", amount = rupees_short(short.neg())),
    };
    (bill.paid_before > Paise::ZERO)
        .then(|| format!("{} {then}", t!("correcting-paid", amount = rupees_short(bill.paid_before))))
}

#[part]
fn Corrects(id: VoucherId) -> Element {
    let before = use_answer(move || async move {
        let _ = CHANGES();
        api::call(GetBill { id }).await
    });
    let (number, gone) = match before() {
        Some(Ok(view)) => (view.voucher.number, view.cancelled.is_some()),
        Some(Err(_)) | None => (String::new(), false),
    };
    rsx! {
        p { class: "strip wait", role: "status", "data-testid": "correcting",
            Icon { name: "edit" }
            span { class: "grow",
                if gone {
                    {t!("correcting-gone", number = number)}
                } else {
                    {t!("correcting-bill", number = number)}
                    if let Some(say) = paid_say() {
                        " {say}"
                    }
                }
            }
            if gone {
                Button {
                    say: t!("correcting-as-new"), testid: "correcting-as-new",
                    // What was paid for the one that is gone pays this one.
                    onclick: move |()| bill::edit(|draft| draft.again_of = draft.corrects.take()),
                }
            }
            Button { say: t!("correcting-leave"), testid: "correcting-leave", look: Look::Quiet, onclick: move |()| leave() }
        }
    }
}

/// Leaves the saved bill as it is; for ten seconds the correction can come back.
fn leave() {
    let draft = bill::discard();
    toast_typed(t!("correcting-left"), move || bill::reopen(draft.clone()));
}
