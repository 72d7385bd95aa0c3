//! One line under the thumb: quantity, price and discount by the app's own keys.

use dioxus::prelude::*;
use smartkhata_core::Error;
use smartkhata_core::money::UnitPrice;
use smartkhata_part::part;

use crate::part::{Button, Chip, Icon, Keypad, Look, Overflow, Sheet, chip_row, sentence};
use crate::screen::figure::Figure;
use crate::state::bill::{self, BILLS};
use crate::state::use_signal;
use crate::t;

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
                good = figure.peek().take(line, &typed.peek());
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
    // However the sheet is left, what is typed and can be read is on the line; what cannot is thrown away.
    let leave = move |()| {
        commit();
        onclose.call(());
    };
    let words = [
        (Figure::Quantity, "bill-quantity", "line-quantity"),
        (Figure::Price, "bill-price", "line-price"),
        (Figure::Discount, "bill-discount", "line-discount"),
    ];
    let chips = words.map(|(value, words, testid)| {
        let said = value.text(&line);
        let say = if said.is_empty() { t!(words) } else { format!("{} {said}", t!(words)) };
        Chip { value, say, testid: testid.to_owned() }
    });
    rsx! {
        Sheet { title: line.name.clone(), testid: "sheet-line", onclose: leave,
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
                placeholder: figure().text(&line),
                ontype: move |text| {
                    wrong.set(false);
                    typed.set(text);
                },
                onenter: move |()| done(()),
            }
            if wrong() {
                p { class: "strip out", role: "alert",
                    Icon { name: "alert" }
                    {sentence(&Error::new(figure().refusal(), "This cannot stand in a line."))}
                }
            }
            div { class: "button-row",
                Button {
                    say: t!("bill-remove-line"),
                    testid: "line-remove",
                    icon: "remove",
                    onclick: move |()| {
                        bill::take_off(place);
                        onclose.call(());
                    },
                }
                Button { say: t!("do-done"), testid: "line-done", look: Look::Main, class: "large grow", onclick: move |()| done(()) }
            }
        }
    }
}
