//! How money moves, in the reader's words.

use dioxus::prelude::*;
use smartkhata_core::payment::Mode;
use smartkhata_part::part;

use super::{Chip, Overflow, chip_row};
use crate::t;

/// All, most used first.
pub const MODES: [Mode; 5] = [Mode::Cash, Mode::Upi, Mode::Card, Mode::Bank, Mode::Cheque];

/// The stored name; also the end of the key of its words.
pub const fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Cash => "cash",
        Mode::Upi => "upi",
        Mode::Card => "card",
        Mode::Bank => "bank",
        Mode::Cheque => "cheque",
    }
}

/// Its words.
pub fn mode_say(mode: Mode) -> String {
    t!(&format!("payments-mode-{}", mode_name(mode)))
}

/// Several in one line: "Cash + UPI".
pub fn modes_say(modes: impl IntoIterator<Item = Mode>) -> String {
    modes.into_iter().map(mode_say).collect::<Vec<_>>().join(" + ")
}

/// A row of ways to choose from.
///
/// Test ids: `mode-cash`, `mode-upi`, … behind the prefix.
#[part]
pub fn ModeChips(
    label: String,
    chosen: Mode,
    onchoose: EventHandler<Mode>,
    #[props(default)] prefix: String,
) -> Element {
    let chips = MODES.map(|mode| Chip {
        value: mode,
        say: mode_say(mode),
        testid: format!("{prefix}mode-{}", mode_name(mode)),
    });
    rsx! {
        {chip_row(label, Overflow::Wraps, chips, &chosen, move |mode| onchoose.call(mode))}
    }
}
