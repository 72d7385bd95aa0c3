//! A row of choices of which one holds.

use dioxus::prelude::*;
use smartkhata_part::part;

/// One choice.
#[derive(Debug)]
pub struct Chip<T> {
    /// What it stands for.
    pub value: T,
    /// Its words.
    pub say: String,
    /// For the browser journeys.
    pub testid: String,
}

/// Where choices go that find no room in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overflow {
    /// To the side, within reach of a thumb.
    Scrolls,
    /// Into rows below.
    Wraps,
}

/// The row; `label` is read out before it.
pub fn chip_row<T: PartialEq + Clone + 'static>(
    label: String,
    overflow: Overflow,
    chips: impl IntoIterator<Item = Chip<T>>,
    chosen: &T,
    mut onchoose: impl FnMut(T) + 'static,
) -> Element {
    let (values, chips): (Vec<T>, Vec<Said>) = chips
        .into_iter()
        .map(|Chip { value, say, testid }| {
            let holds = value == *chosen;
            (value, Said { say, testid, holds })
        })
        .unzip();
    rsx! {
        Chips {
            label,
            overflow,
            chips,
            onchoose: move |place: usize| {
                if let Some(value) = values.get(place) {
                    onchoose(value.clone());
                }
            },
        }
    }
}

/// A choice as it stands in the row, whatever it stands for: one row is compiled for all.
#[derive(Clone, PartialEq)]
struct Said {
    say: String,
    testid: String,
    holds: bool,
}

#[part]
fn Chips(label: String, overflow: Overflow, chips: Vec<Said>, onchoose: EventHandler<usize>) -> Element {
    let class = match overflow {
        Overflow::Scrolls => "chips",
        Overflow::Wraps => "chips wrap",
    };
    rsx! {
        div { class, role: "group", aria_label: label,
            for (place , chip) in chips.into_iter().enumerate() {
                button {
                    key: "{chip.testid}",
                    r#type: "button",
                    class: "chip",
                    "data-testid": chip.testid,
                    aria_pressed: if chip.holds { "true" } else { "false" },
                    onclick: move |_| onchoose.call(place),
                    "{chip.say}"
                }
            }
        }
    }
}
