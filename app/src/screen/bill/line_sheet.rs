//! One line under the thumb: quantity, price and discount by the app's own keys.

use dioxus::prelude::*;
use smartkhata_core::document::DraftLine;
use smartkhata_core::money::UnitPrice;
use smartkhata_core::quantity::Milli;
use smartkhata_part::part;

use crate::part::{Button, Chip, Icon, Keypad, Look, Overflow, Sheet, chip_row, worth};
use crate::screen::counter::{discount_of, discount_text};
use crate::state::bill::{self, BILLS};
use crate::state::use_signal;
use crate::t;

/// Which figure the keys change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Quantity,
    Price,
    Discount,
}

/// A figure as it is typed.
fn text_of(line: &DraftLine, figure: Figure) -> String {
    match figure {
        Figure::Quantity => line.quantity.to_string(),
        Figure::Price if line.price == UnitPrice::ZERO => String::new(),
        Figure::Price => line.price.to_string(),
        Figure::Discount => discount_text(line.discount),
    }
}

/// Takes what was typed over into the line; false when it is no such figure. Price and discount may be sums.
fn take(line: &mut DraftLine, figure: Figure, typed: &str) -> bool {
    match figure {
        Figure::Quantity => match typed.parse::<Milli>() {
            Ok(quantity) if quantity.is_positive() => line.quantity = quantity,
            _ => return false,
        },
        Figure::Price => {
            let sum = worth(typed).and_then(|sum| UnitPrice::from_paise(sum).ok());
            match typed.parse::<UnitPrice>().ok().or(sum) {
                Some(price) => line.price = price,
                None => return false,
            }
        }
        Figure::Discount => match discount_of(typed) {
            Some(discount) => line.discount = discount,
            None => return false,
        },
    }
    true
}

/// The sheet.
#[part]
pub fn LineSheet(place: usize, onclose: EventHandler<()>) -> Element {
    let line = BILLS.read().current.draft.lines.get(place).cloned();
    let Some(line) = line else { return rsx! {} };
    let is_new = line.price == UnitPrice::ZERO;
    let mut figure = use_signal(|| if is_new { Figure::Price } else { Figure::Quantity });
    let mut typed = use_signal(String::new);
    let mut wrong = use_signal(bool::default);
    let mut commit = move || {
        if typed.peek().is_empty() {
            return true;
        }
        let mut good = false;
        bill::edit(|draft| {
            if let Some(line) = draft.lines.get_mut(place) {
                good = take(line, *figure.peek(), &typed.peek());
            }
        });
        wrong.set(!good);
        if good {
            typed.set(String::new());
        }
        good
    };
    let mut done = move |()| {
        if commit() {
            onclose.call(());
        }
    };
    let words = [
        (Figure::Quantity, "bill-quantity", "line-quantity"),
        (Figure::Price, "bill-price", "line-price"),
        (Figure::Discount, "bill-discount", "line-discount"),
    ];
    let chips = words.map(|(value, words, testid)| {
        let said = text_of(&line, value);
        let say = if said.is_empty() { t!(words) } else { format!("{} {said}", t!(words)) };
        Chip { value, say, testid: testid.to_owned() }
    });
    rsx! {
        Sheet { title: line.name.clone(), testid: "sheet-line", onclose: move |()| done(()),
            {chip_row(
                t!("bill-edit-line"),
                Overflow::Wraps,
                chips,
                &figure(),
                move |chosen| {
                    if commit() {
                        figure.set(chosen);
                    }
                },
            )}
            Keypad {
                label: line.name.clone(),
                typed: typed(),
                placeholder: text_of(&line, figure()),
                ontype: move |text| {
                    wrong.set(false);
                    typed.set(text);
                },
                onenter: move |()| done(()),
            }
            if wrong() {
                p { class: "strip out", role: "alert",
                    Icon { name: "alert" }
                    {t!("error-invalid_amount")}
                }
            }
            div { class: "button-row",
                Button {
                    say: t!("bill-remove-line"),
                    testid: "line-remove",
                    icon: "remove",
                    onclick: move |()| {
                        bill::edit(|draft| {
                            if place < draft.lines.len() {
                                draft.lines.remove(place);
                            }
                        });
                        onclose.call(());
                    },
                }
                Button { say: t!("do-done"), testid: "line-done", look: Look::Main, class: "large grow", onclick: move |()| done(()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::bill::line::open_line_with;

    #[test]
    fn a_line_takes_figures_and_refuses_what_is_none() {
        let mut line = open_line_with("chai", true);
        assert!(take(&mut line, Figure::Quantity, "2.5"));
        assert!(take(&mut line, Figure::Price, "10+5"));
        assert!(take(&mut line, Figure::Discount, "5%"));
        assert_eq!(text_of(&line, Figure::Quantity), "2.5");
        assert_eq!(text_of(&line, Figure::Price), "15.00");
        assert_eq!(text_of(&line, Figure::Discount), "5%");
        for (figure, typed) in
            [(Figure::Quantity, "0"), (Figure::Quantity, "x"), (Figure::Price, "10+"), (Figure::Discount, "-1")]
        {
            assert!(!take(&mut line, figure, typed), "{typed}");
        }
        assert_eq!(text_of(&line, Figure::Price), "15.00");
    }
}
