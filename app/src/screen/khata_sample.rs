//! A customer who is none: what a row of the khata looks like, for as long as nobody is in the list. Nothing of it is in the
//! books.
//!
//! Test ids: `khata-sample`.

use dioxus::prelude::*;
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyRole;
use smartkhata_part::part;

use super::khata::Balance;
use crate::t;

/// What is owed, in rupees, and for how many days.
const OWED: i32 = 1_240;
const DAYS: i64 = 12;

/// The row, and what it is.
#[part]
pub fn Sample() -> Element {
    let name = t!("sample-name");
    let initial: String = name.chars().take(1).collect();
    let ago = t!("days-ago", days = DAYS);
    rsx! {
        div { class: "stack", "data-testid": "khata-sample",
            div { class: "list-row khata-sample",
                span { class: "initial", aria_hidden: "true", "{initial}" }
                span { class: "grow",
                    span { class: "name khata-name", "{name}" }
                    span { class: "more khata-more",
                        span { class: "tag", {t!("sample-tag")} }
                        span { {t!("party-due-for", days = ago)} }
                    }
                }
                Balance { value: Paise::rupees(OWED), role: PartyRole::Customer }
            }
            p { class: "strip", {t!("sample-what")} }
        }
    }
}
