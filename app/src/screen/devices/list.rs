//! The shop's devices, each with what it holds, and the way to shut one out.

use dioxus::prelude::*;
use smartkhata_core::api::sync::{RemoveDevice, SyncDevice};
use smartkhata_part::part;

use super::{CloudTrouble, device_name};
use crate::part::{Icon, Twice, moment};
use crate::state::submit::use_submit;
use crate::state::{self, standing};
use crate::{api, t};

/// The list.
#[part]
pub fn List(devices: Vec<SyncDevice>, may_remove: bool) -> Element {
    if devices.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card flush",
            h2 { class: "card-title", {t!("devices-list")} }
            for device in devices {
                Row { key: "{device.id}", device, may_remove }
            }
        }
    }
}

#[part]
fn Row(device: SyncDevice, may_remove: bool) -> Element {
    let submit = use_submit();
    let (id, name) = (device.id, device_name(&device));
    let gone = name.clone();
    let remove = move |()| {
        let name = gone.clone();
        submit.send(
            async move {
                api::call(RemoveDevice { device: id }).await?;
                state::say_done(t!("devices-remove-done", name = name));
                standing::look().await;
                Ok(())
            },
            || {},
        );
    };
    rsx! {
        div { class: "list-row device-row", "data-testid": "device-row", "data-id": "{id}",
            Icon { name: "phone" }
            span { class: "grow",
                b { class: "block", "{name}" }
                span { class: "block muted",
                    if !device.series.is_empty() {
                        {t!("devices-series", series = device.series.clone())}
                        " · "
                    }
                    {t!("devices-holds", entries = device.entries)}
                    if !device.this && device.seen_ms > 0 {
                        " · "
                        {t!("devices-seen", when = moment(device.seen_ms))}
                    }
                }
            }
            if device.this {
                span { class: "tag action", {t!("devices-this")} }
            } else if may_remove {
                Twice {
                    say: t!("do-remove"), again: t!("devices-remove-again", name = name), testid: "device-remove",
                    disabled: submit.is_busy(), onclick: remove,
                }
            }
        }
        if let Some(error) = submit.problem().error {
            CloudTrouble { error }
        }
    }
}
