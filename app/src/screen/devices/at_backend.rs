//! The same screen in the backend's web edition, which is no device of the shop: who holds its books, letting one more
//! in and shutting one out.

use dioxus::prelude::*;
use smartkhata_part::part;

use super::invite::InviteCard;
use crate::api::people::{self, Device};
use crate::part::{Icon, Trouble, Twice, Waiting, moment};
use crate::state::answer::use_answer;
use crate::state::submit::use_submit;
use crate::{browser, state, t};

/// The list and the way in.
#[part]
pub fn AtBackend() -> Element {
    let found = use_answer(people::devices);
    rsx! {
        p { class: "strip", {t!("devices-elsewhere")} }
        match found() {
            None => rsx! { Waiting {} },
            Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| found.restart() } },
            Some(Ok(devices)) if devices.is_empty() => rsx! {
                p { class: "muted", "data-testid": "devices-none", {t!("devices-none")} }
            },
            Some(Ok(devices)) => rsx! {
                section { class: "card flush",
                    h2 { class: "card-title", {t!("devices-list")} }
                    for device in devices {
                        Row { key: "{device.id}", device, onremoved: move |()| found.restart() }
                    }
                }
            },
        }
        InviteCard { backend: browser::origin() }
    }
}

/// What a device is called: by its name, else by its number series.
fn named(device: &Device) -> String {
    match (device.name.is_empty(), device.series.is_empty()) {
        (false, _) => device.name.clone(),
        (true, false) => t!("devices-of-series", series = device.series.clone()),
        (true, true) => t!("devices-nameless"),
    }
}

/// What is said of it: what it may do, its bills, when it was here.
fn about(device: &Device) -> String {
    let role = device.role.as_ref().map(|role| t!(&format!("role-{role}")));
    let series = (!device.series.is_empty()).then(|| t!("devices-series", series = device.series.clone()));
    let seen = (device.seen_ms > 0).then(|| t!("devices-seen", when = moment(device.seen_ms)));
    role.into_iter().chain(series).chain(seen).collect::<Vec<_>>().join(" · ")
}

#[part]
fn Row(device: Device, onremoved: EventHandler<()>) -> Element {
    let submit = use_submit();
    let (id, name) = (device.id.clone(), named(&device));
    let gone = name.clone();
    let remove = move |()| {
        let (id, name) = (id.clone(), gone.clone());
        submit.send(async move { people::shut_out(&id).await }, move || {
            state::say_done(t!("devices-remove-done", name = name));
            onremoved.call(());
        });
    };
    rsx! {
        div { class: "list-row device-row", "data-testid": "device-row", "data-id": "{device.id}",
            Icon { name: "phone" }
            span { class: "grow",
                b { class: "block", "{name}" }
                span { class: "block muted", {about(&device)} }
            }
            if device.removed {
                span { class: "tag", "data-testid": "device-removed", {t!("devices-gone")} }
            } else {
                Twice {
                    say: t!("do-remove"), again: t!("devices-remove-again", name = name), testid: "device-remove",
                    disabled: submit.is_busy(), onclick: remove,
                }
            }
        }
        if let Some(error) = submit.problem().error {
            Trouble { error }
        }
    }
}
