//! What there is to say of the bill in hand before it is saved.
//!
//! Test ids: `rerated`, `lacking`.

use dioxus::prelude::*;
use smartkhata_core::document::lacking::Lack;
use smartkhata_part::part;

use crate::part::{Icon, short};
use crate::state::bill::BILLS;
use crate::t;

/// That lines have other rates than when they were typed; nothing where they have not.
pub fn rerated_say() -> Option<String> {
    let (count, day) = BILLS.read().current.rerated?;
    Some(t!("rates-changed", count = count, day = short(day)))
}

/// The same as a strip, for as long as the bill is in hand.
#[part]
pub fn Rerated() -> Element {
    let Some(say) = rerated_say() else { return rsx! {} };
    rsx! {
        p { class: "strip wait", role: "status", "data-testid": "rerated",
            Icon { name: "alert" }
            span { class: "grow", "{say}" }
        }
    }
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
    let Some(say) = lacking_say() else { return rsx! {} };
    rsx! {
        p { class: "strip wait", role: "status", "data-testid": "lacking",
            Icon { name: "alert" }
            span { class: "grow", "{say}" }
        }
    }
}
