//! The day at a glance: who owes, what was sold, the latest bills, and the way to a new one.
//!
//! Test ids: `home`, `home-youll-get`, `home-youll-give`, `home-sales`, `home-received`, `home-new-bill`,
//! `home-bill` (each latest bill).

use dioxus::prelude::*;
use smartkhata_core::api::bill::ListBills;
use smartkhata_core::api::party::PartyFilter;
use smartkhata_core::api::shop::GetHome;
use smartkhata_part::part;

use super::khata::Khatas;
use crate::api;
use crate::part::{Amount, Empty, Icon, LinkButton, Look, Trouble, Waiting};
use crate::route::Route;
use crate::state::answer::use_answer;
use crate::state::{CHANGES, SHOP, role};
use crate::t;

/// The home screen.
#[part]
pub fn Home() -> Element {
    let figures = use_answer(|| async {
        let _ = CHANGES();
        api::call(GetHome {}).await
    });
    let name = SHOP.read().as_ref().map(|shop| shop.name.clone()).unwrap_or_default();
    let of = |filter| Route::KhataOf(Khatas::Filter(filter)).href();
    let day = if role::opens(Route::DayBook) { Route::DayBook } else { Route::Bills };
    rsx! {
        main { class: "screen", "data-testid": "home",
            header { class: "screen-head",
                h1 { "{name}" }
                LinkButton { say: t!("home-new-bill"), testid: "home-new-bill", to: Route::Bill, look: Look::Main, icon: "plus" }
            }
            super::attention::Sign {}
            match figures() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| figures.restart() } },
                Some(Ok(home)) => rsx! {
                    div { class: "cards",
                        a { class: "card figure", href: of(PartyFilter::Due), "data-testid": "home-youll-get",
                            span { class: "label",
                                Icon { name: "out", small: true }
                                {t!("youll-get")}
                            }
                            Amount { value: home.to_collect, short: true, class: "out" }
                        }
                        a { class: "card figure", href: of(PartyFilter::Advance), "data-testid": "home-youll-give",
                            span { class: "label",
                                Icon { name: "in", small: true }
                                {t!("youll-give")}
                            }
                            Amount { value: home.to_give, short: true, class: "in" }
                        }
                        a { class: "card figure", href: day.href(), "data-testid": "home-sales",
                            span { class: "label", {t!("home-today-sales")} }
                            Amount { value: home.sales_today, short: true }
                            span { class: "note", {t!("number-of-bills", count = home.bills_today)} }
                        }
                        a { class: "card figure", href: day.href(), "data-testid": "home-received",
                            span { class: "label", {t!("home-today-received")} }
                            Amount { value: home.received_today, short: true }
                        }
                    }
                },
            }
            LatestBills {}
        }
    }
}

#[part]
fn LatestBills() -> Element {
    let latest = use_answer(|| async {
        let _ = CHANGES();
        api::call(ListBills { limit: 8, ..ListBills::default() }).await
    });
    let Some(Ok(page)) = latest() else { return rsx! {} };
    rsx! {
        section { class: "card flush",
            h2 { class: "card-title", {t!("home-recent")} }
            if page.rows.is_empty() {
                Empty { title: t!("home-no-bills"), hint: t!("home-no-bills-hint") }
            }
            for bill in page.rows {
                super::bills::Row { key: "{bill.id}", bill, testid: "home-bill" }
            }
        }
    }
}
