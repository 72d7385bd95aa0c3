//! Parties: lists, balances, statements, what is open.

use crate::store::statement::Sql;

macro_rules! row {
    () => {
        "select id, name, phone, role, balance, last_date, credit_limit, last_ms, archived, credit_days \
         from party where business_id = ?1 "
    };
}

/// Parties in an order that no index has: they are sorted when they are asked for, since an index on names would cost
/// every entry of a khata.
macro_rules! sorted {
    ($which:literal, up $figure:literal) => {
        concat!(row!(), "and ", $which, " and (", $figure, ", id) > (?4, ?5) order by ", $figure, ", id limit ?6")
    };
    ($which:literal, down $figure:literal) => {
        concat!(
            row!(),
            "and ",
            $which,
            " and (",
            $figure,
            ", id) < (?4, ?5) order by ",
            $figure,
            " desc, id desc limit ?6"
        )
    };
}

/// Those in the lists or out of them, of one role or of all.
macro_rules! listed {
    ($($order:tt)+) => { sorted!("archived = ?2 and (?3 = '' or role = ?3)", $($order)+) };
}

/// Those whose balance lies between two figures.
macro_rules! owing {
    ($($order:tt)+) => { sorted!("balance >= ?2 and balance <= ?3", $($order)+) };
}

/// What stands in a party's khata.
macro_rules! posted {
    () => {
        "select p.voucher_id, p.reversal, p.n, p.date, p.amount, v.kind, v.number, v.cancelled, v.note, v.mode \
         from posting p join voucher v on v.business_id = p.business_id and v.id = p.voucher_id \
         where p.business_id = ?1 and p.party_id = ?2 "
    };
}

statements! {
    /// A party with everything.
    PARTY_GET = "select id, name, phone, role, registration, gstin, state, address, pin, email, credit_limit, note, archived, \
        balance, last_date, credit_days, \
        coalesce((select f.value from field f where f.business_id = ?1 and f.rec_id = ?2 and f.name = 'consent'), '') \
        from party where business_id = ?1 and id = ?2";
    /// A row of the list.
    PARTY_ROW = concat!(row!(), "and id = ?2");
    /// By last activity, below (last_ms, id).
    PARTY_RECENT = concat!(row!(), "and archived = ?2 and (last_ms, id) < (?3, ?4) order by last_ms desc, id desc limit ?5");
    /// Suppliers by last activity, below (last_ms, id).
    PARTY_SUPPLIERS = concat!(row!(), "and archived = ?2 and role = 'supplier' and (last_ms, id) < (?3, ?4) \
        order by last_ms desc, id desc limit ?5");
    /// Those who owe at least so much, largest first, below (balance, id); hidden ones too: a debt is never out of the lists.
    PARTY_DUE = concat!(row!(), "and balance >= ?2 and (balance, id) < (?3, ?4) order by balance desc, id desc limit ?5");
    /// Those to whom the shop owes, largest first, above (balance, id).
    PARTY_ADVANCE = concat!(row!(), "and balance < 0 and (balance, id) > (?2, ?3) order by balance, id limit ?4");
    /// By name, above (name, id).
    PARTY_BY_NAME = listed!(up "name");
    /// By balance, who owes the most first, below (balance, id).
    PARTY_MOST_DUE = listed!(down "balance");
    /// By balance, to whom the shop owes the most first, above (balance, id).
    PARTY_LEAST_DUE = listed!(up "balance");
    /// Of a range of balances, by last activity, below (last_ms, id).
    PARTY_OWING_RECENT = owing!(down "last_ms");
    /// Of a range of balances, by name, above (name, id).
    PARTY_OWING_BY_NAME = owing!(up "name");
    /// Of a range of balances, the highest first, below (balance, id).
    PARTY_OWING_MOST = owing!(down "balance");
    /// Of a range of balances, the lowest first, above (balance, id).
    PARTY_OWING_LEAST = owing!(up "balance");
    /// Sum and number of those who owe at least so much.
    PARTY_TO_COLLECT = "select cast(coalesce(sum(balance), 0) as bigint), cast(count(*) as bigint) from party \
        where business_id = ?1 and balance >= ?2";
    /// Sum and number of those to whom the shop owes.
    PARTY_TO_GIVE = "select cast(coalesce(sum(-balance), 0) as bigint), cast(count(*) as bigint) from party \
        where business_id = ?1 and balance < 0";
    /// Postings of a party from a day on, newest first, below (date, voucher, reversal, n).
    STATEMENT_NEWEST = concat!(posted!(), "and p.date >= ?3 and (p.date, p.voucher_id, p.reversal, p.n) < (?4, ?5, ?6, ?7) \
        order by p.date desc, p.voucher_id desc, p.reversal desc, p.n desc limit ?8");
    /// Postings of a party up to a day, oldest first, above (date, voucher, reversal, n).
    STATEMENT_OLDEST = concat!(posted!(), "and p.date <= ?3 and (p.date, p.voucher_id, p.reversal, p.n) > (?4, ?5, ?6, ?7) \
        order by p.date, p.voucher_id, p.reversal, p.n limit ?8");
    /// Goods that the shop bought from a party, taken back since or not: one of them.
    PARTY_BOUGHT = "select id from voucher where business_id = ?1 and party_id = ?2 and kind = 'stock' limit 1";
    /// A party's postings before a month, from the monthly totals.
    PARTY_BEFORE_MONTH = "select cast(coalesce(sum(amount), 0) as bigint) from party_month \
        where business_id = ?1 and party_id = ?2 and month < ?3";
    /// A party's postings in [?3, ?4).
    PARTY_BETWEEN = "select cast(coalesce(sum(amount), 0) as bigint) from posting \
        where business_id = ?1 and party_id = ?2 and date >= ?3 and date < ?4";
    /// A party's postings of a day, below (voucher, reversal, n).
    PARTY_OF_DAY = "select cast(coalesce(sum(amount), 0) as bigint) from posting \
        where business_id = ?1 and party_id = ?2 and date = ?3 and (voucher_id, reversal, n) < (?4, ?5, ?6)";
    /// Bills, khata entries, old balances and money given to a party against which not all is set, oldest first; beside
    /// each the party's balance.
    OPEN_DEBTS = "select id, date, number, party_name, party_id, amount, paid, cancelled, due, kind, \
        (select p.balance from party p where p.business_id = ?1 and p.id = ?2) from voucher \
        where business_id = ?1 and party_id = ?2 and cancelled = 0 and amount > paid and party_id is not null \
        and kind in ('sale', 'gave', 'opening', 'payment') order by date, id limit 100000";
    /// Money from a party, its credit notes and its advance from before the books, of which not all is set against anything, oldest first; what is left.
    OPEN_CREDITS = "select id, amount - paid from voucher \
        where business_id = ?1 and party_id = ?2 and cancelled = 0 and amount > paid and party_id is not null \
        and kind in ('receipt', 'return', 'opening_credit') order by date, id limit 1000";
    /// What is not set against anything of a party's credits that are newer than one, goods bought among them.
    NEWER_CREDITS = "select cast(coalesce(sum(amount - paid), 0) as bigint) from voucher \
        where business_id = ?1 and party_id = ?2 and cancelled = 0 and amount > paid and party_id is not null \
        and kind in ('receipt', 'return', 'opening_credit', 'stock') and (date, id) > (?3, ?4)";
}
