//! Goods on their way to the bill: from the list, in no list, and what still waits for its price.

use dioxus::prelude::*;
use smartkhata_core::document::DraftLine;
use smartkhata_core::item::Item;
use smartkhata_core::money::UnitPrice;
use smartkhata_core::quantity::Milli;
use smartkhata_core::{Code, Error};

use super::entry::{Entry, quantity_worth};
use super::one_box::{refuse, say_refused};
use super::{Counter, unfound};
use crate::state::bill::{self, BILLS};
use crate::t;

/// Puts an item on the bill, as often or for as much money as was said before it.
pub fn take_item(mut counter: Counter, item: &Item, entry: &Entry) {
    let sold = match (entry.quantity, entry.worth) {
        (Some(quantity), _) => Some(quantity),
        (None, Some(worth)) => bill::paid_for(item, Milli::units(1000)).and_then(|all| quantity_worth(worth, all)),
        (None, None) => Some(Milli::ONE),
    };
    let Some(quantity) = sold else {
        return refuse(counter, &Error::new(Code::InvalidQuantity, "So much cannot be sold."));
    };
    let place = bill::add_line(bill::line_of(item, quantity));
    counter.line.set(Some(place));
    if let Some(short) = bill::short_of(item) {
        counter.say(short);
    }
    if waits_for_price(&item.name) == Some(place) {
        ask_price(counter, item.name.clone());
    }
}

/// The next figure is the price of what waits for one.
fn ask_price(mut counter: Counter, name: String) {
    counter.say(price_asked(counter, &name));
    counter.unknown.set(Some(name));
}

/// A line that waited has its price, or is gone: nothing asks for it in the box any more.
pub fn no_longer_waits(mut counter: Counter, name: &str) {
    let asked = counter.unknown.peek().as_deref() == Some(name);
    if asked {
        counter.unknown.set(None);
        counter.says.set(None);
    }
}

/// What was scanned is in no list, and waits on the bill in hand: the next figure is its price.
pub fn ask_price_of(counter: Counter, name: &str) {
    if waits_for_price(name).is_some() {
        ask_price(counter, name.to_owned());
    }
}

/// Asks for the price of what is in no list, or is there without one; of what nobody could say yet says that.
fn price_asked(counter: Counter, name: &str) -> String {
    if unfound::is_awaited(counter, name) {
        return t!("bill-scan-kept", name = name);
    }
    let bills = BILLS.peek();
    let line = waits_for_price(name).and_then(|at| bills.current.draft.lines.get(at));
    let listed = line.is_some_and(|line| line.item.is_some());
    if listed { t!("bill-no-price", name = name) } else { t!("bill-unknown-price", name = name) }
}

/// Sells what is in no list. What waits on the bill gets its price; scanned again it is one more of the same.
pub fn take_open(mut counter: Counter, name: String, price: UnitPrice, quantity: Option<Milli>) {
    let quantity = quantity.unwrap_or(Milli::ONE);
    let place = match waits_for_price(&name) {
        None => bill::add_line(bill::open_line(name, price, quantity)),
        Some(at) => {
            bill::edit(|draft| match draft.lines.get_mut(at) {
                Some(line) if price == UnitPrice::ZERO => {
                    line.quantity = line.quantity.add(quantity, "quantity").unwrap_or(line.quantity);
                }
                Some(line) => line.price = price,
                None => {}
            });
            at
        }
    };
    counter.line.set(Some(place));
}

/// The place of the line of this name that waits for its price.
pub fn waits_for_price(name: &str) -> Option<usize> {
    let bills = BILLS.peek();
    let waits = |line: &DraftLine| bill::is_unpriced(line) && line.name == name;
    bills.current.draft.lines.iter().position(waits)
}

/// Whether something waits for its price, or was scanned and not chosen; it is said.
pub fn is_unfinished(mut counter: Counter) -> bool {
    let unpriced = || {
        let bills = BILLS.peek();
        let draft = &bills.current.draft;
        bill::unpriced(draft).and_then(|place| Some((place, draft.lines.get(place)?.name.clone())))
    };
    let waiting = counter.unknown.peek().clone().or_else(|| {
        let (place, name) = unpriced()?;
        counter.line.set(Some(place));
        Some(name)
    });
    if let Some(name) = waiting {
        say_refused(counter, price_asked(counter, &name));
        counter.unknown.set(Some(name));
        return true;
    }
    if counter.turns.is_given_up() {
        say_refused(counter, t!("bill-not-chosen"));
    }
    counter.turns.is_given_up()
}
