//! What is in stock and what it is worth, item by item.

use crate::api::Session;
use crate::api::report::{GetStock, Stock, StockRow};
use crate::error::Result;
use crate::id::ItemId;
use crate::page::{self, AfterName};
use crate::report::stock_value;
use crate::store::Engine;
use crate::store::statements::report as sql;

/// A page of the items whose stock is counted, by name.
pub async fn stock<E: Engine>(session: &mut Session<'_, E>, request: GetStock) -> Result<Stock> {
    let business = session.business().await?;
    let limit = page::rows(request.limit);
    let year = session.today().financial_year();
    let [name, id] = AfterName::read(request.after.as_deref())?.params();
    let fy = i64::from(year.start());
    let query = sql::STOCK.with([business.into(), fy.into(), name, id, limit.into()]);
    let mut rows = Vec::new();
    for row in session.rows(&query).await? {
        let item: ItemId = row.id(0)?;
        let name = row.text(1)?;
        let (unit, stock, low_stock, value) = (row.text(2)?, row.stock(3)?, row.milli(4)?, row.paise(5)?);
        rows.push(StockRow { item, name, unit, stock, low_stock, value });
    }
    let value = stock_value::at_end_of(session, year).await?;
    Ok(Stock { value, page: page::page(rows, limit, |row| page::name_cursor(row.item.uuid(), &row.name)) })
}
