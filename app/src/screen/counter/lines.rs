//! The lines of the bill in hand; quantity, price and discount are changed where they stand.

use dioxus::prelude::*;
use smartkhata_core::document::DraftLine;
use smartkhata_core::money::{Paise, Rate, UnitPrice};
use smartkhata_core::quantity::Milli;
use smartkhata_core::tax::discount::Discount;
use smartkhata_core::{Code, Error};
use smartkhata_part::part;

use super::{Counter, one_box};
use crate::part::{Empty, Icon, rupees, sentence, takes_enter};
use crate::state::bill::{self, BILLS};
use crate::state::{self, use_signal};
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

/// `10%`, `10` rupees, or nothing.
pub fn discount_of(typed: &str) -> Option<Discount> {
    let typed = typed.trim();
    if typed.is_empty() || typed == "0" {
        Some(Discount::None)
    } else if typed.ends_with('%') {
        typed.parse::<Rate>().ok().map(Discount::Percent)
    } else {
        typed.parse::<Paise>().ok().filter(|amount| !amount.is_negative()).map(Discount::Amount)
    }
}

/// A discount as it is typed.
pub fn discount_text(discount: Discount) -> String {
    match discount {
        Discount::None => String::new(),
        Discount::Amount(amount) => amount.to_string(),
        Discount::Percent(rate) => format!("{rate}%"),
    }
}

#[part]
fn Line(at: usize, line: DraftLine, amount: Option<Paise>, chosen: bool) -> Element {
    let mut counter: Counter = use_context();
    let change = move |act: &dyn Fn(&mut DraftLine)| {
        bill::edit(|draft| {
            if let Some(line) = draft.lines.get_mut(at) {
                act(line);
            }
        });
    };
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
                Cell {
                    label: t!("bill-quantity") + " " + &name,
                    testid: "line-quantity",
                    refusal: Code::InvalidQuantity,
                    value: line.quantity.to_string(),
                    oncommit: move |typed: String| match typed.parse::<Milli>() {
                        Ok(quantity) if quantity.is_positive() => {
                            change(&|line| line.quantity = quantity);
                            true
                        }
                        _ => false,
                    },
                }
                span { class: "more", " {line.unit}" }
            }
            td { class: "number",
                Cell {
                    label: t!("bill-price") + " " + &name,
                    testid: "line-price",
                    refusal: Code::InvalidAmount,
                    value: line.price.to_string(),
                    oncommit: move |typed: String| match typed.parse::<UnitPrice>() {
                        Ok(price) => {
                            change(&|line| line.price = price);
                            true
                        }
                        Err(_) => false,
                    },
                }
            }
            td { class: "number",
                Cell {
                    label: t!("bill-discount-line") + " " + &name,
                    testid: "line-discount",
                    refusal: Code::InvalidAmount,
                    value: discount_text(line.discount),
                    oncommit: move |typed: String| match discount_of(&typed) {
                        Some(discount) => {
                            change(&|line| line.discount = discount);
                            true
                        }
                        None => false,
                    },
                }
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
    bill::edit(|draft| {
        if at < draft.lines.len() {
            draft.lines.remove(at);
        }
    });
    counter.line.set(None);
    browser::focus(one_box::ID);
}

/// A figure that is changed where it stands; Enter goes back to the one box.
#[part]
fn Cell(
    label: String,
    testid: &'static str,
    value: String,
    refusal: Code,
    oncommit: Callback<String, bool>,
) -> Element {
    let mut wrong = use_signal(bool::default);
    rsx! {
        input {
            class: "cell",
            "data-testid": testid,
            aria_label: label,
            aria_invalid: if wrong() { "true" } else { "false" },
            inputmode: "decimal",
            autocomplete: "off",
            style: "--n: {value.chars().count()}",
            value: "{value}",
            onchange: move |event| {
                let taken = oncommit.call(event.value());
                wrong.set(!taken);
                if !taken {
                    state::say_error(&Error::new(refusal, "This cannot stand in a line."));
                }
            },
            onkeydown: move |event: KeyboardEvent| {
                if !wrong() && takes_enter(&event) {
                    browser::focus(one_box::ID);
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discount_is_a_share_or_an_amount() {
        assert_eq!(discount_of("10%"), Some(Discount::Percent(Rate::percent(10))));
        assert_eq!(discount_of(" 12.50 "), Some(Discount::Amount("12.50".parse().expect("an amount"))));
        assert_eq!(discount_of(""), Some(Discount::None));
        assert_eq!(discount_of("-5"), None);
        assert_eq!(discount_of("ten"), None);
        for text in ["10%", "12.50", ""] {
            assert_eq!(discount_of(text).map(discount_text).as_deref(), Some(text));
        }
    }
}
