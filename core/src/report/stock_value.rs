//! Stock valued by the periodic weighted average of each item and financial year.
//!
//! Average = (opening value + value in) ÷ (opening quantity + quantity in); closing value = closing quantity ×
//! average. Goods sold before they were entered (stock below zero) are worth nothing.

use std::collections::BTreeMap;

use crate::api::Session;
use crate::date::FinancialYear;
use crate::error::{OrError, Result};
use crate::id::ItemId;
use crate::money::{Paise, div_round};
use crate::quantity::Milli;
use crate::store::Engine;
use crate::store::statements::item as sql;

/// The value of all stock at the end of a financial year (for the running one: now).
pub async fn at_end_of<E: Engine>(session: &mut Session<'_, E>, year: FinancialYear) -> Result<Paise> {
    let business = session.business().await?;
    let mut items: BTreeMap<ItemId, Held> = BTreeMap::new();
    let query = sql::STOCK_YEARS.with([business.into(), i64::from(year.start()).into()]);
    for row in session.rows(&query).await? {
        let held = items.entry(row.id(0)?).or_default();
        *held = held.after(row.int(2)?, row.int(3)?, row.int(4)?)?;
    }
    Paise::sum(items.into_values().map(|held| held.value), "stock_value")
}

/// What some of an item is worth by the running average of a financial year; nothing where none was ever entered.
pub async fn worth<E: Engine>(
    session: &mut Session<'_, E>,
    item: ItemId,
    year: FinancialYear,
    quantity: Milli,
) -> Result<Paise> {
    let business = session.business().await?;
    let Some(first) = session.row(&sql::STOCK_FIRST_YEAR.with([business.into(), 0.into()])).await? else {
        return Ok(Paise::ZERO);
    };
    let mut held = Held::default();
    let mut average = (0, 0);
    for fy in first.int(0)?..=i64::from(year.start()) {
        let query = sql::STOCK_YEAR.with([business.into(), fy.into(), item.into()]);
        let Some(row) = session.row(&query).await? else { continue };
        average = held.available(row.int(0)?, row.int(1)?)?;
        held = held.after(row.int(0)?, row.int(1)?, row.int(2)?)?;
    }
    let (available, worth) = average;
    let product = worth.checked_mul(i128::from(quantity.get())).or_overflow("stock_value")?;
    Paise::from_wide(div_round(product, available).unwrap_or(0), "stock_value")
}

/// An item's stock at the end of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Held {
    /// Thousandths.
    quantity: i64,
    value: Paise,
}

impl Held {
    /// What the year's average is taken of: quantity in thousandths, and what it cost in paise.
    fn available(self, quantity_in: i64, value_in: i64) -> Result<(i128, i128)> {
        let opening = self.quantity.max(0);
        let available = i128::from(opening).checked_add(i128::from(quantity_in)).or_overflow("stock")?;
        let worth = i128::from(self.value.get()).checked_add(i128::from(value_in)).or_overflow("stock_value")?;
        Ok((available, worth))
    }

    /// The stock a year later.
    fn after(self, quantity_in: i64, value_in: i64, quantity_out: i64) -> Result<Self> {
        let (available, worth) = self.available(quantity_in, value_in)?;
        let quantity = self.quantity.saturating_add(quantity_in).saturating_sub(quantity_out);
        let product = worth.checked_mul(i128::from(quantity.max(0))).or_overflow("stock_value")?;
        let value = Paise::from_wide(div_round(product, available).unwrap_or(0), "stock_value")?;
        Ok(Self { quantity, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_average_of_a_year_carries_into_the_next() {
        // 10 kg for 400.00 and 10 kg for 500.00 average 45.00; 5 kg are left: 225.00.
        let first = Held::default().after(20_000, 90_000, 15_000).unwrap();
        assert_eq!(first, Held { quantity: 5_000, value: Paise::rupees(225) });
        // Next year 5 kg more for 275.00: 10 kg for 500.00, 4 left at 50.00.
        let second = first.after(5_000, 27_500, 6_000).unwrap();
        assert_eq!(second, Held { quantity: 4_000, value: Paise::rupees(200) });
    }

    #[test]
    fn goods_sold_before_they_were_entered_are_worth_nothing() {
        assert_eq!(Held::default().after(0, 0, 3_000).unwrap(), Held { quantity: -3_000, value: Paise::ZERO });
    }
}
