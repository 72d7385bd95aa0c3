//! Enter in a field.

use dioxus::prelude::*;

/// Whether the key is Enter. It is then used up: a button that gets the focus meanwhile is not pressed by it,
/// since a browser sends the press after the key went down, to whatever has the focus by then.
pub fn takes_enter(event: &KeyboardEvent) -> bool {
    let is_enter = event.key() == Key::Enter;
    if is_enter {
        event.prevent_default();
    }
    is_enter
}
