//! The screens that have no place of their own in the bar or the rail.
//!
//! Test ids: `more-bills`, `more-payments`, `more-expense`, `more-purchase`, `more-outstanding`, `more-day-book`,
//! `more-profit-loss`, `more-trial-balance`, `more-guided`, `more-backup`, `more-devices`, `more-members`,
//! `more-shops`, `more-settings`.

use dioxus::prelude::*;
use smartkhata_part::part;

use crate::part::Icon;
use crate::route::Route;
use crate::state::{SHOP, role};
use crate::t;

const ROWS: [(Route, &str, &str, &str); 14] = [
    (Route::Bills, "nav-bills", "bill", "more-bills"),
    (Route::Payments, "nav-payments", "payments", "more-payments"),
    (Route::NewExpense, "expense-title", "out", "more-expense"),
    (Route::Purchases, "purchase-title", "items", "more-purchase"),
    (Route::Outstanding, "nav-outstanding", "person", "more-outstanding"),
    (Route::DayBook, "nav-day-book", "day-book", "more-day-book"),
    (Route::ProfitLoss, "nav-profit-loss", "report", "more-profit-loss"),
    (Route::TrialBalance, "nav-trial-balance", "report", "more-trial-balance"),
    (Route::Guided, "guided-title", "edit", "more-guided"),
    (Route::Backup, "nav-backup", "check", "more-backup"),
    (Route::Devices, "devices-title", "phone", "more-devices"),
    (Route::Members, "members-title", "person", "more-members"),
    (Route::Shops, "shops-title", "home", "more-shops"),
    (Route::Settings, "nav-settings", "settings", "more-settings"),
];

/// The list.
#[part]
pub fn More() -> Element {
    let name = SHOP.read().as_ref().map(|shop| shop.name.clone()).unwrap_or_default();
    rsx! {
        main { class: "screen",
            header { class: "screen-head",
                h1 { "{name}" }
            }
            nav { class: "card flush", aria_label: t!("nav-more"),
                for (route , words , icon , testid) in ROWS.into_iter().filter(|(route, ..)| role::opens(*route)) {
                    a { key: "{testid}", class: "list-row", href: route.href(), "data-testid": testid,
                        Icon { name: icon }
                        span { class: "grow name", {t!(words)} }
                        Icon { name: "next", small: true }
                    }
                }
            }
        }
    }
}
