//! The logo on the PDF.

use dioxus::prelude::*;
use smartkhata_core::business::ShopEdit;
use smartkhata_part::part;

use super::edit;
use crate::part::{Button, Problem, Trouble};
use crate::state::{spawn, use_signal};
use crate::{browser, t};

/// Where another one is chosen.
const FIELD: &str = "settings-logo";

/// The logo, and another one.
#[part]
pub fn Logo(logo: String) -> Element {
    let mut problem = use_signal(Problem::default);
    let send = move |logo: String| {
        spawn(async move { problem.set(edit(ShopEdit { logo: Some(logo), ..ShopEdit::default() }).await) });
    };
    rsx! {
        section { class: "card",
            h2 { {t!("settings-logo")} }
            if let Some(error) = problem().error {
                Trouble { error }
            }
            div { class: "logo-row",
                if !logo.is_empty() {
                    img { class: "logo", alt: t!("settings-logo"), src: "data:image/png;base64,{logo}" }
                }
                label { class: "button",
                    span { {t!("settings-logo-choose")} }
                    input {
                        class: "unseen",
                        id: FIELD,
                        r#type: "file",
                        accept: "image/png",
                        "data-testid": FIELD,
                        onchange: move |event| async move {
                            for file in event.files() {
                                if let Ok(bytes) = file.read_bytes().await
                                    && let Some(base64) = browser::base64_of_bytes(&bytes)
                                {
                                    send(base64);
                                }
                            }
                            // What was undone, or made smaller, may be chosen again.
                            browser::set_value(FIELD, "");
                        },
                    }
                }
                if !logo.is_empty() {
                    Button { say: t!("settings-logo-remove"), testid: "settings-logo-remove", onclick: move |()| send(String::new()) }
                }
            }
            p { class: "muted", {t!("settings-logo-hint")} }
        }
    }
}
