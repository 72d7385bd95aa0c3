//! Money that came in and went out, newest first.
//!
//! Test ids: `payments`, `payments-expense`, `payments-new`, `payments-all`, `payments-in`, `payments-out`, `period-…`,
//! `payments-list`, `payment-row` (with `data-id`).

use dioxus::prelude::*;
use smartkhata_core::api::payment::{ListPayments, PaymentRow};
use smartkhata_core::payment::Direction;
use smartkhata_part::part;

use super::account::account_words;
use crate::part::{
    self, Chip, Empty, Icon, LinkButton, Look, Overflow, Period, PeriodChips, Trouble, VirtualList, chip_row,
    modes_say, rupees_short,
};
use crate::route::Route;
use crate::state::pages::use_pages;
use crate::state::{self, WIDE, role, use_signal};
use crate::t;

/// Height of a row in rem.
const ROW_REM: f64 = 4.25;

const PERIODS: [Period; 5] = [Period::All, Period::Today, Period::ThisMonth, Period::LastMonth, Period::ThisYear];

/// The list.
#[part]
pub fn Payments() -> Element {
    let mut direction = use_signal(|| None::<Direction>);
    let mut period = use_signal(|| Period::All);
    let ask = move |after, limit| {
        let (from, to) = period().span(state::today()).unzip();
        ListPayments { direction: direction(), from, to, after, limit, ..ListPayments::default() }
    };
    let pages = use_pages(ask);
    let chip = |value, words: &str, testid: &str| Chip { value, say: t!(words), testid: testid.to_owned() };
    let chips = vec![
        chip(None, "payments-all", "payments-all"),
        chip(Some(Direction::In), "payments-in", "payments-in"),
        chip(Some(Direction::Out), "payments-out", "payments-out"),
    ];
    rsx! {
        main { class: "screen tall", "data-testid": "payments",
            header { class: "screen-head",
                h1 { {t!("payments-title")} }
                if WIDE() && role::opens(Route::NewExpense) {
                    LinkButton { say: t!("expense-title"), testid: "payments-expense", to: Route::NewExpense, icon: "out" }
                }
                LinkButton {
                    say: t!("payments-new"), testid: "payments-new", to: Route::NewPayment(None), icon: "plus", look: Look::Main,
                }
            }
            {chip_row(t!("khata-show"), Overflow::Scrolls, chips, &direction(), move |value| direction.set(value))}
            PeriodChips { periods: PERIODS.to_vec(), chosen: period(), onchoose: move |chosen| period.set(chosen) }
            if let Some(error) = pages.error() {
                Trouble { error }
            }
            if pages.is_empty() {
                if direction().is_none() && period() == Period::All {
                    Empty { title: t!("payments-none"), hint: t!("payments-none-hint") }
                } else {
                    Empty { title: t!("nothing-found"), hint: t!("nothing-found-hint") }
                }
            } else {
                div { class: "card flush list-card",
                    VirtualList {
                        label: t!("payments-title"),
                        testid: "payments-list",
                        count: pages.count(),
                        row_rem: ROW_REM,
                        row_key: move |place| pages.row(place).map(|payment| payment.id.to_string()).unwrap_or_default(),
                        row: move |place| match pages.row(place) {
                            Some(payment) => rsx! { Row { payment } },
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
fn Row(payment: PaymentRow) -> Element {
    let (class, word) = match payment.direction {
        Direction::In => ("in", "payments-in"),
        Direction::Out => ("out", "payments-out"),
    };
    let name = match &payment.expense {
        Some(account) => account_words(account),
        None if payment.party_name.is_empty() => t!("day-book-walk-in"),
        None => payment.party_name.clone(),
    };
    rsx! {
        a {
            class: if payment.cancelled { "list-row statement-row undone" } else { "list-row statement-row" },
            href: Route::OnePayment(payment.id).href(),
            "data-testid": "payment-row",
            "data-id": "{payment.id}",
            span { class: "sign {class}", aria_hidden: "true", Icon { name: class, small: true } }
            span { class: "grow",
                span { class: "name", "{name}" }
                span { class: "more",
                    {part::short(payment.date)}
                    " · "
                    {modes_say(payment.modes.iter().copied())}
                    if !payment.number.is_empty() {
                        " · {payment.number}"
                    }
                }
            }
            span { class: "amount-stack",
                span { class: "amount {class}", {rupees_short(payment.amount)} }
                span { class: "word",
                    if payment.cancelled { {t!("payments-cancelled")} } else { {t!(word)} }
                }
            }
        }
    }
}
