//! What is worked out set-wise when tables are rebuilt from the journal.

use crate::store::statement::Sql;

statements! {
    /// Notes a number that several vouchers have.
    FILL_SAME_NUMBER = "insert into same_number (business_id, series, fy, serial) values (?1, ?2, ?3, ?4) \
        on conflict (business_id, series, fy, serial) do nothing";
    /// A voucher's row, what is set against it and whether it is cancelled left for the end. Parameters as of
    /// `VOUCHER_INSERT`.
    FILL_VOUCHER = "insert into voucher (business_id, id, op_id, ms, kind, date, fy, series, serial, number, party_id, \
        party_name, note, mode, amount, due, paid, cancelled) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 0, 0) \
        on conflict (business_id, id) do nothing";
    /// What is cancelled.
    FILL_CANCELLED = "update voucher set cancelled = 1 where business_id = ?1 \
        and id in (select c.voucher_id from cancellation c where c.business_id = ?1)";
    /// What is set against every voucher that stands, by the vouchers on the other side that do: of a payment all, of a bill
    /// what its payments have to give.
    FILL_PAID = concat!("update voucher set paid = s.amount from (\
        select t.id, cast(sum(t.amount) as bigint) as amount from (\
        select a.payment_id as id, a.amount from allocation a join voucher b on b.business_id = ?1 and b.id = a.bill_id \
        and b.cancelled = 0 where a.business_id = ?1 \
        union all select share.bill_id as id, ", pays!(), " as amount from ", uses!("join voucher b on b.business_id = ?1 \
        and b.id = r.bill_id and b.cancelled = 0 where r.business_id = ?1"), " join voucher p on p.business_id = ?1 \
        and p.id = share.payment_id and p.cancelled = 0) t group by t.id) s \
        where voucher.business_id = ?1 and voucher.id = s.id and voucher.cancelled = 0");
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
