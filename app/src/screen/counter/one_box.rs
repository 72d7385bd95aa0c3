//! The one box: scan, code, name, price, quantity, phone or command; what matches is listed below it.

use dioxus::prelude::*;
use smartkhata_core::api::item::{FindCode, ListItems};
use smartkhata_core::item::Item;
use smartkhata_core::money::UnitPrice;
use smartkhata_core::{Code, Error};
use smartkhata_part::part;

use super::entry::{Entry, What};
use super::goods::{take_item, take_open};
use super::{Counter, Over, Says, cells, keys, tender, unfound};
use crate::part::{Icon, rupees_short, sentence, so_much};
use crate::route::{ROUTE, Route};
use crate::screen::by_phone;
use crate::state::bill;
use crate::state::{Tone, spawn, toast};
use crate::{api, browser, t};

/// The id of the box.
pub const ID: &str = "one-box";

/// The shortest barcode.
const SCANNED: usize = 8;

/// How many matches are listed.
const SHOWN: u32 = 8;

/// The box with its list.
#[part]
pub fn OneBox() -> Element {
    let mut counter: Counter = use_context();
    let typed = counter.typed;
    // Every key asks anew; only the answer to what is in the box now is shown.
    use_effect(move || {
        let text = typed();
        spawn(async move { look(counter, text).await });
    });
    let (found_for, found) = counter.found.read().clone();
    let entry = Entry::of(&typed());
    let listed = !found.is_empty() && found_for == typed();
    let marked = marked(counter);
    // What is awaited stands where it is typed.
    let asks =
        counter.unknown.read().clone().map_or_else(|| t!("bill-one-box"), |name| t!("bill-one-box-price", name = name));
    rsx! {
        div { class: "one-box",
            div { class: "one-box-field",
                Icon { name: "search" }
                if let Some(quantity) = *counter.quantity.read() {
                    span { class: "tag action", "data-testid": "one-box-quantity", "{quantity} ×" }
                }
                if let Some(worth) = *counter.worth.read() {
                    span { class: "tag action", {rupees_short(worth)} }
                }
                input {
                    id: ID,
                    "data-testid": ID,
                    r#type: "text",
                    autocomplete: "off",
                    spellcheck: "false",
                    role: "combobox",
                    aria_label: asks.clone(),
                    aria_expanded: if listed { "true" } else { "false" },
                    aria_controls: "one-box-list",
                    aria_activedescendant: marked.filter(|_| listed).map(|at| format!("one-box-{at}")),
                    placeholder: asks,
                    value: "{typed}",
                    onmounted: move |element| async move {
                        let _ = element.set_focus(true).await;
                    },
                    oninput: move |event| {
                        counter.typed.set(event.value());
                        counter.at.set(None);
                        counter.says.set(None);
                    },
                }
            }
            match counter.says.read().clone() {
                // A bill that was not saved must not look like one that was.
                Some(says) if says.refused => rsx! {
                    p { class: "one-box-says refused", role: "alert", "data-testid": "one-box-says",
                        Icon { name: "alert", small: true }
                        "{says.text}"
                    }
                },
                says => rsx! {
                    p { class: "one-box-says", role: "status", "data-testid": "one-box-says",
                        {says.map_or_else(|| t!("bill-one-box-hint"), |says| says.text)}
                    }
                },
            }
            if listed {
                ul { class: "one-box-list", id: "one-box-list", role: "listbox", aria_label: t!("bill-item"),
                    for (place , item) in found.into_iter().enumerate() {
                        li {
                            key: "{item.id}",
                            id: "one-box-{place}",
                            role: "option",
                            "data-testid": "one-box-result",
                            aria_selected: if marked == Some(place) { "true" } else { "false" },
                            onmousedown: move |event| {
                                // The focus stays in the box.
                                event.prevent_default();
                            },
                            onclick: {
                                let (item, entry) = (item.clone(), entry.clone());
                                move |_| {
                                    let (item, entry) = (item.clone(), entry.clone());
                                    counter.empty_box();
                                    counter.turns.push(async move {
                                        let entry = waiting(counter, entry);
                                        counter.forget();
                                        take_item(counter, &item, &entry);
                                    });
                                    browser::focus(ID);
                                }
                            },
                            Match { item: item.clone() }
                        }
                    }
                }
            }
        }
    }
}

