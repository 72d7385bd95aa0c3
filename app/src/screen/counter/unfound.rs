//! What was entered while the books could not be reached. It stands on the bill in its place, under what was scanned, and
//! without a price, so that no money is taken for it; it becomes the item that it is as soon as the books answer.

use dioxus::prelude::*;
use smartkhata_core::Error;
use smartkhata_core::id::DraftId;
use smartkhata_core::money::UnitPrice;

use super::entry::Entry;
use super::{Counter, goods, one_box};
use crate::screen::best_match;
use crate::state::bill::{self, BILLS};
use crate::{api, browser, part, t};

/// A line that nobody could say the item of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfound {
    draft: DraftId,
    name: String,
}

/// Keeps what was entered on the bill in hand. What was to be had for a sum of money has no quantity yet, and stays where
/// it was typed.
pub fn keep(mut counter: Counter, text: String, entry: &Entry, error: &Error) {
    if let Some(worth) = entry.worth {
        return back_in_box(counter, format!("₹{worth} {text}"), error);
    }
    goods::take_open(counter, text.clone(), UnitPrice::ZERO, entry.quantity);
    one_box::say_refused(counter, t!("bill-scan-kept", name = text.clone()));
    let unfound = Unfound { draft: BILLS.peek().current.draft.id, name: text };
    if !is_awaited(counter, &unfound.name) {
        counter.unfound.write().push(unfound);
    }
}

/// Puts back what was refused; it is said with the reason.
pub fn back_in_box(counter: Counter, text: String, error: &Error) {
    let why = format!("{text}: {}", part::sentence(error));
    put_back(counter, text, why);
}

/// Puts back what could not be done, unless something else is typed by now, and says why.
pub fn put_back(mut counter: Counter, text: String, why: String) {
    one_box::say_refused(counter, why);
    if counter.typed.peek().is_empty() {
        browser::set_value(one_box::ID, &text);
        counter.typed.set(text);
    }
}

/// Whether a line of this name of the bill in hand waits for the books.
pub fn is_awaited(counter: Counter, name: &str) -> bool {
    let draft = BILLS.peek().current.draft.id;
    counter.unfound.peek().iter().any(|unfound| unfound.draft == draft && unfound.name == name)
}

/// The books answer again: looks for all that waits, in its order, when it is its turn.
pub fn look_again(mut counter: Counter) {
    if counter.unfound.peek().is_empty() {
        return;
    }
    counter.turns.push(async move {
        loop {
            let next = counter.unfound.peek().first().cloned();
            let Some(next) = next else { break };
            let (draft, name) = (next.draft, next.name.clone());
            let mut items = match best_match::items(&name).await {
                Ok(items) => items,
                Err(error) if api::is_unreachable(&error) => break,
                Err(_) => Vec::new(),
            };
            counter.unfound.write().retain(|unfound| *unfound != next);
            let item = if items.len() > 1 { one_box::chosen(counter, items).await } else { items.pop() };
            match item {
                Some(item) if bill::found(draft, &name, &item) => {
                    goods::no_longer_waits(counter, &name);
                    counter.says.set(bill::short_of(&item).map(|text| super::Says { text, refused: false }));
                }
                // It was taken off, or sold under its name, meanwhile.
                Some(_) => {}
                None => goods::ask_price_of(counter, &name),
            }
        }
    });
}
