//! Letting one more device in: what it may do, then a code to read aloud or to scan.

use dioxus::prelude::*;
use smartkhata_core::api::sync::{Invite, Invited};
use smartkhata_part::part;

use super::CloudTrouble;
use crate::api::people;
use crate::part::{self, Button, Chip, Look, Overflow, QrCode, Sheet, chip_row};
use crate::state::submit::use_submit;
use crate::state::use_signal;
use crate::{api, t};

/// What a device may be let in as.
const ROLES: [&str; 4] = ["staff", "manager", "accountant", "viewer"];

/// What is handed to the other device: the code, and where it holds good.
fn invitation(code: &str, backend: &str) -> String {
    format!("{code} {backend}")
}

/// The code, and the address if there is one, of what was typed or pasted.
pub fn of_invitation(text: &str) -> (String, Option<String>) {
    let (addresses, code): (Vec<&str>, Vec<&str>) =
        text.split_whitespace().partition(|word| word.starts_with("https://") || word.starts_with("http://"));
    (code.join(" "), addresses.first().map(|address| (*address).to_owned()))
}

/// The card.
#[part]
pub fn InviteCard(backend: String) -> Element {
    let mut role = use_signal(|| ROLES[0]);
    let mut invited = use_signal(|| None::<Invited>);
    let submit = use_submit();
    let make = move |()| {
        let role = *role.peek();
        submit.send(
            async move {
                let code = match api::is_cloud() {
                    true => people::invite(role).await?,
                    false => api::call(Invite { role: role.to_owned() }).await?,
                };
                // The screen may have been left meanwhile; then nobody asks for the code any more.
                if let Ok(mut invited) = invited.try_write() {
                    *invited = Some(code);
                }
                Ok(())
            },
            || {},
        );
    };
    rsx! {
        section { class: "card devices-card",
            h2 { {t!("invite-title")} }
            {chip_row(
                t!("invite-role"),
                Overflow::Wraps,
                ROLES
                    .map(|value| Chip { value, say: t!(&format!("role-{value}")), testid: format!("invite-role-{value}") }),
                &role(),
                move |chosen| role.set(chosen),
            )}
            p { class: "muted", {t!(&format!("invite-may-{}", role()))} }
            if let Some(error) = submit.problem().error {
                CloudTrouble { error }
            }
            Button {
                say: if submit.is_busy() { t!("waiting") } else { t!("invite-make") }, testid: "invite-make", icon: "qr",
                look: Look::Main, class: "large", disabled: submit.is_busy(), onclick: make,
            }
        }
        if let Some(code) = invited() {
            CodeSheet { code, backend, onclose: move |()| invited.set(None) }
        }
    }
}

#[part]
fn CodeSheet(code: Invited, backend: String, onclose: EventHandler<()>) -> Element {
    let text = invitation(&code.code, &backend);
    let shared = text.clone();
    // Read out letter by letter.
    let spelled: String = code.code.chars().flat_map(|letter| [letter, ' ']).collect();
    rsx! {
        Sheet { title: t!("invite-title"), testid: "invite-sheet", onclose,
            p { {t!("invite-how")} }
            p { class: "invite-code", "data-testid": "invite-code", aria_label: spelled, "{code.code}" }
            p { class: "muted devices-address", "{backend}" }
            QrCode { link: text, label: t!("invite-qr"), testid: "invite-qr" }
            p { class: "muted", {t!("invite-good-for", minutes = code.expires_in / 60)} }
            Button {
                say: t!("do-share"), testid: "invite-share", icon: "share", class: "large wide",
                onclick: move |()| part::share_text(&shared, ""),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_over_is_understood_however_it_is_typed() {
        let both = ("7KQF-2M9A".to_owned(), Some("https://khata.example".to_owned()));
        assert_eq!(of_invitation(&invitation("7KQF-2M9A", "https://khata.example")), both);
        assert_eq!(of_invitation(" https://khata.example\n7KQF-2M9A"), both);
        assert_eq!(of_invitation("7kqf 2m9a"), ("7kqf 2m9a".to_owned(), None));
        assert_eq!(of_invitation(""), (String::new(), None));
    }
}
