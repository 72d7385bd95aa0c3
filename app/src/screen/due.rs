//! Until when the bill in hand is to be paid.
//!
//! Test id: `field-due`.

use dioxus::prelude::*;
use smartkhata_core::date::Date;
use smartkhata_part::part;

use crate::part::Field;
use crate::state::bill::{self, BILLS, OpenBill};
use crate::t;

/// The due date as it is typed, else as the core proposes it.
pub fn of(bill: &OpenBill) -> Option<Date> {
    bill.draft.due.or(bill.due)
}

/// The day, and the way to another.
#[part]
pub fn DueField(#[props(default)] onenter: EventHandler<()>) -> Element {
    let due = of(&BILLS.read().current);
    rsx! {
        Field {
            name: "due",
            kind: "date",
            label: t!("bill-due-date"),
            value: due.map(|day| day.to_string()).unwrap_or_default(),
            oninput: move |text: String| {
                if let Ok(day) = text.parse() {
                    bill::edit(|draft| draft.due = Some(day));
                }
            },
            onenter,
        }
    }
}
