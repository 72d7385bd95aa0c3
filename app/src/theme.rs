//! Light, dark, or as the device has it; the colours themselves are in `assets/css/tokens.css`.

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
