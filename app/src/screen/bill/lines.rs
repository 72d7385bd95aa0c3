//! The lines on a phone: a tap changes one, two buttons count it up and down.

use dioxus::prelude::*;
use smartkhata_core::document::DraftLine;
use smartkhata_core::money::Paise;
use smartkhata_core::quantity::Milli;
use smartkhata_part::part;

use crate::part::{Empty, rupees_short, so_much};
use crate::state::bill::{self, BILLS};
use crate::t;

/// The lines, the newest first: what was tapped last is in sight.
#[part]
pub fn Lines(onedit: EventHandler<usize>) -> Element {
    let rows: Vec<(usize, DraftLine, Option<Paise>)> = {
        let bills = BILLS.read();
        let totals = bills.current.totals();
        let amount = |place: usize| totals.as_ref().ok()?.lines.get(place).map(|line| line.total);
        bills
            .current
            .draft
            .lines
            .iter()
            .cloned()
            .enumerate()
            .map(|(place, line)| (place, line, amount(place)))
            .rev()
            .collect()
    };
    if rows.is_empty() {
        return rsx! { Empty { title: t!("bill-no-lines-phone") } };
    }
    rsx! {
        ul { class: "card flush", "data-testid": "bill-lines",
            for (place , line , amount) in rows {
                Line { key: "{place}", place, line, amount, onedit }
            }
        }
    }
}

/// One more or one less; less than one takes the line off, and it can come back. Fractions (2.5 kg) step by whole units
/// too.
fn step(place: usize, more: bool) {
    let by = if more { Milli::ONE } else { Milli::ONE.neg() };
    let before = BILLS.peek().current.draft.lines.get(place).map(|line| line.quantity);
    match before.and_then(|quantity| quantity.add(by, "quantity").ok()) {
        Some(quantity) if quantity.is_positive() => bill::edit(|draft| {
            if let Some(line) = draft.lines.get_mut(place) {
                line.quantity = quantity;
            }
        }),
        Some(_) => bill::take_off(place),
        None => {}
    }
}

#[part]
fn Line(place: usize, line: DraftLine, amount: Option<Paise>, onedit: EventHandler<usize>) -> Element {
    rsx! {
        li { class: "bill-line", "data-testid": "bill-line",
            button {
                r#type: "button",
                class: "bill-line-what",
                "data-testid": "bill-line-edit",
                onclick: move |_| onedit.call(place),
                span { class: "name block", "{line.name}" }
                span { class: "more block", "{so_much(line.quantity, &line.unit)} × ₹{line.price}" }
            }
            span { class: "amount", {amount.map(rupees_short).unwrap_or_default()} }
            span { class: "bill-step",
                button {
                    r#type: "button",
                    class: "button",
                    "data-testid": "bill-line-less",
                    aria_label: t!("keypad-minus") + " " + &line.name,
                    onclick: move |_| step(place, false),
                    "−"
                }
                button {
                    r#type: "button",
                    class: "button",
                    "data-testid": "bill-line-more",
                    aria_label: t!("keypad-plus") + " " + &line.name,
                    onclick: move |_| step(place, true),
                    "+"
                }
            }
        }
    }
}
