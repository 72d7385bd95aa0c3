//! What devices that worked apart brought together and somebody should look at: a sentence for each, and the way to
//! put it right. Nothing here was refused to the shop, and nobody is asked which side is right.
//!
//! Test ids: `attention`, `attention-row`, `attention-open`, `attention-seen`,
//! `attention-sign`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::Request;
use smartkhata_core::api::bill::GetBill;
use smartkhata_core::api::matter::Matter;
use smartkhata_core::api::payment::GetPayment;
use smartkhata_core::api::sync::{Attention, ListAttention, SeeMatters};
use smartkhata_core::id::{DeviceId, VoucherId};
use smartkhata_part::part;

use super::devices::device_name;
use crate::part::{self, Button, Empty, Icon, LinkButton, Look, Trouble, Waiting, rupees_short};
use crate::route::{self, Route};
use crate::state::answer::{Answer, use_answer};
use crate::state::standing::STANDING;
use crate::state::{self, CHANGES};
use crate::{api, t};

fn use_attention() -> Answer<Result<Attention>> {
    use_answer(|| async {
        let _ = CHANGES();
        api::call(ListAttention {}).await
    })
}

/// The sign on the home screen; nothing when nothing needs attention.
#[part]
pub fn Sign() -> Element {
    let attention = use_attention();
    let matters = attention().and_then(Result::ok).map_or(0, |attention| attention.matters.len());
    if matters == 0 {
        return rsx! {};
    }
    rsx! {
        a { class: "strip wait attention-sign", href: Route::Attention.href(), "data-testid": "attention-sign",
            Icon { name: "alert" }
            b { class: "grow", {t!("attention-sign", count = matters)} }
            Icon { name: "next", small: true }
        }
    }
}

/// The list.
#[part]
pub fn AttentionScreen() -> Element {
    let attention = use_attention();
    rsx! {
        main { class: "screen", "data-testid": "attention",
            header { class: "screen-head",
                LinkButton {
                    say: t!("do-back"), testid: "attention-back", to: Route::Home, icon: "back", bare: true, look: Look::Quiet,
                }
                h1 { {t!("attention-title")} }
            }
            match attention() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| attention.restart() } },
                Some(Ok(attention)) if attention.matters.is_empty() => rsx! {
                    Empty { title: t!("attention-none"), hint: t!("attention-none-hint") }
                },
                Some(Ok(attention)) => {
                    let seen_to = seen_to(&attention);
                    rsx! {
                        ul { class: "card flush attention-list",
                            for matter in attention.matters.iter() {
                                {row(matter)}
                            }
                        }
                        if seen_to.to.max(seen_to.entries).is_some() {
                            Button {
                                say: t!("attention-seen"), testid: "attention-seen", icon: "check", asks: SeeMatters::NAME,
                                onclick: move |()| state::run(seen(seen_to.clone())),
                            }
                        }
                    }
                },
            }
        }
    }
}

/// Up to which places of the shop's log those stand that may stay as they are.
fn seen_to(attention: &Attention) -> SeeMatters {
    let mut seen = SeeMatters::default();
    for matter in &attention.matters {
        let to = if matches!(matter, Matter::OddDay { .. }) { &mut seen.to } else { &mut seen.entries };
        *to = matter.place().max(*to);
    }
    seen
}

/// Says that those were looked at and stay as they are.
async fn seen(to: SeeMatters) {
    match api::call(to).await {
        Ok(_) => state::books_changed(),
        Err(error) => state::say_error(&error),
    }
}

fn row(matter: &Matter) -> Element {
    let (say, then) = sentences(matter);
    rsx! {
        li { class: "attention-row", "data-testid": "attention-row",
            Icon { name: "alert" }
            div { class: "grow",
                p { b { "{say}" } }
                p { "{then}" }
            }
            match matter {
                Matter::OddDay { party: Some(party), number, .. } if number.is_empty() => rsx! {
                    LinkButton { say: t!("attention-open"), testid: "attention-open", to: Route::Party(*party), icon: "next" }
                },
                // Goods without a bill have no screen of their own.
                Matter::OddDay { number, .. } if number.is_empty() => rsx! {},
                Matter::SameNumber { voucher, .. }
                | Matter::CorrectedTwice { voucher, .. }
                | Matter::ReturnOfCancelled { voucher, .. }
                | Matter::OverAllocated { voucher, .. }
                | Matter::OddDay { voucher, .. }
                | Matter::Late { voucher: Some(voucher), .. } => {
                    let voucher = *voucher;
                    rsx! {
                        Button {
                            say: t!("attention-open"), testid: "attention-open", icon: "next",
                            onclick: move |()| state::run(open(voucher)),
                        }
                    }
                }
                Matter::Oversold { item, .. } => rsx! {
                    LinkButton { say: t!("attention-open-item"), testid: "attention-open", to: Route::EditItem(*item), icon: "next" }
                },
                Matter::Refused { .. } | Matter::Late { .. } | Matter::FiguresDiffer {} | Matter::ClockBehind { .. } => rsx! {},
            }
        }
    }
}

