//! Lines of the bill in hand.

use dioxus::prelude::*;
use smartkhata_core::date::Date;
use smartkhata_core::document::{Draft, DraftLine, rates};
use smartkhata_core::id::DraftId;
use smartkhata_core::item::Item;
use smartkhata_core::money::{Paise, Rate, UnitPrice};
use smartkhata_core::quantity::Milli;
use smartkhata_core::tax::cess::Cess;
use smartkhata_core::tax::discount::Discount;
use smartkhata_core::tax::rate::Treatment;
use smartkhata_core::{Code, Error};

use super::keep::{keep_leaving, keep_open, keep_soon};
use super::{BILLS, edit};
use crate::state::{SHOP, say_error, toast_typed, today};
use crate::t;

/// The day of the bill in hand: its rates are that day's.
fn day() -> Date {
    BILLS.peek().current.draft.date.unwrap_or_else(today)
}

/// What a customer pays for so much of an item, on the bill in hand and by itself.
pub fn paid_for(item: &Item, quantity: Milli) -> Option<Paise> {
    let bills = BILLS.peek();
    let alone = Draft { lines: vec![line_of(item, quantity)], ..Draft::new(bills.current.draft.id) };
    alone.totals(bills.current.mode, false).ok().map(|result| result.total)
}

/// The line of an item from the shop's list.
pub fn line_of(item: &Item, quantity: Milli) -> DraftLine {
    let mut line = DraftLine {
        item: Some(item.id),
        hsn: item.hsn.clone(),
        unit: item.unit.clone(),
        quantity,
        price: item.price,
        treatment: item.treatment,
        ..open_line_with(&item.name, item.price_includes_tax)
    };
    rates::take(&mut line, item, day());
    line
}

/// A line of something that is not in the shop's list, at the rate that the shop has for such goods.
pub fn open_line(name: String, price: UnitPrice, quantity: Milli) -> DraftLine {
    let shop = SHOP.peek();
    let price_includes_tax = shop.as_ref().is_none_or(|shop| shop.prices_include_tax);
    let taxed = shop.as_ref().filter(|shop| shop.registration.charges_tax());
    let rate = taxed.map_or(Rate::ZERO, |shop| shop.open_rate);
    DraftLine { quantity, price, rate, ..open_line_with(&name, price_includes_tax) }
}

/// Whether a line still waits for its price: nothing is given away unasked. A gift has all of it off.
pub fn is_unpriced(line: &DraftLine) -> bool {
    line.price == UnitPrice::ZERO && line.discount != Discount::Percent(Rate::percent(100))
}

/// The place of the first line of a draft that still waits for its price.
pub fn unpriced(draft: &Draft) -> Option<usize> {
    draft.lines.iter().position(is_unpriced)
}

/// What is said where more of an item is on the bill in hand than there is.
pub fn short_of(item: &Item) -> Option<String> {
    let bills = BILLS.peek();
    let lines = bills.current.draft.lines.iter().filter(|line| line.item == Some(item.id));
    let sold = lines.fold(Milli::ZERO, |sum, line| sum.add(line.quantity, "quantity").unwrap_or(sum));
    let short = item.track_stock && item.stock < sold;
    short.then(|| {
        let stock = |stock: Milli| crate::part::so_much(stock, &item.unit);
        let say = match item.stock {
            below if below < Milli::ZERO => t!("items-stock-below", stock = stock(below.neg())),
            none if none == Milli::ZERO => t!("items-stock-none"),
            few => t!("bill-stock-short", stock = stock(few)),
        };
        format!("{}: {say}", item.name)
    })
}

/// One of something that is not in the shop's list, its price still to be typed.
pub fn open_line_with(name: &str, price_includes_tax: bool) -> DraftLine {
    DraftLine {
        item: None,
        name: name.to_owned(),
        hsn: String::new(),
        unit: String::new(),
        quantity: Milli::ONE,
        price: UnitPrice::ZERO,
        price_includes_tax,
        discount: Discount::None,
        rate: Rate::ZERO,
        cess: Cess::NONE,
        retail_price: None,
        rate_of_item: false,
        treatment: Treatment::Taxable,
    }
}

/// The line of this name, which waits for its item, becomes that item's, or makes the one longer that is there. False
/// where none waits.
pub(super) fn take_for(draft: &mut Draft, name: &str, item: &DraftLine) -> bool {
    let waits = |line: &DraftLine| line.item.is_none() && is_unpriced(line) && line.name == name;
    let Some(at) = draft.lines.iter().position(waits) else { return false };
    let line = DraftLine { quantity: draft.lines.remove(at).quantity, ..item.clone() };
    put(draft, at, line);
    true
}

