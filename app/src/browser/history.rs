//! The fragment of the address, which is the route, and the entries of the browser's history.
//!
//! Beside an entry for each screen there is one for each sheet that stands over it: its state is how many stand.

use wasm_bindgen::JsValue;

use super::window;

fn history() -> Option<web_sys::History> {
    window()?.history().ok()
}

/// The fragment of the address: the route.
pub fn hash() -> String {
    window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Goes to another fragment: an entry more, but in the place of one that is a sheet's.
pub fn set_hash(hash: &str) {
    let Some(window) = window() else { return };
    let _ = if sheets() > 0 { window.location().replace(hash) } else { window.location().set_hash(hash) };
}

/// How many sheets stand at this entry.
pub fn sheets() -> usize {
    let state = history().and_then(|history| history.state().ok()).and_then(|state| state.as_f64());
    // A number that this program has written.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    state.map_or(0, |count| count as usize)
}

/// One entry more at the same address, with so many sheets.
pub fn push_sheet(count: u32) {
    if let Some(history) = history() {
        let _ = history.push_state_with_url(&JsValue::from(count), "", None);
    }
}

/// Goes back over so many entries.
pub fn back(entries: i32) {
    if let Some(history) = history() {
        let _ = history.go_with_delta(entries.saturating_neg());
    }
}
