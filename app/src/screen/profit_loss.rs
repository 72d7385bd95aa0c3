//! Profit and loss over whole months: what came in, what went out, what is left.
//!
//! Test ids: `profit-loss`, `period-this-month`, `period-last-month`, `period-this-year`, `period-last-year`,
//! `field-with_stock`, `pl-profit`, `pl-row` (with `data-account`).

use dioxus::prelude::*;
use smartkhata_core::api::report::{AccountSum, GetProfitLoss, ProfitLoss as Report};
use smartkhata_core::money::Paise;

use super::account::account_words;
use crate::part::{Amount, Icon, LinkButton, Period, PeriodChips, Switch, Trouble, Waiting, short};
use crate::route::Route;
use crate::state::{self, CHANGES};
use crate::{api, t};

const PERIODS: [Period; 4] = [Period::ThisMonth, Period::LastMonth, Period::ThisYear, Period::LastYear];

/// The report.
#[component]
pub fn ProfitLoss() -> Element {
    let mut period = use_signal(|| Period::ThisMonth);
    let mut counts = use_signal(|| true);
    // Stock is valued by the average of a financial year, so only a whole one has its stock counted.
    let year = move || matches!(period(), Period::ThisYear | Period::LastYear);
    let with_stock = move || year() && counts();
    let mut report = use_resource(move || async move {
        let _ = CHANGES();
        let today = state::today();
        let (from, to) = period().span(today).unwrap_or((today, today));
        api::call(GetProfitLoss { from, to, with_stock: with_stock() }).await
    });
    rsx! {
        main { class: "screen", "data-testid": "profit-loss",
            header { class: "screen-head",
                h1 { {t!("pl-title")} }
                LinkButton { say: t!("report-trial-balance"), testid: "pl-trial-balance", to: Route::TrialBalance, icon: "report" }
            }
            PeriodChips { periods: PERIODS.to_vec(), chosen: period(), onchoose: move |chosen| period.set(chosen) }
            if year() {
                Switch {
                    name: "with_stock", label: t!("pl-with-stock"), value: counts(), onchange: move |yes| counts.set(yes),
                }
            } else {
                p { class: "muted", {t!("pl-stock-by-year")} }
            }
            match report() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| report.restart() } },
                Some(Ok(report)) => rsx! { Figures { report, with_stock: with_stock() } },
            }
        }
    }
}

#[component]
fn Figures(report: Report, with_stock: bool) -> Element {
    let loss = report.profit.is_negative();
    let (class, words, icon) = if loss { ("out", "pl-net-loss", "out") } else { ("in", "pl-net", "in") };
    rsx! {
        section { class: "card figure pl-result {class}", "data-testid": "pl-profit",
            span { class: "label",
                Icon { name: icon, small: true }
                {t!(words)}
            }
            Amount { value: report.profit.abs(), class }
            span { class: "note", {t!("period-span", from = short(report.from), to = short(report.to))} }
        }
        div { class: "pl-sides",
            Side { title: "pl-came-in", rows: report.income }
            Side { title: "pl-went-out", rows: report.expenses }
            if with_stock {
                Stock { opening: report.opening_stock, closing: report.closing_stock }
            }
        }
    }
}

/// The accounts of one side with their sum.
#[component]
fn Side(title: &'static str, rows: Vec<AccountSum>) -> Element {
    let sum = Paise::sum(rows.iter().map(|row| row.amount), "profit").ok();
    rsx! {
        section { class: "card",
            h2 { {t!(title)} }
            if rows.is_empty() {
                p { class: "muted", {t!("pl-nothing")} }
            } else {
                dl { class: "pairs",
                    for row in rows {
                        Fragment { key: "{row.account}",
                            dt { "data-testid": "pl-row", "data-account": "{row.account}", {account_words(&row.account)} }
                            dd { Amount { value: row.amount } }
                        }
                    }
                    if let Some(sum) = sum {
                        dt { class: "sum", {t!("payments-total")} }
                        dd { class: "sum", Amount { value: sum } }
                    }
                }
            }
        }
    }
}

/// Stock at both ends; what it grew by counts as earned.
#[component]
fn Stock(opening: Paise, closing: Paise) -> Element {
    let grew = closing.sub(opening, "stock").unwrap_or(Paise::ZERO);
    rsx! {
        section { class: "card",
            h2 { {t!("items-stock")} }
            dl { class: "pairs",
                dt { {t!("pl-opening-stock")} }
                dd { Amount { value: opening } }
                dt { {t!("pl-closing-stock")} }
                dd { Amount { value: closing } }
                dt { class: "sum", if grew.is_negative() { {t!("pl-stock-fell")} } else { {t!("pl-stock-grew")} } }
                dd { class: "sum", Amount { value: grew.abs() } }
            }
        }
    }
}
