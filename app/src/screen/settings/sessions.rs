//! Where the account is signed in, and the end of that: for who lost a phone, or left a computer signed in.
//!
//! Test ids: `sessions`, `session-row`, `session-end`.

use dioxus::prelude::*;
use smartkhata_part::part;

use crate::api::people::{self, Place};
use crate::part::{Icon, Trouble, Twice, moment};
use crate::state::answer::use_answer;
use crate::state::submit::use_submit;
use crate::{state, t};

/// The card.
#[part]
pub fn Sessions() -> Element {
    let found = use_answer(people::places);
    rsx! {
        section { class: "card flush", "data-testid": "sessions",
            h2 { class: "card-title", {t!("sessions-title")} }
            match found() {
                None => rsx! {},
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| found.restart() } },
                Some(Ok(places)) => rsx! {
                    for place in places {
                        Row { key: "{place.id}", place, onended: move |()| found.restart() }
                    }
                },
            }
        }
    }
}

#[part]
fn Row(place: Place, onended: EventHandler<()>) -> Element {
    let submit = use_submit();
    let name = if place.device.is_empty() { t!("devices-nameless") } else { place.device.clone() };
    let (id, gone) = (place.id.clone(), name.clone());
    let end = move |()| {
        let (id, name) = (id.clone(), gone.clone());
        submit.send(async move { people::end(&id).await }, move || {
            state::say_done(t!("sessions-ended", name = name));
            onended.call(());
        });
    };
    rsx! {
        div { class: "list-row device-row", "data-testid": "session-row", "data-id": "{place.id}",
            Icon { name: "phone" }
            span { class: "grow",
                b { class: "block", "{name}" }
                span { class: "block muted", {t!("sessions-seen", when = moment(place.seen_ms))} }
            }
            if place.current {
                span { class: "tag action", {t!("sessions-here")} }
            } else {
                Twice {
                    say: t!("sign-out"), again: t!("sessions-end-again", name = name), testid: "session-end",
                    disabled: submit.is_busy(), onclick: end,
                }
            }
        }
        if let Some(error) = submit.problem().error {
            Trouble { error }
        }
    }
}
