//! The icons of `assets/icons/ui`, drawn in the colour of the text around. They never stand alone: a word or a
//! label says the same.

use dioxus::prelude::*;
use smartkhata_part::part;

macro_rules! icons {
    ($($name:literal),+ $(,)?) => {
        /// The drawing of an icon.
        fn drawing(name: &str) -> &'static str {
            match name {
                $($name => include_str!(concat!("../../../assets/icons/ui/", $name, ".svg")),)+
                _ => "",
            }
        }
    };
}

icons! {
    "alert", "back", "bill", "bills", "check", "close", "day-book", "delete", "edit", "home", "in", "items", "keypad", "khata",
    "letters", "message", "more", "next", "out", "pause", "payments", "pdf", "person", "phone", "photo", "plus", "print", "qr",
    "remove", "report", "scan", "search", "settings", "share", "undo",
}

/// An icon by the name of its file.
#[part]
pub fn Icon(name: &'static str, #[props(default)] small: bool) -> Element {
    let class = if small { "glyph small" } else { "glyph" };
    rsx! {
        span { class, aria_hidden: "true", dangerous_inner_html: drawing(name) }
    }
}
