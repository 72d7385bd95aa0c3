//! That a form stands as it was left, with the way to an empty one.
//!
//! Test ids: `kept`, `kept-empty`.

use dioxus::prelude::*;
use smartkhata_part::part;

use super::Button;
use crate::state::kept::Again;
use crate::t;

/// The strip; none over a form that began empty.
#[part]
pub fn StandsAgain(again: Option<Again>, onempty: EventHandler<()>) -> Element {
    let Some(again) = again else { return rsx! {} };
    rsx! {
        div { class: "strip wait", role: "status", "data-testid": "kept",
            span { class: "grow",
                {t!("kept-again")}
                if again.photos {
                    " "
                    {t!("kept-photos")}
                }
            }
            Button { say: t!("kept-empty"), testid: "kept-empty", onclick: move |()| onempty.call(()) }
        }
    }
}
