//! What is in stock and what it is worth, item by item.

use uuid::Uuid;

use crate::api::Session;
use crate::api::report::{GetStock, Stock, StockRow};
use crate::error::Result;
use crate::id::ItemId;
use crate::page::{self, bad_cursor};
use crate::report::stock_value;
use crate::store::statements::report as sql;
use crate::store::{Engine, Value};

/// A page of the items whose stock is counted, by name.
pub async fn stock<E: Engine>(session: &mut Session<'_, E>, request: GetStock) -> Result<Stock> {
    let business = session.business().await?;
    let limit = page::rows(request.limit);
    let year = session.today().financial_year();
    // The id goes first in the cursor: a name may hold anything.
    let (id, name) = match &request.after {
        None => (Vec::new(), String::new()),
        Some(text) => {
            let (id, name) = text.split_once('.').ok_or_else(bad_cursor)?;
            (Uuid::try_parse(id).map_err(|_| bad_cursor())?.as_bytes().to_vec(), name.to_owned())
        }
    };
    let fy = i64::from(year.start());
    let query = sql::STOCK.with([business.into(), fy.into(), name.into(), Value::Bytes(id), limit.into()]);
    let mut rows = Vec::new();
    for row in session.rows(&query).await? {
        let item: ItemId = row.id(0)?;
        let name = row.text(1)?;
        let (unit, stock, low_stock, value) = (row.text(2)?, row.milli(3)?, row.milli(4)?, row.paise(5)?);
        rows.push(StockRow { item, name, unit, stock, low_stock, value });
    }
    let value = stock_value::at_end_of(session, year).await?;
    Ok(Stock { value, page: page::page(rows, limit, |row| format!("{}.{}", row.item, row.name)) })
}
