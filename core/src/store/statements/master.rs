//! Masters: fields, the columns that follow them, search terms.

use crate::store::statement::Sql;

statements! {
    /// Lets a field's value win if its stamp is the greatest.
    FIELD_SET = "insert into field (business_id, rec_id, name, ms, op_id, value) values (?1, ?2, ?3, ?4, ?5, ?6) \
        on conflict (business_id, rec_id, name) do update \
        set ms = excluded.ms, op_id = excluded.op_id, value = excluded.value \
        where (excluded.ms, excluded.op_id) > (field.ms, field.op_id)";
    /// All fields of a record: name, value.
    FIELDS = "select name, value from field where business_id = ?1 and rec_id = ?2 order by name";
    /// A party's row before its fields arrive.
    PARTY_ENSURE = "insert into party (business_id, id) values (?1, ?2) on conflict (business_id, id) do nothing";
    /// An item's row before its fields arrive.
    ITEM_ENSURE = "insert into item (business_id, id) values (?1, ?2) on conflict (business_id, id) do nothing";
    /// Drops the terms of a field, if this change holds it.
    TERM_CLEAR = "delete from term where business_id = ?1 and rec_id = ?2 and field = ?3 and exists \
        (select 1 from field f where f.business_id = ?1 and f.rec_id = ?2 and f.name = ?3 and f.op_id = ?4)";
    /// Adds a term of a field, if this change holds it.
    TERM_ADD = "insert into term (business_id, kind, term, rec_id, field) \
        select f.business_id, ?5, ?6, f.rec_id, f.name from field f \
        where f.business_id = ?1 and f.rec_id = ?2 and f.name = ?3 and f.op_id = ?4 \
        on conflict (business_id, kind, term, rec_id, field) do nothing";
    /// Records of a kind with a term in [?3, ?4), in the order of their terms.
    TERM_FIND = "select rec_id from term where business_id = ?1 and kind = ?2 and term >= ?3 and term < ?4 \
        order by term, rec_id limit ?5";
    /// The same, with a second word in [?6, ?7).
    TERM_FIND_BOTH = "select t.rec_id from term t where t.business_id = ?1 and t.kind = ?2 and t.term >= ?3 and t.term < ?4 \
        and exists (select 1 from term s where s.business_id = ?1 and s.rec_id = t.rec_id and s.kind = ?2 \
        and s.term >= ?6 and s.term < ?7) order by t.term, t.rec_id limit ?5";
}

/// Sets a column to a field's value, if this change holds the field. The row is there: named by its key as what it would
/// conflict with, it is found by that key whatever a planner thinks of the table.
macro_rules! columns {
    ($(#[$doc:meta])+ $list:ident, $table:literal, $($column:literal)+) => {
        $(#[$doc])+
        pub static $list: &[(&str, Sql)] = &[$(($column, Sql {
            name: concat!($table, ".", $column),
            text: concat!(
                "insert into ", $table, " (business_id, id, ", $column, ") select f.business_id, f.rec_id, ?3 from field f ",
                "where f.business_id = ?1 and f.rec_id = ?2 and f.name = '", $column, "' and f.op_id = ?4 ",
                "on conflict (business_id, id) do update set ", $column, " = excluded.", $column
            ),
        }),)+];
    };
}

columns! {
    /// Columns of a party that follow its fields.
    PARTY_COLUMNS, "party",
    "name" "phone" "role" "registration" "gstin" "state" "address" "pin" "email" "credit_limit" "credit_days" "note" "archived"
}

columns! {
    /// Columns of an item that follow its fields.
    ITEM_COLUMNS, "item",
    "name" "code" "hsn" "unit" "price" "price_includes_tax" "mrp" "treatment" "rates" "track_stock" "low_stock" "archived"
}
