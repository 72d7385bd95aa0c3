//! Packing, freight and the like, and the discount on the bill.

use dioxus::prelude::*;
use smartkhata_core::document::DraftCharge;
use smartkhata_core::money::{Paise, Rate};

use crate::part::{Button, Field, Icon, Look, rupees};
use crate::screen::counter::{discount_of, discount_text};
use crate::state::bill::{self, BILLS};
use crate::t;

/// The charges so far, and one more.
#[component]
pub fn Charges() -> Element {
    let mut name = use_signal(String::new);
    let mut amount = use_signal(String::new);
    let mut rate = use_signal(String::new);
    let mut wrong = use_signal(|| false);
    let mut discount = use_signal(|| discount_text(BILLS.peek().current.draft.discount));
    let charges = BILLS.read().current.draft.charges.clone();
    let mut add = move || {
        let typed_rate = rate();
        let rate_given = if typed_rate.trim().is_empty() { Some(Rate::ZERO) } else { typed_rate.parse::<Rate>().ok() };
        let sum = amount().parse::<Paise>().ok().filter(|sum| *sum > Paise::ZERO);
        let (Some(amount_given), Some(rate_given), false) = (sum, rate_given, name().trim().is_empty()) else {
            wrong.set(true);
            return;
        };
        let charge =
            DraftCharge { name: name().trim().to_owned(), amount: amount_given, includes_tax: false, rate: rate_given };
        bill::edit(|draft| draft.charges.push(charge));
        wrong.set(false);
        name.set(String::new());
        amount.set(String::new());
        rate.set(String::new());
    };
    rsx! {
        section { class: "card stack",
            h2 { {t!("bill-charges")} }
            for (at , charge) in charges.into_iter().enumerate() {
                div { key: "{at}", class: "list-head", "data-testid": "charge",
                    span { class: "grow", "{charge.name}" }
                    if !charge.rate.is_zero() {
                        span { class: "muted", "GST {charge.rate}%" }
                    }
                    span { class: "amount", {rupees(charge.amount)} }
                    Button {
                        say: t!("do-remove"),
                        testid: "charge-remove",
                        icon: "remove",
                        bare: true,
                        look: Look::Quiet,
                        onclick: move |()| {
                            bill::edit(|draft| {
                                if at < draft.charges.len() {
                                    draft.charges.remove(at);
                                }
                            });
                        },
                    }
                }
            }
            div { class: "fields tight",
                Field { name: "charge-name", label: t!("bill-charge-name"), value: name(), oninput: move |text| name.set(text) }
                Field { name: "charge-amount", label: t!("bill-amount"), mode: "decimal", value: amount(), oninput: move |text| amount.set(text), onenter: move |()| add() }
                Field { name: "charge-rate", label: t!("bill-tax-rate"), mode: "decimal", value: rate(), oninput: move |text| rate.set(text), onenter: move |()| add() }
            }
            if wrong() {
                p { class: "strip out", role: "alert", "data-testid": "charge-wrong",
                    Icon { name: "alert" }
                    {t!("error-invalid_amount")}
                }
            }
            Button { say: t!("do-add"), testid: "charge-add", icon: "plus", onclick: move |()| add() }
        }
        section { class: "card stack",
            Field {
                name: "discount",
                label: t!("bill-discount-bill"),
                hint: "10% · 50",
                mode: "decimal",
                value: discount(),
                oninput: move |text: String| {
                    if let Some(given) = discount_of(&text) {
                        bill::edit(|draft| draft.discount = given);
                    }
                    discount.set(text);
                },
            }
        }
    }
}
