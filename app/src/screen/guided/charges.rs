//! Packing, freight and the like, and the discount on the bill.

use dioxus::prelude::*;
use smartkhata_core::document::DraftCharge;
use smartkhata_core::money::Paise;
use smartkhata_core::{Code, Error};
use smartkhata_part::part;

use crate::part::{Button, Field, Icon, Look, Problem, rupees};
use crate::screen::figure::{discount_of, discount_text};
use crate::state::bill::{self, BILLS};
use crate::{browser, t};

/// A charge that is being typed, the words for what is wrong with it, and the discount as it is typed.
#[derive(Clone, Copy, PartialEq)]
pub struct Typed {
    name: Signal<String>,
    amount: Signal<String>,
    rate: Signal<String>,
    wrong: Signal<&'static str>,
    discount: Signal<String>,
}

impl Typed {
    /// Nothing yet.
    pub fn new() -> Self {
        let text = || Signal::new(String::new());
        Self { name: text(), amount: text(), rate: text(), wrong: Signal::new(""), discount: text() }
    }

    /// Puts it on the bill; false, and said, where it is no charge.
    fn add(mut self) -> bool {
        let typed = self.rate.peek().trim().to_owned();
        let rate = if typed.is_empty() { Some(None) } else { typed.parse().ok().map(Some) };
        let amount = self.amount.peek().parse::<Paise>().ok().filter(|sum| *sum > Paise::ZERO);
        let name = self.name.peek().trim().to_owned();
        let (Some(amount), Some(rate), false) = (amount, rate, name.is_empty()) else {
            self.wrong.set(match (amount, rate) {
                (None, _) => "error-invalid_amount",
                (_, None) => "error-invalid_rate",
                _ => "error-required",
            });
            return false;
        };
        bill::edit(|draft| draft.charges.push(DraftCharge { name, amount, includes_tax: false, rate }));
        self.wrong.set("");
        for mut text in [self.name, self.amount, self.rate] {
            text.set(String::new());
        }
        true
    }

    /// Before the step is left: what was typed goes on the bill, and does not get lost; false where it is no charge, or no
    /// discount.
    pub fn settle(self) -> bool {
        if discount_of(&self.discount.peek()).is_none() {
            browser::show_wrong();
            return false;
        }
        let nothing = [self.name, self.amount, self.rate].iter().all(|text| text.peek().trim().is_empty());
        nothing || self.add()
    }
}

/// The charges so far, and one more.
#[part]
pub fn Charges(typed: Typed) -> Element {
    let Typed { mut name, mut amount, mut rate, wrong, mut discount } = typed;
    use_hook(|| discount.set(discount_text(BILLS.peek().current.draft.discount)));
    let add = move || {
        typed.add();
    };
    let unread = discount_of(&discount()).is_none().then(|| Error::field(Code::InvalidAmount, "discount", ""));
    let draft = BILLS.read().current.draft.clone();
    let charges = draft.charges.iter().map(|charge| (charge.clone(), draft.charge_rate(charge)));
    rsx! {
        section { class: "card stack",
            h2 { {t!("bill-charges")} }
            for (at , (charge , rate)) in charges.enumerate() {
                div { key: "{at}", class: "list-head", "data-testid": "charge",
                    span { class: "grow", "{charge.name}" }
                    if !rate.is_zero() {
                        span { class: "muted", "GST {rate}%" }
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
            if !wrong().is_empty() {
                p { class: "strip out", role: "alert", "data-testid": "charge-wrong",
                    Icon { name: "alert" }
                    {t!(wrong())}
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
                problem: Problem::now(unread),
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
