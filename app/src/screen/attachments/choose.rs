//! Files that are chosen in a form, before the record that they belong to is there.

use dioxus::html::FileData;
use dioxus::prelude::*;
use smartkhata_core::attachment::Owner;
use smartkhata_part::part;

use super::{Pick, attach};
use crate::part::Icon;
use crate::photo::{self, Chosen};
use crate::state::{self, WIDE, spawn};
use crate::t;

/// What was chosen, each with a way to drop it, and one more.
#[part]
pub fn ChooseFiles(chosen: Signal<Vec<Chosen>>) -> Element {
    let mut chosen = chosen;
    let pick = move |files: Vec<FileData>| {
        spawn(async move {
            for file in files {
                match photo::read(&file).await {
                    Ok(read) => chosen.push(read),
                    Err(error) => state::say_error(&error),
                }
            }
        });
    };
    rsx! {
        div { class: "attachments",
            span { class: "label", {t!("attach-title")} }
            div { class: "thumbs",
                for (place , file) in chosen().into_iter().enumerate() {
                    span { key: "{place}-{file.name}", class: "thumb", "data-testid": "attach-chosen",
                        if let Some(address) = file.picture() {
                            img { src: "{address}", alt: "{file.name}" }
                        } else {
                            Icon { name: "bill" }
                            span { class: "thumb-say", "{file.name}" }
                        }
                        button {
                            r#type: "button", class: "thumb-drop", "data-testid": "attach-drop", aria_label: t!("attach-drop", name = file.name.clone()),
                            onclick: move |_| drop(chosen.remove(place)),
                            Icon { name: "close", small: true }
                        }
                    }
                }
                if !WIDE() {
                    Pick { testid: "attach-camera", say: t!("attach-camera"), icon: "photo", camera: true, onpick: pick }
                }
                Pick { testid: "attach-file", say: t!("attach-file"), icon: "plus", camera: false, onpick: pick }
            }
        }
    }
}

/// Attaches what was chosen, once its record is there. The record stands whatever becomes of a photo: what is refused is
/// said.
pub async fn attach_all(owner: Owner, chosen: Vec<Chosen>) {
    for file in chosen {
        if let Err(error) = attach(owner, file).await {
            state::say_error(&error);
        }
    }
    state::books_changed();
}
