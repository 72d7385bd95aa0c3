//! The trial balance: every account's balance at the end of a day, both sides equal in sound books.
//!
//! The only screen with Dr and Cr, and only where the shop asked for the accountant's words.
//!
//! Test ids: `trial-balance`, `field-date`, `trial-row` (with `data-account`), `trial-debit`, `trial-credit`,
//! `trial-says`, `field-accountant`.

use dioxus::prelude::*;
use smartkhata_core::api::report::{self, GetTrialBalance, TrialBalance as Report};
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use super::account::account_words;
use super::paper::PaperButtons;
use crate::part::{Amount, DayToSee, LinkButton, Look, Switch, Trouble, Waiting, short};
use crate::route::Route;
use crate::state::accountant::{self, ACCOUNTANT};
use crate::state::answer::use_answer;
use crate::state::share::Printed;
use crate::state::{self, CHANGES, use_signal};
use crate::{api, t};

/// The report.
#[part]
pub fn TrialBalance() -> Element {
    let mut day = use_signal(state::today);
    let figures = use_answer(move || async move {
        let _ = CHANGES();
        api::call(GetTrialBalance { at: Some(day()) }).await
    });
    rsx! {
        main { class: "screen", "data-testid": "trial-balance",
            header { class: "screen-head",
                LinkButton {
                    say: t!("do-back"), testid: "trial-back", to: Route::ProfitLoss, icon: "back", bare: true, look: Look::Quiet,
                }
                h1 { {t!("report-trial-balance")} " · {short(day())}" }
                DayToSee { label: t!("bill-date"), value: day(), onchoose: move |chosen| day.set(chosen) }
                PaperButtons { of: Printed::Report(report::Report::TrialBalance { at: Some(day()) }) }
            }
            Switch {
                name: "accountant", label: t!("settings-accountant"), value: ACCOUNTANT(), onchange: accountant::choose,
            }
            match figures() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| figures.restart() } },
                Some(Ok(report)) => rsx! { Sides { report } },
            }
        }
    }
}

#[part]
fn Sides(report: Report) -> Element {
    let (debit, credit) =
        if ACCOUNTANT() { ("report-debit", "report-credit") } else { ("trial-side-debit", "trial-side-credit") };
    let apart = report.debit.sub(report.credit, "difference").unwrap_or(Paise::ZERO);
    rsx! {
        p { class: if apart.is_zero() { "strip in" } else { "strip out" }, "data-testid": "trial-says",
            if apart.is_zero() {
                {t!("report-balanced")}
            } else {
                {t!("trial-unequal", amount = crate::part::rupees(apart.abs()))}
            }
            span { class: "muted", {t!("trial-at", date = short(report.at))} }
        }
        section { class: "card flush trial-wrap",
            table { class: "table trial",
                thead {
                    tr {
                        th { scope: "col", {t!("report-account")} }
                        th { scope: "col", class: "number", {t!(debit)} }
                        th { scope: "col", class: "number", {t!(credit)} }
                    }
                }
                tbody {
                    for row in report.rows {
                        tr { key: "{row.account}", "data-testid": "trial-row", "data-account": "{row.account}",
                            td { {account_words(&row.account)} }
                            td { class: "number", "data-label": t!(debit), if !row.debit.is_zero() { Amount { value: row.debit } } }
                            td { class: "number", "data-label": t!(credit), if !row.credit.is_zero() { Amount { value: row.credit } } }
                        }
                    }
                }
                tfoot {
                    tr {
                        td { {t!("trial-sum")} }
                        td { class: "number", "data-label": t!(debit), "data-testid": "trial-debit", Amount { value: report.debit } }
                        td { class: "number", "data-label": t!(credit), "data-testid": "trial-credit", Amount { value: report.credit } }
                    }
                }
            }
        }
    }
}
