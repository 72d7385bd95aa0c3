//! Where the focus is after a press of the mouse.

use dioxus::prelude::*;
use dioxus::web::WebEventExt;
use wasm_bindgen::JsCast;

/// A button that the mouse presses leaves the focus where it is typed, so that the next key goes there. For the
/// `onmousedown` of what the buttons stand in.
pub fn keeps_focus(event: &MouseEvent) {
    let target = event.data().try_as_web_event().and_then(|raw| raw.target());
    let target = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if target.is_some_and(|element| element.closest("button").ok().flatten().is_some()) {
        event.prevent_default();
    }
}
