//! What is in stock and what it is worth, item by item.

use crate::api::Session;
use crate::api::report::{GetStock, Stock, StockRow, StockSort};
use crate::error::Result;
use crate::id::ItemId;
use crate::page::{self, After, AfterName};
use crate::report::stock_value;
use crate::store::Engine;
use crate::store::statements::report as sql;

/// A page of the items whose stock is counted.
pub async fn stock<E: Engine>(session: &mut Session<'_, E>, request: GetStock) -> Result<Stock> {
    let business = session.business().await?;
    let limit = page::rows(request.limit);
    let year = session.today().financial_year();
    let after = request.after.as_deref();
    let (query, [order, id]) = match request.sort {
        StockSort::Name => (&sql::STOCK, AfterName::read(after)?.params()),
        StockSort::MostStock => (&sql::STOCK_MOST, After::newest(after)?.params()),
        StockSort::LeastStock => (&sql::STOCK_LEAST, After::oldest(after)?.params()),
        StockSort::MostWorth => (&sql::STOCK_MOST_WORTH, After::newest(after)?.params()),
        StockSort::LeastWorth => (&sql::STOCK_LEAST_WORTH, After::oldest(after)?.params()),
    };
    let fy = i64::from(year.start());
    let query = query.with([business.into(), fy.into(), order, id, limit.into(), request.low.into()]);
    let (mut rows, mut figures) = (Vec::new(), (0, 0));
    for row in session.rows(&query).await? {
        // As they are kept: what is shown of a stock ends at the largest quantity.
        figures = (row.int(3)?, row.int(5)?);
        let item: ItemId = row.id(0)?;
        let name = row.text(1)?;
        let (unit, stock, low_stock, value) = (row.text(2)?, row.stock(3)?, row.milli(4)?, row.listed(5)?);
        rows.push(StockRow { item, name, unit, stock, low_stock, value });
    }
    let value = stock_value::at_end_of(session, year).await?;
    let page = page::page(rows, limit, |row| match request.sort {
        StockSort::Name => page::name_cursor(row.item.uuid(), &row.name),
        StockSort::MostStock | StockSort::LeastStock => page::cursor(figures.0, row.item.uuid()),
        StockSort::MostWorth | StockSort::LeastWorth => page::cursor(figures.1, row.item.uuid()),
    });
    Ok(Stock { value, page })
}
