//! What went wrong, in the reader's words, with a way on.

use dioxus::prelude::*;
use smartkhata_core::{Code, Error};
use smartkhata_part::part;

use super::{Button, Icon};
use crate::api;
use crate::state::role;
use crate::t;
use crate::words::error_sentence;

/// What an error says.
pub fn sentence(error: &Error) -> String {
    let unreachable = api::is_unreachable(error);
    match error.code() {
        _ if unreachable && api::is_cloud() => t!("web-offline"),
        _ if unreachable => t!("error-offline"),
        // Signing in, and what a role may ask, mean something else at the backend than on this computer.
        Code::Unauthorized if api::is_cloud() && error.field.is_some() => t!("sign-in-wrong"),
        Code::Unauthorized if api::is_cloud() => t!("sign-in-over"),
        Code::Forbidden if role::name().is_some() || api::is_cloud() => t!("role-not-allowed"),
        _ => error_sentence(error),
    }
}

/// A panel in the place of what could not be shown, or above the form that was refused.
#[part]
pub fn Trouble(error: Error, #[props(default)] onretry: Option<EventHandler<()>>) -> Element {
    rsx! {
        div { class: "trouble", role: "alert", "data-testid": "trouble", "data-code": error.code().as_str(),
            Icon { name: "alert" }
            div { class: "say",
                p { {sentence(&error)} }
                if api::is_unreachable(&error) {
                    p { class: "code", {if api::is_cloud() { t!("web-offline-hint") } else { t!("error-offline-hint") }} }
                }
            }
            if let Some(onretry) = onretry {
                Button { say: t!("do-retry"), testid: "retry", onclick: move |()| onretry.call(()) }
            }
        }
    }
}
