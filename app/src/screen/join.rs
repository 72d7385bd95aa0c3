//! Joining a shop that is on another device: its code, then the books arrive.
//!
//! Test ids: `join`, `field-code`, `field-name`, `field-backend`, `join-start`, `join-back`, `arriving`,
//! `arriving-progress`.

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_core::api::shop::GetShop;
use smartkhata_core::api::sync::Join;
use smartkhata_core::{Code, Error};
use smartkhata_part::part;

use super::devices::{BackendField, CloudTrouble, of_invitation};
use super::shell;
use crate::part::{Button, Field, Icon, Look};
use crate::route::{self, Route};
use crate::state::standing::{self, ARRIVING, STANDING};
use crate::state::submit::use_submit;
use crate::state::{self, SHOP, use_signal};
use crate::{api, t};

const FIELDS: [&str; 3] = ["code", "name", "backend"];

/// The form: on the first run, and on a device that comes back to its shop.
#[part]
pub fn JoinForm(onback: EventHandler<()>) -> Element {
    let mut code = use_signal(String::new);
    let mut name = use_signal(String::new);
    let mut backend = use_signal(String::new);
    let submit = use_submit();
    let join = move |()| {
        let (typed, address) = of_invitation(&code.peek());
        if typed.is_empty() {
            return submit.refuse(Error::field(Code::Required, "code", "Type the code of the other device."));
        }
        let backend = address.unwrap_or_else(|| backend.peek().trim().to_owned());
        let ask = Join { backend, code: typed, name: name.peek().trim().to_owned() };
        submit.send(
            async move {
                api::call(ask).await?;
                if SHOP.peek().is_some() {
                    state::say_done(t!("devices-connected"));
                    standing::look().await;
                } else {
                    route::go(Route::Home);
                    *ARRIVING.write() = true;
                }
                Ok(())
            },
            || {},
        );
    };
    let problem = submit.problem();
    rsx! {
        section { class: "join", "data-testid": "join",
            h1 { {t!("join-title")} }
            p { {t!("join-how")} }
            if let Some(error) = problem.besides(&FIELDS) {
                CloudTrouble { error }
            }
            Field {
                name: "code", label: t!("join-code"), hint: t!("join-code-hint"), value: code(), problem: problem.clone(),
                autofocus: true, class: "join-code", oninput: move |typed| code.set(typed), onenter: join,
            }
            Field {
                name: "name", label: t!("join-name"), hint: t!("join-name-hint"), value: name(), problem: problem.clone(),
                oninput: move |typed| name.set(typed), onenter: join,
            }
            BackendField { value: backend(), problem, oninput: move |typed| backend.set(typed) }
            Button {
                say: if submit.is_busy() { t!("waiting") } else { t!("join-start") }, testid: "join-start",
                look: Look::Main, class: "large wide", disabled: submit.is_busy(), onclick: join,
            }
            Button { say: t!("do-back"), testid: "join-back", look: Look::Quiet, class: "wide", onclick: move |()| onback.call(()) }
        }
    }
}

/// The books are on their way: how far they are, until the shop's name is there.
#[part]
pub fn Arriving() -> Element {
    use_future(|| async {
        loop {
            standing::look().await;
            if let Ok(shop) = api::call(GetShop {}).await
                && !shop.name.is_empty()
            {
                return shell::open(shop);
            }
            TimeoutFuture::new(700).await;
        }
    });
    let standing = STANDING();
    let (entries, head) = standing.as_ref().map_or((0, 0), |now| (now.status.entries, now.status.head));
    let link = standing.and_then(|now| now.link);
    let removed = link.as_ref().is_some_and(|link| link.removed);
    rsx! {
        main { class: "first-run", "data-testid": "arriving",
            div { class: "first-run-inner",
                p { class: "first-run-brand", {t!("app-name")} }
                h1 { {t!("join-arriving")} }
                if removed {
                    p { class: "strip out", role: "alert",
                        Icon { name: "alert" }
                        span { class: "grow", {t!("devices-removed")} }
                    }
                } else {
                    div { role: "status",
                        progress { class: "join-progress", max: "{head.max(1)}", value: "{entries}", aria_label: t!("join-arriving") }
                        p { "data-testid": "arriving-progress",
                            {t!("step-fetching", entries = entries, head = head)}
                        }
                    }
                    p { class: "muted", {t!("join-arriving-hint")} }
                    if let Some(error) = link.and_then(|link| link.error) {
                        CloudTrouble { error }
                    }
                }
            }
        }
    }
}
