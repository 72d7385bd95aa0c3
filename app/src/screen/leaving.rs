//! The way out of the backend: everything of the shop taken along, and the account erased after thirty days in which that
//! may be taken back.
//!
//! Test ids: `leaving`, `leaving-export`, `leaving-more`, `leaving-keep`, `leaving-erase`, `leaving-begun`,
//! `leaving-stay`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::account::Account;
use smartkhata_core::clock;
use smartkhata_part::part;

use crate::api::leaving::{self, LEAVES, STAYS};
use crate::part::{Button, Trouble, Twice, short};
use crate::state::answer::use_answer;
use crate::state::role;
use crate::state::submit::use_submit;
use crate::t;

/// What may become of the books: what it means, and the words to press.
const BOOKS: [(&str, &str); 2] = [("leaving-keep-hint", "leaving-keep"), ("leaving-erase-hint", "leaving-erase")];

/// The card; none where nobody is signed in by a number or an address.
#[part]
pub fn Leaving() -> Element {
    let found = use_answer(leaving::account);
    let submit = use_submit();
    let Some(Ok(Account { leaving_ms, .. })) = found().filter(is_somebody) else { return rsx! {} };
    let busy = submit.is_busy();
    let say = move |what| submit.send(leaving::say(what), move || found.restart());
    rsx! {
        section { class: "card devices-card", "data-testid": "leaving",
            h2 { {t!("leaving-title")} }
            if let Some(error) = submit.problem().error {
                Trouble { error }
            }
            if role::name().is_some() && role::may_ask("shop.export") {
                p { class: "muted", {t!("leaving-export-hint")} }
                Button {
                    say: t!("leaving-export"), testid: "leaving-export", icon: "pdf",
                    disabled: busy, onclick: move |()| submit.send(leaving::export(), || {}),
                }
            }
            if let Some(day) = leaving_ms.map(clock::day_in_india) {
                p { class: "strip wait", role: "status", "data-testid": "leaving-begun", {t!("leaving-begun", day = short(day))} }
                Button { say: t!("leaving-stay"), testid: "leaving-stay", icon: "undo", disabled: busy, onclick: move |()| say(STAYS) }
            } else {
                details { class: "fold",
                    summary { "data-testid": "leaving-more", {t!("leaving-delete")} }
                    p { {t!("leaving-what")} }
                    for ((means , words) , what) in BOOKS.into_iter().zip(LEAVES) {
                        p { key: "{words}", class: "leaving-books", {t!(means)} }
                        Twice {
                            say: t!(words), again: t!("leaving-again"), testid: words.to_owned(), disabled: busy,
                            onclick: move |()| say(what),
                        }
                    }
                }
            }
        }
    }
}

fn is_somebody(found: &Result<Account>) -> bool {
    found.as_ref().is_ok_and(|account| account.phone.is_some() || account.email.is_some())
}
