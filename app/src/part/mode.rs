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

/// A row of ways to choose from; with `goods`, the first is "Goods": no money moved.
///
/// Test ids: `mode-goods`, `mode-cash`, `mode-upi`, … behind the prefix.
#[part]
pub fn ModeChips(
    label: String,
    chosen: Option<Mode>,
    onchoose: EventHandler<Option<Mode>>,
    #[props(default)] goods: bool,
    #[props(default)] prefix: String,
) -> Element {
    let without = goods.then(|| Chip { value: None, say: t!("entry-goods"), testid: format!("{prefix}mode-goods") });
    let with = MODES.map(|mode| Chip {
        value: Some(mode),
        say: mode_say(mode),
        testid: format!("{prefix}mode-{}", mode_name(mode)),
    });
    rsx! {
        {chip_row(label, Overflow::Wraps, without.into_iter().chain(with), &chosen, move |mode| onchoose.call(mode))}
    }
}
