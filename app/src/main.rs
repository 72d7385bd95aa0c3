//! The UI of SmartKhata: what the shopkeeper sees, compiled to wasm32 for the window, the phone and the browser.
//!
//! `screen/` holds one file a screen, named as the shopkeeper names it; `part/` what screens are made of.
//! No rule and no SQL lives here: everything is asked for at the one door ([`api`]), and live totals are the
//! core's own tax code.

mod api;
mod browser;
mod part;
mod route;
mod screen;
mod state;
mod theme;
mod words;

fn main() {
    dioxus::launch(screen::Shell);
}