/// An item among the matches: name, code, stock, price.
#[part]
pub fn Match(item: Item) -> Element {
    rsx! {
        span { class: "grow",
            span { class: "name", "{item.name}" }
            span { class: "more block",
                "{item.code}"
                if item.mrp > UnitPrice::ZERO {
                    " · " {t!("bill-mrp")} " ₹{item.mrp}"
                }
                if item.track_stock {
                    " · " {t!("items-in-stock", stock = so_much(item.stock, &item.unit))}
                }
            }
        }
        span { class: "amount", "₹{item.price}" }
    }
}

/// What of the text in the box is looked for.
fn searched(text: &str) -> String {
    match Entry::of(text).what {
        What::Name(search) | What::Code(search) => search,
        _ => String::new(),
    }
}

/// The match that Enter takes: the one that the arrows chose, else the first if it is what was typed.
pub fn marked(counter: Counter) -> Option<usize> {
    let first = !*counter.alike.read() && !counter.found.read().1.is_empty();
    (*counter.at.read()).or_else(|| first.then_some(0))
}

/// Looks for what is in the box.
async fn look(mut counter: Counter, text: String) {
    let waits = counter.unknown.peek().is_some() && matches!(Entry::of(&text).what, What::Code(_));
    let search = if waits { String::new() } else { searched(&text) };
    if search.is_empty() {
        if !counter.found.peek().1.is_empty() {
            counter.found.set((text, Vec::new()));
        }
        return;
    }
    // What only sounds like it is shown where nothing else is.
    for as_typed in [true, false] {
        let asked = ListItems { search: search.clone(), limit: SHOWN, as_typed, ..ListItems::default() };
        let Ok(page) = api::call(asked).await else { return };
        if *counter.typed.peek() != text {
            return;
        }
        if !as_typed || !page.rows.is_empty() {
            counter.alike.set(!as_typed);
            return counter.found.set((text, page.rows));
        }
    }
}

/// What stands in the cells and in the box goes on the bill before its money is taken; false where it is a command, or is
/// refused.
pub fn enter_typed(counter: Counter) -> bool {
    if !cells::take(counter) {
        return false;
    }
    let what = Entry::of(&counter.typed.peek()).what;
    if !counter.typed.peek().trim().is_empty() {
        enter(counter);
    }
    !matches!(what, What::NoQuantity | What::Command(_))
}

/// Enter in the box. The box is empty again at once: a scanner is already at the next code.
pub fn enter(mut counter: Counter) {
    let text = counter.typed.peek().clone();
    if text.trim().is_empty() && counter.pace.write().is_echo() {
        return;
    }
    if Entry::of(&text).what == What::NoQuantity {
        // What was typed stays to be put right; the next scan takes its place.
        refuse(counter, &Error::new(Code::InvalidQuantity, "So much cannot be sold."));
        return browser::focus(ID);
    }
    let (found_for, found) = counter.found.peek().clone();
    let chosen = counter.at.peek().is_some();
    let picked = marked(counter).and_then(|at| found.get(at).cloned()).filter(|_| found_for == text);
    let scanned = counter.pace.peek().is_scan(text.trim());
    if scanned {
        counter.pace.write().scan_ended();
    }
    counter.empty_box();
    counter.turns.push(entered(counter, text, picked, chosen, scanned));
}

/// What was scanned while something else was asked, when that is done.
pub fn enter_scan(counter: Counter, code: String) {
    counter.turns.push(entered(counter, code, None, false, true));
}

/// What an entry asks for, when all before it is done; `picked` is the match that was marked, `chosen` by the arrows.
/// Where a price is awaited a figure is that price, unless it was `scanned` and is the code of an item.
async fn entered(mut counter: Counter, text: String, picked: Option<Item>, chosen: bool, scanned: bool) {
    let unknown = counter.unknown.peek().clone();
    let entry = waiting(counter, Entry::of(&text));
    if matches!(entry.what, What::Phone(_) | What::Command(_)) {
        // Not about goods: what waits for an item or a price waits on.
        counter.quantity.set(entry.quantity);
        counter.worth.set(entry.worth);
    } else {
        counter.forget();
    }
    if let Some(name) = unknown.clone().filter(|_| !is_scan(text.trim()))
        && let Ok(price) = text.trim().trim_start_matches('*').parse::<UnitPrice>()
        && !(scanned && is_code(text.trim()).await)
    {
        return take_open(counter, name, price, entry.quantity);
    }
    match entry.what.clone() {
        What::Nothing if text.trim().is_empty() && entry.quantity.is_none() && entry.worth.is_none() => {
            counter.unknown.set(unknown);
            if !tender::save_pending(counter) {
                tender::cash_exact(counter);
            }
        }
        // `3*` or `₹20` alone: the next item takes it.
        What::Nothing => {
            counter.quantity.set(entry.quantity);
            counter.worth.set(entry.worth);
        }
        What::Open(price, name) => {
            let name = if name.is_empty() { t!("bill-open-item") } else { name };
            take_open(counter, name, price, entry.quantity);
        }
        What::Command(command) => {
            // What is no command is a line to be read: `/ramesh 500 jama`.
            if !keys::command(counter, &command) {
                counter.over.set(Some(Over::Quick(command)));
            }
        }
        // It was refused when Enter was pressed.
        What::NoQuantity => {}
        What::Phone(phone) => customer_by_phone(counter, phone).await,
        // A code is what was scanned, unless the arrows chose among the matches. Codes may have letters.
        What::Code(text) | What::Name(text) => match picked {
            Some(item) if chosen => take_item(counter, &item, &entry),
            picked => by_code(counter, text, entry, picked).await,
        },
    }
}

