//! A button for what cannot be undone: the first press says what the second one does.

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_part::part;

use super::{Button, Look};
use crate::state::{spawn, use_signal};

/// How long the second press is waited for.
const PATIENCE_MS: u32 = 8_000;

/// The button.
#[part]
pub fn Twice(
    say: String,
    /// What it says between the presses.
    again: String,
    testid: String,
    onclick: EventHandler<()>,
    #[props(default)] disabled: bool,
) -> Element {
    let mut armed = use_signal(bool::default);
    rsx! {
        div { class: "twice", aria_live: "polite",
            Button {
                say: if armed() { again } else { say },
                testid,
                disabled,
                look: if armed() { Look::Out } else { Look::Plain },
                onclick: move |()| {
                    if armed() {
                        armed.set(false);
                        onclick.call(());
                    } else {
                        armed.set(true);
                        spawn(async move {
                            TimeoutFuture::new(PATIENCE_MS).await;
                            armed.set(false);
                        });
                    }
                },
            }
        }
    }
}
