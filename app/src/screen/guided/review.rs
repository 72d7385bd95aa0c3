//! The last look: what the bill comes to, and how it is paid.

use dioxus::prelude::*;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_part::part;

use super::Step;
use crate::part::{Button, Icon, Look, Sheet, Trouble, rupees, rupees_short, short};
use crate::route::{self, Route};
use crate::screen::before_saving::{BelowCost, Lacking};
use crate::screen::due;
use crate::screen::one_bill::{kind_words, state_tax};
use crate::screen::recipient::{Recipient, Unnamed};
use crate::screen::split::Split;
use crate::state::bill::BILLS;
use crate::state::submit::use_submit;
use crate::state::{saving, use_signal};
use crate::t;

/// The review with its tenders.
#[part]
pub fn Review(ongo: EventHandler<Step>) -> Element {
    let submit = use_submit();
    let mut splitting = use_signal(bool::default);
    let mut naming = use_signal(bool::default);
    let current = BILLS.read().current.clone();
    let totals = current.totals();
    let total = current.to_pay().unwrap_or(Paise::ZERO);
    let off = current.draft.lines.is_empty() || totals.is_err() || submit.is_busy();
    let save = move |tenders: Vec<Tender>| {
        let saved = async { saving::save(tenders).await.map(|view| route::go(Route::OneBill(view.voucher.id))) };
        submit.send(saved, || {});
    };
    let pay = move |mode: Mode| save(vec![Tender { mode, amount: total, reference: String::new() }]);
    rsx! {
        section { class: "card stack",
            if let Some(kind) = current.kind {
                p { class: "muted", "data-testid": "guided-kind", {t!(kind_words(kind))} }
            }
            button { r#type: "button", class: "list-row", "data-testid": "review-party", onclick: move |_| ongo.call(Step::Party),
                Icon { name: "person" }
                span { class: "grow name",
                    {current.party.as_ref().map_or_else(|| t!("bill-customer-none"), |view| view.party.name.clone())}
                }
                Icon { name: "next", small: true }
            }
            button { r#type: "button", class: "list-row", "data-testid": "review-items", onclick: move |_| ongo.call(Step::Items),
                Icon { name: "items" }
                span { class: "grow name",
                    {t!("bill-lines-count", count = i64::try_from(current.draft.lines.len()).unwrap_or(0))}
                }
                Icon { name: "next", small: true }
            }
            match &totals {
                Err(error) => rsx! { Trouble { error: error.clone() } },
                Ok(result) => rsx! {
                    dl { class: "pairs",
                        for (words , amount) in [
                            ("bill-discount", result.discount.neg()),
                            ("bill-taxable", result.amounts.taxable),
                            ("bill-cgst", result.amounts.cgst),
                            (state_tax(current.mode), result.amounts.sgst),
                            ("bill-igst", result.amounts.igst),
                            ("bill-cess", result.amounts.cess),
                            ("bill-round-off", result.round_off),
                        ] {
                            if !amount.is_zero() {
                                dt { {t!(words)} }
                                dd { {rupees(amount)} }
                            }
                        }
                        if let Some(day) = due::of(&current).filter(|_| current.party.is_some()) {
                            dt { {t!("bill-due-date")} }
                            dd { "data-testid": "review-due", {short(day)} }
                        }
                        dt { class: "sum", {t!("bill-total")} }
                        dd { class: "sum", {rupees_short(result.total)} }
                    }
                },
            }
        }
        BelowCost {}
        Lacking {}
        Unnamed { onfill: move |()| naming.set(true) }
        if let Some(error) = submit.problem().error {
            Trouble { error: error.clone() }
            if error.wants_customer() {
                Button { say: t!("bill-customer-choose"), testid: "review-choose", onclick: move |()| ongo.call(Step::Party) }
            }
        }
        div { class: "button-row",
            Button { say: t!("bill-save-udhar"), testid: "guided-udhar", look: Look::Out, class: "large grow", disabled: off, onclick: move |()| save(Vec::new()) }
            Button { say: t!("bill-save-cash"), testid: "guided-cash", look: Look::Main, class: "large grow", disabled: off, onclick: move |()| pay(Mode::Cash) }
            Button { say: t!("bill-save-upi"), testid: "guided-upi", class: "large grow", disabled: off, onclick: move |()| pay(Mode::Upi) }
            Button { say: t!("bill-save-bank"), testid: "guided-bank", class: "large grow", disabled: off, onclick: move |()| pay(Mode::Bank) }
            Button { say: t!("bill-save-split"), testid: "guided-split", class: "large grow", disabled: off, onclick: move |()| splitting.set(true) }
        }
        if naming() {
            Sheet { title: t!("unnamed-title"), testid: "sheet-recipient", onclose: move |()| naming.set(false),
                Recipient { ondone: move |()| naming.set(false) }
            }
        }
        if splitting() {
            Sheet { title: t!("bill-save-split"), testid: "sheet-split", onclose: move |()| splitting.set(false),
                Split {
                    total,
                    onsave: move |tenders| {
                        splitting.set(false);
                        save(tenders);
                    },
                }
            }
        }
    }
}
