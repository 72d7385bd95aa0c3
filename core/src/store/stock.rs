//! What stock is worth, kept as entries come: each item's year holds what was left of it and its value, and each
//! year what all stock gained or lost in value, so that a report reads a handful of rows.
//!
//! A year's value follows from the year before, so an entry of an old year works the item's later years out anew,
//! from their sums. What is stored is therefore a function of the sums alone, in whatever order entries come.

use std::collections::{BTreeMap, BTreeSet};

use super::statement::{Row, Statement, Value};
use super::statements::voucher as sql;
use crate::error::Result;
use crate::id::{BusinessId, ItemId};
use crate::item::worth::{Held, Moved};

/// The goods that a voucher moved, or its reversal, summed by item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockMoved {
    /// The first calendar year of the financial year.
    pub fy: i64,
    /// What moved of each item.
    pub items: BTreeMap<ItemId, Moved>,
}

impl StockMoved {
    /// Its items, each with the year.
    pub fn years(&self) -> impl Iterator<Item = (ItemId, i64)> {
        self.items.keys().map(|item| (*item, self.fy))
    }
}

/// What is known of an item's year.
#[derive(Debug, Clone, Copy)]
struct Year {
    moved: Moved,
    left: Held,
}

/// The years of some items, as they stand and as entries carry them on.
#[derive(Debug, Default)]
pub struct Chains(BTreeMap<ItemId, BTreeMap<i64, Year>>);

impl Chains {
    /// The queries for what goods need that move in these years: of each item the last year before its first, and all
    /// from there on.
    pub fn queries(business: BusinessId, moved: impl IntoIterator<Item = (ItemId, i64)>) -> Vec<Statement> {
        let mut first: BTreeMap<ItemId, i64> = BTreeMap::new();
        for (item, fy) in moved {
            first.entry(item).and_modify(|first| *first = fy.min(*first)).or_insert(fy);
        }
        let mut items: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
        for (item, fy) in first {
            items.entry(fy).or_default().push(item.into());
        }
        let asked = |(fy, items): (i64, Vec<Value>)| sql::STOCK_CHAINS.of_each(business.into(), &items, [fy.into()]);
        items.into_iter().flat_map(asked).collect()
    }

    /// The years that the queries answered.
    pub fn read<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Result<Self> {
        let mut chains = Self::default();
        for row in rows {
            let (item, fy, year) = read(row)?;
            chains.0.entry(item).or_default().insert(fy, year);
        }
        Ok(chains)
    }

    /// Statements that add the moved goods to their years and carry the value on, each year written once.
    pub fn carry_all(&mut self, business: BusinessId, moved: &[StockMoved]) -> Vec<Statement> {
        let (mut touched, mut gained) = (BTreeSet::new(), BTreeMap::new());
        for stock in moved {
            self.carried(stock, &mut touched, &mut gained);
        }
        let years = touched.into_iter().filter_map(|(item, fy)| {
            let year = self.0.get(&item)?.get(&fy)?;
            Some(set(business, item, fy, year.moved, year.left))
        });
        let mut statements: Vec<Statement> = years.collect();
        statements.extend(gained.into_iter().map(|(fy, gain)| worth(business, fy, gain)));
        statements
    }

    fn carried(&mut self, stock: &StockMoved, touched: &mut BTreeSet<(ItemId, i64)>, gained: &mut BTreeMap<i64, i64>) {
        for (item, moved) in &stock.items {
            let years = self.0.entry(*item).or_default();
            // A year that nothing moved in yet is as the one before left it.
            let left = years.range(..stock.fy).next_back().map_or(Held::default(), |(_, year)| year.left);
            let this = years.entry(stock.fy).or_insert(Year { moved: Moved::default(), left });
            this.moved = this.moved.and(*moved);
            let (mut was, mut is) = (Held::default(), Held::default());
            for (fy, year) in years {
                let left = if *fy < stock.fy { year.left } else { is.after(year.moved) };
                if *fy >= stock.fy {
                    let before = year.left.value.saturating_sub(was.value);
                    let now = left.value.saturating_sub(is.value);
                    let gain = gained.entry(*fy).or_default();
                    *gain = gain.saturating_add(now).saturating_sub(before);
                    touched.insert((*item, *fy));
                }
                (was, is) = (year.left, left);
                year.left = left;
            }
        }
    }
}

fn set(business: BusinessId, item: ItemId, fy: i64, moved: Moved, left: Held) -> Statement {
    sql::STOCK_YEAR_SET.with([
        business.into(),
        item.into(),
        fy.into(),
        moved.quantity_in.into(),
        moved.value_in.into(),
        moved.quantity_out.into(),
        left.quantity.into(),
        left.value.into(),
    ])
}

fn worth(business: BusinessId, fy: i64, gain: i64) -> Statement {
    sql::STOCK_WORTH_ADD.with([business.into(), fy.into(), gain.into()])
}

fn read(row: &Row) -> Result<(ItemId, i64, Year)> {
    let moved = Moved { quantity_in: row.int(2)?, value_in: row.int(3)?, quantity_out: row.int(4)? };
    Ok((row.id(0)?, row.int(1)?, Year { moved, left: Held { quantity: row.int(5)?, value: row.int(6)? } }))
}
