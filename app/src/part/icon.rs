//! The icons of `assets/icons/ui`, drawn in the colour of the text around. They never stand alone: a word or a
//! label says the same.

use dioxus::prelude::*;
use smartkhata_part::part;

/// An icon by the name of its file. The page has the drawings.
#[part]
pub fn Icon(name: &'static str, #[props(default)] small: bool) -> Element {
    let class = if small { "glyph small" } else { "glyph" };
    let shown = format!("<svg><use href=\"#icon-{name}\"/></svg>");
    rsx! {
        span { class, aria_hidden: "true", dangerous_inner_html: shown }
    }
}
