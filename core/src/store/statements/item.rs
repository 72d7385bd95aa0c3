//! Items and stock.

use crate::store::statement::Sql;

macro_rules! item {
    () => {
        "select id, name, code, hsn, unit, price, price_includes_tax, mrp, treatment, rates, track_stock, low_stock, \
         archived, stock from item where business_id = ?1 "
    };
}

statements! {
    /// One item.
    ITEM_GET = concat!(item!(), "and id = ?2");
    /// By name, above (name, id).
    ITEM_BY_NAME = concat!(item!(), "and archived = ?2 and (name, id) > (?3, ?4) order by name, id limit ?5");
    /// At or below the warning level, by name, above (name, id).
    ITEM_LOW = concat!(item!(), "and archived = ?2 and track_stock = 1 and stock <= low_stock and (name, id) > (?3, ?4) \
        order by name, id limit ?5");
    /// Under one code, newest first.
    ITEM_BY_CODE = concat!(item!(), "and code = ?2 and archived = 0 order by id desc limit 20");
    /// What all stock is worth at the end of a year.
    STOCK_WORTH = "select cast(coalesce(sum(gained), 0) as bigint) from stock_worth where business_id = ?1 and fy <= ?2";
}
