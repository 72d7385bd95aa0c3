//! Light, dark, or as the device has it; the colours themselves are in `assets/css/tokens.css`. And the hand that holds
//! a phone, for which `assets/css/parts/hand.css` puts what its thumb presses at the other side.

use dioxus::prelude::*;

use crate::browser;

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the device has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

const KEPT_AS: &str = "smartkhata.theme";

const HAND: &str = "smartkhata.hand";

impl Theme {
    /// All, in the order of the settings.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The value of `data-theme`; also the end of the key of its words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn chosen() -> Self {
        let name = browser::kept(KEPT_AS);
        Self::ALL.into_iter().find(|theme| Some(theme.name()) == name.as_deref()).unwrap_or(Self::System)
    }
}

/// The colours of the screen.
pub static THEME: GlobalSignal<Theme> = Signal::global(Theme::chosen);

/// The phone is held in the left hand.
pub static LEFT: GlobalSignal<bool> = Signal::global(|| browser::kept(HAND).is_some());

/// Says which hand holds the phone, and keeps it.
pub fn hold(left: bool) {
    *LEFT.write() = left;
    if left {
        browser::keep(HAND, "left");
    } else {
        browser::forget(HAND);
    }
    mark_hand();
}

/// Tells the page which hand.
pub fn mark_hand() {
    if let Some(root) = browser::root_element() {
        let _ = root.set_attribute("data-hand", if *LEFT.peek() { "left" } else { "right" });
    }
}

/// Chooses the colours and keeps the choice.
pub fn choose(theme: Theme) {
    *THEME.write() = theme;
    browser::keep(KEPT_AS, theme.name());
    mark_page(theme);
}

/// Tells the page which colours.
pub fn mark_page(theme: Theme) {
    if let Some(root) = browser::root_element() {
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            chosen => root.set_attribute("data-theme", chosen.name()),
        };
    }
}
