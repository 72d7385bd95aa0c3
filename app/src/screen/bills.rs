//! All bills: found by number, name, day and what is still owed.
//!
//! Test ids: `bills`, `bills-search`, `filter-all`, `filter-unpaid`, `filter-paid`, `filter-cancelled`,
//! `days-any`, `days-today`, `days-month`, `days-last-month`, `days-year`, `bills-list`, `bill-row`.

use dioxus::prelude::*;
use smartkhata_core::api::bill::{BillFilter, BillRow, ListBills};
use smartkhata_core::date::Date;
use smartkhata_part::part;

use crate::part::{
    Chip, Empty, LinkButton, Look, Overflow, SearchBox, Trouble, VirtualList, chip_row, rupees_short, short,
};
use crate::route::Route;
use crate::state::pages::use_pages;
use crate::state::{today, use_signal};
use crate::t;

/// Which days the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Days {
    Any,
    Today,
    Month,
    LastMonth,
    Year,
}

impl Days {
    const ALL: [(Self, &str, &str); 5] = [
        (Self::Any, "bills-all", "days-any"),
        (Self::Today, "bills-today", "days-today"),
        (Self::Month, "bills-this-month", "days-month"),
        (Self::LastMonth, "bills-last-month", "days-last-month"),
        (Self::Year, "bills-this-year", "days-year"),
    ];

    /// First and last day.
    fn range(self, today: Date) -> (Option<Date>, Option<Date>) {
        let first = |month: i64| Date::first_of_month(month).ok();
        match self {
            Self::Any => (None, None),
            Self::Today => (Some(today), Some(today)),
            Self::Month => (first(today.month()), Some(today)),
            Self::LastMonth => {
                (first(today.month().saturating_sub(1)), first(today.month()).map(|day| day.plus_days(-1)))
            }
            Self::Year => (Some(today.financial_year().first_day()), Some(today.financial_year().last_day())),
        }
    }
}

const FILTERS: [(BillFilter, &str, &str); 4] = [
    (BillFilter::All, "bills-all", "filter-all"),
    (BillFilter::Unpaid, "bills-unpaid", "filter-unpaid"),
    (BillFilter::Paid, "bills-paid", "filter-paid"),
    (BillFilter::Cancelled, "bills-cancelled", "filter-cancelled"),
];

/// The list of bills.
#[part]
pub fn Bills() -> Element {
    let mut filter = use_signal(BillFilter::default);
    let mut days = use_signal(|| Days::Any);
    let mut search = use_signal(String::new);
    let ask = move |after: Option<String>, limit| {
        let (from, to) = days().range(today());
        ListBills { filter: filter(), from, to, search: search(), after, limit, ..ListBills::default() }
    };
    let pages = use_pages(ask);
    rsx! {
        main { class: "screen tall", "data-testid": "bills",
            header { class: "screen-head",
                h1 { {t!("bills-title")} }
                LinkButton { say: t!("home-new-bill"), testid: "bills-new", to: Route::Bill, look: Look::Main, icon: "plus" }
            }
            SearchBox {
                label: t!("bills-search"),
                testid: "bills-search",
                value: search(),
                oninput: move |typed| search.set(typed),
            }
            {chip_row(
                t!("bills-title"),
                Overflow::Scrolls,
                FILTERS
                    .into_iter()
                    .map(|(value, words, testid)| Chip { value, say: t!(words), testid: testid.to_owned() }),
                &filter(),
                move |chosen| filter.set(chosen),
            )}
            {chip_row(
                t!("bill-date"),
                Overflow::Scrolls,
                Days::ALL
                    .into_iter()
                    .map(|(value, words, testid)| Chip { value, say: t!(words), testid: testid.to_owned() }),
                &days(),
                move |chosen| days.set(chosen),
            )}
            if let Some(error) = pages.error() {
                Trouble { error }
            }
            if pages.is_empty() {
                if search().trim().is_empty() && filter() == BillFilter::default() && days() == Days::Any {
                    Empty { title: t!("bills-none"), hint: t!("bills-none-hint") }
                } else {
                    Empty { title: t!("nothing-found"), hint: t!("nothing-found-hint") }
                }
            } else {
                VirtualList {
                    label: t!("bills-title"),
                    testid: "bills-list",
                    count: pages.count(),
                    row_rem: 4.25,
                    onend: move |()| pages.more(ask),
                    row_key: move |place| pages.row(place).map(|bill| bill.id.to_string()).unwrap_or_default(),
                    row: move |place| match pages.row(place) {
                        Some(bill) => rsx! { Row { bill, testid: "bill-row" } },
                        None => rsx! {},
                    },
                }
            }
        }
    }
}

/// Paid, part paid, unpaid or cancelled: the word, and the tint that goes with it.
fn status(bill: &BillRow) -> (&'static str, &'static str) {
    if bill.cancelled {
        ("bills-status-cancelled", "")
    } else if bill.paid >= bill.total {
        ("bills-status-paid", "in")
    } else if bill.paid.is_zero() {
        ("bills-status-unpaid", "out")
    } else {
        ("bills-status-part", "wait")
    }
}

/// A bill in a list.
#[part]
pub fn Row(bill: BillRow, testid: &'static str) -> Element {
    let (word, tint) = status(&bill);
    let name = if bill.party_name.is_empty() { t!("bill-customer-none") } else { bill.party_name.clone() };
    rsx! {
        a { class: "list-row", href: Route::OneBill(bill.id).href(), "data-testid": testid,
            span { class: "grow",
                span { class: "name block", "{name}" }
                span { class: "more block", "{bill.number} · {short(bill.date)}" }
            }
            span { class: "amount-stack",
                span { class: if bill.cancelled { "amount struck" } else { "amount" }, {rupees_short(bill.total)} }
                span { class: "tag {tint}", {t!(word)} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_indian_year() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let range = |days: Days, today: &str| {
            let (from, to) = days.range(day(today));
            (from.map(|d| d.to_string()).unwrap_or_default(), to.map(|d| d.to_string()).unwrap_or_default())
        };
        let said = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(range(Days::Year, "2026-11-23"), said("2026-04-01", "2027-03-31"));
        assert_eq!(range(Days::LastMonth, "2026-01-15"), said("2025-12-01", "2025-12-31"));
        assert_eq!(range(Days::Month, "2026-11-23"), said("2026-11-01", "2026-11-23"));
        assert_eq!(range(Days::Any, "2026-11-23"), said("", ""));
    }
}
