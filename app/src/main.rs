//! The UI of SmartKhata: what the shopkeeper sees, compiled to wasm32 for the window, the phone and the browser.
//!
//! `screen/` holds one file a screen, named as the shopkeeper names it; `part/` what screens are made of.
//! No rule and no SQL lives here: everything is asked for at the one door ([`api`]), and live totals are the
//! core's own tax code.

use dioxus::prelude::*;

mod api;
mod browser;
mod camera;
mod part;
mod photo;
mod route;
mod screen;
mod shell;
mod state;
mod theme;
mod words;

fn main() {
    // A page that ships ends in a trap without words, which `start.js` hears; whoever works on it reads what went wrong.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|fault| web_sys::console::error_1(&fault.to_string().into())));
    wasm_bindgen_futures::spawn_local(async {
        // Nothing can be said before there are words.
        match words::load(words::chosen().unwrap_or_default()).await {
            Ok(()) => dioxus::launch(|| rsx! { screen::Shell {} }),
            Err(error) => browser::first_paint(&format!("SmartKhata could not start: {}", error.message)),
        }
    });
}
