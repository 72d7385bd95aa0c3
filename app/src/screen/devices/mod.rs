//! The shop's devices: connecting this one, whether all hold the same, letting one more in and shutting one out.
//!
//! Test ids: `devices`, `devices-says` (each sentence), `devices-code`, `devices-look`, `devices-leave`, `device-row`,
//! `device-remove`, `device-removed`, `devices-none`, `devices-photos`, `devices-photos-wait`, `field-photos-wifi`,
//! `devices-photos-free`, `field-identity`, `field-code`, `field-backend`, `connect-send`, `connect-done`,
//! `connect-other`, `devices-by-code`, `invite-role-<role>`, `invite-make`, `invite-sheet`, `invite-code`, `invite-qr`,
//! `invite-share`, `cloud-trouble`.

use dioxus::prelude::*;
use smartkhata_core::api::shop::GetStatus;
use smartkhata_core::api::sync::{Connection, Disconnect, LookNow, SyncDevice, SyncStatus};
use smartkhata_core::{Code, Error};
use smartkhata_part::part;

use crate::part::{self, Button, Icon, LinkButton, Look, Twice, Waiting, moment};
use crate::route::Route;
use crate::screen::leaving::Leaving;
use crate::state::answer::use_answer;
use crate::state::standing::{self, STANDING};
use crate::state::submit::use_submit;
use crate::state::{self, CHANGES, role};
use crate::{api, t};

mod at_backend;
mod connect;
mod invite;
mod list;
mod photos;

pub use connect::BackendField;
pub use invite::of_invitation;

/// The screen.
#[part]
pub fn Devices() -> Element {
    use_future(standing::look);
    let standing = STANDING();
    rsx! {
        main { class: "screen", "data-testid": "devices",
            header { class: "screen-head",
                LinkButton {
                    say: t!("do-back"), testid: "devices-back", to: Route::Settings, icon: "back", bare: true, look: Look::Quiet,
                }
                h1 { {t!("devices-title")} }
            }
            match standing {
                _ if api::is_cloud() => rsx! { at_backend::AtBackend {} },
                None => rsx! { Waiting {} },
                Some(now) => match now.link {
                    None => rsx! {
                        p { class: "strip", {t!("devices-elsewhere")} }
                    },
                    Some(link) if link.connected => rsx! { Connected { status: now.status, link } },
                    Some(_) => rsx! { connect::Connect {} },
                },
            }
        }
    }
}

/// What an error on the way to the other devices says: being signed in means something else there than here.
fn cloud_sentence(error: &Error) -> String {
    match error.code() {
        Code::Unauthorized => t!("devices-signed-out"),
        Code::Forbidden => t!("devices-not-allowed"),
        Code::NotFound => t!("devices-unknown"),
        _ => part::sentence(error),
    }
}

/// The error, in the place of what it hinders.
#[part]
pub fn CloudTrouble(error: Error) -> Element {
    rsx! {
        p { class: "strip out", role: "alert", "data-testid": "cloud-trouble", "data-code": error.code().as_str(),
            Icon { name: "alert" }
            span { class: "grow", {cloud_sentence(&error)} }
        }
    }
}

/// What a device is called: by its name, else by its number series.
pub fn device_name(device: &SyncDevice) -> String {
    match (device.name.is_empty(), device.series.is_empty()) {
        (false, _) => device.name.clone(),
        (true, false) => t!("devices-of-series", series = device.series.clone()),
        (true, true) => t!("devices-nameless"),
    }
}

/// One thing that is to be said of where the devices stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said<'a> {
    /// So many devices hold everything.
    All(usize),
    /// No other device has come.
    Alone,
    /// This one has so much to send.
    Waits(i64),
    /// This one does not hold everything yet.
    Behind,
    /// Another one does not.
    OtherBehind(&'a SyncDevice),
}

/// What is to be said: that all is well, or each thing that is not.
fn said(status: &SyncStatus) -> Vec<Said<'_>> {
    let waits = (status.pending > 0).then_some(Said::Waits(status.pending));
    let behind = (status.entries < status.head).then_some(Said::Behind);
    let others = status.devices.iter().filter(|device| !device.this && device.entries < status.head);
    let found: Vec<_> = waits.into_iter().chain(behind).chain(others.map(Said::OtherBehind)).collect();
    match status.devices.len() {
        _ if !found.is_empty() => found,
        0 | 1 => vec![Said::Alone],
        devices => vec![Said::All(devices)],
    }
}

