//! What was just done, for ten seconds, with the way back.

use std::rc::Rc;

use dioxus::prelude::*;
use smartkhata_part::part;

use super::{Icon, keeps_focus};
use crate::state::{self, TOASTS, Toast, Tone};
use crate::t;

/// All that stand now; read out politely.
#[part]
pub fn Toasts() -> Element {
    rsx! {
        div { class: "toasts", role: "status", aria_live: "polite", "data-testid": "toasts",
            onmousedown: move |event| keeps_focus(&event),
            for toast in TOASTS() {
                OneToast { key: "{toast.id}", toast }
            }
        }
    }
}

#[part]
fn OneToast(toast: Toast) -> Element {
    let id = toast.id;
    let tone = if toast.tone == Tone::Trouble { "out" } else { "" };
    rsx! {
        div { class: "toast {tone}", "data-testid": "toast", "data-toast": "{id}",
            if toast.tone == Tone::Trouble {
                Icon { name: "alert" }
            }
            span { class: "say", "{toast.say}" }
            for offer in toast.offers.clone() {
                button {
                    key: "{offer.testid}",
                    r#type: "button",
                    class: "button",
                    "data-testid": offer.testid,
                    aria_keyshortcuts: (offer.words == "do-undo").then_some("Control+Z"),
                    onclick: {
                        let act = Rc::clone(&offer.act);
                        move |_| {
                            act();
                            if offer.words == "do-undo" {
                                state::dismiss(id);
                            }
                        }
                    },
                    {t!(offer.words)}
                }
            }
            button {
                r#type: "button",
                class: "button icon",
                "data-testid": "toast-close",
                aria_label: t!("do-close"),
                onclick: move |_| state::dismiss(id),
                Icon { name: "close" }
            }
        }
    }
}
