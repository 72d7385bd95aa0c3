//! The shops of who is signed in at the backend: one is chosen, or a new one made.
//!
//! Test ids: `shops`, `shop-row` (with `data-id`), `shop-new`, `shops-sign-out`.

use dioxus::prelude::*;
use smartkhata_part::part;

use crate::api::session::{self, Membership};
use crate::part::{Button, Icon, Look, Trouble};
use crate::screen::leaving::Leaving;
use crate::screen::shell;
use crate::state::answer::use_answer;
use crate::state::submit::{Submit, use_submit};
use crate::{state, t};

/// The list.
#[part]
pub fn Shops(shops: Vec<Membership>, onnew: EventHandler<()>) -> Element {
    let submit = use_submit();
    rsx! {
        main { class: "first-run", "data-testid": "shops",
            div { class: "first-run-inner",
                p { class: "first-run-brand", {t!("app-name")} }
                h1 { class: "shops-title", {t!("shops-title")} }
                if let Some(error) = submit.problem().error {
                    Trouble { error }
                }
                nav { class: "card flush", aria_label: t!("shops-title"),
                    for shop in shops {
                        Row { key: "{shop.business}", shop, submit }
                    }
                }
                Button { say: t!("shops-new"), testid: "shop-new", icon: "plus", class: "large wide", onclick: move |()| onnew.call(()) }
                Button {
                    say: t!("sign-out"), testid: "shops-sign-out", look: Look::Quiet, class: "wide",
                    onclick: move |()| submit.send(state::session::sign_out(), || {}),
                }
                Leaving {}
            }
        }
    }
}

#[part]
fn Row(shop: Membership, submit: Submit) -> Element {
    let business = shop.business;
    let found = use_answer(move || session::shop(business));
    let name = found().and_then(Result::ok).map_or_else(|| t!("waiting"), |shop| shop.name);
    rsx! {
        button {
            r#type: "button",
            class: "list-row shop-row",
            "data-testid": "shop-row",
            "data-id": "{business}",
            disabled: submit.is_busy(),
            onclick: move |_| submit.send(shell::open_at_backend(business), || {}),
            span { class: "grow name",
                b { class: "block", "{name}" }
                span { class: "block muted", {t!(&format!("role-{}", shop.role))} }
            }
            Icon { name: "next", small: true }
        }
    }
}
