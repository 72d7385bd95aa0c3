//! The lines of the bill in hand; quantity, price and discount are changed where they stand.

use dioxus::prelude::*;
use smartkhata_core::document::DraftLine;
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use super::cells::{self, Cell};
use super::{Counter, goods, one_box};
use crate::part::{Empty, Icon, rupees, sentence, unit};
use crate::screen::figure::Figure;
use crate::state::bill::{self, BILLS};
use crate::{browser, t};

/// The table.
#[part]
pub fn Lines() -> Element {
    let counter: Counter = use_context();
    let current = use_memo(|| BILLS.read().current.clone());
    let bill = current.read();
    let totals = bill.totals();
    let problem = totals.as_ref().err().cloned();
    let amounts: Vec<Option<Paise>> = match &totals {
        Ok(result) => result.lines.iter().map(|line| Some(line.total)).collect(),
        Err(_) => vec![None; bill.draft.lines.len()],
    };
    let rows: Vec<(usize, DraftLine, Option<Paise>)> = bill
        .draft
        .lines
        .iter()
        .cloned()
        .zip(amounts)
        .enumerate()
        .map(|(at, (line, amount))| (at, line, amount))
        .collect();
    rsx! {
        div { class: "counter-lines", "data-testid": "counter-lines",
            if rows.is_empty() {
                Empty { title: t!("bill-no-lines"), hint: t!("bill-one-box-hint") }
            } else {
                table { class: "table",
                    thead {
                        tr {
                            th { scope: "col", class: "number", "#" }
                            th { scope: "col", {t!("bill-item")} }
                            th { scope: "col", class: "number", {t!("bill-quantity")} }
                            th { scope: "col", class: "number", {t!("bill-price")} }
                            th { scope: "col", class: "number", {t!("bill-discount")} }
                            th { scope: "col", class: "number", {t!("bill-amount")} }
                            th { scope: "col",
                                span { class: "unseen", {t!("bill-remove-line")} }
                            }
                        }
                    }
                    tbody {
                        for (at , line , amount) in rows {
                            Line { key: "{at}", at, line, amount, chosen: *counter.line.read() == Some(at) }
                        }
                    }
                }
            }
            if let Some(error) = problem {
                p { class: "strip out", role: "alert", "data-testid": "counter-problem", {sentence(&error)} }
            }
        }
    }
}

#[part]
fn Line(at: usize, line: DraftLine, amount: Option<Paise>, chosen: bool) -> Element {
    let mut counter: Counter = use_context();
    let name = line.name.clone();
    rsx! {
        tr {
            class: if chosen { "chosen" } else { "" },
            "data-testid": "line",
            onclick: move |_| counter.line.set(Some(at)),
            td { class: "number muted", "{at + 1}" }
            td {
                span { class: "line-name", "{line.name}" }
                if !line.rate.is_zero() {
                    span { class: "more block", "GST {line.rate}%" }
                }
            }
            td { class: "number",
                Cell { at, figure: Figure::Quantity, line: line.clone() }
                span { class: "more", " {unit(&line.unit)}" }
            }
            td { class: "number",
                Cell { at, figure: Figure::Price, line: line.clone() }
            }
            td { class: "number",
                Cell { at, figure: Figure::Discount, line: line.clone() }
            }
            td { class: "number",
                span { class: "amount", "data-testid": "line-amount", {amount.map(rupees).unwrap_or_default()} }
            }
            td {
                button {
                    r#type: "button",
                    class: "button quiet icon",
                    "data-testid": "line-remove",
                    aria_label: t!("bill-remove-line") + " " + &name,
                    onclick: move |event| {
                        event.stop_propagation();
                        remove(counter, at);
                    },
                    Icon { name: "close" }
                }
            }
        }
    }
}

/// Takes a line off; Ctrl+Z brings it back.
pub fn remove(mut counter: Counter, at: usize) {
    cells::take(counter);
    cells::leave(counter);
    bill::edit(|draft| {
        if at < draft.lines.len() {
            let line = draft.lines.remove(at);
            if bill::is_unpriced(&line) {
                goods::no_longer_waits(counter, &line.name);
            }
        }
    });
    counter.line.set(None);
    browser::focus(one_box::ID);
}
