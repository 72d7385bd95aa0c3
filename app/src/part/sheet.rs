//! A sheet over the screen: from the foot of a phone, in the middle of a wide screen. Escape, Back and the veil close it.

use dioxus::prelude::*;
use smartkhata_part::part;

use super::Icon;
use super::back::use_back;
use super::pressed::pressed;
use crate::{browser, t};

/// The sheet.
#[part]
pub fn Sheet(
    title: String,
    testid: String,
    onclose: EventHandler<()>,
    /// Left by Back, Escape or a tap beside it, which is easily done by accident; as `onclose` when absent.
    #[props(default)]
    onleave: Option<EventHandler<()>>,
    children: Element,
) -> Element {
    let leave = onleave.unwrap_or(onclose);
    use_back(leave);
    // Who opened it gets the focus back, unless the screen has put it elsewhere.
    let opener = use_hook(browser::Focus::now);
    use_drop(move || opener.restore(".sheet"));
    rsx! {
        div {
            class: "sheet-veil",
            "data-testid": "{testid}-veil",
            onclick: move |_| leave.call(()),
            onkeydown: move |event| {
                let key = pressed(&event);
                if key == "Escape" {
                    event.stop_propagation();
                    leave.call(());
                } else if key == "Tab" && browser::turn_tab(".sheet", event.modifiers().shift()) {
                    event.prevent_default();
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
