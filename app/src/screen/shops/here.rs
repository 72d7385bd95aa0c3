//! The shops of this installation: which one is open, another one, and room for one more. Each has books of its own.
//!
//! Test ids: `shops-here`, `shop-here` (with `data-key`), `shop-open`, `shops-add`.

use dioxus::prelude::*;
use smartkhata_core::api::shops::{AddShop, ListShops, ShopPlace};
use smartkhata_part::part;

use crate::part::{Button, Icon, LinkButton, Look, Trouble, Waiting, sentence};
use crate::route::Route;
use crate::state::answer::use_answer;
use crate::state::place;
use crate::state::submit::{Submit, use_submit};
use crate::{api, t};

/// The screen.
#[part]
pub fn ShopsHere() -> Element {
    let shops = use_answer(|| api::call(ListShops {}));
    let submit = use_submit();
    let add = move |()| {
        submit.send(
            async {
                let added = api::call(AddShop {}).await?;
                place::open(&added.key).await;
                Ok(())
            },
            || {},
        );
    };
    rsx! {
        main { class: "screen", "data-testid": "shops-here",
            header { class: "screen-head",
                LinkButton {
                    say: t!("do-back"), testid: "shops-back", to: Route::Settings, icon: "back", bare: true, look: Look::Quiet,
                }
                h1 { {t!("shops-title")} }
            }
            if let Some(error) = submit.problem().error {
                Trouble { error }
            }
            match shops() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| shops.restart() } },
                Some(Ok(found)) => rsx! {
                    section { class: "card flush",
                        for shop in found.shops {
                            Row { key: "{shop.key}", shop, submit }
                        }
                    }
                },
            }
            p { class: "muted", {t!("shops-apart")} }
            div { class: "button-row",
                Button {
                    say: t!("shops-add"), testid: "shops-add", icon: "plus", class: "large", disabled: submit.is_busy(), onclick: add,
                }
            }
        }
    }
}

#[part]
fn Row(shop: ShopPlace, submit: Submit) -> Element {
    let is_open = shop.key == api::place::key();
    let key = shop.key.clone();
    let name = if shop.name.is_empty() && shop.error.is_none() { t!("shops-arriving") } else { shop.name.clone() };
    rsx! {
        div { class: "list-row shop-here", "data-testid": "shop-here", "data-key": "{shop.key}",
            Icon { name: "home" }
            span { class: "grow",
                b { class: "block", "{name}" }
                if let Some(error) = &shop.error {
                    span { class: "block", {sentence(error)} }
                }
                span { class: "block muted shop-folder", "{shop.folder}" }
            }
            if is_open {
                span { class: "tag action", {t!("shops-open-now")} }
            } else {
                Button {
                    say: t!("shops-open"), testid: "shop-open", disabled: submit.is_busy(),
                    onclick: move |()| {
                        let key = key.clone();
                        submit.send(async move { place::open(&key).await; Ok(()) }, || {});
                    },
                }
            }
        }
    }
}
