//! What all stock is worth, by the weighted average of each item and financial year (`item::worth`).

use crate::api::Session;
use crate::date::FinancialYear;
use crate::error::{OrError, Result};
use crate::money::Paise;
use crate::store::Engine;
use crate::store::statements::item as sql;

/// The value of all stock at the end of a financial year (for the running one: now).
pub async fn at_end_of<E: Engine>(session: &mut Session<'_, E>, year: FinancialYear) -> Result<Paise> {
    let business = session.business().await?;
    let query = sql::STOCK_WORTH.with([business.into(), i64::from(year.start()).into()]);
    session.row(&query).await?.or_not_found("stock_value")?.paise(0)
}
