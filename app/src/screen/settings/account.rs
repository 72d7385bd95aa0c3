//! Who is signed in at the backend: another shop, a password, signing out.
//!
//! Test ids: `account`, `account-who`, `account-role`, `account-shops`, `field-password`, `account-password`,
//! `account-sign-out`.

use dioxus::prelude::*;
use smartkhata_part::part;

use crate::api::{leaving, session};
use crate::part::{Button, Field, Look, Trouble};
use crate::state::answer::use_answer;
use crate::state::submit::use_submit;
use crate::state::{self, role, use_signal};
use crate::t;

/// The card.
#[part]
pub fn Account() -> Element {
    let account = use_answer(leaving::account);
    let out = use_submit();
    let who = account().and_then(Result::ok).and_then(|account| account.email.or(account.phone)).unwrap_or_default();
    let role = role::name().unwrap_or_default();
    rsx! {
        section { class: "card", "data-testid": "account",
            h2 { {t!("account-title")} }
            dl { class: "pairs",
                dt { {t!("account-signed-in")} }
                dd { class: "account-who", "data-testid": "account-who", "{who}" }
                dt { {t!("account-role")} }
                dd { "data-testid": "account-role", {t!(&format!("role-{role}"))} }
            }
            if let Some(error) = out.problem().error {
                Trouble { error }
            }
            div { class: "button-row books-check",
                Button {
                    say: t!("account-shops"), testid: "account-shops", icon: "home",
                    onclick: move |()| state::session::choose_again(),
                }
                Button {
                    say: t!("sign-out"), testid: "account-sign-out", icon: "out", disabled: out.is_busy(),
                    onclick: move |()| out.send(state::session::sign_out(), || {}),
                }
            }
            Password {}
        }
    }
}

/// A password beside the codes.
#[part]
fn Password() -> Element {
    let mut password = use_signal(String::new);
    let submit = use_submit();
    let set = move |()| {
        let typed = password.peek().clone();
        submit.send(async move { session::set_password(&typed).await }, move || {
            password.set(String::new());
            state::say_done(t!("account-password-set"));
        });
    };
    rsx! {
        details { class: "fold",
            summary { "data-testid": "account-password-more", {t!("account-password-more")} }
            if let Some(error) = submit.problem().besides(&["password"]) {
                Trouble { error }
            }
            Field {
                name: "password", label: t!("account-password"), hint: t!("account-password-hint"), kind: "password",
                value: password(), problem: submit.problem(), autocomplete: "new-password",
                oninput: move |typed| password.set(typed), onenter: set,
            }
            div { class: "button-row",
                Button {
                    say: t!("account-password-set-it"), testid: "account-password", look: Look::Main,
                    disabled: submit.is_busy(), onclick: set,
                }
            }
        }
    }
}
