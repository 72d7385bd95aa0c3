//! A sheet over the screen: from the foot of a phone, in the middle of a wide screen. Escape and the veil close it.

use dioxus::prelude::*;

use super::Icon;
use crate::t;

/// The sheet.
#[component]
pub fn Sheet(title: String, testid: String, onclose: EventHandler<()>, children: Element) -> Element {
    rsx! {
        div {
            class: "sheet-veil",
            "data-testid": "{testid}-veil",
            onclick: move |_| onclose.call(()),
            onkeydown: move |event| {
                if event.key() == Key::Escape {
                    event.stop_propagation();
                    onclose.call(());
                }
            },
            div {
                class: "sheet",
                role: "dialog",
                aria_modal: "true",
                aria_label: title.clone(),
                tabindex: "-1",
                "data-testid": testid.clone(),
                // The veil closes; the sheet itself does not.
                onclick: move |event| event.stop_propagation(),
                onmounted: move |element| async move {
                    let _ = element.set_focus(true).await;
                },
                div { class: "sheet-head",
                    h2 { "{title}" }
                    button {
                        r#type: "button",
                        class: "button quiet icon",
                        "data-testid": "{testid}-close",
                        aria_label: t!("do-close"),
                        onclick: move |_| onclose.call(()),
                        Icon { name: "close" }
                    }
                }
                {children}
            }
        }
    }
}
