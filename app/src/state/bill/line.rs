//! Lines of the bill in hand.

use dioxus::prelude::*;
use smartkhata_core::document::DraftLine;
use smartkhata_core::item::Item;
use smartkhata_core::money::{Rate, UnitPrice};
use smartkhata_core::quantity::Milli;
use smartkhata_core::tax::cess::Cess;
use smartkhata_core::tax::discount::Discount;
use smartkhata_core::tax::rate::Treatment;

use super::edit;
use crate::state::{SHOP, today};

/// The line of an item from the shop's list.
pub fn line_of(item: &Item, quantity: Milli) -> DraftLine {
    let (rate, cess) = item.rate_on(today());
    DraftLine {
        item: Some(item.id),
        name: item.name.clone(),
        hsn: item.hsn.clone(),
        unit: item.unit.clone(),
        quantity,
        price: item.price,
        price_includes_tax: item.price_includes_tax,
        discount: Discount::None,
        rate,
        cess,
        treatment: item.treatment,
    }
}

/// A line of something that is not in the shop's list.
pub fn open_line(name: String, price: UnitPrice, quantity: Milli) -> DraftLine {
    let price_includes_tax = SHOP.peek().as_ref().is_none_or(|shop| shop.prices_include_tax);
    DraftLine { quantity, price, ..open_line_with(&name, price_includes_tax) }
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
