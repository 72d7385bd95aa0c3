//! One payment as it was saved: its parts, the bills it settled, what is left of it; taking it back.
//!
//! Test ids: `one-payment`, `payment-amount`, `payment-expense`, `payment-party-link`, `payment-part`, `payment-discount`,
//! `payment-bill`, `payment-left`, `payment-set-now`, `payment-take-back`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::bill::{CancelVoucher, GetBill};
use smartkhata_core::api::payment::{AllocatePayment, GetPayment, PaymentView, ReleasePayment, Settle};
use smartkhata_core::attachment::Owner;
use smartkhata_core::document::voucher::{Allocation, Detail};
use smartkhata_core::id::VoucherId;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::Direction;
use smartkhata_part::part;

use super::account::account_words;
use super::attachments::Attachments;
use super::entry::{take_back, undo};
use crate::part::{self, Amount, Button, LinkButton, Look, Trouble, Waiting, mode_say};
use crate::route::{self, Route};
use crate::state::answer::use_answer;
use crate::state::{self, CHANGES, Tone};
use crate::{api, t};

/// The payment. Give it a key: another payment is another component.
#[part]
pub fn OnePayment(id: VoucherId) -> Element {
    let view = use_answer(move || async move {
        let _ = CHANGES();
        api::call(GetPayment { id }).await
    });
    rsx! {
        main { class: "screen", "data-testid": "one-payment",
            match view() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! {
                    Title { say: t!("payments-title") }
                    Trouble { error, onretry: move |()| view.restart() }
                },
                Some(Ok(view)) => rsx! { Saved { view } },
            }
        }
    }
}

#[part]
fn Title(say: String) -> Element {
    rsx! {
        header { class: "screen-head",
            LinkButton {
                say: t!("do-back"), testid: "payment-back", to: Route::Payments, icon: "back", bare: true, look: Look::Quiet,
            }
            h1 { "{say}" }
        }
    }
}

#[part]
fn Saved(view: PaymentView) -> Element {
    let PaymentView { voucher, advance, discount, cancelled, .. } = view.clone();
    let Detail::Payment(payment) = voucher.detail.clone() else { return rsx! {} };
    let (title, class) = match payment.direction {
        Direction::In => ("payments-one-in", "in"),
        Direction::Out => ("payments-one-out", "out"),
    };
    let id = voucher.id;
    let stands = cancelled.is_none();
    let bills = settled(&view);
    let settles = stands && payment.direction == Direction::In && advance > Paise::ZERO && voucher.party.id.is_some();
    rsx! {
        Title { say: t!(title) }
        section { class: "card payment-saved",
            div { class: "payment-sum",
                span { "data-testid": "payment-amount",
                    Amount { value: voucher.amount, short: true, class: if stands { class } else { "struck" } }
                }
                p { class: "muted",
                    {part::short(voucher.date)}
                    if !voucher.number.is_empty() {
                        " · {voucher.number}"
                    }
                }
                if let Some(account) = &payment.expense {
                    p { class: "bill-party", "data-testid": "payment-expense", {account_words(account)} }
                }
                if let Some(party) = voucher.party.id {
                    a { class: "bill-party", href: Route::Party(party).href(), "data-testid": "payment-party-link",
                        "{voucher.party.name}"
                    }
                }
            }
            if let Some(why) = cancelled {
                p { class: "strip wait",
                    if why.is_empty() { {t!("payments-cancelled")} } else { {t!("payments-cancelled-why", why = why)} }
                }
            }
            dl { class: "pairs",
                for (place , tender) in payment.tenders.iter().enumerate() {
                    Fragment { key: "{place}",
                        dt { "data-testid": "payment-part",
                            {mode_say(tender.mode)}
                            if !tender.reference.is_empty() {
                                span { class: "muted", " {tender.reference}" }
                            }
                        }
                        dd { Amount { value: tender.amount } }
                    }
                }
                if discount > Paise::ZERO {
                    dt { {t!("party-entry-discount")} }
                    dd { "data-testid": "payment-discount", Amount { value: discount } }
                }
                if !voucher.note.is_empty() {
                    dt { {t!("party-note")} }
                    dd { "{voucher.note}" }
                }
            }
        }
        if let Some(bill) = payment.with_bill {
            p { class: "strip",
                if payment.direction == Direction::Out {
                    span { class: "grow", {t!("return-refunded")} }
                    LinkButton { say: t!("return-note"), testid: "payment-open-return", to: Route::OneReturn(bill), icon: "undo" }
                } else {
                    span { class: "grow", {t!("payments-with-bill")} }
                    LinkButton { say: t!("payments-open-bill"), testid: "payment-open-bill", to: Route::OneBill(bill), icon: "bill" }
                }
            }
        }
        if !bills.is_empty() || settles {
            section { class: "card settle",
                h2 { {t!("payments-settle")} }
                for allocation in bills {
                    Settled { key: "{allocation.bill}", allocation }
                }
                if settles {
                    p { class: "strip wait", "data-testid": "payment-left",
                        span { class: "grow", {t!("payments-advance-left")} }
                        Amount { value: advance }
                        Button {
                            say: t!("payments-set-now"), testid: "payment-set-now", asks: AllocatePayment::NAME, icon: "check",
                            onclick: move |()| set_now(id, advance),
                        }
                    }
                }
            }
        }
        Attachments { owner: Owner::Voucher(id) }
        if stands {
            div { class: "button-row",
                Button {
                    say: t!("entry-take-back"), testid: "payment-take-back", asks: CancelVoucher::NAME, icon: "undo", class: "large",
                    onclick: move |()| {
                        state::run(async move {
                            let then = |again| route::go(Route::OnePayment(again));
                            if let Err(error) = take_back(id, voucher.amount, then).await {
                                state::say_error(&error);
                            }
                        });
                    },
                }
            }
        }
    }
}

