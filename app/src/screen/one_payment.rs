//! One payment as it was saved: its parts, the bills it settled, what is left of it; taking it back.
//!
//! Test ids: `one-payment`, `payment-amount`, `payment-party-link`, `payment-part`, `payment-bill`, `payment-left`,
//! `payment-set-now`, `payment-take-back`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::Request;
use smartkhata_core::api::bill::{CancelVoucher, GetBill};
use smartkhata_core::api::payment::{AllocatePayment, GetPayment, PaymentView, ReleasePayment, SavePayment, Settle};
use smartkhata_core::attachment::Owner;
use smartkhata_core::document::voucher::{Allocation, Detail};
use smartkhata_core::id::VoucherId;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Direction, Payment};

use super::attachments::Attachments;
use super::entry::undo;
use crate::part::{self, Amount, Button, LinkButton, Look, Trouble, Waiting, mode_say, rupees_short};
use crate::route::{self, Route};
use crate::state::{self, CHANGES, Tone};
use crate::{api, t};

/// The payment. Give it a key: another payment is another component.
#[component]
pub fn OnePayment(id: VoucherId) -> Element {
    let mut view = use_resource(move || async move {
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

#[component]
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

#[component]
fn Saved(view: PaymentView) -> Element {
    let PaymentView { voucher, advance, cancelled, .. } = view.clone();
    let Detail::Payment(payment) = voucher.detail.clone() else { return rsx! {} };
    let (title, class) = match payment.direction {
        Direction::In => ("payments-one-in", "in"),
        Direction::Out => ("payments-one-out", "out"),
    };
    let id = voucher.id;
    let stands = cancelled.is_none();
    let (bills, to_set) = (settled(&view), view.clone());
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
                            onclick: move |()| set_now(to_set.clone()),
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
                        let (view, payment) = (view.clone(), payment.clone());
                        state::run(async move {
                            if let Err(error) = take_back(view, payment).await {
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
#[component]
fn Settled(allocation: Allocation) -> Element {
    let id = allocation.bill;
    let bill = use_resource(move || async move { api::call(GetBill { id }).await });
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

/// Sets what is left against the oldest bills; for ten seconds it can be an advance again.
fn set_now(view: PaymentView) {
    let id = view.voucher.id;
    state::run(async move {
        match api::call(AllocatePayment { id, settle: Settle::OldestFirst }).await {
            Ok(now) => {
                state::books_changed();
                let allocations = gained(&view.later, &now.later);
                let back = undo(move || {
                    let asked = ReleasePayment { id, allocations: allocations.clone() };
                    async move { api::call(asked).await.map(drop) }
                });
                state::toast(t!("payments-set-done"), Tone::Done, vec![back]);
            }
            Err(error) => state::say_error(&error),
        }
    });
}

/// What bills got between two moments.
fn gained(before: &[Allocation], now: &[Allocation]) -> Vec<Allocation> {
    let gained = |set: &Allocation| {
        let had = before.iter().find(|had| had.bill == set.bill).map_or(Paise::ZERO, |had| had.amount);
        let amount = set.amount.sub(had, "amount").ok().filter(|amount| *amount > Paise::ZERO)?;
        Some(Allocation { bill: set.bill, amount })
    };
    now.iter().filter_map(gained).collect()
}

/// Everything that the payment is set against: when it was made, and later; each bill once.
fn settled(view: &PaymentView) -> Vec<Allocation> {
    let mut all = view.voucher.allocations.clone();
    for later in &view.later {
        match all.iter_mut().find(|set| set.bill == later.bill) {
            Some(set) => set.amount = set.amount.add(later.amount, "amount").unwrap_or(set.amount),
            None => all.push(later.clone()),
        }
    }
    all
}

/// Takes the payment back and offers to write it again: the same parts, against the same bills.
async fn take_back(view: PaymentView, payment: Payment) -> Result<()> {
    let bills = settled(&view);
    let voucher = view.voucher;
    api::call(CancelVoucher { id: voucher.id, reason: t!("entry-reason-undone") }).await?;
    state::books_changed();
    // With a bill at the counter it is the bill's; only the bill can be made again.
    let again = voucher.party.id.filter(|_| payment.with_bill.is_none()).map(|party| SavePayment {
        direction: payment.direction,
        party,
        tenders: payment.tenders,
        date: Some(voucher.date),
        settle: match payment.direction {
            Direction::In => Settle::Chosen(bills),
            Direction::Out => Settle::OldestFirst,
        },
        note: voucher.note,
    });
    let offers = again.into_iter().map(|again| {
        undo(move || {
            let again = again.clone();
            async move {
                let saved = api::call(again).await?;
                route::go(Route::OnePayment(saved.voucher.id));
                Ok(())
            }
        })
    });
    state::toast(t!("entry-taken-back", amount = rupees_short(voucher.amount)), Tone::Done, offers.collect());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(bill: u128, rupees: i32) -> Allocation {
        Allocation { bill: VoucherId::new(uuid::Uuid::from_u128(bill)), amount: Paise::rupees(rupees) }
    }

    #[test]
    fn only_what_was_just_set_is_taken_back() {
        let before = [set(1, 100), set(2, 50)];
        assert_eq!(gained(&before, &[set(1, 100), set(2, 80), set(3, 20)]), [set(2, 30), set(3, 20)]);
        assert_eq!(gained(&before, &before), []);
    }
}
