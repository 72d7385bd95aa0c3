//! Everything sold: found by name, code or HSN, with price and stock; a list of 50,000 scrolls as one of 50 does.
//!
//! Test ids: `items`, `items-add`, `items-search`, `items-chip-all`, `items-chip-low`, `items-chip-hidden`,
//! `items-list`, `item-row` (with `data-id`), `items-add-named`, `items-purchases`.

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::item::{ItemFilter, ListItems, SaveItem};
use smartkhata_core::api::report::Report;
use smartkhata_core::item::{Item, ItemEdit};
use smartkhata_core::quantity::Milli;
use smartkhata_part::part;

use super::item_form::save;
use super::paper::PaperButtons;
use crate::part::{
    Button, Chip, Empty, Icon, LinkButton, Look, Overflow, SearchBox, Trouble, VirtualList, chip_row, so_much, unit,
};
use crate::route::{self, Route};
use crate::state::pages::use_pages;
use crate::state::share::Printed;
use crate::state::{self, SHOP, WIDE, role, use_signal};
use crate::t;

/// Height of a row in rem.
const ROW_REM: f64 = 4.25;

const FILTERS: [(ItemFilter, &str, &str); 3] = [
    (ItemFilter::All, "items-all", "items-chip-all"),
    (ItemFilter::LowStock, "items-low", "items-chip-low"),
    (ItemFilter::Archived, "items-archived", "items-chip-hidden"),
];

/// How the stock of an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Sold more than was counted in.
    Below,
    /// Nothing left.
    None,
    /// At or below the level to warn at.
    Low,
    /// Enough.
    Enough,
}

impl Standing {
    fn of(stock: Milli, low: Milli) -> Self {
        match stock {
            below if below < Milli::ZERO => Self::Below,
            none if none == Milli::ZERO => Self::None,
            few if few <= low => Self::Low,
            _ => Self::Enough,
        }
    }
}

/// The stock in words, with the tint that goes with them; nothing where stock is not counted.
pub fn stock_words(item: &Item) -> Option<(String, &'static str)> {
    if !item.track_stock {
        return None;
    }
    let size = if item.stock < Milli::ZERO { item.stock.neg() } else { item.stock };
    let stock = so_much(size, &item.unit);
    Some(match Standing::of(item.stock, item.low_stock) {
        Standing::Below => (t!("items-stock-below", stock = stock), "out"),
        Standing::None => (t!("items-stock-none"), "out"),
        Standing::Low => (t!("items-stock-low", stock = stock), "wait"),
        Standing::Enough => (t!("items-stock-left", stock = stock), ""),
    })
}

/// The list.
#[part]
pub fn Items() -> Element {
    let mut filter = use_signal(ItemFilter::default);
    let mut search = use_signal(String::new);
    let ask =
        move |after, limit| ListItems { filter: filter(), search: search(), after, limit, ..ListItems::default() };
    let pages = use_pages(ask);
    let chips = FILTERS.map(|(value, words, testid)| Chip { value, say: t!(words), testid: testid.to_owned() });
    rsx! {
        main { class: "screen tall items", "data-testid": "items",
            header { class: "screen-head",
                h1 { {t!("items-title")} }
                LinkButton { say: t!("items-add"), testid: "items-add", to: Route::NewItem, icon: "plus", look: Look::Main }
                if WIDE() && role::opens(Route::Purchases) {
                    LinkButton { say: t!("purchase-title"), testid: "items-purchases", to: Route::Purchases, icon: "in" }
                }
                PaperButtons { of: Printed::Report(Report::Stock {}) }
            }
            div { class: "items-find",
                SearchBox {
                    label: t!("items-search"),
                    testid: "items-search",
                    value: search(),
                    oninput: move |typed| search.set(typed),
                }
                {chip_row(t!("khata-show"), Overflow::Scrolls, chips, &filter(), move |value| filter.set(value))}
            }
            if let Some(error) = pages.error() {
                Trouble { error }
            }
            if pages.is_empty() {
                Nothing { search: search() }
            } else {
                div { class: "card flush items-list",
                    VirtualList {
                        label: t!("items-title"),
                        testid: "items-list",
                        count: pages.count(),
                        row_rem: ROW_REM,
                        row_key: move |place| pages.row(place).map(|item| item.id.to_string()).unwrap_or_default(),
                        row: move |place| match pages.row(place) {
                            Some(item) => rsx! { Row { item } },
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
fn Row(item: Item) -> Element {
    let stock = stock_words(&item);
    let (rate, _) = item.rate_on(state::today());
    let rate = if item.rates.is_empty() { t!("items-rate-none") } else { format!("GST {rate}%") };
    rsx! {
        a { class: "list-row", href: Route::EditItem(item.id).href(), "data-testid": "item-row", "data-id": "{item.id}",
            span { class: "grow",
                span { class: "name block", "{item.name}" }
                span { class: "more block",
                    "{rate}"
                    if !item.code.is_empty() {
                        " · {item.code}"
                    }
                }
            }
            span { class: "amount-stack",
                span { class: "amount", {t!("items-price-per", price = format!("₹{}", item.price), unit = unit(&item.unit))} }
                if let Some((words, tint)) = stock {
                    span { class: "tag {tint}",
                        if !tint.is_empty() {
                            Icon { name: "alert", small: true }
                        }
                        "{words}"
                    }
                }
            }
        }
    }
}

/// Nothing is in the list: a search that found nothing offers to add the name.
#[part]
fn Nothing(search: String) -> Element {
    let text = search.trim().to_owned();
    if text.is_empty() {
        return rsx! {
            Empty { title: t!("items-none"), hint: t!("items-none-hint") }
        };
    }
    let name = text.clone();
    rsx! {
        Empty { title: t!("items-no-match", text = text.clone()),
            Button {
                say: t!("items-add-named", name = text), testid: "items-add-named", asks: SaveItem::NAME, look: Look::Main, icon: "plus",
                onclick: move |()| {
                    let includes = SHOP.peek().as_ref().map(|shop| shop.prices_include_tax);
                    let edit = ItemEdit { name: Some(name.clone()), price_includes_tax: includes, ..ItemEdit::default() };
                    state::run(async move {
                        match save(None, edit).await {
                            Ok(id) => route::go(Route::EditItem(id)),
                            Err(error) => state::say_error(&error),
                        }
                    });
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_warns_at_its_level_and_below_zero() {
        let milli = |text: &str| text.parse::<Milli>().expect("a quantity");
        let standing = |stock: &str| Standing::of(milli(stock), milli("5"));
        assert_eq!(standing("-0.5"), Standing::Below);
        assert_eq!(standing("0"), Standing::None);
        assert_eq!(standing("5"), Standing::Low);
        assert_eq!(standing("5.001"), Standing::Enough);
        assert_eq!(Standing::of(milli("1"), Milli::ZERO), Standing::Enough);
    }
}
