//! One credit note: what came back, from which bill, how the money went back; PDF, receipt, cancellation.
//!
//! Test ids: `one-return`, `return-number`, `return-amount`, `return-bill-link`, `return-pdf`, `return-receipt`,
//! `return-set-now`, `return-cancel`; toast: `toast-return`.

use std::rc::Rc;

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::payment::AllocatePayment;
use smartkhata_core::api::returns::{GetReturn, ReturnView};
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::id::VoucherId;
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use super::one_bill::{Lines, write_again};
use super::one_payment::set_now;
use crate::part::{self, Amount, Button, LinkButton, Look, Trouble, Twice, Waiting, modes_say, rupees_short};
use crate::route::{self, Route};
use crate::state::answer::use_answer;
use crate::state::{self, CHANGES, Offer, Tone, role, share};
use crate::{api, t};

/// The credit note.
#[part]
pub fn OneReturn(id: VoucherId) -> Element {
    let note = use_answer(move || async move {
        let _ = CHANGES();
        api::call(GetReturn { id }).await
    });
    rsx! {
        main { class: "screen", "data-testid": "one-return",
            match note() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| note.restart() } },
                Some(Ok(view)) => rsx! { Saved { view } },
            }
        }
    }
}

#[part]
fn Saved(view: ReturnView) -> Element {
    let voucher = view.voucher.clone();
    let Detail::CreditNote(note) = voucher.detail else { return rsx! {} };
    let id = voucher.id;
    let (number, bill) = (voucher.number.clone(), note.against.as_ref().map(|bill| bill.id));
    let name = if voucher.party.name.is_empty() { t!("bill-customer-none") } else { voucher.party.name.clone() };
    let cancelled = view.cancelled.is_some();
    rsx! {
        header { class: "screen-head",
            LinkButton { say: t!("do-back"), testid: "return-back", to: Route::DayBook, icon: "back", look: Look::Quiet, bare: true }
            h1 { "data-testid": "return-number", "{voucher.number}" }
            span { class: "tag", {t!("return-note")} }
            if cancelled {
                span { class: "tag out", {t!("bills-status-cancelled")} }
            }
        }
        section { class: "card bill-top",
            div { class: "grow",
                p { class: "muted", {part::short(voucher.date)} }
                if let Some(party) = voucher.party.id {
                    a { class: "bill-party", href: Route::Party(party).href(), "{name}" }
                } else {
                    p { class: "bill-party", "{name}" }
                }
                if let Some(bill) = &note.against {
                    a { class: "bill-party", href: Route::OneBill(bill.id).href(), "data-testid": "return-bill-link",
                        {t!("party-entry-bill", number = bill.number.clone())}
                        " · "
                        {part::short(bill.date)}
                    }
                }
            }
            div { class: "amount-stack",
                span { class: "bill-total", "data-testid": "return-amount", {rupees_short(voucher.amount)} }
            }
        }
        dl { class: "pairs card",
            if view.refunded > Paise::ZERO {
                dt {
                    {t!("return-refunded")}
                    span { class: "muted", " {modes_say(note.refund.iter().map(|tender| tender.mode))}" }
                }
                dd { Amount { value: view.refunded } }
            }
            if view.let_off > Paise::ZERO {
                dt { {t!("return-let-off")} }
                dd { Amount { value: view.let_off } }
            }
            if view.on_khata > Paise::ZERO {
                dt { {t!("return-on-khata")} }
                dd { Amount { value: view.on_khata } }
            }
        }
        if view.advance > Paise::ZERO {
            p { class: "strip wait",
                span { class: "grow", {t!("payments-advance-left")} }
                Amount { value: view.advance }
                Button {
                    say: t!("payments-set-now"), testid: "return-set-now", asks: AllocatePayment::NAME, icon: "check",
                    onclick: move |()| set_now(id, view.advance),
                }
            }
        }
        div { class: "button-row",
            Button { say: t!("do-pdf"), testid: "return-pdf", icon: "pdf", look: Look::Main, onclick: move |()| share::download_pdf(id) }
            Button { say: t!("do-share"), testid: "return-share", icon: "share", onclick: move |()| share::share_pdf(id) }
            Button { say: t!("do-print"), testid: "return-receipt", icon: "print", onclick: move |()| share::download_receipt(id) }
        }
        Lines { bill: note.content }
        if !voucher.note.is_empty() {
            section { class: "card",
                h2 { {t!("return-reason")} }
                p { "{voucher.note}" }
            }
        }
        if !cancelled && role::may::<CancelVoucher>() {
            div { class: "bill-cancel",
                Twice {
                    say: t!("return-cancel"),
                    again: t!("cancel-again", number = number.clone()),
                    testid: "return-cancel",
                    onclick: move |()| {
                        let (number, taken) = (number.clone(), view.voucher.clone());
                        state::run(async move {
                            match api::call(CancelVoucher { id, reason: String::new() }).await {
                                Ok(_) => {
                                    state::books_changed();
                                    // The same goods are taken back again at their bill; those of none are in hand.
                                    let again = Offer {
                                        words: "return-title",
                                        testid: "toast-return",
                                        act: Rc::new(move || match bill {
                                            Some(bill) => route::go(Route::OneBill(bill)),
                                            None => write_again(&taken),
                                        }),
                                    };
                                    state::toast(t!("return-cancelled", number = number), Tone::Done, vec![again]);
                                }
                                Err(error) => state::say_error(&error),
                            }
                        });
                    },
                }
                p { class: "muted", {t!("return-cancel-why")} }
            }
        }
    }
}
