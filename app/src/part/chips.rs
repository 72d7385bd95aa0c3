//! A row of choices of which one holds.

use dioxus::prelude::*;

/// One choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Chip<T: Clone + PartialEq + 'static> {
    /// What it stands for.
    pub value: T,
    /// Its words.
    pub say: String,
    /// For the browser journeys.
    pub testid: String,
}

/// The row; `label` is read out before it.
#[component]
pub fn Chips<T: Clone + PartialEq + 'static>(
    label: String,
    chips: Vec<Chip<T>>,
    chosen: T,
    onchoose: EventHandler<T>,
    #[props(default)] wrap: bool,
) -> Element {
    let class = if wrap { "chips wrap" } else { "chips" };
    rsx! {
        div { class, role: "group", aria_label: label,
            for chip in chips {
                button {
                    key: "{chip.testid}",
                    r#type: "button",
                    class: "chip",
                    "data-testid": chip.testid.clone(),
                    aria_pressed: if chip.value == chosen { "true" } else { "false" },
                    onclick: {
                        let value = chip.value.clone();
                        move |_| onchoose.call(value.clone())
                    },
                    "{chip.say}"
                }
            }
        }
    }
}
