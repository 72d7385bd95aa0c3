//! Items and stock.

use crate::store::statement::Sql;

macro_rules! item {
    () => {
        "select id, name, code, hsn, unit, price, price_includes_tax, mrp, treatment, rates, track_stock, low_stock, \
         archived, stock from item where business_id = ?1 "
    };
}

/// By a figure; all of them, or (?6 = 1) those at or below the warning level. They are sorted when they are asked for: an
/// index on what is in stock would cost every sale.
macro_rules! by_figure {
    ($figure:literal, $than:literal, $order:literal) => {
        concat!(
            item!(),
            "and archived = ?2 and (cast(?6 as bigint) = 0 or (track_stock = 1 and stock <= low_stock)) \
             and (",
            $figure,
            ", id) ",
            $than,
            " (?3, ?4) order by ",
            $figure,
            " ",
            $order,
            ", id ",
            $order,
            " limit ?5"
        )
    };
}

statements! {
    /// One item.
    ITEM_GET = concat!(item!(), "and id = ?2");
    /// Several items.
    ITEMS_GET = each!(item!(), "and id = ");
    /// By name, above (name, id).
    ITEM_BY_NAME = concat!(item!(), "and archived = ?2 and (name, id) > (?3, ?4) order by name, id limit ?5");
    /// At or below the warning level, by name, above (name, id).
    ITEM_LOW = concat!(item!(), "and archived = ?2 and track_stock = 1 and stock <= low_stock and (name, id) > (?3, ?4) \
        order by name, id limit ?5");
    /// By what is in stock, the most first, below (stock, id).
    ITEM_MOST_STOCK = by_figure!("stock", "<", "desc");
    /// By what is in stock, the least first, above (stock, id).
    ITEM_LEAST_STOCK = by_figure!("stock", ">", "asc");
    /// By price, the highest first, below (price, id).
    ITEM_DEAREST = by_figure!("price", "<", "desc");
    /// By price, the lowest first, above (price, id).
    ITEM_CHEAPEST = by_figure!("price", ">", "asc");
    /// What was sold last: items of the latest bills, newest first; one stands as often as it was sold.
    ITEMS_SOLD_LAST = "select m.item_id from voucher v \
        join movement m on m.business_id = v.business_id and m.voucher_id = v.id and m.reversal = 0 \
        where v.business_id = ?1 and v.kind = 'sale' and v.cancelled = 0 \
        order by v.date desc, v.id desc, m.n limit ?2";
    /// Under one code, newest first.
    ITEM_BY_CODE = concat!(item!(), "and code = ?2 and archived = 0 order by id desc limit 20");
    /// The last two years in which an item moved, up to a year, newest first.
    STOCK_LAST_YEARS = "select quantity_in, value_in, quantity_left, value_left from stock_year \
        where business_id = ?1 and item_id = ?2 and fy <= ?3 order by fy desc limit 2";
    /// What of each item came in over some days of a year, what that cost and what went out; the same of the whole year; what
    /// lay there at the end of the last year before. What takes a voucher back counts where the voucher does.
    STOCK_MOVED = "select s.quantity_in, s.value_in, s.quantity_out, t.quantity_in, t.value_in, t.quantity_out, \
        y.quantity_left, y.value_left from (\
        select m.item_id, \
        cast(sum(case when (m.quantity > 0) <> (m.reversal = 1) then m.quantity else 0 end) as bigint) as quantity_in, \
        cast(sum(case when (m.quantity > 0) <> (m.reversal = 1) then m.value else 0 end) as bigint) as value_in, \
        cast(sum(case when (m.quantity > 0) <> (m.reversal = 1) then 0 else -m.quantity end) as bigint) as quantity_out \
        from voucher v join movement m on m.business_id = v.business_id and m.voucher_id = v.id \
        where v.business_id = ?1 and v.date >= ?2 and v.date <= ?3 group by m.item_id) s \
        left join stock_year t on t.business_id = ?1 and t.item_id = s.item_id and t.fy = ?4 \
        left join stock_year y on y.business_id = ?1 and y.item_id = s.item_id and y.fy = (select max(p.fy) \
        from stock_year p where p.business_id = ?1 and p.item_id = s.item_id and p.fy < ?4)";
    /// What all stock is worth at the end of a year.
    STOCK_WORTH = "select cast(coalesce(sum(gained), 0) as bigint) from stock_worth where business_id = ?1 and fy <= ?2";
}
