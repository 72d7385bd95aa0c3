//! What one member may do, and the way out of the shop.

use dioxus::prelude::*;
use smartkhata_part::part;

use super::RoleChips;
use crate::api::people::{self, Member, ROLES};
use crate::part::{Button, Look, Sheet, Trouble, Twice};
use crate::state::submit::use_submit;
use crate::state::use_signal;
use crate::{state, t};

/// The sheet.
#[part]
pub fn Change(member: Member, onclose: EventHandler<()>, ondone: EventHandler<()>) -> Element {
    let now = ROLES.into_iter().find(|role| *role == member.role).unwrap_or("viewer");
    let mut role = use_signal(|| now);
    let submit = use_submit();
    let (account, who) = (member.account.clone(), member.identity.clone());
    let save = move |()| {
        let (account, who, becomes) = (account.clone(), who.clone(), *role.peek());
        submit.send(async move { people::change(&account, becomes).await }, move || {
            state::say_done(t!("members-changed", who = who, role = t!(&format!("role-{becomes}"))));
            ondone.call(());
        });
    };
    let (account, who) = (member.account.clone(), member.identity.clone());
    let remove = move |()| {
        let (account, who) = (account.clone(), who.clone());
        submit.send(async move { people::put_out(&account).await }, move || {
            state::say_done(t!("members-removed", who = who));
            ondone.call(());
        });
    };
    rsx! {
        Sheet { title: member.identity.clone(), testid: "member-sheet", onclose,
            div { class: "devices-card",
                if let Some(error) = submit.problem().error {
                    Trouble { error }
                }
                RoleChips { name: "member", chosen: role(), onchoose: move |chosen| role.set(chosen) }
                Button {
                    say: if submit.is_busy() { t!("waiting") } else { t!("do-save") }, testid: "member-save", look: Look::Main,
                    class: "large", disabled: submit.is_busy() || role() == now, onclick: save,
                }
                Twice {
                    say: t!("members-remove"), again: t!("members-remove-again", who = member.identity), testid: "member-remove",
                    disabled: submit.is_busy(), onclick: remove,
                }
            }
        }
    }
}
