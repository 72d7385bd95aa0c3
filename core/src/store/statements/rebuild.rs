//! Sums worked out set-wise, when tables are rebuilt from the journal.

use crate::store::statement::Sql;

statements! {
    /// Totals of accounts by month.
    FILL_ACCOUNT_MONTH = "insert into account_month (business_id, account, month, debit, credit) \
        select business_id, account, month, cast(sum(case when amount > 0 then amount else 0 end) as bigint), \
        cast(sum(case when amount < 0 then -amount else 0 end) as bigint) from posting \
        where business_id = ?1 group by business_id, account, month";
    /// Totals of parties by month.
    FILL_PARTY_MONTH = "insert into party_month (business_id, party_id, month, amount) \
        select business_id, party_id, month, cast(sum(amount) as bigint) from posting \
        where business_id = ?1 and party_id is not null group by business_id, party_id, month";
    /// Balances and last activity of parties.
    FILL_PARTY = "insert into party (business_id, id, balance, last_ms, last_date) \
        select p.business_id, p.party_id, cast(sum(p.amount) as bigint), \
        coalesce(max(case when p.reversal = 0 then v.ms else 0 end), 0), max(p.date) \
        from posting p left join voucher v on v.business_id = p.business_id and v.id = p.voucher_id \
        where p.business_id = ?1 and p.party_id is not null group by p.business_id, p.party_id \
        on conflict (business_id, id) do update set balance = excluded.balance, last_ms = excluded.last_ms, \
        last_date = excluded.last_date";
    /// Stock of items.
    FILL_ITEM = "insert into item (business_id, id, stock) \
        select business_id, item_id, cast(sum(quantity) as bigint) from movement \
        where business_id = ?1 group by business_id, item_id \
        on conflict (business_id, id) do update set stock = excluded.stock";
    /// Stock of items by financial year; what was left is worked out from year to year.
    FILL_STOCK_YEAR = "insert into stock_year (business_id, item_id, fy, quantity_in, value_in, quantity_out, quantity_left, \
        value_left) select business_id, item_id, fy, \
        cast(sum(case when (quantity > 0 and reversal = 0) or (quantity <= 0 and reversal = 1) then quantity else 0 end) as bigint), \
        cast(sum(case when (quantity > 0 and reversal = 0) or (quantity <= 0 and reversal = 1) then value else 0 end) as bigint), \
        cast(sum(case when (quantity > 0 and reversal = 0) or (quantity <= 0 and reversal = 1) then 0 else -quantity end) as bigint), 0, 0 \
        from movement where business_id = ?1 group by business_id, item_id, fy";
    /// Items and their years, after (item, year).
    STOCK_YEAR_PAGE = "select item_id, fy, quantity_in, value_in, quantity_out, quantity_left, value_left from stock_year \
        where business_id = ?1 and (item_id, fy) > (?2, ?3) order by item_id, fy limit ?4";
    /// Numbers that several vouchers have.
    FILL_SAME_NUMBER = "insert into same_number (business_id, series, fy, serial) \
        select business_id, series, fy, serial from voucher where business_id = ?1 and serial > 0 \
        group by business_id, series, fy, serial having count(*) > 1";
    /// A voucher's row, what is set against it and whether it is cancelled left for the end. Parameters as of
    /// `VOUCHER_INSERT`.
    FILL_VOUCHER = "insert into voucher (business_id, id, op_id, ms, kind, date, fy, series, serial, number, party_id, \
        party_name, note, mode, amount, paid, cancelled) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 0, 0) \
        on conflict (business_id, id) do nothing";
    /// What is cancelled.
    FILL_CANCELLED = "update voucher set cancelled = 1 where business_id = ?1 \
        and id in (select c.voucher_id from cancellation c where c.business_id = ?1)";
    /// What is set against every voucher, cancelled ones on either side left out.
    FILL_PAID = "update voucher set paid = s.amount from (\
        select t.id, cast(sum(t.amount) as bigint) as amount from (\
        select a.bill_id as id, a.payment_id, a.bill_id, a.amount from allocation a where a.business_id = ?1 \
        union all select a.payment_id as id, a.payment_id, a.bill_id, a.amount from allocation a where a.business_id = ?1) t \
        where not exists (select 1 from cancellation c where c.business_id = ?1 and c.voucher_id = t.payment_id) \
        and not exists (select 1 from cancellation c where c.business_id = ?1 and c.voucher_id = t.bill_id) \
        group by t.id) s where voucher.business_id = ?1 and voucher.id = s.id";
    /// The texts that search terms are made of: record, field, value, kind.
    TERM_SOURCES = "select f.rec_id, f.name, f.value, case when p.id is not null then 'party' else 'item' end \
        from field f left join party p on p.business_id = f.business_id and p.id = f.rec_id \
        left join item i on i.business_id = f.business_id and i.id = f.rec_id \
        where f.business_id = ?1 and f.name in ('name', 'phone', 'code', 'hsn') \
        and (p.id is not null or i.id is not null) and (f.rec_id, f.name) > (?2, ?3) \
        order by f.rec_id, f.name limit ?4";
    /// Adds a term.
    TERM_INSERT = "insert into term (business_id, kind, term, rec_id, field) values (?1, ?2, ?3, ?4, ?5) \
        on conflict (business_id, kind, term, rec_id, field) do nothing";
}

/// Empties a table of one business.
macro_rules! clear {
    ($($table:literal)+) => {
        /// The statements that empty the projections.
        pub static CLEAR: &[Sql] = &[$(Sql {
            name: concat!("clear.", $table),
            text: concat!("delete from ", $table, " where business_id = ?1"),
        },)+];
    };
}

clear! {
    "claim" "field" "party" "item" "voucher" "posting" "movement" "same_number" "ahead" "cancellation" "allocation" "account_month" "party_month" "stock_year" "stock_worth" "attachment" "term"
}

#[cfg(test)]
mod tests {
    use crate::store::schema::{self, Role};

    #[test]
    fn every_projection_is_emptied_before_it_is_worked_out_anew() {
        let cleared: Vec<&str> = super::CLEAR.iter().filter_map(|clear| clear.name.strip_prefix("clear.")).collect();
        let projections: Vec<&str> = schema::of(Role::Projection).map(|table| table.name).collect();
        assert_eq!(cleared, projections);
    }
}
