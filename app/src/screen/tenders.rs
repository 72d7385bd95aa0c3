//! The parts of a payment: ₹300 in cash and ₹200 by UPI, each with its reference.
//!
//! Test ids, each behind `part-N-`: `mode-cash`, `mode-upi`, …, `amount`, `reference`, `remove`; and `part-add`.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_core::{Code, Error, Result};
use smartkhata_part::part;

use crate::part::{Button, Icon, Look, MODES, ModeChips, Problem, rupees_short, takes_enter, worth};
use crate::t;

/// A part as it is typed; the amount may be a sum (`250+90`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    mode: Mode,
    amount: String,
    reference: String,
}

impl Default for Part {
    fn default() -> Self {
        Self { mode: Mode::Cash, amount: String::new(), reference: String::new() }
    }
}

/// The sum of the parts that can be read; none while one of them cannot.
pub fn together(parts: &[Part]) -> Option<Paise> {
    parts
        .iter()
        .filter(|part| !part.amount.trim().is_empty())
        .try_fold(Paise::ZERO, |sum, part| sum.add(worth(&part.amount)?, "amount").ok())
}

/// The field of a part's amount.
fn amount_of(place: usize) -> String {
    format!("parts.{place}.amount")
}

/// The parts as the request says them; an empty part is left out. An error names the part.
pub fn tenders_of(parts: &[Part]) -> Result<Vec<Tender>> {
    let wrong = |code, place| Error::field(code, amount_of(place), "Write the amount of each part.");
    let tenders = parts
        .iter()
        .enumerate()
        .filter(|(_, part)| !part.amount.trim().is_empty())
        .map(|(place, part)| {
            let amount = worth(&part.amount).ok_or_else(|| wrong(Code::InvalidAmount, place))?;
            if amount <= Paise::ZERO {
                return Err(wrong(Code::NotPositive, place));
            }
            Ok(Tender { mode: part.mode, amount, reference: part.reference.trim().to_owned() })
        })
        .collect::<Result<Vec<_>>>()?;
    if tenders.is_empty() { Err(wrong(Code::Required, 0)) } else { Ok(tenders) }
}

/// The way of paying that is not used yet, for the next part.
fn next_mode(parts: &[Part]) -> Mode {
    MODES.into_iter().find(|mode| parts.iter().all(|part| part.mode != *mode)).unwrap_or(Mode::Cash)
}