fn sentence(said: Said<'_>, status: &SyncStatus) -> String {
    let (entries, head) = (status.entries, status.head);
    match said {
        Said::All(devices) => t!("devices-all", devices = devices, entries = entries, head = head),
        Said::Alone => t!("devices-alone", entries = entries),
        Said::Waits(pending) => t!("devices-this-waits", count = pending),
        Said::Behind => t!("devices-this-behind", entries = entries, head = head),
        Said::OtherBehind(device) => {
            let (name, held) = (device_name(device), device.entries);
            if device.seen_ms > 0 {
                t!("devices-other-behind", name = name, entries = held, head = head, when = moment(device.seen_ms))
            } else {
                t!("devices-other-new", name = name, entries = held, head = head)
            }
        }
    }
}

#[part]
fn Connected(status: SyncStatus, link: Connection) -> Element {
    let books = use_answer(|| async {
        let _ = CHANGES();
        api::call(GetStatus {}).await.ok()
    });
    let code = books().flatten().map(|books| books.same_books_code);
    let submit = use_submit();
    let look = move |()| {
        submit.send(
            async {
                api::call(LookNow {}).await?;
                standing::look().await;
                state::say_done(t!("devices-looked"));
                Ok(())
            },
            || {},
        );
    };
    let leave = move |()| {
        submit.send(
            async {
                api::call(Disconnect {}).await?;
                standing::look().await;
                state::say_done(t!("devices-left"));
                Ok(())
            },
            || {},
        );
    };
    let things = if status.joined { said(&status) } else { Vec::new() };
    let (tone, icon) = match things.as_slice() {
        [Said::All(_) | Said::Alone] => ("in", "check"),
        _ => ("wait", "pause"),
    };
    rsx! {
        if link.removed {
            p { class: "strip out", role: "alert", "data-testid": "devices-removed",
                Icon { name: "alert" }
                span { class: "grow", {t!("devices-removed")} }
            }
        } else if let Some(error) = link.error {
            CloudTrouble { error }
        }
        if let Some(error) = submit.problem().error {
            CloudTrouble { error }
        }
        section { class: "card devices-card",
            div { role: "status",
                if !status.joined {
                    p { class: "devices-says", "data-testid": "devices-says", {t!("devices-first-time")} }
                }
                for said in things {
                    p { class: "devices-says {tone}", "data-testid": "devices-says",
                        Icon { name: icon }
                        span { {sentence(said, &status)} }
                    }
                }
            }
            dl { class: "pairs",
                if status.in_step_ms > 0 {
                    dt { {t!("devices-in-step")} }
                    dd { {moment(status.in_step_ms)} }
                }
                if let Some(code) = code {
                    dt { {t!("settings-code")} }
                    dd { "data-testid": "devices-code", "{code}" }
                }
            }
            p { class: "muted", {t!("devices-code-hint")} }
            Button { say: t!("devices-look"), testid: "devices-look", icon: "search", disabled: submit.is_busy(), onclick: look }
        }
        photos::Photos { files: status.pending_files, bytes: status.pending_bytes, error: link.photos.clone() }
        list::List { devices: status.devices.clone(), may_remove: !link.removed && role::may_ask("device.remove") }
        if !link.removed && role::may_ask("device.invite") {
            invite::InviteCard { backend: link.backend.clone() }
        }
        section { class: "card devices-card",
            h2 { {t!("devices-leave-title")} }
            p { {t!("devices-leave-hint")} }
            p { class: "muted devices-address", "{link.backend}" }
            Twice {
                say: t!("devices-leave"), again: t!("devices-leave-again"), testid: "devices-leave",
                disabled: submit.is_busy(), onclick: leave,
            }
        }
        if !link.removed {
            Leaving {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::id::DeviceId;

    fn device(n: u128, entries: i64) -> SyncDevice {
        let id = DeviceId::new(uuid::Uuid::from_u128(n));
        SyncDevice { id, name: String::new(), series: "A".to_owned(), entries, seen_ms: 1, this: n == 1 }
    }

    fn status(pending: i64, entries: i64, devices: Vec<SyncDevice>) -> SyncStatus {
        SyncStatus {
            joined: true,
            pending,
            pending_files: 0,
            pending_bytes: 0,
            entries,
            head: 9,
            in_step_ms: 1,
            devices,
        }
    }

    #[test]
    fn all_is_well_is_said_only_when_every_device_holds_everything() {
        assert_eq!(said(&status(0, 9, vec![device(1, 9), device(2, 9)])), [Said::All(2)]);
        assert_eq!(said(&status(0, 9, vec![device(1, 9)])), [Said::Alone]);
        let late = status(3, 8, vec![device(1, 8), device(2, 7), device(3, 9)]);
        assert_eq!(said(&late), [Said::Waits(3), Said::Behind, Said::OtherBehind(&device(2, 7))]);
    }
}
