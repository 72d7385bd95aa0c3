//! The right of the counter: the customer, the total, the tenders, the last bill.

use dioxus::prelude::*;
use smartkhata_core::api::bill::BillView;
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use super::{Counter, Over, recent, tender};
use crate::part::{Button, Icon, Look, age, rupees, rupees_short, short};
use crate::screen::before_saving::{BelowCost, Lacking, SinceTyped};
use crate::screen::due;
use crate::screen::khata::Balance;
use crate::screen::recipient::Unnamed;
use crate::state::bill::{self, BILLS};
use crate::state::keys::{Act, key_of};
use crate::state::{saving, share, today};
use crate::t;

/// The right side.
#[part]
pub fn Side() -> Element {
    rsx! {
        aside { class: "counter-right",
            Customer {}
            Totals {}
            tender::Tenders {}
            if let Some(last) = saving::LAST() {
                LastBill { view: last }
            }
        }
    }
}

/// Who buys: name, what they owe and since when; a walk-in needs none.
#[part]
fn Customer() -> Element {
    let mut counter: Counter = use_context();
    let (party, over_limit) = {
        let bills = BILLS.read();
        (bills.current.party.clone(), bills.current.over_limit)
    };
    let waiting = counter.pending.read().clone().filter(|pending| pending.draft == BILLS.read().current.draft);
    rsx! {
        section { class: "counter-customer", "data-testid": "counter-customer",
            button {
                r#type: "button",
                class: "counter-customer-who",
                "data-testid": "counter-customer-open",
                aria_keyshortcuts: key_of(Act::Customer),
                onclick: move |_| counter.over.set(Some(Over::Customer { then: None })),
                Icon { name: "person" }
                span { class: "grow",
                    match &party {
                        None => rsx! {
                            span { class: "name", {t!("bill-customer-none")} }
                        },
                        Some(view) => rsx! {
                            span { class: "name", "{view.party.name}" }
                            span { class: "more block",
                                span { class: "phone", "{view.party.phone}" }
                                " "
                                if view.overdue > Paise::ZERO {
                                    span { class: "tag out", "data-testid": "counter-overdue",
                                        {t!("party-overdue", amount = rupees_short(view.overdue))}
                                    }
                                } else if let Some(since) = view.due_since {
                                    {t!("party-due-for", days = age(since, today()))}
                                }
                                if view.party.credit_limit > Paise::ZERO {
                                    " "
                                    span { class: "tag", "data-testid": "counter-limit", {t!("party-limit-of", limit = rupees_short(view.party.credit_limit))} }
                                }
                            }
                        },
                    }
                }
                if let Some(view) = &party {
                    Balance { value: view.balance, role: view.party.role }
                } else {
                    kbd { aria_hidden: "true", {key_of(Act::Customer)} }
                }
            }
            if party.is_some() {
                button {
                    r#type: "button",
                    class: "button quiet icon",
                    "data-testid": "counter-customer-clear",
                    aria_label: t!("bill-customer-none"),
                    // Goods of the customer's that are on their way come first.
                    onclick: move |_| counter.turns.push(async { bill::set_party(None) }),
                    Icon { name: "close" }
                }
            }
        }
        if party.is_some() {
            recent::Recent {}
        }
        SinceTyped {}
        BelowCost {}
        Lacking {}
        Unnamed { key_hint: key_of(Act::Customer), onfill: move |()| counter.over.set(Some(Over::Recipient)) }
        if let Some(pending) = waiting {
            button {
                r#type: "button",
                class: "strip out pending",
                "data-testid": "pending",
                role: "alert",
                onclick: move |_| {
                    tender::save_pending(counter);
                },
                Icon { name: "alert" }
                span { class: "grow", {pending.why.join(" ")} " " {t!("pending-again")} }
                kbd { "↵" }
            }
        }
        if over_limit > Paise::ZERO {
            p { class: "strip wait", role: "status", "data-testid": "over-limit",
                Icon { name: "alert" }
                span { class: "grow",
                    {t!("party-over-limit", limit = party.as_ref().map(|view| rupees_short(view.party.credit_limit)).unwrap_or_default())}
                }
            }
        }
    }
}

/// Always the same rows, so that nothing jumps while typing.
#[part]
fn Totals() -> Element {
    let totals = use_memo(|| BILLS.read().current.totals().ok());
    let (date, due, count) = {
        let bills = BILLS.read();
        let due = due::of(&bills.current).filter(|_| bills.current.party.is_some());
        (bills.current.draft.date, due, bills.current.draft.lines.len())
    };
    let days = [("bill-date", date), ("bill-due-date", due)];
    let days: Vec<String> =
        days.into_iter().filter_map(|(words, day)| Some(format!("{} {}", t!(words), short(day?)))).collect();
    let figures = totals.read();
    let figure =
        |pick: fn(&smartkhata_core::tax::compute::BillResult) -> Paise| figures.as_ref().map_or(Paise::ZERO, pick);
    let total = rupees_short(figure(|result| result.total));
    let tax = figure(|result| result.amounts.tax().unwrap_or(Paise::ZERO));
    rsx! {
        section { class: "counter-totals",
            dl { class: "pairs",
                dt { {t!("bill-lines-count", count = count)} }
                dd { "data-testid": "counter-gross", {rupees(figure(|result| result.gross))} }
                dt { {t!("bill-discount")} }
                dd { "data-testid": "counter-discount", {rupees(figure(|result| result.discount).neg())} }
                dt { {t!("bill-taxable")} }
                dd { "data-testid": "counter-taxable", {rupees(figure(|result| result.amounts.taxable))} }
                dt { {t!("bill-tax")} }
                dd { "data-testid": "counter-tax", {rupees(tax)} }
                dt { {t!("bill-round-off")} }
                dd { "data-testid": "counter-round-off", {rupees(figure(|result| result.round_off))} }
            }
            if !days.is_empty() {
                p { class: "strip", "data-testid": "counter-date", {days.join(" · ")} }
            }
            p { class: "counter-total",
                span { class: "label", {t!("bill-total")} }
                output { style: "--n: {total.chars().count()}", "data-testid": "counter-total", "{total}" }
            }
        }
    }
}

/// The bill saved last: again on paper, or to the customer.
#[part]
fn LastBill(view: BillView) -> Element {
    let id = view.voucher.id;
    rsx! {
        section { class: "counter-last", "data-testid": "last-bill",
            span { class: "grow",
                span { class: "more block", {t!("bill-last")} }
                span { class: "name", "{view.voucher.number} · {rupees_short(view.voucher.amount)}{saving::whose(&view)}" }
            }
            Button { say: t!("do-pdf"), testid: "last-bill-pdf", icon: "pdf", bare: true, look: Look::Quiet, onclick: move |()| share::download_pdf(id) }
            Button { say: t!("do-print"), testid: "last-bill-receipt", icon: "print", bare: true, look: Look::Quiet, onclick: move |()| share::download_receipt(id) }
            Button { say: t!("do-share"), testid: "last-bill-share", icon: "share", bare: true, look: Look::Quiet, onclick: move |()| share::share_bill(view.clone()) }
        }
    }
}
