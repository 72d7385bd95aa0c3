//! Photos and papers on their way between the devices: what waits, whether they wait for Wi-Fi, room on this device.

use dioxus::prelude::*;
use smartkhata_core::Error;
use smartkhata_core::api::sync::{CarryPhotos, FreeSpace};
use smartkhata_part::part;

use super::CloudTrouble;
use crate::part::{Button, Icon, Switch, count};
use crate::state;
use crate::state::answer::use_answer;
use crate::state::submit::use_submit;
use crate::{api, t};

/// Megabytes, rounded up: what waits is never said to be nothing.
fn megabytes(bytes: i64) -> String {
    count(bytes.saturating_add(999_999) / 1_000_000)
}

/// The card.
#[part]
pub fn Photos(files: i64, bytes: i64, error: Option<Error>) -> Element {
    let carried = use_answer(|| api::call(CarryPhotos::default()));
    let submit = use_submit();
    let Some(Ok(carries)) = carried() else { return rsx! {} };
    let switch = move |only: bool| {
        submit.send(
            async move { api::call(CarryPhotos { only_on_wifi: Some(only), on_wifi: None }).await.map(drop) },
            move || carried.restart(),
        );
    };
    let free = move |()| {
        submit.send(
            async {
                let freed = api::call(FreeSpace {}).await?;
                state::say_done(t!("devices-photos-freed", count = freed.files, size = megabytes(freed.bytes)));
                Ok(())
            },
            || {},
        );
    };
    rsx! {
        section { class: "card devices-card", "data-testid": "devices-photos",
            h2 { {t!("attach-title")} }
            if files > 0 {
                p { class: "devices-says wait", role: "status", "data-testid": "devices-photos-wait",
                    Icon { name: "pause" }
                    span { {t!("devices-photos-wait", count = files, size = megabytes(bytes))} }
                }
            }
            if let Some(error) = error.filter(|_| files > 0) {
                CloudTrouble { error }
            }
            if let Some(error) = submit.problem().error {
                CloudTrouble { error }
            }
            Switch { name: "photos-wifi", label: t!("devices-photos-wifi"), value: carries.only_on_wifi, onchange: switch }
            p { class: "muted", {t!("devices-photos-free-hint")} }
            Button { say: t!("devices-photos-free"), testid: "devices-photos-free", disabled: submit.is_busy(), onclick: free }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::megabytes;

    #[test]
    fn what_waits_is_never_said_to_be_nothing() {
        assert_eq!([megabytes(1), megabytes(1_000_000), megabytes(2_000_001)], ["1", "1", "3"]);
    }
}