/// Puts a line at a place, or makes the one longer that sells the same at the same price. Answers where it stands.
fn put(draft: &mut Draft, at: usize, line: DraftLine) -> usize {
    let same = |old: &DraftLine| {
        line.item.is_some() && old.item == line.item && old.price == line.price && old.discount == line.discount
    };
    if let Some(place) = draft.lines.iter().position(same)
        && let Some(old) = draft.lines.get_mut(place)
        && let Ok(quantity) = old.quantity.add(line.quantity, "quantity")
    {
        old.quantity = quantity;
        return place;
    }
    let at = at.min(draft.lines.len());
    draft.lines.insert(at, line);
    at
}

/// Adds a line; the same item at the same price again makes its line longer. Answers the line's place.
pub fn add_line(line: DraftLine) -> usize {
    let mut place = 0;
    edit(|draft| place = put(draft, usize::MAX, line));
    place
}

/// The same with several, which are one change: they are taken back together.
pub fn add_lines(lines: Vec<DraftLine>) {
    edit(|draft| {
        for line in lines {
            put(draft, usize::MAX, line);
        }
    });
}

/// Takes a line off; for ten seconds it can come back.
pub fn take_off(place: usize) {
    let id = BILLS.peek().current.draft.id;
    let mut taken = None;
    edit(|draft| taken = (place < draft.lines.len()).then(|| draft.lines.remove(place)));
    let Some(line) = taken else { return };
    toast_typed(t!("bill-line-removed", name = line.name.clone()), move || {
        keep_leaving();
        let back = BILLS.write().put_back(id, place, line.clone());
        if back {
            keep_soon();
        } else {
            say_error(&Error::new(Code::AlreadySaved, "This bill was saved before the line came back."));
        }
    });
}

/// What was scanned while nobody could say what it is has been found: its line is the item's. False where no line of
/// that bill waits for it any more.
pub fn found(id: DraftId, name: &str, item: &Item) -> bool {
    let line = line_of(item, Milli::ONE);
    let taken = BILLS.write().of(id).is_some_and(|bill| bill.found(name, &line));
    if taken {
        keep_open(id);
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::id::{DraftId, ItemId};

    #[test]
    fn what_has_no_price_waits_for_it_unless_it_is_a_gift() {
        let listed = DraftLine { item: Some(ItemId::new(uuid::Uuid::from_u128(2))), ..open_line_with("Sugar", true) };
        let priced = DraftLine { price: "45".parse().expect("a price"), ..listed.clone() };
        let gift = DraftLine { discount: Discount::Percent(Rate::percent(100)), ..listed.clone() };
        let lines = vec![priced, gift, listed, open_line_with("chai", true)];
        let mut draft = Draft { lines, ..Draft::new(DraftId::new(uuid::Uuid::from_u128(1))) };
        assert_eq!(unpriced(&draft), Some(2), "of the list or not");
        draft.lines.remove(2);
        assert_eq!(unpriced(&draft), Some(2));
        draft.lines.remove(2);
        assert_eq!(unpriced(&draft), None);
    }

    #[test]
    fn what_was_scanned_becomes_its_item_where_it_stands_or_makes_that_line_longer() {
        let item = |n, name: &str| DraftLine {
            item: Some(ItemId::new(uuid::Uuid::from_u128(n))),
            price: "45".parse().expect("a price"),
            ..open_line_with(name, true)
        };
        let waits = |name: &str, n| DraftLine { quantity: Milli::units(n), ..open_line_with(name, true) };
        let lines = vec![waits("8901", 2), item(2, "Rice"), waits("8902", 3)];
        let mut draft = Draft { lines, ..Draft::new(DraftId::new(uuid::Uuid::from_u128(1))) };
        assert!(take_for(&mut draft, "8901", &item(1, "Sugar")));
        assert!(take_for(&mut draft, "8902", &item(2, "Rice")));
        assert!(!take_for(&mut draft, "8902", &item(2, "Rice")), "none waits any more");
        let found: Vec<_> = draft.lines.iter().map(|line| (line.name.as_str(), line.quantity.to_string())).collect();
        assert_eq!(found, [("Sugar", "2".to_owned()), ("Rice", "4".to_owned())]);
    }
}
