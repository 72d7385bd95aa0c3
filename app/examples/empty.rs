//! The empty page that the shop's start and memory are measured against (`cargo xtask bench`): Dioxus and a word.

use dioxus::prelude::*;

fn main() {
    dioxus::launch(|| rsx! { button { "SmartKhata" } });
}
