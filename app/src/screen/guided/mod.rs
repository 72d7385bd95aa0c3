//! The detailed bill in five steps, for a B2B bill: customer, items, charges, details, check.
//!
//! Every step may be visited at any time; it is the same bill in hand that the counter and the phone show.
//!
//! Test ids: `guided`, `step-party`, `step-items`, `step-charges`, `step-details`, `step-review`, `guided-next`,
//! `guided-back`, `guided-item-search`, `guided-item-result`, `guided-line`, `charge-add`, `charge-name`,
//! `charge-amount`, `charge-remove`, `guided-total`, `guided-cash`, `guided-upi`, `guided-bank`,
//! `guided-udhar`, `guided-split`.

use dioxus::prelude::*;
use smartkhata_core::api::party::PartyView;
use smartkhata_part::part;

use super::before_saving::SinceTyped;
use super::correcting::Correcting;
use super::finder::CustomerFinder;
use super::khata::Balance;
use crate::part::{Button, Look, rupees_short};
use crate::state::bill::{self, BILLS};
use crate::state::use_signal;
use crate::t;

mod charges;
mod details;
mod items;
mod review;

/// The steps, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Party,
    Items,
    Charges,
    Details,
    Review,
}

impl Step {
    const ALL: [(Self, &str, &str); 5] = [
        (Self::Party, "guided-party", "step-party"),
        (Self::Items, "guided-items", "step-items"),
        (Self::Charges, "guided-charges", "step-charges"),
        (Self::Details, "guided-details", "step-details"),
        (Self::Review, "guided-review", "step-review"),
    ];

    /// The one after it; after the last none.
    const fn next(self) -> Option<Self> {
        match self {
            Self::Party => Some(Self::Items),
            Self::Items => Some(Self::Charges),
            Self::Charges => Some(Self::Details),
            Self::Details => Some(Self::Review),
            Self::Review => None,
        }
    }

    /// The one before it; before the first none.
    const fn back(self) -> Option<Self> {
        match self {
            Self::Party => None,
            Self::Items => Some(Self::Party),
            Self::Charges => Some(Self::Items),
            Self::Details => Some(Self::Charges),
            Self::Review => Some(Self::Details),
        }
    }
}

/// The detailed bill.
#[part]
pub fn Guided() -> Element {
    let mut step = use_signal(|| Step::Party);
    let charge = use_hook(charges::Typed::new);
    let mut go = move |to: Step| {
        if charge.settle() {
            step.set(to);
        }
    };
    let totals = use_memo(|| BILLS.read().current.totals());
    rsx! {
        main { class: "screen", "data-testid": "guided",
            header { class: "screen-head",
                h1 { {t!("guided-title")} }
                if let Ok(result) = &*totals.read() {
                    b { class: "amount", "data-testid": "guided-total", {rupees_short(result.total)} }
                }
            }
            nav { class: "steps", aria_label: t!("guided-title"),
                for (place , (which , words , testid)) in Step::ALL.into_iter().enumerate() {
                    button {
                        key: "{testid}",
                        r#type: "button",
                        "data-testid": testid,
                        aria_current: (step() == which).then_some("step"),
                        aria_label: t!("guided-step", step = i64::try_from(place + 1).unwrap_or(0)) + " " + &t!(words),
                        onclick: move |_| go(which),
                        span { aria_hidden: "true", "{place + 1}" }
                        {t!(words)}
                    }
                }
            }
            SinceTyped {}
            Correcting {}
            match step() {
                Step::Party => rsx! { Party { onnext: move |()| go(Step::Items) } },
                Step::Items => rsx! { items::Items {} },
                Step::Charges => rsx! { charges::Charges { typed: charge } },
                Step::Details => rsx! { details::Details {} },
                Step::Review => rsx! { review::Review { ongo: go } },
            }
            div { class: "button-row form-foot",
                if let Some(back) = step().back() {
                    Button { say: t!("do-back"), testid: "guided-back", icon: "back", onclick: move |()| go(back) }
                }
                if let Some(next) = step().next() {
                    Button { say: t!("do-next"), testid: "guided-next", look: Look::Main, class: "grow large", onclick: move |()| go(next) }
                }
            }
        }
    }
}

#[part]
fn Party(onnext: EventHandler<()>) -> Element {
    let party = BILLS.read().current.party.clone();
    rsx! {
        section { class: "card stack",
            if let Some(view) = party {
                div { class: "list-row chosen",
                    span { class: "grow",
                        span { class: "name block", "{view.party.name}" }
                        span { class: "more block", "{view.party.phone} {view.party.gstin}" }
                    }
                    Balance { value: view.balance, role: view.party.role }
                }
            }
            CustomerFinder {
                onchoose: move |party: Option<PartyView>| {
                    bill::set_party(party);
                    onnext.call(());
                },
            }
        }
    }
}
