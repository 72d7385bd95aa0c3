//! Lists of bills and payments.

use crate::store::statement::Sql;

macro_rules! bill {
    ($condition:literal) => {
        concat!(
            "select id, date, number, party_name, party_id, amount, paid, cancelled, due from voucher where business_id = ?1 and kind = 'sale' ",
            $condition
        )
    };
}

/// Newest first, from a day on, below (date, id).
macro_rules! page {
    ($condition:literal) => {
        concat!(
            "select id, date, number, party_name, party_id, amount, paid, cancelled, due from voucher where business_id = ?1 and kind = 'sale' ",
            $condition,
            "and date >= ?2 and (date, id) < (?3, ?4) order by date desc, id desc limit ?5"
        )
    };
}

/// Oldest first, up to a day, above (date, id).
macro_rules! page_up {
    ($condition:literal) => {
        concat!(
            "select id, date, number, party_name, party_id, amount, paid, cancelled, due from voucher where business_id = ?1 and kind = 'sale' ",
            $condition,
            "and date <= ?2 and (date, id) > (?3, ?4) order by date, id limit ?5"
        )
    };
}

/// By a figure, within days, of one standing (0 for every: 1 unpaid, 2 paid, 3 cancelled).
macro_rules! by_figure {
    ($figure:literal, $than:literal, $order:literal, $condition:literal) => {
        concat!(
            "select id, date, number, party_name, party_id, amount, paid, cancelled, due from voucher where business_id = ?1 and kind = 'sale' \
             and date >= ?2 and date <= ?6 and (", $figure, ", id) ", $than, " (?3, ?4) and cast(?7 as bigint) in \
             (0, case when cancelled = 1 then 3 when amount > paid then 1 else 2 end) ",
            $condition,
            "order by ", $figure, " ", $order, ", id ", $order, " limit ?5"
        )
    };
}

macro_rules! payment {
    ($condition:literal) => {
        concat!(
            "select v.id, v.kind, v.date, v.number, v.party_name, v.amount, v.cancelled, c.body from voucher v \
             join change c on c.business_id = v.business_id and c.op_id = v.op_id and c.standing < 2 where v.business_id = ?1 ",
            $condition,
            "and v.date >= ?2 and (v.date, v.id) < (?3, ?4) order by v.date desc, v.id desc limit ?5"
        )
    };
}

/// Oldest first, up to a day, above (date, id).
macro_rules! payment_up {
    ($condition:literal) => {
        concat!(
            "select v.id, v.kind, v.date, v.number, v.party_name, v.amount, v.cancelled, c.body from voucher v \
             join change c on c.business_id = v.business_id and c.op_id = v.op_id and c.standing < 2 where v.business_id = ?1 ",
            $condition,
            "and v.date <= ?2 and (v.date, v.id) > (?3, ?4) order by v.date, v.id limit ?5"
        )
    };
}

/// Goods bought, of a supplier or paid at once; opening stock, and goods that went out, were not. Newest first, from a day
/// on, below (date, id).
macro_rules! purchases {
    ($condition:literal) => {
        concat!(
            "select id, date, note, party_name, amount, cancelled from voucher where business_id = ?1 and kind = 'stock' \
             and amount > 0 and (party_id is not null or mode <> '') ",
            $condition,
            "and date >= ?2 and (date, id) < (?3, ?4) order by date desc, id desc limit ?5"
        )
    };
}

statements! {
    /// All bills.
    BILLS = page!("");
    /// Not fully paid.
    BILLS_UNPAID = page!("and cancelled = 0 and amount > paid ");
    /// Fully paid.
    BILLS_PAID = page!("and cancelled = 0 and amount <= paid ");
    /// Cancelled.
    BILLS_CANCELLED = page!("and cancelled = 1 ");
    /// All bills of a party.
    PARTY_BILLS = page!("and party_id = ?6 ");
    /// Not fully paid, of a party.
    PARTY_BILLS_UNPAID = page!("and party_id = ?6 and cancelled = 0 and amount > paid ");
    /// Fully paid, of a party.
    PARTY_BILLS_PAID = page!("and party_id = ?6 and cancelled = 0 and amount <= paid ");
    /// Cancelled, of a party.
    PARTY_BILLS_CANCELLED = page!("and party_id = ?6 and cancelled = 1 ");
    /// All bills, oldest first.
    BILLS_UP = page_up!("");
    /// Not fully paid, oldest first.
    BILLS_UP_UNPAID = page_up!("and cancelled = 0 and amount > paid ");
    /// Fully paid, oldest first.
    BILLS_UP_PAID = page_up!("and cancelled = 0 and amount <= paid ");
    /// Cancelled, oldest first.
    BILLS_UP_CANCELLED = page_up!("and cancelled = 1 ");
    /// All bills of a party, oldest first.
    PARTY_BILLS_UP = page_up!("and party_id = ?6 ");
    /// Not fully paid, of a party, oldest first.
    PARTY_BILLS_UP_UNPAID = page_up!("and party_id = ?6 and cancelled = 0 and amount > paid ");
    /// Fully paid, of a party, oldest first.
    PARTY_BILLS_UP_PAID = page_up!("and party_id = ?6 and cancelled = 0 and amount <= paid ");
    /// Cancelled, of a party, oldest first.
    PARTY_BILLS_UP_CANCELLED = page_up!("and party_id = ?6 and cancelled = 1 ");
    /// By total, the largest first.
    BILLS_LARGEST = by_figure!("amount", "<", "desc", "");
    /// By total, the smallest first.
    BILLS_SMALLEST = by_figure!("amount", ">", "asc", "");
    /// By what is still owed, the most first.
    BILLS_MOST_DUE = by_figure!("amount - paid", "<", "desc", "");
    /// By total, of a party, the largest first.
    PARTY_BILLS_LARGEST = by_figure!("amount", "<", "desc", "and party_id = ?8 ");
    /// By total, of a party, the smallest first.
    PARTY_BILLS_SMALLEST = by_figure!("amount", ">", "asc", "and party_id = ?8 ");
    /// By what is still owed, of a party, the most first.
    PARTY_BILLS_MOST_DUE = by_figure!("amount - paid", "<", "desc", "and party_id = ?8 ");
    /// By the running part of the number, newest first.
    BILLS_BY_SERIAL = bill!("and serial = ?2 order by date desc, id desc limit ?3");
    /// Goods bought, newest first.
    PURCHASES = purchases!("");
    /// Goods bought of a supplier, newest first.
    PARTY_PURCHASES = purchases!("and party_id = ?6 ");
    /// Money in, newest first.
    RECEIPTS = payment!("and v.kind = 'receipt' ");
    /// Money out, newest first.
    PAYMENTS = payment!("and v.kind = 'payment' ");
    /// Money in from a party, newest first.
    PARTY_RECEIPTS = payment!("and v.kind = 'receipt' and v.party_id = ?6 ");
    /// Money out to a party, newest first.
    PARTY_PAYMENTS = payment!("and v.kind = 'payment' and v.party_id = ?6 ");
    /// Money in, oldest first.
    RECEIPTS_UP = payment_up!("and v.kind = 'receipt' ");
    /// Money out, oldest first.
    PAYMENTS_UP = payment_up!("and v.kind = 'payment' ");
    /// Money in from a party, oldest first.
    PARTY_RECEIPTS_UP = payment_up!("and v.kind = 'receipt' and v.party_id = ?6 ");
    /// Money out to a party, oldest first.
    PARTY_PAYMENTS_UP = payment_up!("and v.kind = 'payment' and v.party_id = ?6 ");
}
