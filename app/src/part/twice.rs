//! A button for what cannot be undone: the first press says what the second one does. That is a press of its own, for the
//! very thing that the first one named: neither a key that is held, nor the second half of a double click, nor one that
//! comes after something else has taken the button's place.

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_part::part;

use super::{Button, Look};
use crate::browser;
use crate::state::{spawn, use_signal};

/// How long the second press is waited for.
const PATIENCE_MS: u32 = 8_000;

/// No hand that has read what the button says now presses it so soon after the press before.
const REPEAT_MS: i64 = 400;

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
    // What the first press said that a second one does.
    let mut said = use_signal(String::new);
    let mut pressed_ms = use_signal(i64::default);
    let armed = *said.read() == again;
    rsx! {
        div {
            class: "twice",
            aria_live: "polite",
            onkeydown: move |event| {
                if event.is_auto_repeating() {
                    event.prevent_default();
                }
            },
            Button {
                say: if armed { again.clone() } else { say },
                testid,
                disabled,
                look: if armed { Look::Out } else { Look::Plain },
                onclick: move |()| {
                    let now = browser::now_ms();
                    let since = now.saturating_sub(pressed_ms.replace(now));
                    if armed && since >= REPEAT_MS {
                        said.set(String::new());
                        return onclick.call(());
                    }
                    said.set(again.clone());
                    spawn(async move {
                        TimeoutFuture::new(PATIENCE_MS).await;
                        // Since the last press, whichever that was.
                        if *pressed_ms.peek() == now {
                            said.set(String::new());
                        }
                    });
                },
            }
        }
    }
}
