//! What was just done, for ten seconds, with the way back.

use std::rc::Rc;

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_part::part;

use super::{Icon, keeps_focus};
use crate::state::{self, TOASTS, Toast, Tone};
use crate::{browser, t};

/// How long a save can be undone.
const STANDS_MS: u32 = 10_000;

/// How long a toast goes on that somebody has reached by the keyboard, before it looks again.
const READ_MS: u32 = 1_000;

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
    use_future(move || async move {
        TimeoutFuture::new(STANDS_MS).await;
        // It does not go from under the focus.
        while browser::has(&format!("[data-toast='{id}'] :focus-visible")) {
            TimeoutFuture::new(READ_MS).await;
        }
        state::dismiss(id);
    });
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
