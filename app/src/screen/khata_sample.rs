//! A customer who is none: what a khata looks like, for as long as nobody is in the list. Nothing of it is in the books.
//!
//! Test ids: `khata-sample`, `sample-sheet`, `sample-entry`, `sample-add`.

use dioxus::prelude::*;
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyRole;
use smartkhata_part::part;

use super::khata::Balance;
use crate::part::{Amount, Icon, LinkButton, Look, Sheet};
use crate::route::Route;
use crate::state::use_signal;
use crate::t;

/// What was entered, newest first: its words, its sign, rupees, and how many days ago.
const ENTRIES: [(&str, &str, i32, i64); 2] =
    [("party-entry-got", "in", 260, 5), ("party-entry-gave", "out", 1_500, 12)];

/// What is left of it.
const OWED: i32 = 1_240;

/// The row, and what it opens.
#[part]
pub fn Sample() -> Element {
    let mut open = use_signal(bool::default);
    let name = t!("sample-name");
    let initial: String = name.chars().take(1).collect();
    let ago = |days: i64| t!("days-ago", days = days);
    rsx! {
        button {
            r#type: "button", class: "list-row khata-sample", "data-testid": "khata-sample", onclick: move |_| open.set(true),
            span { class: "initial", aria_hidden: "true", "{initial}" }
            span { class: "grow",
                span { class: "name khata-name", "{name}" }
                span { class: "more khata-more",
                    span { class: "tag", {t!("sample-tag")} }
                    span { {t!("party-due-for", days = ago(12))} }
                }
            }
            Balance { value: Paise::rupees(OWED), role: PartyRole::Customer }
        }
        if open() {
            Sheet { title: name, testid: "sample-sheet", onclose: move |()| open.set(false),
                p { class: "strip", {t!("sample-what")} }
                div {
                    for (what , side , rupees , days) in ENTRIES {
                        div { key: "{what}", class: "list-row statement-row", "data-testid": "sample-entry",
                            span { class: "sign {side}", aria_hidden: "true", Icon { name: side, small: true } }
                            span { class: "grow",
                                span { class: "name", {t!(what)} }
                                span { class: "more", {ago(days)} }
                            }
                            Amount { value: Paise::rupees(rupees), short: true, class: side.to_owned() }
                        }
                    }
                }
                LinkButton { say: t!("khata-add"), testid: "sample-add", to: Route::NewParty, icon: "plus", look: Look::Main, class: "large" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ENTRIES, OWED};

    #[test]
    fn the_entries_of_the_sample_come_to_what_it_owes() {
        let [(.., got, _), (.., gave, _)] = ENTRIES;
        assert_eq!(gave - got, OWED);
    }
}
