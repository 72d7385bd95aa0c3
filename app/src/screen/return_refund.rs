//! What goods that come back come to, and how the money goes back.
//!
//! Test ids: `return-total`, `return-let-off`, `field-reason`, `return-cash`, `return-upi`, `return-khata`; toasts:
//! `toast-undo`, `toast-pdf`.

use std::rc::Rc;

use dioxus::prelude::*;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::returns::{Goods, PreviewReturn, ReturnView, SaveReturn};
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_core::{Code, Result};
use smartkhata_part::part;

use super::entry::undo;
use crate::part::{Field, Look, Trouble, rupees_short};
use crate::state::answer::use_answer;
use crate::state::kept::{Typing, fields};
use crate::state::submit::use_submit_of;
use crate::state::{self, Offer, Tone, bill, share, use_callback};
use crate::{api, t};

/// What is typed of goods that come back.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Back {
    /// How much of each line of the bill; nothing where they are no lines of one.
    pub quantities: Vec<String>,
    /// The bill's charges go back, too.
    pub charges: bool,
    /// Why.
    pub reason: String,
}

fields!(Back: quantities charges reason);

/// What the goods come to, why they came back, and how the money goes back.
#[part]
pub fn Refund(form: Typing<Back>, goods: Goods, party: bool, owes: bool, onclose: EventHandler<()>) -> Element {
    let submit = use_submit_of(form.place());
    let asked = goods.clone();
    let preview = use_answer(use_reactive!(|asked| async move {
        let answer = api::call(PreviewReturn { goods: asked.clone(), date: None }).await;
        (asked, answer)
    }));
    // A figure counts only while it is the answer to what is typed now.
    let answer = preview().filter(|(asked, _)| *asked == goods).map(|(_, answer)| answer);
    let worth = answer.as_ref().and_then(|answer| answer.as_ref().ok());
    // What was let off is nobody's money; at once goes back at most what was paid.
    let total = worth.and_then(|worth| worth.content.total.sub(worth.let_off, "total").ok());
    let let_off = worth.map_or(Paise::ZERO, |worth| worth.let_off);
    let refundable = worth.map(|worth| worth.refundable);
    let save = use_callback(move |mode: Option<Mode>| {
        let (Some(id), Some(amount)) = (submit.record(), refundable) else { return };
        let refund = mode.filter(|_| !amount.is_zero()).map(|mode| Tender { mode, amount, reference: String::new() });
        let request = SaveReturn {
            id,
            goods: goods.clone(),
            date: None,
            refund: refund.into_iter().collect(),
            reason: form.peek().reason.trim().to_owned(),
        };
        let storing = async move {
            let stored = store(request).await;
            if stored.as_ref().is_err_and(|error| error.code() == Code::AlreadySaved) {
                // It was saved before its last changes: what else comes back is another credit note.
                state::books_changed();
            }
            stored
        };
        submit.send(storing, move || onclose.call(()));
    });
    let off = total.is_none() || submit.is_busy();
    let unpaid = party && refundable == Some(Paise::ZERO);
    let (nothing, owes) = (off || unpaid, owes || unpaid);
    let way = |words: &str| match refundable.filter(|most| party && total.is_some_and(|total| *most < total)) {
        Some(most) if most > Paise::ZERO => format!("{} {}", t!(words), rupees_short(most)),
        _ => t!(words),
    };
    // Where the bill is not paid, less is owed; else cash goes back over the counter.
    let (first, second) = if owes { (Look::Plain, Look::Main) } else { (Look::Main, Look::Plain) };
    rsx! {
        if let Some(Err(error)) = answer {
            Trouble { error }
        }
        if let Some(error) = submit.problem().besides(&["reason"]) {
            Trouble { error }
        }
        p { class: "pairs-line", role: "status",
            span { {t!("return-total")} }
            output { class: "amount", "data-testid": "return-total", {total.map(rupees_short).unwrap_or_default()} }
        }
        if let_off > Paise::ZERO {
            p { class: "pairs-line muted", "data-testid": "return-let-off",
                span { {t!("return-let-off")} }
                span { class: "amount", {rupees_short(let_off)} }
            }
        }
        Field {
            name: "reason", label: t!("return-reason"), value: form.read().reason, problem: submit.problem(),
            oninput: move |text| form.change(|now| now.reason = text),
        }
        div { class: "pay-ways",
            PayBack { say: way("return-cash"), testid: "return-cash", first: !owes, look: first, disabled: nothing, onpay: move |()| save.call(Some(Mode::Cash)) }
            PayBack { say: way("return-upi"), testid: "return-upi", first: false, look: Look::Plain, disabled: nothing, onpay: move |()| save.call(Some(Mode::Upi)) }
            if party {
                PayBack { say: t!("return-khata"), testid: "return-khata", first: owes, look: second, disabled: off, onpay: move |()| save.call(None) }
            }
        }
    }
}

/// A way the money goes back; Enter in the quantities comes to the first.
#[part]
fn PayBack(
    say: String,
    testid: &'static str,
    first: bool,
    look: Look,
    disabled: bool,
    onpay: EventHandler<()>,
) -> Element {
    rsx! {
        button {
            r#type: "button",
            class: "button large {look.class()}",
            id: if first { "return-pay" } else { testid },
            "data-testid": testid,
            disabled,
            onclick: move |_| onpay.call(()),
            span { "{say}" }
        }
    }
}

/// Saves the return and says so, with the way back and the credit note.
async fn store(request: SaveReturn) -> Result<()> {
    let typed = matches!(request.goods, Goods::Typed(_));
    let saved: ReturnView = api::call(request).await?;
    let draft = typed.then(bill::discard);
    state::books_changed();
    let id = saved.voucher.id;
    let pdf = Offer { words: "do-pdf", testid: "toast-pdf", act: Rc::new(move || share::download_pdf(id)) };
    let say = t!("return-saved", number = saved.voucher.number, amount = rupees_short(saved.voucher.amount));
    let back = undo(move || {
        let draft = draft.clone();
        async move {
            api::call(CancelVoucher { id, reason: t!("entry-reason-undone") }).await?;
            if let Some(draft) = draft {
                bill::reopen(draft);
            }
            Ok(())
        }
    });
    state::toast(say, Tone::Done, vec![back, pdf]);
    Ok(())
}
