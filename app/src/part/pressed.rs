//! What key was pressed in a field.

use dioxus::prelude::*;
use dioxus::web::WebEventExt;

/// The key by its name, as the browser says it: a character, `Enter`, `Escape`. Dioxus has three hundred names for them, and
/// the code that reads them all is left out of the page (`xtask/bindgen/src/unused.rs`).
pub fn pressed(event: &KeyboardEvent) -> String {
    event.data().try_as_web_event().map(|raw| raw.key()).unwrap_or_default()
}

/// Whether the key is Enter. It is then used up: a button that gets the focus meanwhile is not pressed by it,
/// since a browser sends the press after the key went down, to whatever has the focus by then.
pub fn takes_enter(event: &KeyboardEvent) -> bool {
    let is_enter = pressed(event) == "Enter";
    if is_enter {
        event.prevent_default();
    }
    is_enter
}