/// A bill that the payment settles, by its number; what was given on khata without a bill has none.
#[part]
fn Settled(allocation: Allocation) -> Element {
    let id = allocation.bill;
    let bill = use_answer(move || async move { api::call(GetBill { id }).await });
    let Some(bill) = bill() else { return rsx! {} };
    let Ok(bill) = bill else {
        return rsx! {
            div { class: "list-row", "data-testid": "payment-bill", "data-id": "{id}",
                span { class: "grow name", {t!("party-entry-gave")} }
                Amount { value: allocation.amount, class: "in" }
            }
        };
    };
    let number = bill.voucher.number;
    rsx! {
        a { class: "list-row", href: Route::OneBill(id).href(), "data-testid": "payment-bill", "data-id": "{id}",
            span { class: "grow name", {t!("party-entry-bill", number = number)} }
            Amount { value: allocation.amount, class: "in" }
        }
    }
}

/// Sets what is left of a payment or credit note against the oldest bills; for ten seconds it can be an advance again.
pub fn set_now(id: VoucherId, left: Paise) {
    state::run(async move {
        match api::call(AllocatePayment { id, settle: Settle::OldestFirst }).await {
            Ok(now) => {
                state::books_changed();
                // What it was set against before stays: acts are in their order.
                let new = now.later.last().filter(|_| now.advance < left).map(|set| set.act);
                let back =
                    new.map(|act| undo(move || async move { api::call(ReleasePayment { id, act }).await.map(drop) }));
                state::toast(t!("payments-set-done"), Tone::Done, back.into_iter().collect());
            }
            Err(error) => state::say_error(&error),
        }
    });
}

/// Everything that the payment is set against: when it was made, and later; each bill once.
fn settled(view: &PaymentView) -> Vec<Allocation> {
    let mut all = view.voucher.allocations.clone();
    for later in &view.later {
        match all.iter_mut().find(|set| set.bill == later.bill) {
            Some(set) => set.amount = set.amount.add(later.amount, "amount").unwrap_or(set.amount),
            None => all.push(Allocation { bill: later.bill, amount: later.amount }),
        }
    }
    all.retain(|set| !set.amount.is_zero());
    all
}
