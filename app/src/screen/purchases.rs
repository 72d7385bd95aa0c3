//! Goods bought, newest first.
//!
//! Test ids: `purchases`, `purchases-new`, `period-…`, `purchases-list`, `purchase-row` (with `data-id`).

use dioxus::prelude::*;
use smartkhata_core::api::item::{ListPurchases, PurchaseRow};
use smartkhata_part::part;

use crate::part::{self, Empty, Icon, LinkButton, Look, Period, PeriodChips, Trouble, VirtualList, rupees_short};
use crate::route::Route;
use crate::state;
use crate::state::pages::use_pages;
use crate::state::use_signal;
use crate::t;

/// Height of a row in rem.
const ROW_REM: f64 = 4.25;

const PERIODS: [Period; 5] = [Period::All, Period::Today, Period::ThisMonth, Period::LastMonth, Period::ThisYear];

/// The list.
#[part]
pub fn Purchases() -> Element {
    let mut period = use_signal(|| Period::All);
    let ask = move |after, limit| {
        let (from, to) = period().span(state::today()).unzip();
        ListPurchases { from, to, after, limit, ..ListPurchases::default() }
    };
    let pages = use_pages(ask);
    rsx! {
        main { class: "screen tall", "data-testid": "purchases",
            header { class: "screen-head",
                h1 { {t!("purchase-title")} }
                LinkButton {
                    say: t!("purchases-new"), testid: "purchases-new", to: Route::NewPurchase, icon: "plus", look: Look::Main,
                }
            }
            PeriodChips { periods: PERIODS.to_vec(), chosen: period(), onchoose: move |chosen| period.set(chosen) }
            if let Some(error) = pages.error() {
                Trouble { error }
            }
            if pages.is_empty() {
                Empty { title: t!("purchases-none") }
            } else {
                div { class: "card flush list-card",
                    VirtualList {
                        label: t!("purchase-title"),
                        testid: "purchases-list",
                        count: pages.count(),
                        row_rem: ROW_REM,
                        row_key: move |place| pages.row(place).map(|row| row.id.to_string()).unwrap_or_default(),
                        row: move |place| match pages.row(place) {
                            Some(row) => rsx! { Line { row } },
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
fn Line(row: PurchaseRow) -> Element {
    let name = if row.supplier.is_empty() { t!("purchase-no-supplier") } else { row.supplier.clone() };
    rsx! {
        a {
            class: if row.cancelled { "list-row statement-row undone" } else { "list-row statement-row" },
            href: Route::OnePurchase(row.id).href(),
            "data-testid": "purchase-row",
            "data-id": "{row.id}",
            span { class: "sign", aria_hidden: "true", Icon { name: "items", small: true } }
            span { class: "grow",
                span { class: "name", "{name}" }
                span { class: "more",
                    {part::short(row.date)}
                    if !row.note.is_empty() {
                        " · {row.note}"
                    }
                    if row.cancelled {
                        " · "
                        span { class: "tag", {t!("party-entry-cancelled")} }
                    }
                }
            }
            span { class: "amount", {rupees_short(row.amount)} }
        }
    }
}
