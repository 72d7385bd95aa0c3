//! Where the tax rate of a line comes from. A line of an item bears the rate that the item has on the bill's date: the
//! day of supply decides (section 14 of the CGST Act), and a bill that was put aside before midnight is of the day on
//! which it is saved. A rate that was typed is the cashier's own, and stays. With it goes the printed price, where the law
//! works the tax out on that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::document::DraftLine;
use crate::id::ItemId;
use crate::item::Item;
use crate::money::{Rate, UnitPrice};
use crate::tax::cess::Cess;

/// A line whose item has another rate, or another printed price to work it out on, on the bill's date than the line still
/// says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RateChange {
    /// Place of the line, from 0.
    pub line: u32,
    /// The rate that holds.
    pub rate: Rate,
    /// The cess that holds.
    pub cess: Cess,
    /// The printed price that the tax is worked out on; none where that is what is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retail_price: Option<UnitPrice>,
    /// The bill's date.
    pub on: Date,
}

/// Gives a line the rate that its item has on a day.
pub fn take(line: &mut DraftLine, item: &Item, day: Date) {
    (line.rate, line.cess) = item.rate_on(day);
    line.retail_price = item.retail_price_on(day);
    line.rate_of_item = true;
}

/// Lines whose rate was taken from their item and is not the one of this day. Items that are not there change nothing.
pub fn changed(lines: &[DraftLine], items: &BTreeMap<ItemId, Item>, day: Date) -> Vec<RateChange> {
    let mut out = Vec::new();
    for (place, line) in (0_u32..).zip(lines) {
        if line.rate_of_item
            && let Some(item) = line.item.and_then(|id| items.get(&id))
        {
            let ((rate, cess), retail_price) = (item.rate_on(day), item.retail_price_on(day));
            if (rate, cess, retail_price) != (line.rate, line.cess, line.retail_price) {
                out.push(RateChange { line: place, rate, cess, retail_price, on: day });
            }
        }
    }
    out
}

/// Gives the lines what holds.
pub fn apply(lines: &mut [DraftLine], changes: &[RateChange]) {
    for change in changes {
        let at = usize::try_from(change.line).ok();
        if let Some(line) = at.and_then(|at| lines.get_mut(at)) {
            (line.rate, line.cess, line.retail_price) = (change.rate, change.cess, change.retail_price);
        }
    }
}
