//! What stands where nothing is yet.

use dioxus::prelude::*;

/// Nothing here yet, and what to do about it.
#[component]
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
#[component]
pub fn Waiting() -> Element {
    rsx! {
        div { class: "waiting", aria_busy: "true" }
    }
}
