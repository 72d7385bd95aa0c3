//! The bill on a phone, on one screen: items at the top, lines in the middle, the total under the thumb; the
//! customer comes at the end and only if wanted.
//!
//! Test ids: `phone-bill`, `bill-search`, `bill-tile`, `bill-open-item`, what the scan names itself, `bill-line`, `bill-line-edit`,
//! `bill-line-less`, `bill-line-more`, `bill-total`, `bill-pay`, `bill-discard`, `open-bill-<n>`, `sheet-line`,
//! `line-quantity`, `line-price`, `line-discount`, `line-done`, `line-remove`, `sheet-pay`, `pay-customer`,
//! `pay-cash`, `pay-upi`, `pay-udhar`, `pay-card`, `pay-split`, `sheet-customer`, `sheet-split`, `sheet-upi`.

use dioxus::prelude::*;
use smartkhata_part::part;

use crate::part::{Button, LinkButton, Look, rupees_short};
use crate::route::Route;
use crate::screen::before_saving::SinceTyped;
use crate::screen::correcting::Correcting;
use crate::state::bill::{self, BILLS};
use crate::state::{toast_typed, use_signal};
use crate::t;

mod line_sheet;
mod lines;
mod pay;
mod pick;

/// What stands over the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    /// A line is changed.
    Line(usize),
    /// The money is taken.
    Pay,
}

/// The bill.
#[part]
pub fn PhoneBill() -> Element {
    let mut over = use_signal(|| None::<Over>);
    let totals = use_memo(|| BILLS.read().current.totals());
    let (empty, count) = {
        let bills = BILLS.read();
        (bills.current.draft.lines.is_empty(), bills.count())
    };
    let total = totals.read().as_ref().map_or_else(|_| String::new(), |result| rupees_short(result.total));
    let problem = totals.read().as_ref().err().cloned();
    rsx! {
        main { class: "screen phone-bill", "data-testid": "phone-bill",
            header { class: "screen-head",
                h1 { {t!("nav-bill")} }
                LinkButton { say: t!("nav-bills"), testid: "bill-all", to: Route::Bills, look: Look::Quiet }
                if !empty {
                    Button { say: t!("bill-hold"), testid: "bill-hold", icon: "pause", bare: true, look: Look::Quiet, onclick: move |()| { bill::hold(); } }
                    Button { say: t!("bill-discard"), testid: "bill-discard", icon: "remove", bare: true, look: Look::Quiet, onclick: move |()| discard() }
                }
            }
            if count > 1 {
                Held {}
            }
            SinceTyped {}
            Correcting {}
            pick::Pick { onopen: move |place| over.set(Some(Over::Line(place))) }
            lines::Lines { onedit: move |place| over.set(Some(Over::Line(place))) }
            if let Some(error) = problem {
                crate::part::Trouble { error }
            }
            if !empty {
                div { class: "bill-foot",
                    button {
                        r#type: "button",
                        class: "button main large wide",
                        "data-testid": "bill-pay",
                        // What has no price is asked for it first.
                        onclick: move |_| {
                            let unpriced = bill::unpriced(&BILLS.peek().current.draft);
                            over.set(Some(unpriced.map_or(Over::Pay, Over::Line)));
                        },
                        span { class: "grow", {t!("bill-total")} }
                        output { class: "bill-foot-total", "data-testid": "bill-total", "{total}" }
                        crate::part::Icon { name: "next" }
                    }
                }
            }
        }
        match over() {
            None => rsx! {},
            Some(Over::Line(place)) => rsx! {
                line_sheet::LineSheet { key: "{place}", place, onclose: move |()| over.set(None) }
            },
            Some(Over::Pay) => rsx! {
                pay::PaySheet { onclose: move |()| over.set(None) }
            },
        }
    }
}

/// Clears the bill; for ten seconds it can come back.
fn discard() {
    let draft = bill::discard();
    toast_typed(t!("bill-discarded"), move || bill::reopen(draft.clone()));
}

/// The bills that are held beside this one.
#[part]
fn Held() -> Element {
    let bills = BILLS.read();
    let tabs: Vec<(usize, String)> = bills
        .all()
        .enumerate()
        .map(|(place, open)| {
            let name = open.party.as_ref().map(|view| view.party.name.clone());
            (place, name.unwrap_or_else(|| t!("bill-parallel", number = (place + 1).to_string())))
        })
        .collect();
    let here = bills.place();
    drop(bills);
    rsx! {
        div { class: "chips", role: "group", aria_label: t!("bill-resume"),
            for (place , say) in tabs {
                button {
                    key: "{place}",
                    r#type: "button",
                    class: "chip",
                    aria_pressed: if place == here { "true" } else { "false" },
                    "data-testid": "open-bill-{place + 1}",
                    onclick: move |_| bill::take(place),
                    "{say}"
                }
            }
        }
    }
}
