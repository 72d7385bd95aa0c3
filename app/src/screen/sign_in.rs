//! Signing in at the backend: phone or e-mail, then the code that comes, or the password.
//!
//! Test ids: `sign-in`, `sign-in-language-<tag>`, `field-identity`, `sign-in-send`, `sign-in-password`, `sign-in-code`,
//! `field-code`, `field-password`, `sign-in-done`, `sign-in-other`, `sign-in-again`, `sign-in-leave`.

use dioxus::prelude::*;
use smartkhata_core::{Code, Error};
use smartkhata_part::part;

use crate::api::session::{self, Proof};
use crate::part::{Button, Chip, Field, Look, Overflow, Trouble, chip_row};
use crate::state::submit::use_submit;
use crate::state::use_signal;
use crate::words::{self, LANGUAGE};
use crate::{browser, state, t};

const FIELDS: [&str; 3] = ["identity", "code", "password"];

/// What shows who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// Nothing yet: a code is to be sent.
    Identity,
    /// The code that was sent.
    Code,
    /// A password.
    Password,
}

/// The screen in front of everything.
#[part]
pub fn SignIn() -> Element {
    rsx! {
        main { class: "first-run", "data-testid": "sign-in",
            div { class: "first-run-inner",
                {chip_row(
                    t!("settings-language"),
                    Overflow::Wraps,
                    words::ALL.map(|value| Chip {
                        value,
                        say: words::own_name(value).to_owned(),
                        testid: format!("sign-in-language-{}", words::tag(value)),
                    }),
                    &LANGUAGE(),
                    words::choose,
                )}
                h1 { class: "first-run-brand", {t!("app-name")} }
                p { class: "first-run-say", {t!("sign-in-welcome")} }
                Form { ondone: move |()| state::run(super::shell::arrive_signed_in()) }
            }
        }
    }
}

/// The session ended while something is on the screen: it waits behind this.
#[part]
pub fn SignInAgain() -> Element {
    rsx! {
        div { class: "sign-in-veil", role: "dialog", aria_modal: "true", aria_label: t!("sign-in-again"), "data-testid": "sign-in-again",
            div { class: "first-run-inner card",
                h2 { {t!("sign-in-again")} }
                p { {t!("sign-in-again-why")} }
                Form { again: true, ondone: move |()| state::session::go_on() }
                Button {
                    say: t!("sign-in-leave"), testid: "sign-in-leave", look: Look::Quiet, class: "wide",
                    onclick: move |()| state::session::leave(),
                }
            }
        }
    }
}

#[part]
fn Form(
    ondone: EventHandler<()>,
    /// Somebody who has an account already signs in again.
    #[props(default)]
    again: bool,
) -> Element {
    let mut by = use_signal(|| By::Identity);
    let mut identity = use_signal(String::new);
    let mut secret = use_signal(String::new);
    let submit = use_submit();
    let mut turn = move |to: By| {
        secret.set(String::new());
        by.set(to);
    };
    let send = move |()| {
        let who = identity.peek().trim().to_owned();
        submit.send(async move { session::send_code(&who).await }, move || {
            turn(By::Code);
            browser::focus_next("field-code");
        });
    };
    let sign_in = move |()| {
        let (who, shown) = (identity.peek().trim().to_owned(), secret.peek().clone());
        let proof = match *by.peek() {
            By::Password if shown.is_empty() => Err(required("password")),
            By::Password => Ok(Proof::Password(shown)),
            _ if shown.trim().is_empty() => Err(required("code")),
            _ => Ok(Proof::Code(shown.trim().to_owned())),
        };
        match proof {
            Ok(proof) => submit.send(async move { session::sign_in(&who, proof).await }, move || ondone.call(())),
            Err(error) => submit.refuse(error),
        }
    };
    let problem = submit.problem();
    let busy = submit.is_busy();
    let waiting = move |say: String| if busy { t!("waiting") } else { say };
    rsx! {
        section { class: "sign-in-form",
            if let Some(error) = problem.besides(&FIELDS) {
                Trouble { error }
            }
            if by() == By::Code {
                p { class: "strip", role: "status", {t!("devices-code-sent", identity = identity())} }
                Field {
                    name: "code", label: t!("devices-one-time-code"), mode: "numeric", value: secret(), problem,
                    class: "join-code", autocomplete: "one-time-code", oninput: move |typed| secret.set(typed), onenter: sign_in,
                }
            } else {
                Field {
                    name: "identity", label: t!("devices-identity"), value: identity(), mode: "email",
                    hint: if by() == By::Identity && !again { t!("sign-in-hint") } else { String::new() },
                    problem: problem.clone(), autofocus: true, autocomplete: "username",
                    oninput: move |typed| identity.set(typed),
                    onenter: move |()| if by() == By::Identity { send(()) } else { browser::focus("field-password") },
                }
            }
            if by() == By::Password {
                Field {
                    name: "password", label: t!("sign-in-password"), kind: "password", value: secret(), problem: submit.problem(),
                    autocomplete: "current-password", oninput: move |typed| secret.set(typed), onenter: sign_in,
                }
            }
            if by() == By::Identity {
                Button {
                    say: waiting(t!("devices-send-code")), testid: "sign-in-send", look: Look::Main, class: "large wide",
                    disabled: busy, onclick: send,
                }
                Button {
                    say: t!("sign-in-by-password"), testid: "sign-in-password", look: Look::Quiet, class: "wide",
                    onclick: move |()| turn(By::Password),
                }
            } else {
                Button {
                    say: waiting(t!("sign-in-done")), testid: "sign-in-done", look: Look::Main, class: "large wide",
                    disabled: busy, onclick: sign_in,
                }
                Button {
                    say: if by() == By::Code { t!("devices-connect-other") } else { t!("sign-in-by-code") },
                    testid: "sign-in-other", look: Look::Quiet, class: "wide", onclick: move |()| turn(By::Identity),
                }
            }
        }
    }
}

fn required(field: &str) -> Error {
    Error::field(Code::Required, field, "Type what shows who you are.")
}
