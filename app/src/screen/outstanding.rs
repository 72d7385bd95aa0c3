//! Who owes, how much, for how long: the largest first, by the age of what is owed.
//!
//! Test ids: `outstanding`, `outstanding-total`, `outstanding-list`, `outstanding-row` (with `data-id`),
//! `outstanding-remind`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::party::{GetOutstanding, OutstandingRow};
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use super::paper::PaperButtons;
use super::party::reminder;
use crate::part::{Amount, Button, Empty, LinkButton, Look, Trouble, VirtualList, rupees_short};
use crate::route::Route;
use crate::state::answer::use_answer;
use crate::state::pages::use_pages;
use crate::state::share::{Printed, whatsapp};
use crate::state::{CHANGES, WIDE};
use crate::{api, t};

/// Height of a row in rem: on a phone the ages stand below the name.
const ROW_REM: (f64, f64) = (4.25, 7.5);

/// The four ages, youngest first, with the key of their words.
const fn ages(row: &OutstandingRow) -> [(Paise, &'static str); 4] {
    [
        (row.days_30, "report-age-0-30"),
        (row.days_60, "report-age-31-60"),
        (row.days_90, "report-age-61-90"),
        (row.older, "report-age-over-90"),
    ]
}

/// The list.
#[part]
pub fn Outstanding() -> Element {
    let sums = use_answer(|| async {
        let _ = CHANGES();
        api::call(GetOutstanding { limit: 1, ..GetOutstanding::default() }).await
    });
    let ask = |after, limit| GetOutstanding { after, limit, ..GetOutstanding::default() };
    let pages = use_pages(ask);
    let wide = WIDE();
    rsx! {
        main { class: "screen tall", "data-testid": "outstanding",
            header { class: "screen-head",
                LinkButton {
                    say: t!("do-back"), testid: "outstanding-back", to: Route::Khata, icon: "back", bare: true, look: Look::Quiet,
                }
                h1 { {t!("report-outstanding")} }
                if let Some(answer) = sums().and_then(Result::ok) {
                    p { class: "outstanding-total", "data-testid": "outstanding-total",
                        Amount { value: answer.total, short: true, class: "out" }
                        span { class: "muted", " " {t!("outstanding-from", parties = t!("number-of-parties", count = answer.parties))} }
                    }
                }
                PaperButtons { of: Printed::Outstanding }
            }
            p { class: "muted", {t!("outstanding-hint")} }
            if let Some(error) = pages.error() {
                Trouble { error }
            }
            if pages.is_empty() {
                Empty { title: t!("outstanding-none"), hint: t!("outstanding-none-hint") }
            } else {
                div { class: "card flush list-card",
                    if wide {
                        div { class: "outstanding-row outstanding-heads", aria_hidden: "true",
                            span { class: "grow", {t!("bill-customer")} }
                            span { class: "age", {t!("report-age-0-30")} }
                            span { class: "age", {t!("report-age-31-60")} }
                            span { class: "age", {t!("report-age-61-90")} }
                            span { class: "age", {t!("report-age-over-90")} }
                            span { class: "age", {t!("party-balance")} }
                            span { class: "remind" }
                        }
                    }
                    VirtualList {
                        key: "{wide}",
                        label: t!("report-outstanding"),
                        testid: "outstanding-list",
                        count: pages.count(),
                        row_rem: if wide { ROW_REM.0 } else { ROW_REM.1 },
                        row_key: move |place| pages.row(place).map(|row| row.party.id.to_string()).unwrap_or_default(),
                        row: move |place| match pages.row(place) {
                            Some(row) => rsx! { Row { row, wide } },
                            None => rsx! {},
                        },
                        onend: move |()| pages.more(ask),
                    }
                }
            }
        }
    }
}

#[part]
fn Row(row: OutstandingRow, wide: bool) -> Element {
    let (ages, overdue) = (ages(&row), row.overdue);
    let party = row.party;
    let (name, balance, phone) = (party.name.clone(), party.balance, party.phone.clone());
    let remind = rsx! {
        Button {
            say: t!("do-remind"), testid: "outstanding-remind", icon: "message", bare: true, look: Look::Quiet,
            onclick: move |()| whatsapp(&phone, &reminder(&name, balance)),
        }
    };
    rsx! {
        div { class: if wide { "list-row outstanding-row" } else { "list-row outstanding-row narrow" },
            "data-testid": "outstanding-row", "data-id": "{party.id}",
            a { class: "grow outstanding-name", href: Route::Party(party.id).href(),
                span { class: "name block", "{party.name}" }
                if !wide {
                    span { class: "outstanding-sum",
                        Amount { value: balance, short: true, class: "out" }
                        if overdue > Paise::ZERO {
                            span { class: "tag out", {t!("party-overdue", amount = rupees_short(overdue))} }
                        }
                    }
                } else {
                    span { class: "more block", "{party.phone}" }
                }
            }
            if wide {
                for (place , (amount , words)) in ages.into_iter().enumerate() {
                    span { key: "{words}", class: if place == 0 || amount.is_zero() { "age" } else { "age old" },
                        if amount.is_zero() {
                            span { aria_hidden: "true", class: "muted", "–" }
                        } else {
                            span { class: "unseen", {t!(words)} " " }
                            {rupees_short(amount)}
                        }
                    }
                }
                span { class: "age",
                    Amount { value: balance, short: true, class: "out" }
                    if overdue > Paise::ZERO {
                        span { class: "more block", "data-testid": "outstanding-overdue", {t!("party-overdue", amount = rupees_short(overdue))} }
                    }
                }
            }
            span { class: "remind", {remind} }
            if !wide {
                span { class: "ages",
                    for (place , (amount , words)) in ages.into_iter().enumerate().filter(|(_, (amount, _))| !amount.is_zero()) {
                        span { key: "{words}", class: if place == 0 { "tag" } else { "tag wait" },
                            {t!(words)}
                            " {rupees_short(amount)}"
                        }
                    }
                }
            }
        }
    }
}
