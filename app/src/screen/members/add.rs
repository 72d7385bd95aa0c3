//! Letting somebody in: the number or address that they sign in with, and what they may do.

use dioxus::prelude::*;
use smartkhata_part::part;

use super::RoleChips;
use crate::api::people;
use crate::part::{Button, Field, Look, Trouble};
use crate::state::submit::use_submit;
use crate::state::use_signal;
use crate::{browser, state, t};

/// The card.
#[part]
pub fn Add(onadded: EventHandler<()>) -> Element {
    let mut identity = use_signal(String::new);
    let mut role = use_signal(|| "staff");
    let submit = use_submit();
    let add = move |()| {
        let (typed, becomes) = (identity.peek().trim().to_owned(), *role.peek());
        let who = typed.clone();
        submit.send(async move { people::let_in(&typed, becomes).await }, move || {
            identity.set(String::new());
            state::say_done(t!("members-added", who = who, role = t!(&format!("role-{becomes}"))));
            onadded.call(());
        });
    };
    let problem = submit.problem();
    rsx! {
        section { class: "card devices-card",
            h2 { {t!("members-add")} }
            if let Some(error) = problem.besides(&["identity"]) {
                Trouble { error }
            }
            Field {
                name: "identity", label: t!("members-identity"), hint: t!("members-add-how", address = browser::origin()),
                value: identity(), mode: "email", problem, oninput: move |typed| identity.set(typed), onenter: add,
            }
            RoleChips { name: "join", chosen: role(), onchoose: move |chosen| role.set(chosen) }
            Button {
                say: if submit.is_busy() { t!("waiting") } else { t!("members-add-it") }, testid: "member-add", icon: "plus",
                look: Look::Main, class: "large", disabled: submit.is_busy(), onclick: add,
            }
        }
    }
}
