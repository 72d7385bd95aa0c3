//! Where the tax rate of a line comes from. A line of an item bears the rate that the item has on the bill's date: the
//! day of supply decides (section 14 of the CGST Act), and a bill that was put aside before midnight is of the day on
//! which it is saved. A rate that was typed is the cashier's own, and stays.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::document::DraftLine;
use crate::id::ItemId;
use crate::item::Item;
use crate::money::Rate;
use crate::tax::cess::Cess;

/// A line whose item has another rate on the bill's date than the line still says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RateChange {
    /// Place of the line, from 0.
    pub line: u32,
    /// The rate that holds.
    pub rate: Rate,
    /// The cess that holds.
    pub cess: Cess,
    /// The bill's date.
    pub on: Date,
}

/// Gives a line the rate that its item has on a day.
pub fn take(line: &mut DraftLine, item: &Item, day: Date) {
    (line.rate, line.cess) = item.rate_on(day);
    line.rate_of_item = true;
}

/// Lines whose rate was taken from their item and is not the one of this day. Items that are not there change nothing.
pub fn changed(lines: &[DraftLine], items: &BTreeMap<ItemId, Item>, day: Date) -> Vec<RateChange> {
    let mut out = Vec::new();
    for (place, line) in (0_u32..).zip(lines) {
        if line.rate_of_item
            && let Some(item) = line.item.and_then(|id| items.get(&id))
        {
            let (rate, cess) = item.rate_on(day);
            if (rate, cess) != (line.rate, line.cess) {
                out.push(RateChange { line: place, rate, cess, on: day });
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
            (line.rate, line.cess) = (change.rate, change.cess);
        }
    }
}
