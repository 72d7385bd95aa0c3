//! Things to press.

use dioxus::prelude::*;
use smartkhata_part::part;

use super::Icon;
use crate::route::Route;
use crate::state::role;

/// How loud a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// One of several.
    #[default]
    Plain,
    /// The one thing to do on this screen.
    Main,
    /// Money in.
    In,
    /// Money or goods out.
    Out,
    /// Beside the matter.
    Quiet,
}

impl Look {
    /// The class.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Main => "main",
            Self::In => "in",
            Self::Out => "out",
            Self::Quiet => "quiet",
        }
    }
}

/// A button. With an icon and `bare`, its words are for screen readers only. None where it comes to a request that is
/// not for this reader's role.
#[part]
pub fn Button(
    say: String,
    testid: String,
    onclick: EventHandler<()>,
    #[props(default)] look: Look,
    #[props(default)] icon: Option<&'static str>,
    #[props(default)] bare: bool,
    #[props(default)] class: String,
    #[props(default)] disabled: bool,
    /// The name of the request that it comes to.
    #[props(default)]
    asks: Option<&'static str>,
    /// A key that does the same (`F12`).
    #[props(default)]
    key_hint: Option<String>,
) -> Element {
    if !asks.is_none_or(role::may_ask) {
        return rsx! {};
    }
    let bare_class = if bare { "icon" } else { "" };
    rsx! {
        button {
            r#type: "button",
            class: "button {look.class()} {bare_class} {class}",
            "data-testid": testid,
            disabled,
            aria_label: bare.then(|| say.clone()),
            title: bare.then(|| say.clone()),
            aria_keyshortcuts: key_hint.as_ref().map(|key| key.replace("Ctrl", "Control")),
            onclick: move |_| onclick.call(()),
            if let Some(name) = icon {
                Icon { name }
            }
            if !bare {
                span { "{say}" }
            }
            if let Some(key) = &key_hint {
                kbd { aria_hidden: "true", "{key}" }
            }
        }
    }
}

/// A link to a screen that looks like a button; nothing where the screen is not for this reader's role.
#[part]
pub fn LinkButton(
    say: String,
    testid: String,
    to: Route,
    #[props(default)] look: Look,
    #[props(default)] icon: Option<&'static str>,
    #[props(default)] bare: bool,
    #[props(default)] class: String,
) -> Element {
    if !role::opens(to) {
        return rsx! {};
    }
    let bare_class = if bare { "icon" } else { "" };
    rsx! {
        a {
            class: "button {look.class()} {bare_class} {class}",
            "data-testid": testid,
            href: to.href(),
            aria_label: bare.then(|| say.clone()),
            title: bare.then(|| say.clone()),
            if let Some(name) = icon {
                Icon { name }
            }
            if !bare {
                span { "{say}" }
            }
        }
    }
}
