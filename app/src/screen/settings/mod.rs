//! The settings: the shop as bills show it, numbers, UPI and bank, logo, language, colours, backup.
//!
//! Every field is saved with one button; what is not changed is not sent. Language and colours hold at once.
//!
//! Test ids: `settings`, `field-<name>`, `settings-save`, `settings-logo`, `settings-logo-remove`,
//! `setting-language-<tag>`, `setting-theme-<name>`, `field-left_hand` (on a phone), `setting-paper-<mm>`,
//! `setting-open-rate-<percent>`,
//! `settings-verify`, what the account names itself, `settings-verified`, `settings-backup`, `settings-devices`,
//! `settings-members`, `settings-shops`.

use dioxus::prelude::*;
use smartkhata_core::api::shop::EditShop;
use smartkhata_core::business::{Language, Shop, ShopEdit};
use smartkhata_part::part;

use super::entry::undo;
use crate::part::{Chip, LinkButton, Overflow, Problem, Switch, chip_row};
use crate::route::Route;
use crate::state::{self, SHOP, Tone, WIDE, role};
use crate::theme::{self, LEFT, THEME, Theme};
use crate::words::{self, LANGUAGE};
use crate::{api, t};

mod account;
mod books;
mod form;
mod keys;
mod logo;
mod sessions;

pub use form::states;

/// The settings.
#[part]
pub fn Settings() -> Element {
    let Some(shop) = SHOP() else { return rsx! {} };
    rsx! {
        main { class: "screen", "data-testid": "settings",
            header { class: "screen-head",
                h1 { {t!("settings-title")} }
                LinkButton { say: t!("shops-title"), testid: "settings-shops", to: Route::Shops, icon: "home" }
                LinkButton { say: t!("members-title"), testid: "settings-members", to: Route::Members, icon: "person" }
                LinkButton { say: t!("devices-title"), testid: "settings-devices", to: Route::Devices, icon: "phone" }
                LinkButton { say: t!("settings-backup"), testid: "settings-backup", to: Route::Backup, icon: "pdf" }
            }
            if api::is_cloud() {
                account::Account {}
                sessions::Sessions {}
                super::leaving::Leaving {}
            }
            Look {}
            if role::may::<EditShop>() {
                // After an undo the form begins anew, with the shop as it stands again.
                for round in [UNDONE()] {
                    form::Form { key: "{round}", shop: shop.clone() }
                }
                logo::Logo { logo: shop.logo }
            }
            if WIDE() {
                keys::Keys {}
            }
            books::Books {}
        }
    }
}

/// How often settings were put back.
static UNDONE: GlobalSignal<u32> = Signal::global(|| 0);

/// Sends changes of the shop; the answer is the shop everywhere, with the way back.
pub async fn edit(edit: ShopEdit) -> Problem {
    let before = SHOP.peek().clone();
    match api::call(EditShop { edit }).await {
        Ok(shop) => {
            let back = before.map(|before| way_back(&shop, &before));
            keep(shop);
            state::toast(t!("settings-saved"), Tone::Done, back.map(offer).into_iter().collect());
            Problem::default()
        }
        Err(error) => Problem::refused(error),
    }
}

/// What makes the shop again what it was before.
fn way_back(now: &Shop, before: &Shop) -> ShopEdit {
    let logo = (now.logo != before.logo).then(|| before.logo.clone());
    ShopEdit { logo, ..form::changes(now, before) }
}

fn offer(back: ShopEdit) -> state::Offer {
    undo(move || {
        let edit = back.clone();
        async move {
            keep(api::call(EditShop { edit }).await?);
            let round = UNDONE.peek().wrapping_add(1);
            *UNDONE.write() = round;
            Ok(())
        }
    })
}

fn keep(shop: Shop) {
    *SHOP.write() = Some(shop);
    state::books_changed();
}

/// Language, colours, and the hand that holds a phone.
#[part]
fn Look() -> Element {
    let speak = move |language: Language| {
        words::choose(language);
        state::run(async move {
            let edit = ShopEdit { language: Some(language), ..ShopEdit::default() };
            // The words have changed already; a shop that cannot be written keeps its old language for others.
            if let Ok(shop) = api::call(EditShop { edit }).await {
                keep(shop);
            }
        });
    };
    rsx! {
        section { class: "card",
            h2 { {t!("settings-look")} }
            div { class: "fields",
                div { class: "field",
                    span { class: "label", {t!("settings-language")} }
                    {chip_row(
                        t!("settings-language"),
                        Overflow::Wraps,
                        words::ALL.map(|value| Chip {
                            value,
                            say: words::own_name(value).to_owned(),
                            testid: format!("setting-language-{}", words::tag(value)),
                        }),
                        &LANGUAGE(),
                        speak,
                    )}
                }
                div { class: "field",
                    span { class: "label", {t!("settings-theme")} }
                    {chip_row(
                        t!("settings-theme"),
                        Overflow::Wraps,
                        Theme::ALL.map(|value| Chip {
                            value,
                            say: t!(&format!("settings-theme-{}", value.name())),
                            testid: format!("setting-theme-{}", value.name()),
                        }),
                        &THEME(),
                        theme::choose,
                    )}
                }
                if !WIDE() {
                    Switch { name: "left_hand", label: t!("settings-left-hand"), value: LEFT(), onchange: theme::hold }
                }
            }
        }
    }
}
