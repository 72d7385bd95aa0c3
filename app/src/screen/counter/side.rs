//! The right of the counter: the customer, the total, the tenders, the last bill.

use dioxus::prelude::*;
use smartkhata_core::api::bill::BillView;
use smartkhata_core::money::Paise;

use super::{Counter, Over, tender};
use crate::part::{Button, Icon, Khata, Look, rupees, rupees_short};
use crate::state::bill::{self, BILLS};
use crate::state::{saving, share, today};
use crate::t;

/// The right side.
#[component]
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
#[component]
fn Customer() -> Element {
    let mut counter: Counter = use_context();
    let (party, over_limit) = {
        let bills = BILLS.read();
        (bills.current.party.clone(), bills.current.over_limit)
    };
    rsx! {
        section { class: "counter-customer", "data-testid": "counter-customer",
            button {
                r#type: "button",
                class: "counter-customer-who",
                "data-testid": "counter-customer-open",
                aria_keyshortcuts: "F4",
                onclick: move |_| counter.over.set(Some(Over::Customer { then_udhar: false })),
                Icon { name: "person" }
                span { class: "grow",
                    match &party {
                        None => rsx! {
                            span { class: "name", {t!("bill-customer-none")} }
                        },
                        Some(view) => rsx! {
                            span { class: "name", "{view.party.name}" }
                            span { class: "more block",
                                "{view.party.phone} "
                                if let Some(since) = view.due_since {
                                    {t!("days-ago", days = today().days().saturating_sub(since.days()))}
                                }
                            }
                        },
                    }
                }
                if let Some(view) = &party {
                    Khata { value: view.balance, stacked: true }
                } else {
                    kbd { aria_hidden: "true", "F4" }
                }
            }
            if party.is_some() {
                button {
                    r#type: "button",
                    class: "button quiet icon",
                    "data-testid": "counter-customer-clear",
                    aria_label: t!("bill-customer-none"),
                    onclick: move |_| bill::set_party(None),
                    Icon { name: "close" }
                }
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
#[component]
fn Totals() -> Element {
    let totals = use_memo(|| BILLS.read().current.totals().ok());
    let (date, count) = {
        let bills = BILLS.read();
        (bills.current.draft.date, bills.current.draft.lines.len())
    };
    let figures = totals.read();
    let figure =
        |pick: fn(&smartkhata_core::tax::compute::BillResult) -> Paise| figures.as_ref().map_or(Paise::ZERO, pick);
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
            if let Some(date) = date {
                p { class: "strip", "data-testid": "counter-date", {t!("bill-date")} " {date.indian()}" }
            }
            p { class: "counter-total",
                span { class: "label", {t!("bill-total")} }
                output { "data-testid": "counter-total", {rupees_short(figure(|result| result.total))} }
            }
        }
    }
}

/// The bill saved last: again on paper, or to the customer.
#[component]
fn LastBill(view: BillView) -> Element {
    let id = view.voucher.id;
    rsx! {
        section { class: "counter-last", "data-testid": "last-bill",
            span { class: "grow",
                span { class: "more block", {t!("bill-last")} }
                span { class: "name", "{view.voucher.number} · {rupees_short(view.voucher.amount)}" }
            }
            Button { say: t!("do-pdf"), testid: "last-bill-pdf", icon: "pdf", bare: true, look: Look::Quiet, onclick: move |()| share::download_pdf(id) }
            Button { say: t!("do-print"), testid: "last-bill-receipt", icon: "print", bare: true, look: Look::Quiet, onclick: move |()| share::download_receipt(id) }
            Button { say: t!("do-share"), testid: "last-bill-share", icon: "share", bare: true, look: Look::Quiet, onclick: move |()| share::share_bill(view.clone()) }
        }
    }
}