/// Whether an item has this code; where nobody can say, a code is what was scanned.
async fn is_code(text: &str) -> bool {
    match api::call(FindCode { code: text.to_owned() }).await {
        Ok(page) => !page.rows.is_empty(),
        Err(error) => api::is_unreachable(&error),
    }
}

/// Eight digits and more are a scan, and no price.
fn is_scan(text: &str) -> bool {
    text.chars().count() >= SCANNED
}

/// An entry with the quantity or sum that was typed before it.
pub fn waiting(counter: Counter, entry: Entry) -> Entry {
    Entry {
        quantity: entry.quantity.or(*counter.quantity.peek()),
        worth: entry.worth.or(*counter.worth.peek()),
        what: entry.what,
    }
}

/// A scanned or typed code: one item goes on the bill, several are offered. What is no code may be a name, of which
/// `marked` is the match; a scanner types faster than any match comes.
async fn by_code(counter: Counter, text: String, entry: Entry, marked: Option<Item>) {
    let named = matches!(entry.what, What::Name(_));
    let coded = match api::call(FindCode { code: text.clone() }).await {
        Ok(page) => page.rows,
        Err(error) if api::is_unreachable(&error) => return unfound::keep(counter, text, &entry, &error),
        // What cannot be a code.
        Err(_) if named => Vec::new(),
        Err(error) => return refuse(counter, &error),
    };
    match (coded.as_slice(), marked.filter(|_| named)) {
        ([item], _) => take_item(counter, item, &entry),
        ([], Some(item)) => take_item(counter, &item, &entry),
        ([], None) => first_match(counter, text, entry).await,
        (several, _) => {
            if let Some(item) = chosen(counter, several.to_vec()).await {
                take_item(counter, &item, &entry);
            }
        }
    }
}

/// Which of several items of one code is meant; none where the choice is given up.
pub async fn chosen(mut counter: Counter, several: Vec<Item>) -> Option<Item> {
    counter.over.set(Some(Over::Codes(several)));
    let item = counter.choice.made().await;
    if item.is_none() {
        counter.turns.give_up();
    }
    item
}

/// The best match of a search; where nothing is what was typed, the entry waits for its price, to be sold as an open
/// item. What was scanned waits on the bill: the next scan does not wait for anybody.
async fn first_match(mut counter: Counter, search: String, entry: Entry) {
    match api::call(ListItems { search: search.clone(), limit: 1, as_typed: true, ..ListItems::default() }).await {
        Err(error) if api::is_unreachable(&error) => unfound::keep(counter, search, &entry, &error),
        Err(error) => refuse(counter, &error),
        Ok(page) => match page.rows.first() {
            Some(item) => take_item(counter, item, &entry),
            None => {
                counter.say(t!("bill-unknown-price", name = search.clone()));
                if matches!(entry.what, What::Code(_)) && is_scan(&search) {
                    take_open(counter, search.clone(), UnitPrice::ZERO, entry.quantity);
                } else {
                    counter.quantity.set(entry.quantity);
                }
                counter.unknown.set(Some(search));
            }
        },
    }
}

/// Ten digits: the customer with this phone.
async fn customer_by_phone(counter: Counter, phone: String) {
    match by_phone::customer(&phone).await {
        Ok(view) => bill::set_party(Some(view)),
        Err(error) => unfound::back_in_box(counter, phone, &error),
    }
}

/// Says why something was refused.
pub fn refuse(counter: Counter, error: &Error) {
    say_refused(counter, sentence(error));
}

/// Says in the box why something was not done, and by a toast where the box is no more.
pub fn say_refused(mut counter: Counter, text: String) {
    if *ROUTE.peek() == Route::Bill {
        counter.says.set(Some(Says { text, refused: true }));
    } else {
        toast(text, Tone::Trouble, Vec::new());
    }
}
