//! The keys of the counter. Whatever is typed anywhere goes to the one box; each F-key is also a button.

use dioxus::prelude::*;
use smartkhata_core::payment::Mode;
use wasm_bindgen::JsCast;

use super::{Counter, Over, lines, one_box, tender};
use crate::browser::{self, Listener};
use crate::route::{self, Route};
use crate::state::{bill, saving, share};
use crate::t;

/// What a key or command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Date,
    Customer,
    Discount,
    Hold,
    Udhar,
    Upi,
    Card,
    Cash,
    Print,
    NewItem,
    Undo,
}

/// Key, command, words, what it does.
const ACTS: [(&str, &str, &str, Act); 11] = [
    ("F2", "date", "key-date", Act::Date),
    ("F4", "customer", "key-customer", Act::Customer),
    ("F6", "discount", "key-discount", Act::Discount),
    ("F8", "hold", "key-hold", Act::Hold),
    ("F9", "udhar", "key-udhar", Act::Udhar),
    ("F10", "upi", "key-upi", Act::Upi),
    ("F11", "card", "key-card", Act::Card),
    ("F12", "cash", "key-cash", Act::Cash),
    ("Ctrl+P", "print", "key-print", Act::Print),
    ("Alt+C", "item", "key-new-item", Act::NewItem),
    ("Ctrl+Z", "undo", "key-undo", Act::Undo),
];

fn act(mut counter: Counter, act: Act) {
    match act {
        Act::Date => counter.over.set(Some(Over::Date)),
        Act::Customer => counter.over.set(Some(Over::Customer { then_udhar: false })),
        Act::Discount => counter.over.set(Some(Over::Discount)),
        Act::Hold => {
            if bill::hold() {
                counter.clear();
                counter.says.set(Some(t!("bill-held")));
            }
        }
        Act::Udhar => tender::udhar(counter),
        Act::Upi => {
            if tender::total().get() > 0 {
                counter.over.set(Some(Over::Upi));
            }
        }
        Act::Card => tender::pay(counter, Mode::Card, tender::total()),
        Act::Cash => tender::cash_exact(counter),
        Act::Print => {
            if let Some(last) = saving::LAST.peek().as_ref() {
                share::download_pdf(last.voucher.id);
            }
        }
        Act::NewItem => route::go(Route::NewItem),
        Act::Undo => tender::undo(counter),
    }
}

/// `/hold` and the like; false when there is none that begins so.
pub fn command(counter: Counter, typed: &str) -> bool {
    let found = ACTS.iter().find(|(_, name, _, _)| !typed.is_empty() && name.starts_with(typed));
    if let Some((_, _, _, what)) = found {
        act(counter, *what);
    }
    found.is_some()
}

/// Hears the keys while the counter is on the screen.
pub fn use_keys(counter: Counter) {
    use_hook(|| {
        let runtime = dioxus::core::Runtime::current();
        let scope = dioxus::core::current_scope_id();
        let listener = Listener::on_window("keydown", true, move |event| {
            let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
            runtime.in_scope(scope, || pressed(counter, event));
        });
        std::rc::Rc::new(listener)
    });
}

fn pressed(counter: Counter, event: &web_sys::KeyboardEvent) {
    let key = event.key();
    let name = match (event.ctrl_key() || event.meta_key(), event.alt_key()) {
        (true, false) => format!("Ctrl+{}", key.to_uppercase()),
        (false, true) => format!("Alt+{}", key.to_uppercase()),
        (false, false) => key.clone(),
        (true, true) => return,
    };
    let in_box = browser::focused().as_deref() == Some(one_box::ID);
    // A text field other than the box keeps its own undo.
    if name == "Ctrl+Z" && browser::is_typing() && !in_box {
        return;
    }
    if let Some((_, _, _, what)) = ACTS.iter().find(|(keys, _, _, _)| *keys == name) {
        event.prevent_default();
        return act(counter, *what);
    }
    if let Some(place) =
        name.strip_prefix("Ctrl+").and_then(|n| n.parse::<usize>().ok()).filter(|n| (1..=9).contains(n))
    {
        event.prevent_default();
        bill::take(place.saturating_sub(1));
        return browser::focus(one_box::ID);
    }
    if counter.over.peek().is_some() {
        if key == "Escape" {
            event.prevent_default();
            one_box::escape(counter);
        }
        return;
    }
    match key.as_str() {
        "Escape" => {
            event.prevent_default();
            one_box::escape(counter);
        }
        "Enter" if in_box => {
            event.prevent_default();
            one_box::enter(counter);
        }
        "ArrowDown" | "ArrowUp" if in_box || !browser::is_typing() => {
            event.prevent_default();
            one_box::step(counter, key == "ArrowDown");
        }
        "Delete" if counter.typed.peek().is_empty() && (in_box || !browser::is_typing()) => {
            let line = *counter.line.peek();
            if let Some(at) = line {
                event.prevent_default();
                lines::remove(counter, at);
            }
        }
        // Any letter or digit typed anywhere lands in the box: the focus is there before the key is.
        _ if key.chars().count() == 1 && name == key && !browser::is_typing() && key != " " => {
            browser::focus_end(one_box::ID)
        }
        _ => {}
    }
}

/// The keys as buttons, for mouse and memory.
#[component]
pub fn KeyStrip() -> Element {
    let counter: Counter = use_context();
    rsx! {
        div { class: "keys", role: "toolbar",
            for (keys , name , words , what) in ACTS {
                button {
                    key: "{name}",
                    r#type: "button",
                    "data-testid": "key-{name}",
                    aria_keyshortcuts: keys.replace("Ctrl", "Control"),
                    onclick: move |_| act(counter, what),
                    kbd { aria_hidden: "true", "{keys}" }
                    {t!(words)}
                }
            }
        }
    }
}
