//! Connecting this device: phone or e-mail, the code that comes, done.

use dioxus::prelude::*;
use smartkhata_core::api::sync::{Connect as Ask, SendCode};
use smartkhata_part::part;

use super::CloudTrouble;
use crate::part::{Button, Field, LinkButton, Look, Problem};
use crate::route::Route;
use crate::screen::join::JoinForm;
use crate::state::submit::use_submit;
use crate::state::{standing, use_signal};
use crate::{api, browser, state, t};

/// The fields whose errors they show themselves.
const FIELDS: [&str; 3] = ["identity", "code", "backend"];

/// The form.
#[part]
pub fn Connect() -> Element {
    let mut identity = use_signal(String::new);
    let mut code = use_signal(String::new);
    let mut backend = use_signal(String::new);
    let mut sent = use_signal(bool::default);
    let mut by_code = use_signal(bool::default);
    let submit = use_submit();
    let text = |field: Signal<String>| field.peek().trim().to_owned();
    let send = move |()| {
        let ask = SendCode { backend: text(backend), identity: text(identity) };
        submit.send(async move { api::call(ask).await.map(drop) }, move || {
            sent.set(true);
            browser::focus_next("field-code");
        });
    };
    let sign_in = move |()| {
        let ask = Ask { backend: text(backend), identity: text(identity), code: text(code) };
        submit.send(
            async move {
                api::call(ask).await?;
                state::say_done(t!("devices-connected"));
                standing::look().await;
                Ok(())
            },
            || {},
        );
    };
    let problem = submit.problem();
    if by_code() {
        return rsx! {
            section { class: "card", JoinForm { onback: move |()| by_code.set(false) } }
        };
    }
    rsx! {
        section { class: "card devices-card",
            h2 { {t!("devices-connect")} }
            p { {t!("devices-connect-why")} }
            if let Some(error) = problem.besides(&FIELDS) {
                CloudTrouble { error }
            }
            if sent() {
                p { class: "strip", role: "status", {t!("devices-code-sent", identity = identity())} }
                Field {
                    name: "code", label: t!("devices-one-time-code"), mode: "numeric", value: code(), problem: problem.clone(),
                    autocomplete: "one-time-code", oninput: move |typed| code.set(typed), onenter: sign_in,
                }
                Button {
                    say: if submit.is_busy() { t!("waiting") } else { t!("devices-connect-done") }, testid: "connect-done",
                    look: Look::Main, class: "large", disabled: submit.is_busy(), onclick: sign_in,
                }
                Button {
                    say: t!("devices-connect-other"), testid: "connect-other", look: Look::Quiet,
                    onclick: move |()| {
                        code.set(String::new());
                        sent.set(false);
                    },
                }
            } else {
                Field {
                    name: "identity", label: t!("devices-identity"), hint: t!("devices-identity-hint"), value: identity(),
                    mode: "email", problem: problem.clone(), autocomplete: "username",
                    oninput: move |typed| identity.set(typed), onenter: send,
                }
                BackendField { value: backend(), problem, oninput: move |typed| backend.set(typed) }
                Button {
                    say: if submit.is_busy() { t!("waiting") } else { t!("devices-send-code") }, testid: "connect-send",
                    look: Look::Main, class: "large", disabled: submit.is_busy(), onclick: send,
                }
            }
        }
        // Whoever was let in by a code has no number or address here: a new code brings the device back.
        p { class: "muted", {t!("devices-by-code-why")} }
        div { class: "button-row",
            Button { say: t!("devices-by-code"), testid: "devices-by-code", icon: "undo", onclick: move |()| by_code.set(true) }
        }
        p { class: "muted", {t!("devices-join-instead")} }
        div { class: "button-row",
            LinkButton { say: t!("shops-title"), testid: "devices-shops", to: Route::Shops, icon: "home" }
        }
    }
}

/// The address of the shop's own server; folded away until somebody has one, or it is asked for.
#[part]
pub fn BackendField(value: String, problem: Problem, oninput: EventHandler<String>) -> Element {
    let open = !value.is_empty() || problem.at("backend").is_some();
    rsx! {
        details { class: "fold", open,
            summary { "data-testid": "backend-more", {t!("devices-backend-more")} }
            Field {
                name: "backend", label: t!("devices-backend"), hint: t!("devices-backend-hint"), placeholder: "https://",
                mode: "url", value, problem, oninput,
            }
        }
    }
}
