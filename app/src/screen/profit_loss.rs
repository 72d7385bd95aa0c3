//! Profit and loss over whole months: what came in, what went out, what is left.
//!
//! Test ids: `profit-loss`, `period-this-month`, `period-last-month`, `period-this-year`, `period-last-year`,
//! `field-with_stock`, `pl-profit`, `pl-cost`, `pl-row` (with `data-account`), `pl-gst`.

use dioxus::prelude::*;
use smartkhata_core::api::report::{self, AccountSum, GetProfitLoss, ProfitLoss as Report};
use smartkhata_core::money::Paise;
use smartkhata_core::party::Registration;
use smartkhata_part::part;

use super::account::account_words;
use super::paper::PaperButtons;
use crate::part::{Amount, Icon, LinkButton, Period, PeriodChips, Switch, Trouble, Waiting, short};
use crate::route::Route;
use crate::state::answer::use_answer;
use crate::state::share::Printed;
use crate::state::{self, CHANGES, SHOP, use_signal};
use crate::{api, t};

const PERIODS: [Period; 4] = [Period::ThisYear, Period::LastYear, Period::ThisMonth, Period::LastMonth];

/// The report.
#[part]
pub fn ProfitLoss() -> Element {
    let mut period = use_signal(|| Period::ThisYear);
    let mut counts = use_signal(|| true);
    let span = move || {
        let today = state::today();
        period().span(today).unwrap_or((today, today))
    };
    let figures = use_answer(move || async move {
        let _ = CHANGES();
        let (from, to) = span();
        api::call(GetProfitLoss { from, to, with_stock: counts() }).await
    });
    let (from, to) = span();
    let registered = SHOP().is_some_and(|shop| shop.registration != Registration::Unregistered);
    rsx! {
        main { class: "screen", "data-testid": "profit-loss",
            header { class: "screen-head",
                h1 { {t!("pl-title")} }
                LinkButton { say: t!("report-trial-balance"), testid: "pl-trial-balance", to: Route::TrialBalance, icon: "report" }
                PaperButtons { of: Printed::Report(report::Report::ProfitLoss { from, to, with_stock: counts() }) }
            }
            PeriodChips { periods: PERIODS.to_vec(), chosen: period(), onchoose: move |chosen| period.set(chosen) }
            Switch {
                name: "with_stock", label: t!("pl-with-stock"), value: counts(), onchange: move |yes| counts.set(yes),
            }
            match figures() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| figures.restart() } },
                Some(Ok(report)) => rsx! { Figures { report, with_stock: counts() } },
            }
            if registered {
                section { class: "card",
                    h2 { {t!("pl-gst")} }
                    div { class: "button-row", "data-testid": "pl-gst",
                        PaperButtons { of: Printed::Report(report::Report::Gst { from, to }) }
                    }
                }
            }
        }
    }
}

#[part]
fn Figures(report: Report, with_stock: bool) -> Element {
    let loss = report.profit.is_negative();
    let purchases = report.expenses.iter().find(|row| row.account == "expense.purchases");
    let bought = purchases.map_or(Paise::ZERO, |row| row.amount);
    // Without the stock a month that buys ahead looks like a loss, and one that sells off like a gain: no profit is told.
    let (class, words, icon) = match (with_stock, loss) {
        (true, true) => ("out", "pl-net-loss", Some("out")),
        (true, false) => ("in", "pl-net", Some("in")),
        (false, true) => ("", "pl-more-bought", None),
        (false, false) => ("", "pl-more-sold", None),
    };
    rsx! {
        section { class: "card figure pl-result {class}", "data-testid": "pl-profit",
            span { class: "label",
                if let Some(name) = icon {
                    Icon { name, small: true }
                }
                {t!(words)}
            }
            Amount { value: report.profit.abs(), class }
            span { class: "note", {t!("period-span", from = short(report.from), to = short(report.to))} }
        }
        div { class: "pl-sides",
            Side { title: "pl-came-in", rows: report.income }
            Side { title: "pl-went-out", rows: report.expenses }
            if with_stock {
                Stock { opening: report.opening_stock, closing: report.closing_stock, bought }
            }
        }
    }
}

/// The accounts of one side with their sum.
#[part]
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

/// Stock at both ends; what it grew by counts as earned. Beside it what was sold had cost.
#[part]
fn Stock(opening: Paise, closing: Paise, bought: Paise) -> Element {
    let cost = opening.add(bought, "stock").and_then(|all| all.sub(closing, "stock")).unwrap_or(Paise::ZERO);
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
                dt { {t!("pl-cost-of-goods")} }
                dd { "data-testid": "pl-cost", Amount { value: cost } }
            }
        }
    }
}
