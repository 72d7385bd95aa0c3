//! The way out of the backend: everything of the shop taken along, and the account erased after thirty days in which that
//! may be taken back.
//!
//! Test ids: `leaving`, `leaving-export`, `leaving-more`, `leaving-keep`, `leaving-erase`, `leaving-begin`,
//! `leaving-begun`, `leaving-stay`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::account::{Account, Books};
use smartkhata_core::clock;
use smartkhata_part::part;

use crate::api::leaving;
use crate::part::{Button, Chip, Overflow, Trouble, Twice, chip_row, short};
use crate::state::answer::use_answer;
use crate::state::submit::use_submit;
use crate::state::{role, use_signal};
use crate::t;

/// What may become of the books: its words, and what they mean.
const BOOKS: [(&str, &str); 2] = [("leaving-keep", "leaving-keep-hint"), ("leaving-erase", "leaving-erase-hint")];

/// The card; none where nobody is signed in by a number or an address.
#[part]
pub fn Leaving() -> Element {
    let found = use_answer(leaving::account);
    let [(keep, _), (erase, _)] = BOOKS;
    let mut books = use_signal(|| keep);
    let submit = use_submit();
    let Some(Ok(Account { leaving_ms, .. })) = found().filter(is_somebody) else { return rsx! {} };
    let busy = submit.is_busy();
    let chosen = books();
    let begin = move |()| {
        let books = if *books.peek() == erase { Books::Erase } else { Books::Keep };
        submit.send(leaving::leave(books), move || found.restart());
    };
    rsx! {
        section { class: "card devices-card", "data-testid": "leaving",
            h2 { {t!("leaving-title")} }
            if let Some(error) = submit.problem().0 {
                Trouble { error }
            }
            if role::name().is_some() && role::may_ask("shop.export") {
                p { class: "muted", {t!("leaving-export-hint")} }
                Button {
                    say: if busy { t!("waiting") } else { t!("leaving-export") }, testid: "leaving-export", icon: "pdf",
                    disabled: busy, onclick: move |()| submit.send(leaving::export(), || {}),
                }
            }
            if let Some(day) = leaving_ms.map(clock::day_in_india) {
                p { class: "strip wait", role: "status", "data-testid": "leaving-begun", {t!("leaving-begun", day = short(day))} }
                Button {
                    say: t!("leaving-stay"), testid: "leaving-stay", icon: "undo", disabled: busy,
                    onclick: move |()| submit.send(leaving::stay(), move || found.restart()),
                }
            } else {
                details { class: "fold",
                    summary { "data-testid": "leaving-more", {t!("leaving-delete")} }
                    p { {t!("leaving-what")} }
                    p { {t!("leaving-stays")} }
                    {chip_row(
                        t!("leaving-books"),
                        Overflow::Wraps,
                        BOOKS.map(|(value, _)| Chip { value, say: t!(value), testid: value.to_owned() }),
                        &chosen,
                        move |chosen| books.set(chosen),
                    )}
                    for (_ , means) in BOOKS.into_iter().filter(|(words, _)| *words == chosen) {
                        p { class: "muted", {t!(means)} }
                    }
                    Twice {
                        say: t!("leaving-delete"), again: t!("leaving-again"), testid: "leaving-begin", disabled: busy,
                        onclick: begin,
                    }
                }
            }
        }
    }
}

fn is_somebody(found: &Result<Account>) -> bool {
    found.as_ref().is_ok_and(|account| account.phone.is_some() || account.email.is_some())
}
