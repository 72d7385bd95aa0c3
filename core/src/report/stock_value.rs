//! What stock is worth, by the weighted average of each item and financial year (`item::worth`).

use crate::api::Session;
use crate::date::FinancialYear;
use crate::error::{OrError, Result};
use crate::id::{BusinessId, ItemId};
use crate::money::{Paise, div_round};
use crate::quantity::Milli;
use crate::store::statements::item as sql;
use crate::store::{Engine, Statement};

/// The value of all stock at the end of a financial year (for the running one: now).
pub async fn at_end_of<E: Engine>(session: &mut Session<'_, E>, year: FinancialYear) -> Result<Paise> {
    let business = session.business().await?;
    session.row(&at_end(business, year)).await?.or_not_found("stock_value")?.paise(0)
}

/// The query for the value of all stock at the end of a financial year.
pub fn at_end(business: BusinessId, year: FinancialYear) -> Statement {
    sql::STOCK_WORTH.with([business.into(), i64::from(year.start()).into()])
}

/// The query for the running average of an item.
pub fn average(business: BusinessId, item: ItemId, year: FinancialYear) -> Statement {
    sql::STOCK_LAST_YEARS.with([business.into(), item.into(), i64::from(year.start()).into()])
}

/// What some of an item is worth by the running average of a financial year, or of the last one in which it moved;
/// nothing where no cost was ever entered.
pub async fn worth<E: Engine>(
    session: &mut Session<'_, E>,
    item: ItemId,
    year: FinancialYear,
    quantity: Milli,
) -> Result<Paise> {
    let business = session.business().await?;
    let rows = session.rows(&average(business, item, year)).await?;
    let Some(last) = rows.first() else { return Ok(Paise::ZERO) };
    let (held, value) = match rows.get(1) {
        Some(before) => (before.int(2)?.max(0), before.int(3)?),
        None => (0, 0),
    };
    let available = i128::from(held).saturating_add(i128::from(last.int(0)?));
    let cost = i128::from(value).saturating_add(i128::from(last.int(1)?));
    let product = cost.checked_mul(i128::from(quantity.get())).or_overflow("stock_value")?;
    Paise::from_wide(div_round(product, available).unwrap_or(0), "stock_value")
}
