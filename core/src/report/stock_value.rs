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
    let [from, moved] = within(business, day, today);
    let mut worth = session.row(&from).await?.or_not_found("stock_value")?.figure(0, "stock_value")?;
    for row in session.rows(&moved).await? {
        let figure = |column| row.opt_int(column).map(|figure| figure.unwrap_or(0));
        let part = Moved { quantity_in: figure(0)?, value_in: figure(1)?, quantity_out: figure(2)? };
        let year = Moved { quantity_in: figure(3)?, value_in: figure(4)?, quantity_out: figure(5)? };
        let held = Held { quantity: figure(6)?, value: figure(7)? };
        let gained = match Side::nearer(day, today) {
            Side::UpTo => held.gained(part),
            Side::After => held.gained(year.without(part)).saturating_sub(held.gained(year)),
        };
        worth = worth.add(Paise::from_wide(gained, "stock_value")?, "stock_value")?;
    }
    Ok(worth)
}

/// From which end of its year a day's stock is worked out: what moved is read one by one, and of the running month that
/// is little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// What lay there when the year began, and what moved up to the day.
    UpTo,
    /// What lies there at the year's end (of the running one: now), and what moved after the day.
    After,
}

impl Side {
    fn nearer(day: Date, today: Date) -> Self {
        let year = day.financial_year();
        let end = year.last_day().min(today.max(day));
        let days = |from: Date, to: Date| to.days().saturating_sub(from.days());
        if days(year.first_day(), day) <= days(day, end) { Self::UpTo } else { Self::After }
    }
}

/// The queries for the value of all stock at the end of a day.
pub fn queries(business: BusinessId, day: Date, today: Date) -> Vec<Statement> {
    let year = day.financial_year();
    if is_end_of(year, day, today) { vec![at_end(business, year)] } else { within(business, day, today).into() }
}

/// Whether nothing of the year comes after the day; of the running one, nothing after today.
fn is_end_of(year: FinancialYear, day: Date, today: Date) -> bool {
    day == year.last_day() || year == today.financial_year() && day >= today
}

/// What all stock was worth at the nearer end of the day's year, and what moved between that and the day.
fn within(business: BusinessId, day: Date, today: Date) -> [Statement; 2] {
    let year = day.financial_year();
    let start = i64::from(year.start());
    let (until, from, to) = match Side::nearer(day, today) {
        Side::UpTo => (start.saturating_sub(1), year.first_day(), day),
        Side::After => (start, day.plus_days(1), year.last_day()),
    };
    [
        sql::STOCK_WORTH.with([business.into(), until.into()]),
        sql::STOCK_MOVED.with([business.into(), from.into(), to.into(), start.into()]),
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
