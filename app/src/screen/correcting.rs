//! What stands over a bill in hand that corrects a saved one: which, what was paid for it, and the way to leave it alone.
//!
//! Test ids: `correcting`, `correcting-leave`, `correcting-as-new`; toast: `toast-undo`.

use std::rc::Rc;

use dioxus::prelude::*;
use smartkhata_core::api::bill::GetBill;
use smartkhata_core::id::VoucherId;
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use crate::part::{Button, Icon, Look, rupees_short};
use crate::state::answer::use_answer;
use crate::state::bill::{self, BILLS};
use crate::state::{CHANGES, Offer, Tone, toast};
use crate::{api, t};

/// The strip; nothing over a bill of its own.
#[part]
pub fn Correcting() -> Element {
    let corrects = use_memo(|| BILLS.read().current.draft.corrects);
    match corrects() {
        None => rsx! {},
        Some(id) => rsx! { Corrects { key: "{id}", id } },
    }
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
    let paid = BILLS.read().current.paid_before;
    rsx! {
        p { class: "strip wait", role: "status", "data-testid": "correcting",
            Icon { name: "edit" }
            span { class: "grow",
                if gone {
                    {t!("correcting-gone", number = number)}
                } else {
                    {t!("correcting-bill", number = number)}
                    if paid > Paise::ZERO {
                        " "
                        {t!("correcting-paid", amount = rupees_short(paid))}
                    }
                }
            }
            if gone {
                Button {
                    say: t!("correcting-as-new"), testid: "correcting-as-new",
                    onclick: move |()| bill::edit(|draft| draft.corrects = None),
                }
            }
            Button { say: t!("correcting-leave"), testid: "correcting-leave", look: Look::Quiet, onclick: move |()| leave() }
        }
    }
}

/// Leaves the saved bill as it is; for ten seconds the correction can come back.
fn leave() {
    let draft = bill::discard();
    let undo = Offer { words: "do-undo", testid: "toast-undo", act: Rc::new(move || bill::reopen(draft.clone())) };
    toast(t!("correcting-left"), Tone::Done, vec![undo]);
}
