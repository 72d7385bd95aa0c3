//! What there is to say of the bill in hand before it is saved.
//!
//! Test ids: `rerated`.

use dioxus::prelude::*;
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
