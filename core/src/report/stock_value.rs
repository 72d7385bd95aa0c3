//! What stock is worth, by the weighted average of each item and financial year (`item::worth`). Within a year it is the
//! average of what came in by then: so what months earn adds up to what their year does.

use crate::api::Session;
use crate::date::{Date, FinancialYear};
use crate::error::{OrError, Result};
use crate::id::{BusinessId, ItemId};
use crate::item::worth::{Held, Moved};
use crate::money::{Paise, div_round};
use crate::quantity::Milli;
use crate::store::statements::item as sql;
use crate::store::{Engine, Statement};

/// The value of all stock at the end of a financial year (for the running one: now).
pub async fn at_end_of<E: Engine>(session: &mut Session<'_, E>, year: FinancialYear) -> Result<Paise> {
    let business = session.business().await?;
    session.row(&at_end(business, year)).await?.or_not_found("stock_value")?.figure(0, "stock_value")
}

/// The query for the value of all stock at the end of a financial year.
pub fn at_end(business: BusinessId, year: FinancialYear) -> Statement {
    sql::STOCK_WORTH.with([business.into(), i64::from(year.start()).into()])
}

/// The value of all stock at the end of a day.
pub async fn at<E: Engine>(session: &mut Session<'_, E>, day: Date) -> Result<Paise> {
    let (business, today) = (session.business().await?, session.today());
    let year = day.financial_year();
    if is_end_of(year, day, today) {
        return at_end_of(session, year).await;
    }
    let [before, moved] = within(business, day);
    let mut worth = session.row(&before).await?.or_not_found("stock_value")?.figure(0, "stock_value")?;
    for row in session.rows(&moved).await? {
        let held = Held { quantity: row.opt_int(3)?.unwrap_or(0), value: row.opt_int(4)?.unwrap_or(0) };
        let after = held.after(Moved { quantity_in: row.int(0)?, value_in: row.int(1)?, quantity_out: row.int(2)? });
        let gained = i128::from(after.value).saturating_sub(i128::from(held.value));
        worth = worth.add(Paise::from_wide(gained, "stock_value")?, "stock_value")?;
    }
    Ok(worth)
}

/// The queries for the value of all stock at the end of a day.
pub fn queries(business: BusinessId, day: Date, today: Date) -> Vec<Statement> {
    let year = day.financial_year();
    if is_end_of(year, day, today) { vec![at_end(business, year)] } else { within(business, day).into() }
}

/// Whether nothing of the year comes after the day; of the running one, nothing after today.
fn is_end_of(year: FinancialYear, day: Date, today: Date) -> bool {
    day == year.last_day() || year == today.financial_year() && day >= today
}

/// What all stock was worth before the day's year, and what moved in it up to the day.
fn within(business: BusinessId, day: Date) -> [Statement; 2] {
    let year = day.financial_year();
    let start = i64::from(year.start());
    [
        sql::STOCK_WORTH.with([business.into(), start.saturating_sub(1).into()]),
        sql::STOCK_MOVED.with([business.into(), year.first_day().into(), day.into(), start.into()]),
    ]
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