/// The parts.
#[part]
pub fn Tenders(
    parts: Vec<Part>,
    problem: Problem,
    onchange: EventHandler<Vec<Part>>,
    onenter: EventHandler<()>,
) -> Element {
    let more = parts.clone();
    let several = parts.len() > 1;
    // The part that is named; where none is, the amounts together.
    let named = (0..parts.len()).any(|place| problem.at(&amount_of(place)).is_some());
    let errors: Vec<Option<String>> = (0..parts.len())
        .map(|place| if named { problem.at(&amount_of(place)) } else { problem.at("amount") })
        .collect();
    let change = {
        let parts = parts.clone();
        move |place: usize, act: &dyn Fn(&mut Part)| {
            let mut next = parts.clone();
            if let Some(part) = next.get_mut(place) {
                act(part);
            }
            onchange.call(next);
        }
    };
    rsx! {
        for (place , (part , error)) in parts.iter().cloned().zip(errors).enumerate() {
            section { key: "{place}", class: "card tender",
                if several {
                    div { class: "tender-head",
                        h2 { {t!("payments-part", number = place + 1)} }
                        button {
                            r#type: "button",
                            class: "button quiet icon",
                            "data-testid": "part-{place}-remove",
                            aria_label: t!("payments-part-remove", number = place + 1),
                            onclick: {
                                let parts = parts.clone();
                                move |_| {
                                    let others = parts.iter().enumerate().filter(|(at, _)| *at != place);
                                    onchange.call(others.map(|(_, part)| part.clone()).collect());
                                }
                            },
                            Icon { name: "remove" }
                        }
                    }
                }
                ModeChips {
                    label: t!("payments-mode"), prefix: "part-{place}-", chosen: part.mode,
                    onchoose: {
                        let change = change.clone();
                        move |mode| change(place, &|part| part.mode = mode)
                    },
                }
                div { class: "fields",
                    div { class: "field",
                        label { r#for: "part-{place}-amount", {t!("entry-amount")} }
                        input {
                            class: "input number tender-amount",
                            id: "part-{place}-amount",
                            "data-testid": "part-{place}-amount",
                            inputmode: "decimal",
                            autocomplete: "off",
                            placeholder: "₹0",
                            value: "{part.amount}",
                            aria_invalid: error.is_some(),
                            onmounted: move |element| async move {
                                let _ = element.set_focus(true).await;
                            },
                            oninput: {
                                let change = change.clone();
                                move |event: FormEvent| {
                                    let text = event.value();
                                    change(place, &|part| part.amount = text.clone());
                                }
                            },
                            onkeydown: move |event: KeyboardEvent| {
                                if takes_enter(&event) {
                                    onenter.call(());
                                }
                            },
                        }
                        if let Some(error) = &error {
                            p { class: "error", role: "alert", "data-testid": "part-{place}-error", "{error}" }
                        } else if part.amount.contains(['+', '-', '×', '*']) {
                            if let Some(sum) = worth(&part.amount) {
                                p { class: "hint", "= {rupees_short(sum)}" }
                            }
                        }
                    }
                    if part.mode != Mode::Cash {
                        div { class: "field",
                            label { r#for: "part-{place}-reference", {t!("payments-reference")} " (" {t!("optional")} ")" }
                            input {
                                class: "input",
                                id: "part-{place}-reference",
                                "data-testid": "part-{place}-reference",
                                autocomplete: "off",
                                placeholder: t!("payments-reference-hint"),
                                value: "{part.reference}",
                                oninput: {
                                    let change = change.clone();
                                    move |event: FormEvent| {
                                        let text = event.value();
                                        change(place, &|part| part.reference = text.clone());
                                    }
                                },
                            }
                        }
                    }
                }
            }
        }
        Button {
            say: t!("payments-split"), testid: "part-add", icon: "plus", look: Look::Quiet,
            onclick: move |()| {
                let mut next = more.clone();
                next.push(Part { mode: next_mode(&more), ..Part::default() });
                onchange.call(next);
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(mode: Mode, amount: &str) -> Part {
        Part { mode, amount: amount.to_owned(), reference: String::new() }
    }

    #[test]
    fn parts_add_up_and_an_empty_one_is_left_out() {
        let parts = [part(Mode::Cash, "250+50"), part(Mode::Upi, "200"), part(Mode::Card, "")];
        assert_eq!(together(&parts), Some(Paise::rupees(500)));
        let tenders = tenders_of(&parts).expect("tenders");
        assert_eq!(
            tenders.iter().map(|tender| tender.amount).collect::<Vec<_>>(),
            [Paise::rupees(300), Paise::rupees(200)]
        );
    }

    #[test]
    fn a_part_that_cannot_be_read_is_refused_at_its_amount() {
        for (amount, code) in
            [("x", Code::InvalidAmount), ("0", Code::NotPositive), ("5-9", Code::NotPositive), ("", Code::Required)]
        {
            let error = tenders_of(&[part(Mode::Cash, amount)]).expect_err(amount);
            assert_eq!((error.code(), error.field.as_deref()), (code, Some("parts.0.amount")), "{amount}");
        }
        let second = tenders_of(&[part(Mode::Cash, "1"), part(Mode::Upi, "x")]).expect_err("no amount");
        assert_eq!(second.field.as_deref(), Some("parts.1.amount"));
        assert_eq!(together(&[part(Mode::Cash, "x")]), None);
    }

    #[test]
    fn the_next_part_is_paid_another_way() {
        assert_eq!(next_mode(&[part(Mode::Cash, "1")]), Mode::Upi);
        assert_eq!(next_mode(&[part(Mode::Upi, "1"), part(Mode::Cash, "1")]), Mode::Card);
    }
}
