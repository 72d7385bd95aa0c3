//! Until when the bill in hand is to be paid.
//!
//! Test id: `field-due`.

use dioxus::prelude::*;
use smartkhata_core::date::Date;
use smartkhata_part::part;

use crate::part::{DayField, TypedDay};
use crate::state::bill::{self, BILLS, OpenBill};
use crate::t;

/// The due date as it is typed, else as the core proposes it.
pub fn of(bill: &OpenBill) -> Option<Date> {
    bill.draft.due.or(bill.due)
}

/// The day, and the way to another.
#[part]
pub fn DueField(#[props(default)] onenter: EventHandler<()>) -> Element {
    let bills = BILLS.read();
    let typed = bills.current.typed_days.due.clone();
    let value = typed.or_else(|| of(&bills.current).map(TypedDay::from));
    rsx! {
        DayField {
            name: "due", label: t!("bill-due-date"), none: value.is_none(), value: value.unwrap_or_default(),
            onchange: bill::type_due, onenter,
        }
    }
}
