//! The goods of a purchase: those of the shop's list to choose from, each line with its figures, and their tax.
//!
//! Test ids: `purchase-item-search`, `purchase-item` (each match), `purchase-line`, `purchase-quantity-<n>`,
//! `purchase-cost-<n>`, `purchase-rate-<n>`, `purchase-remove-<n>`, `purchase-tax-row` (each rate).

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::item::ListItems;
use smartkhata_core::item::{InputTax, Item};
use smartkhata_part::part;

use super::line::{FIGURES, Line, Terms, field};
use crate::part::{Button, Icon, Look, Problem, SearchBox, rupees, so_much, unit};
use crate::screen::best_match;
use crate::state::answer::use_answer;
use crate::state::{spawn, use_signal};
use crate::{api, t};

/// Goods of the shop's list.
#[part]
pub fn FindItem(onfind: EventHandler<Item>) -> Element {
    let mut search = use_signal(String::new);
    let found = use_answer(move || {
        let search = search();
        async move {
            if search.trim().is_empty() {
                return Ok(Vec::new());
            }
            api::call(ListItems { search, limit: 6, ..ListItems::default() }).await.map(|page| page.rows)
        }
    });
    let rows: Vec<Item> = found().and_then(Result::ok).unwrap_or_default();
    rsx! {
        SearchBox {
            label: t!("items-search"), testid: "purchase-item-search", value: search(),
            oninput: move |text| search.set(text),
            onenter: move |()| {
                let typed = search.peek().clone();
                spawn(async move {
                    if let Some(item) = best_match::item("purchase-item-search", &typed).await {
                        onfind.call(item);
                        search.set(String::new());
                    }
                });
            },
        }
        for item in rows {
            button {
                key: "{item.id}",
                r#type: "button",
                class: "list-row",
                "data-testid": "purchase-item",
                onclick: {
                    let item = item.clone();
                    move |_| {
                        onfind.call(item.clone());
                        search.set(String::new());
                    }
                },
                Icon { name: "plus", small: true }
                span { class: "grow name", "{item.name}" }
                span { class: "more", {so_much(item.stock, &item.unit)} }
            }
        }
    }
}

/// The tax of a purchase by rate and head; nothing of what bears none.
#[part]
pub fn TaxRows(rows: Vec<InputTax>) -> Element {
    let taxed = rows.into_iter().filter(|row| row.amounts.tax().is_ok_and(|tax| !tax.is_zero()));
    let rows = taxed.map(|InputTax { rate, amounts }| {
        let rate = rate.map_or_else(|| t!("purchase-tax-other"), |rate| format!("{rate}%"));
        let heads = [("bill-cgst", amounts.cgst), ("bill-sgst", amounts.sgst), ("bill-igst", amounts.igst)];
        let heads = heads.into_iter().filter(|(_, sum)| !sum.is_zero());
        let heads: Vec<String> = heads.map(|(words, sum)| format!("{} {}", t!(words), rupees(sum))).collect();
        format!("{rate} · {} · {}", rupees(amounts.taxable), heads.join(" + "))
    });
    rsx! {
        for (place , row) in rows.enumerate() {
            p { key: "{place}", class: "muted whole", "data-testid": "purchase-tax-row", "{row}" }
        }
    }
}

/// A line.
#[part]
pub fn LineRow(
    place: usize,
    line: Line,
    terms: Terms,
    problem: Problem,
    onchange: EventHandler<Line>,
    onremove: EventHandler<()>,
) -> Element {
    let (of_quantity, of_cost, of_rate) = (line.clone(), line.clone(), line.clone());
    let rate_text = line.rate_text(terms);
    let [quantity, cost, rate] = FIGURES.map(|figure| problem.at(&field(place, figure)));
    rsx! {
        div { class: if terms.gets_back { "purchase-line taxed" } else { "purchase-line" }, "data-testid": "purchase-line",
            span { class: "name grow", "{line.item.name}" }
            Cell {
                name: "purchase-quantity-{place}", label: format!("{} ({})", t!("bill-quantity"), unit(&line.item.unit)),
                value: line.quantity, error: quantity,
                oninput: move |quantity| onchange.call(Line { quantity, ..of_quantity.clone() }),
            }
            Cell {
                name: "purchase-cost-{place}", label: t!("purchase-cost"), value: line.cost, error: cost,
                oninput: move |cost| onchange.call(Line { cost, ..of_cost.clone() }),
            }
            if terms.gets_back {
                Cell {
                    name: "purchase-rate-{place}", label: t!("bill-tax-rate"), value: rate_text, error: rate,
                    oninput: move |rate| onchange.call(Line { rate: Some(rate), ..of_rate.clone() }),
                }
            }
            Button { say: t!("bill-remove-line"), testid: "purchase-remove-{place}", icon: "close", bare: true, look: Look::Quiet, onclick: move |()| onremove.call(()) }
        }
    }
}

/// A figure of a line, with what is wrong with it below.
#[part]
fn Cell(name: String, label: String, value: String, error: Option<String>, oninput: EventHandler<String>) -> Element {
    rsx! {
        div { class: "purchase-cell field",
            label { class: "more", r#for: "{name}", "{label}" }
            input {
                class: "input number", id: "{name}", "data-testid": "{name}", r#type: "text", inputmode: "decimal",
                autocomplete: "off", value, aria_invalid: error.is_some(),
                aria_describedby: error.as_ref().map(|_| format!("{name}-error")),
                oninput: move |event| oninput.call(event.value()),
            }
            if let Some(error) = &error {
                p { class: "error", role: "alert", id: "{name}-error", "data-testid": "{name}-error",
                    Icon { name: "alert", small: true }
                    span { "{error}" }
                }
            }
        }
    }
}
