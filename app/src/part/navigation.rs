//! Going round: the rail at the left of wide screens, the bar at the foot of narrow ones.

use dioxus::prelude::*;
use smartkhata_part::part;

use super::{Icon, StepSign};
use crate::route::{ROUTE, Route};
use crate::state::{SHOP, role};
use crate::t;

const RAIL: [(Route, &str, &str, &str); 8] = [
    (Route::Home, "nav-home", "home", "rail-home"),
    (Route::Bill, "nav-counter", "bill", "rail-bill"),
    (Route::Khata, "nav-khata", "khata", "rail-khata"),
    (Route::Items, "nav-items", "items", "rail-items"),
    (Route::Bills, "nav-bills", "bills", "rail-bills"),
    (Route::Payments, "nav-payments", "payments", "rail-payments"),
    (Route::DayBook, "nav-day-book", "day-book", "rail-day-book"),
    (Route::ProfitLoss, "nav-profit-loss", "report", "rail-profit-loss"),
];

/// Whether the rail names the section itself; the others are among More.
fn in_rail(section: Route) -> bool {
    section == Route::Settings || RAIL.iter().any(|(route, ..)| *route == section)
}

/// The rail.
#[part]
pub fn Rail() -> Element {
    let section = ROUTE().section();
    let name = SHOP.read().as_ref().map(|shop| shop.name.clone()).unwrap_or_default();
    rsx! {
        nav { class: "rail", aria_label: t!("nav-main"),
            div { class: "shop", "data-testid": "shop-name",
                "{name}"
                small { {t!("app-name")} }
            }
            for (route , words , icon , testid) in RAIL.into_iter().filter(|(route, ..)| role::opens(*route)) {
                a {
                    key: "{testid}",
                    href: route.href(),
                    "data-testid": testid,
                    aria_current: (route == section).then_some("page"),
                    Icon { name: icon }
                    {t!(words)}
                }
            }
            div { class: "push", StepSign {} }
            a {
                href: Route::More.href(),
                "data-testid": "rail-more",
                aria_current: (ROUTE() == Route::More || !in_rail(section)).then_some("page"),
                Icon { name: "more" }
                {t!("nav-more")}
            }
            a {
                href: Route::Settings.href(),
                "data-testid": "rail-settings",
                aria_current: (section == Route::Settings).then_some("page"),
                Icon { name: "settings" }
                {t!("nav-settings")}
            }
        }
    }
}

/// The bar: khata, bill, items, more, and the quick button in the middle.
#[part]
pub fn BottomBar(onquick: EventHandler<()>) -> Element {
    let section = match ROUTE().section() {
        Route::Home => Route::Khata,
        Route::Bills | Route::Payments | Route::DayBook | Route::ProfitLoss | Route::Settings => Route::More,
        other => other,
    };
    let tab = |route: Route, words: &'static str, icon: &'static str, testid: &'static str| {
        if !role::opens(route) {
            return rsx! {};
        }
        rsx! {
            a {
                href: route.href(),
                "data-testid": testid,
                aria_current: (route == section).then_some("page"),
                Icon { name: icon }
                {t!(words)}
            }
        }
    };
    rsx! {
        nav { class: "bottom", aria_label: t!("nav-main"),
            {tab(Route::Khata, "nav-khata", "khata", "bar-khata")}
            {tab(Route::Bill, "nav-bill", "bill", "bar-bill")}
            if role::opens(Route::Bill) {
                button {
                    class: "centre",
                    r#type: "button",
                    "data-testid": "bar-quick",
                    aria_label: t!("nav-quick"),
                    onclick: move |_| onquick.call(()),
                    Icon { name: "plus" }
                }
            }
            {tab(Route::Items, "nav-items", "items", "bar-items")}
            {tab(Route::More, "nav-more", "more", "bar-more")}
        }
    }
}
