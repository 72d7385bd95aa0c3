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

/// Selects what is typed in the field with this id, if it is still this: what is typed next takes its place.
pub fn select(id: &str, text: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    let input = element.and_then(|element| element.dyn_into::<web_sys::HtmlInputElement>().ok());
    if let Some(input) = input.filter(|input| input.value().trim() == text) {
        input.select();
    }
}

/// Puts the focus on the element with this id after the next drawing, which brings or enables the element.
pub fn focus_next(id: &'static str) {
    wasm_bindgen_futures::spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(0).await;
        focus(id);
    });
}

/// Goes to the first field that is wrong, once that is drawn, and selects what is typed there; where no field is, what
/// is wrong is brought into view. A sheet goes before the screen under it.
pub fn show_wrong() {
    wasm_bindgen_futures::spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(0).await;
        let of = if has_sheet() { ".sheet" } else { "body" };
        if let Some(field) = first(&format!("{of} [aria-invalid=true]")) {
            let _ = field.focus();
            if let Some(input) = field.dyn_ref::<web_sys::HtmlInputElement>() {
                input.select();
            }
        } else if let Some(says) = first(&format!("{of} .trouble")) {
            says.scroll_into_view();
        }
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

/// Puts the focus on the row of the list below or above the one that has it, from anywhere else on the first one; above
/// the first is the box that searches the list. The list is that of the sheet that stands, of the party that the focus is
/// in, or of the screen. False where there is none.
pub fn walk_rows(down: bool) -> bool {
    let to = || {
        let active = document()?.active_element()?;
        let list = if has_sheet() {
            ".sheet"
        } else if active.closest(".party").ok()?.is_some() {
            ".party"
        } else if first(".khata-list-pane").is_some() {
            ".khata-list-pane"
        } else {
            "main"
        };
        let rows = document()?.query_selector_all(&format!("{list} :is(.scroll, .finder-list) .list-row")).ok()?;
        let active: web_sys::Node = active.into();
        let at = (0..rows.length()).find(|at| rows.item(*at).is_some_and(|row| row == active));
        let next = match (at, down) {
            (None, true) => 0,
            (None, false) => return None,
            (Some(at), true) => at.saturating_add(1).min(rows.length().saturating_sub(1)),
            (Some(0), false) => return first(&format!("{list} .search input")),
            (Some(at), false) => at.saturating_sub(1),
        };
        rows.item(next)?.dyn_into().ok()
    };
    to().is_some_and(|row: web_sys::HtmlElement| row.focus().is_ok())
}

/// The first element that a selector names.
fn first(selector: &str) -> Option<web_sys::HtmlElement> {
    document()?.query_selector(selector).ok()??.dyn_into().ok()
}

/// Puts the focus on the first element that a selector names.
pub fn focus_at(selector: &str) {
    if let Some(element) = first(selector) {
        let _ = element.focus();
    }
}

/// Whether there is an element that a selector names.
pub fn has(selector: &str) -> bool {
    first(selector).is_some()
}

/// Whether a sheet stands over the screen.
pub fn has_sheet() -> bool {
    has(".sheet")
}

/// Whether the focus is in a box that searches a list.
pub fn is_searching() -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|element| element.matches(".search input") == Ok(true))
}

/// Whether the focus is in something that takes typing.
pub fn is_typing() -> bool {
    document()
        .and_then(|document| document.active_element())
        .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// Whether the focus is on nothing: what had it is gone.
pub fn is_nowhere() -> bool {
    document().and_then(|document| document.active_element()).is_none_or(|element| element.tag_name() == "BODY")
}

/// Puts a text into the field with this id, before the next drawing does.
pub fn set_value(id: &str, text: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(input) = element.and_then(|element| element.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        input.set_value(text);
    }
}

/// Shows the end of what stands in a field that is too narrow for it, unless somebody writes in it.
pub fn to_end(id: &str) {
    let field = document().and_then(|document| document.get_element_by_id(id));
    if let Some(field) = field.filter(|_| focused().as_deref() != Some(id)) {
        field.set_scroll_left(i32::MAX);
    }
}
