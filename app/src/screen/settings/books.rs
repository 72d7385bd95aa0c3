//! Where the books stand, and the check of all of them.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::Request;
use smartkhata_core::api::shop::{GetStatus, Verified, Verify};
use smartkhata_part::part;

use crate::part::{Button, Icon, Trouble};
use crate::state::answer::use_answer;
use crate::state::{CHANGES, spawn, use_signal};
use crate::{api, t};

/// The state of the books.
#[part]
pub fn Books() -> Element {
    let status = use_answer(|| async {
        let _ = CHANGES();
        api::call(GetStatus {}).await
    });
    let mut checked = use_signal(|| None::<Result<Verified>>);
    let mut checking = use_signal(bool::default);
    rsx! {
        section { class: "card",
            h2 { {t!("settings-books")} }
            match status() {
                None => rsx! {},
                Some(Err(error)) => rsx! { Trouble { error } },
                Some(Ok(status)) => rsx! {
                    dl { class: "pairs",
                        dt { {t!("settings-version")} }
                        dd { "{status.version}" }
                        dt { {t!("settings-entries")} }
                        dd { "data-testid": "settings-entries", "{status.entries}" }
                        dt { {t!("settings-code")} }
                        dd { "data-testid": "settings-code", "{status.same_books_code}" }
                    }
                },
            }
            div { class: "button-row books-check",
                Button {
                    say: t!("settings-verify"),
                    testid: "settings-verify",

                    asks: Verify::NAME,
                    icon: "check",
                    disabled: checking(),
                    onclick: move |()| {
                        checking.set(true);
                        spawn(async move {
                            checked.set(Some(api::call(Verify {}).await));
                            checking.set(false);
                        });
                    },
                }
            }
            match checked() {
                None => rsx! {},
                Some(Err(error)) => rsx! { Trouble { error } },
                Some(Ok(verified)) if verified.faults.is_empty() => rsx! {
                    p { class: "strip in", role: "status", "data-testid": "settings-verified",
                        Icon { name: "check" }
                        {t!("settings-books-verified", count = verified.entries)}
                    }
                },
                Some(Ok(verified)) => rsx! {
                    ul { class: "strip out", role: "alert", "data-testid": "settings-faults",
                        for fault in verified.faults {
                            li { key: "{fault}", "{fault}" }
                        }
                    }
                },
            }
        }
    }
}
