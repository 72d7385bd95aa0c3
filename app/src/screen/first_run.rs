//! The first run: the language by its own letters, then the shop's name. Nothing else is asked.
//!
//! Test ids: `first-run`, `language-en`, `language-hi`, `language-hi-Latn`, `field-name`, `first-start`,
//! `first-join`, `first-restore`, `first-back`, `first-sign-out`, `first-other`.

use dioxus::prelude::*;
use smartkhata_core::api::shop::CreateShop;
use smartkhata_part::part;

use super::join::JoinForm;
use super::restore::Restore;
use crate::api::{self, place::FIRST};
use crate::part::{Button, Field, Look, Problem, Trouble};
use crate::route::{self, Route};
use crate::state::session::{STAGE, Stage};
use crate::state::submit::use_submit;
use crate::state::{self, SHOP, use_signal};
use crate::t;
use crate::words::{self, LANGUAGE};

/// The first run.
#[part]
pub fn FirstRun() -> Element {
    let mut chosen = use_signal(|| words::chosen().is_some());
    let mut name = use_signal(String::new);
    let mut problem = use_signal(Problem::default);
    let mut saving = use_signal(bool::default);
    let mut joining = use_signal(bool::default);
    let mut restoring = use_signal(bool::default);
    let out = use_submit();
    let start = move |()| {
        if saving() {
            return;
        }
        saving.set(true);
        state::run(async move {
            let asked = CreateShop { name: name.peek().clone(), language: *LANGUAGE.peek() };
            let made = if api::is_cloud() { state::session::create(asked).await } else { api::call(asked).await };
            match made {
                Ok(shop) => {
                    route::go(Route::Home);
                    *SHOP.write() = Some(shop);
                    state::run(state::bill::load());
                }
                Err(error) => {
                    problem.set(Problem::refused(error));
                    saving.set(false);
                }
            }
        });
    };
    rsx! {
        main { class: "first-run", "data-testid": "first-run",
            div { class: "first-run-inner",
                p { class: "first-run-brand", {t!("app-name")} }
                p { class: "first-run-say", {if api::is_cloud() { t!("shops-new-hint") } else { t!("first-welcome") }} }
                fieldset { class: "languages",
                    legend { {t!("first-language")} }
                    for language in words::ALL {
                        button {
                            key: "{words::tag(language)}",
                            r#type: "button",
                            class: "language",
                            lang: words::tag(language),
                            "data-testid": "language-{words::tag(language)}",
                            aria_pressed: if chosen() && LANGUAGE() == language { "true" } else { "false" },
                            // A keyboard begins here, at the language that the device speaks.
                            onmounted: move |element| async move {
                                if !chosen() && *LANGUAGE.peek() == language {
                                    let _ = element.set_focus(true).await;
                                }
                            },
                            onclick: move |_| {
                                words::choose(language);
                                chosen.set(true);
                            },
                            b { aria_hidden: "true", {words::sample(language)} }
                            span { {words::own_name(language)} }
                        }
                    }
                }
                if chosen() && joining() {
                    JoinForm { onback: move |()| joining.set(false) }
                } else if chosen() && restoring() {
                    Restore {}
                    Button {
                        say: t!("do-back"), testid: "first-back", look: Look::Quiet, class: "wide", icon: "back",
                        onclick: move |()| restoring.set(false),
                    }
                } else if chosen() {
                    Field {
                        name: "name",
                        label: t!("first-shop"),
                        hint: t!("first-shop-hint"),
                        value: name(),
                        problem: problem(),
                        autofocus: true,
                        autocomplete: "organization",
                        oninput: move |typed| name.set(typed),
                        onenter: start,
                    }
                    if let Some(error) = problem().besides(&["name"]) {
                        Trouble { error }
                    }
                    Button {
                        say: t!("first-start"),
                        testid: "first-start",
                        look: Look::Main,
                        class: "large wide",
                        disabled: saving(),
                        onclick: start,
                    }
                    if api::is_cloud() {
                        if matches!(STAGE(), Stage::Choosing(shops) if !shops.is_empty()) {
                            Button {
                                say: t!("do-back"), testid: "first-back", look: Look::Quiet, class: "wide", icon: "back",
                                onclick: move |()| state::session::choose_again(),
                            }
                        }
                        Button {
                            say: t!("sign-out"), testid: "first-sign-out", look: Look::Quiet, class: "wide",
                            onclick: move |()| out.send(state::session::sign_out(), || {}),
                        }
                        super::leaving::Leaving {}
                    } else {
                        Button {
                            say: t!("first-join"), testid: "first-join", look: Look::Quiet, class: "wide",
                            onclick: move |()| joining.set(true),
                        }
                        Button {
                            say: t!("first-restore"), testid: "first-restore", look: Look::Quiet, class: "wide",
                            onclick: move |()| restoring.set(true),
                        }
                    }
                    if !api::is_cloud() && api::place::key() != FIRST {
                        Button {
                            say: t!("shops-other"), testid: "first-other", look: Look::Quiet, class: "wide", icon: "back",
                            onclick: move |()| state::run(state::place::open(FIRST)),
                        }
                    }
                }
            }
        }
    }
}
