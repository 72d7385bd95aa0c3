//! The sign that says whether the shop's devices are in step; nothing where there is only one.
//!
//! Test id: `step-sign`.

use dioxus::prelude::*;
use smartkhata_part::part;

use super::{Icon, moment};
use crate::route::Route;
use crate::state::standing::{STANDING, Step};
use crate::t;

/// What is on the way, in a few words.
fn step_words(step: Step) -> String {
    match step {
        Step::Removed => t!("step-removed"),
        Step::Waiting(pending) => t!("step-waiting", count = pending),
        Step::Fetching(entries, head) => t!("step-fetching", entries = entries, head = head),
        Step::All => t!("step-all"),
    }
}

/// The sign; it leads to the devices.
#[part]
pub fn StepSign() -> Element {
    let standing = STANDING.read();
    let Some((step, in_step_ms)) = standing.as_ref().and_then(|now| Some((now.step()?, now.status.in_step_ms))) else {
        return rsx! {};
    };
    let (look, icon) = match step {
        Step::Removed => ("out", "alert"),
        Step::Waiting(_) | Step::Fetching(..) => ("wait", "pause"),
        Step::All => ("in", "check"),
    };
    rsx! {
        a { class: "step-sign {look}", href: Route::Devices.href(), "data-testid": "step-sign",
            Icon { name: icon, small: true }
            span { class: "grow",
                b { class: "block", {step_words(step)} }
                if in_step_ms > 0 {
                    small { class: "block", {t!("step-last", when = moment(in_step_ms))} }
                }
            }
        }
    }
}
