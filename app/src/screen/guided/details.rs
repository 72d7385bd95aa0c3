//! What a B2B bill says beside its lines: dates, place of supply, where the goods go, a note.

use dioxus::prelude::*;
use smartkhata_part::part;

use crate::part::{DayField, Field, Select, Switch};
use crate::screen::due::DueField;
use crate::screen::settings::states;
use crate::state::bill::{self, BILLS};
use crate::state::{run, today};
use crate::t;

/// The details.
#[part]
pub fn Details() -> Element {
    let (draft, place, typed) = {
        let bills = BILLS.read();
        let current = &bills.current;
        (current.draft.clone(), current.place_of_supply.clone(), current.typed_days.date.clone())
    };
    let date = typed.unwrap_or_else(|| draft.date.unwrap_or_else(today).into());
    let chosen_place = if draft.place_of_supply.is_empty() { place } else { draft.place_of_supply.clone() };
    rsx! {
        section { class: "card",
            div { class: "fields",
                DayField {
                    name: "date",
                    label: t!("bill-date"),
                    value: date,
                    onchange: move |typed| {
                        if let Some(day) = bill::type_date(typed) {
                            run(bill::set_day(day));
                        }
                    },
                }
                DueField {}
                Select {
                    name: "place_of_supply",
                    label: t!("bill-place-of-supply"),
                    value: chosen_place,
                    choices: states(),
                    onchange: move |code: String| bill::edit(|draft| draft.place_of_supply = code),
                }
                Field {
                    name: "ship_to",
                    class: "whole",
                    label: t!("bill-shipping"),
                    long: true,
                    value: draft.ship_to,
                    oninput: move |text: String| bill::edit(|draft| draft.ship_to = text),
                }
                Field {
                    name: "note",
                    class: "whole",
                    label: t!("bill-note"),
                    long: true,
                    value: draft.note,
                    oninput: move |text: String| bill::edit(|draft| draft.note = text),
                }
            }
            Switch {
                name: "reverse_charge",
                label: t!("bill-reverse-charge"),
                value: draft.reverse_charge,
                onchange: move |on| bill::edit(|draft| draft.reverse_charge = on),
            }
        }
    }
}
