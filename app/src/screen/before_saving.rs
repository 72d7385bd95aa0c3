//! What there is to say of the bill in hand before it is saved.
//!
//! Test ids: `gone-items`, `rerated`, `below-cost`, `lacking`.

use dioxus::prelude::*;
use smartkhata_core::document::lacking::Lack;
use smartkhata_part::part;

use crate::part::{Icon, short};
use crate::state::bill::{BILLS, OpenBill};
use crate::t;

/// A sentence that stands for as long as it is true of the bill in hand.
fn strip(testid: &'static str, say: Option<String>) -> Element {
    let Some(say) = say else { return rsx! {} };
    rsx! {
        p { class: "strip wait", role: "status", "data-testid": testid,
            Icon { name: "alert" }
            span { class: "grow", "{say}" }
        }
    }
}

/// What stands in lines that the core has named by their places.
fn named(places: fn(&OpenBill) -> &[u32]) -> Vec<String> {
    let bills = BILLS.read();
    bills.current.names(places(&bills.current))
}

/// That lines have other rates than when they were typed; nothing where they have not.
pub fn rerated_say() -> Option<String> {
    let (count, day) = BILLS.read().current.rerated?;
    Some(t!("rates-changed", count = count, day = short(day)))
}

/// What became of the lines since they were typed: an item that is not in the list any more, other rates.
#[part]
pub fn SinceTyped() -> Element {
    let gone = named(|bill| &bill.gone);
    let gone = (!gone.is_empty()).then(|| t!("bill-gone-items", names = gone.join(", ")));
    rsx! {
        {strip("gone-items", gone)}
        {strip("rerated", rerated_say())}
    }
}

/// Which lines are sold for less than the goods cost. Who may not know what goods cost is not told which.
#[part]
pub fn BelowCost() -> Element {
    let names = named(|bill| &bill.below_cost);
    strip("below-cost", (!names.is_empty()).then(|| t!("bill-below-cost", names = names.join(", "))))
}

/// What lines of the invoice should say and do not; nothing where all is there.
pub fn lacking_say() -> Option<String> {
    let bills = BILLS.read();
    let said = [(Lack::Hsn, "lacking-hsn"), (Lack::Rate, "lacking-rate")].into_iter().filter_map(|(what, words)| {
        let names = bills.current.lacking(what);
        (!names.is_empty()).then(|| t!(words, names = names.join(", ")))
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// The same as a strip.
#[part]
pub fn Lacking() -> Element {
    strip("lacking", lacking_say())
}