/// What happened, and what to do.
fn sentences(matter: &Matter) -> (String, String) {
    let whose = |name: &str| if name.is_empty() { t!("bill-customer-none") } else { name.to_owned() };
    match matter {
        Matter::FiguresDiffer {} => (t!("attention-differ"), t!("attention-differ-do")),
        Matter::ClockBehind { today, last } => {
            (t!("attention-clock", today = part::short(*today), last = part::short(*last)), t!("attention-clock-do"))
        }
        Matter::SameNumber { number, party_name, date, amount, .. } => {
            let (party, amount) = (whose(party_name), rupees_short(*amount));
            let say = t!(
                "attention-same",
                number = number.clone(),
                party = party,
                amount = amount,
                date = part::short(*date)
            );
            (say, t!("attention-same-do"))
        }
        Matter::CorrectedTwice { number, party_name, date, amount, .. } => {
            let (party, amount) = (whose(party_name), rupees_short(*amount));
            let say = t!(
                "attention-corrected",
                number = number.clone(),
                party = party,
                amount = amount,
                date = part::short(*date)
            );
            (say, t!("attention-corrected-do"))
        }
        Matter::ReturnOfCancelled { number, bill, party_name, amount, .. } => {
            let (party, amount) = (whose(party_name), rupees_short(*amount));
            let say =
                t!("attention-returned", number = number.clone(), bill = bill.clone(), party = party, amount = amount);
            (say, t!("attention-returned-do"))
        }
        Matter::OverAllocated { number, party_name, over, .. } => {
            let (party, amount) = (whose(party_name), rupees_short(*over));
            (t!("attention-over", number = number.clone(), party = party, amount = amount), t!("attention-over-do"))
        }
        Matter::Oversold { name, stock, .. } => {
            (t!("attention-oversold", name = name.clone(), stock = stock.to_string()), t!("attention-oversold-do"))
        }
        Matter::OddDay { number, party_name, date, ahead, .. } => {
            let (what, party) = (what("voucher", number), whose(party_name));
            let say = t!("attention-day", what = what, party = party, date = part::short(*date));
            let then = match ahead {
                true if *date > state::today() => t!("attention-day-to-come"),
                true => t!("attention-day-ahead"),
                false => t!("attention-day-long-ago"),
            };
            (say, then)
        }
        Matter::Refused { device, about, number, .. } => {
            (t!("attention-refused", what = what(about, number), device = by(*device)), t!("attention-refused-do"))
        }
        Matter::Late { device, about, number, .. } => {
            (t!("attention-late", what = what(about, number), device = by(*device)), t!("attention-late-do"))
        }
    }
}

/// What an entry is about: its number where it has one.
fn what(about: &str, number: &str) -> String {
    match about {
        _ if !number.is_empty() => number.to_owned(),
        "party" => t!("attention-about-party"),
        "item" => t!("attention-about-item"),
        _ => t!("attention-about-entry"),
    }
}

/// Who made an entry; a device that has left the list has no name any more.
fn by(device: DeviceId) -> String {
    let standing = STANDING.read();
    let known = standing.as_ref().and_then(|now| now.status.devices.iter().find(|known| known.id == device));
    known.map_or_else(|| t!("devices-nameless"), device_name)
}

/// Opens a voucher on the screen that it has.
async fn open(id: VoucherId) {
    let to = if api::call(GetBill { id }).await.is_ok() {
        Route::OneBill(id)
    } else if api::call(GetPayment { id }).await.is_ok() {
        Route::OnePayment(id)
    } else {
        Route::OneReturn(id)
    };
    route::go(to);
}
