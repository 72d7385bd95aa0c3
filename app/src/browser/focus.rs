//! Where the focus is, and where it goes.

use wasm_bindgen::JsCast;

use super::document;

/// Puts the focus on the element with this id and selects what is typed there.
pub fn focus(id: &str) {
    let Some(element) = document().and_then(|document| document.get_element_by_id(id)) else { return };
    if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>() {
        let _ = input.focus();
        input.select();
    } else if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        let _ = element.focus();
    }
}

/// The same after the next drawing, which brings or enables the element.
pub fn focus_next(id: &'static str) {
    wasm_bindgen_futures::spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(0).await;
        focus(id);
    });
}

/// Puts the focus on the element with this id and leaves the caret at the end of what is typed there.
pub fn focus_end(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(input) = element.and_then(|element| element.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        let _ = input.focus();
    }
}

/// The id of the element that has the focus.
pub fn focused() -> Option<String> {
    Some(document()?.active_element()?.id())
}

/// Where the focus was at a moment.
#[derive(Clone)]
pub struct Focus(Option<web_sys::HtmlElement>);

impl Focus {
    /// Where it is now.
    pub fn now() -> Self {
        let active = document().and_then(|document| document.active_element());
        Self(active.and_then(|element| element.dyn_into().ok()))
    }

    /// Puts it back if it is nowhere now, or still inside what is going away.
    pub fn restore(&self, going: &str) {
        let Some(active) = document().and_then(|document| document.active_element()) else { return };
        let lost = active.tag_name() == "BODY" || active.closest(going).ok().flatten().is_some();
        if let Some(element) = self.0.as_ref().filter(|_| lost) {
            let _ = element.focus();
        }
    }
}

/// Tab at the end of what stands over the screen goes to its beginning, and back; false when it is not at an end.
pub fn turn_tab(over: &str, backwards: bool) -> bool {
    const STOPS: &str = "a[href], button:not([disabled]), input, select, textarea, [tabindex='0']";
    let turned = || {
        let document = document()?;
        let stops = document.query_selector(over).ok()??.query_selector_all(STOPS).ok()?;
        let (first, last) = (stops.item(0)?, stops.item(stops.length().checked_sub(1)?)?);
        let (from, to) = if backwards { (first, last) } else { (last, first) };
        let active: web_sys::Node = document.active_element()?.into();
        let outside =
            backwards && active.parent_element().is_some_and(|parent| parent.matches(".sheet-veil") == Ok(true));
        if active != from && !outside {
            return None;
        }
        to.dyn_ref::<web_sys::HtmlElement>()?.focus().ok()
    };
    turned().is_some()
}

/// Whether the focus is in something that takes typing.
pub fn is_typing() -> bool {
    document()
        .and_then(|document| document.active_element())
        .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// Puts a text into the field with this id, before the next drawing does.
pub fn set_value(id: &str, text: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(input) = element.and_then(|element| element.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        input.set_value(text);
    }
}
