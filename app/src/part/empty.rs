//! What stands where nothing is yet.

use dioxus::prelude::*;
use smartkhata_part::part;

/// Nothing here yet, and what to do about it.
#[part]
pub fn Empty(title: String, #[props(default)] hint: String, #[props(default)] children: Element) -> Element {
    rsx! {
        div { class: "empty", "data-testid": "empty",
            h2 { "{title}" }
            if !hint.is_empty() {
                p { "{hint}" }
            }
            {children}
        }
    }
}

/// Room for what comes in a moment. Local data needs no spinner.
#[part]
pub fn Waiting() -> Element {
    rsx! {
        div { class: "waiting", aria_busy: "true" }
    }
}
