//! A box to search in: answers come while typing, the typing never waits.

use dioxus::prelude::*;
use smartkhata_part::part;

use super::{Icon, takes_enter};
use crate::t;

/// The box.
#[part]
pub fn SearchBox(
    label: String,
    value: String,
    oninput: EventHandler<String>,
    #[props(default = "search")] testid: &'static str,
    /// `search` for letters, `tel` for the number keys.
    #[props(default = "search")]
    mode: &'static str,
    #[props(default)] autofocus: bool,
    #[props(default)] onenter: EventHandler<()>,
) -> Element {
    rsx! {
        div { class: "search", role: "search",
            Icon { name: "search" }
            input {
                class: "input",
                id: testid,
                "data-testid": testid,
                r#type: "search",
                inputmode: mode,
                autocomplete: "off",
                spellcheck: "false",
                aria_label: label.clone(),
                placeholder: label,
                value: "{value}",
                onmounted: move |element| async move {
                    if autofocus {
                        let _ = element.set_focus(true).await;
                    }
                },
                oninput: move |event| oninput.call(event.value()),
                onkeydown: move |event: KeyboardEvent| {
                    if takes_enter(&event) {
                        onenter.call(());
                    }
                },
            }
            if !value.is_empty() {
                button {
                    r#type: "button",
                    class: "button quiet icon clear",
                    "data-testid": "{testid}-clear",
                    aria_label: t!("do-clear"),
                    onclick: move |_| oninput.call(String::new()),
                    Icon { name: "close" }
                }
            }
        }
    }
}
