//! Items to tap: the shop's own, or what the search finds in any script.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::item::{ItemFilter, ListItems};
use smartkhata_core::item::Item;
use smartkhata_core::money::UnitPrice;
use smartkhata_core::quantity::Milli;
use smartkhata_part::part;

use crate::part::{Button, Scan, SearchBox};
use crate::screen::best_match;
use crate::state::answer::use_answer;
use crate::state::bill::{self, BILLS};
use crate::state::{self, CHANGES, Tone, spawn, use_signal};
use crate::{api, t};

/// The search and the tiles. What has no price asks for it at once.
#[part]
pub fn Pick(onopen: EventHandler<usize>) -> Element {
    let mut search = use_signal(String::new);
    let (mut scanning, mut said) = (use_signal(bool::default), use_signal(String::new));
    let found = use_answer(move || {
        let search = search();
        async move {
            let _ = CHANGES();
            api::call(ListItems { filter: ItemFilter::SoldLast, search, limit: 12, ..ListItems::default() })
                .await
                .map(|page| page.rows)
        }
    });
    let items: Vec<Item> = found().and_then(Result::ok).unwrap_or_default();
    let take = move |item: &Item| {
        let place = bill::add_line(bill::line_of(item, Milli::ONE));
        said.set(t!("scan-added", name = item.name.as_str()));
        if item.price == UnitPrice::ZERO {
            scanning.set(false);
            onopen.call(place);
        }
        if let Some(short) = bill::short_of(item) {
            state::toast(short, Tone::Trouble, Vec::new());
        }
        search.set(String::new());
    };
    let typed = search().trim().to_owned();
    let enter = {
        let typed = typed.clone();
        let mut take = take;
        move |()| {
            let typed = typed.clone();
            spawn(async move {
                if let Some(item) = best_match::item("bill-search", &typed).await {
                    take(&item);
                }
            });
        }
    };
    let scanned = move |code: String| {
        let mut take = take;
        search.set(code.clone());
        spawn(async move {
            match best_match::item("bill-search", &code).await {
                Some(item) => take(&item),
                // Somebody has to choose, or it is in no list: the search has the code.
                None => scanning.set(false),
            }
        });
    };
    rsx! {
        div { class: "with-scan",
            SearchBox {
                label: t!("items-search"),
                testid: "bill-search",
                value: search(),
                oninput: move |text| search.set(text),
                onenter: enter,
            }
            Scan { open: scanning, said: said(), onscan: scanned }
        }
        if !typed.is_empty() {
            Button {
                say: t!("bill-open-item-sell", text = typed.clone()),
                testid: "bill-open-item",
                icon: "plus",
                onclick: {
                    let typed = typed.clone();
                    move |()| {
                        let place = bill::add_line(bill::open_line(typed.clone(), UnitPrice::ZERO, Milli::ONE));
                        search.set(String::new());
                        onopen.call(place);
                    }
                },
            }
        }
        div { class: "bill-tiles", role: "list", aria_label: t!("items-title"),
            for item in items {
                div { key: "{item.id}", role: "listitem",
                    Tile { item, ontake: move |item: Item| { let mut take = take; take(&item); } }
                }
            }
        }
    }
}

/// An item to tap; how many are on the bill stands on it.
#[part]
fn Tile(item: Item, ontake: EventHandler<Item>) -> Element {
    let id = item.id;
    let on_bill = use_memo(move || {
        let bills = BILLS.read();
        bills.current.draft.lines.iter().find(|line| line.item == Some(id)).map(|line| line.quantity)
    });
    let taken = item.clone();
    rsx! {
        button {
            r#type: "button",
            class: if on_bill().is_some() { "bill-tile taken" } else { "bill-tile" },
            "data-testid": "bill-tile",
            onclick: move |_| ontake.call(taken.clone()),
            span { class: "name", "{item.name}" }
            span { class: "more",
                "₹{item.price}"
                if let Some(quantity) = on_bill() {
                    b { " · {quantity} ×" }
                }
            }
        }
    }
}
