//! Who may come to the shop at its server, and as what; for its owner.
//!
//! Test ids: `members`, `member-row`, `member-change`, `member-sheet`, `member-role-<role>`, `member-save`,
//! `member-remove`, `field-identity`, `join-role-<role>`, `member-add`.

use dioxus::prelude::*;
use smartkhata_part::part;

use crate::api::people::{self, Member, ROLES};
use crate::part::{Button, Chip, Icon, LinkButton, Look, Overflow, Trouble, Waiting, chip_row};
use crate::route::Route;
use crate::state::answer::use_answer;
use crate::state::use_signal;
use crate::t;

mod add;
mod change;

/// The screen.
#[part]
pub fn Members() -> Element {
    let found = use_answer(people::members);
    let mut chosen = use_signal(|| None::<Member>);
    rsx! {
        main { class: "screen", "data-testid": "members",
            header { class: "screen-head",
                LinkButton {
                    say: t!("do-back"), testid: "members-back", to: Route::Settings, icon: "back", bare: true, look: Look::Quiet,
                }
                h1 { {t!("members-title")} }
            }
            match found() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| found.restart() } },
                Some(Ok(members)) => rsx! {
                    section { class: "card flush",
                        for member in members {
                            Row { key: "{member.account}", member, onchange: move |member| chosen.set(Some(member)) }
                        }
                    }
                    add::Add { onadded: move |()| found.restart() }
                },
            }
        }
        if let Some(member) = chosen() {
            change::Change {
                member,
                onclose: move |()| chosen.set(None),
                ondone: move |()| {
                    chosen.set(None);
                    found.restart();
                },
            }
        }
    }
}

#[part]
fn Row(member: Member, onchange: EventHandler<Member>) -> Element {
    let chosen = member.clone();
    rsx! {
        div { class: "list-row device-row", "data-testid": "member-row", "data-id": "{member.account}",
            Icon { name: "person" }
            span { class: "grow",
                b { class: "block", "{member.identity}" }
                span { class: "block muted", {t!(&format!("role-{}", member.role))} }
            }
            if member.current {
                span { class: "tag action", {t!("members-you")} }
            } else {
                Button {
                    say: t!("members-change"), testid: "member-change",
                    onclick: move |()| onchange.call(chosen.clone()),
                }
            }
        }
    }
}

/// What somebody may be, and what that means.
#[part]
fn RoleChips(name: &'static str, chosen: &'static str, onchoose: EventHandler<&'static str>) -> Element {
    rsx! {
        {chip_row(
            t!("account-role"),
            Overflow::Wraps,
            ROLES
                .map(|value| Chip { value, say: t!(&format!("role-{value}")), testid: format!("{name}-role-{value}") }),
            &chosen,
            move |role| onchoose.call(role),
        )}
        p { class: "muted", {t!(&format!("invite-may-{chosen}"))} }
    }
}
