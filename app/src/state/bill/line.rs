//! Lines of the bill in hand.

use dioxus::prelude::*;
use smartkhata_core::date::Date;
use smartkhata_core::document::{Draft, DraftLine, rates};
use smartkhata_core::item::Item;
use smartkhata_core::money::{Paise, Rate, UnitPrice};
use smartkhata_core::quantity::Milli;
use smartkhata_core::tax::cess::Cess;
use smartkhata_core::tax::discount::Discount;
use smartkhata_core::tax::rate::Treatment;

use super::keep::look_again;
use super::{BILLS, edit};
use crate::state::{SHOP, today};
use crate::t;

/// The day of the bill in hand: its rates are that day's.
fn day() -> Date {
    BILLS.peek().current.draft.date.unwrap_or_else(today)
}

/// Dates the bill in hand; the core says which lines have another rate on the new day.
pub async fn set_day(to: Date) {
    edit(|draft| draft.date = (to != today()).then_some(to));
    look_again().await;
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

/// Adds a line; the same item at the same price again makes its line longer. Answers the line's place.
pub fn add_line(line: DraftLine) -> usize {
    let mut place = 0;
    edit(|draft| {
        let same = |old: &DraftLine| {
            line.item.is_some() && old.item == line.item && old.price == line.price && old.discount == line.discount
        };
        let found = draft.lines.iter().position(same);
        let longer = found.and_then(|at| draft.lines.get_mut(at)).and_then(|old| {
            old.quantity = old.quantity.add(line.quantity, "quantity").ok()?;
            Some(())
        });
        place = match (found, longer) {
            (Some(at), Some(())) => at,
            _ => {
                draft.lines.push(line);
                draft.lines.len().saturating_sub(1)
            }
        };
    });
    place
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
}
