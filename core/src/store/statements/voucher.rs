//! Vouchers: rows that say what happened, and the sums kept over them.

use crate::store::statement::Sql;

/// Whether a voucher is there and was not taken back. Counted row by row, which no planner takes for a join: where it knows
/// nothing of a table yet it would read all of the shop's for each row.
macro_rules! stands {
    ($voucher:literal) => {
        concat!(
            "(select count(*) from voucher o where o.business_id = ?1 and o.id = ",
            $voucher,
            " and o.cancelled = 0) = 1"
        )
    };
}

/// How much was ever set of a payment, whatever of it was taken back: not below what it is set against.
macro_rules! ever_set {
    ($payment:literal) => {
        concat!(
            "(select sum(g.amount) from allocation g where g.business_id = ?1 and g.payment_id = ",
            $payment,
            " and g.amount > 0)"
        )
    };
}

/// What pays a bill, or what a payment is set against, where the voucher itself stands: of a bill what its payments have to
/// give, of a payment all that is set, also where two devices set more than it comes to. The other side has to stand, too:
/// what is not in the books, or not yet, neither pays nor is paid. Each half goes by its own index. A payment is known
/// before its uses are looked at, and those are put in order only where more was ever set than it comes to: an advance may
/// have thousands.
macro_rules! settled {
    ($voucher:literal) => {
        concat!(
            "(select cast(coalesce(sum(s.amount), 0) as bigint) from (",
            "select a.amount from allocation a where a.business_id = ?1 and a.payment_id = ",
            $voucher,
            " and (a.bill_id = ",
            $voucher,
            " or ",
            stands!("a.bill_id"),
            ") union all select case when ",
            ever_set!("p.id"),
            " <= p.amount then source.net else (select ",
            pays!(),
            " from ",
            uses!(concat!(
                "where r.business_id = ?1 and r.payment_id = p.id and (r.bill_id = ",
                $voucher,
                " or ",
                stands!("r.bill_id"),
                ")"
            )),
            " where share.bill_id = ",
            $voucher,
            ") end from (select m.payment_id, sum(m.amount) as net from allocation m where m.business_id = ?1 \
            and m.bill_id = ",
            $voucher,
            " group by m.payment_id) source cross join voucher p \
            where p.business_id = ?1 and p.id = source.payment_id and p.cancelled = 0) s)"
        )
    };
}

/// Whether a voucher was taken back before it came.
macro_rules! cancelled_before {
    () => {
        "(select cast(count(*) as bigint) from cancellation c where c.business_id = ?1 and c.voucher_id = ?2)"
    };
}

/// What is set against a stored voucher: nothing of one that was taken back.
macro_rules! settled_row {
    () => {
        concat!("case when voucher.cancelled = 1 then 0 else ", settled!("voucher.id"), " end")
    };
}

statements! {
    /// A voucher's row. What is set against it and whether it is cancelled may be known before it arrives.
    VOUCHER_INSERT = concat!(
        "insert into voucher (business_id, id, op_id, ms, kind, date, fy, series, serial, number, party_id, party_name, note, \
        mode, amount, due, paid, cancelled) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, \
        case when ", cancelled_before!(), " > 0 then 0 else ", settled!("?2"), " end, ", cancelled_before!(), ") \
        on conflict (business_id, id) do nothing");
    /// Which vouchers are there.
    VOUCHERS_KNOWN = each!("select id from voucher where business_id = ?1 and id = ");
    /// A row when the voucher is there.
    VOUCHER_KNOWN = "select cancelled from voucher where business_id = ?1 and id = ?2";
    /// Notes which numbers, from one to another, several vouchers have; in whatever order those arrive.
    SAME_NUMBERS_ADD = "insert into same_number (business_id, series, fy, serial) \
        select v.business_id, v.series, v.fy, v.serial from voucher v \
        where v.business_id = ?1 and v.series = ?2 and v.fy = ?3 and v.serial >= ?4 and v.serial <= ?5 \
        group by v.business_id, v.series, v.fy, v.serial having count(*) > 1 \
        on conflict (business_id, series, fy, serial) do nothing";
    /// Notes that a voucher's day was still to come when the log took it in, unless another entry holds the voucher.
    AHEAD_ADD = "insert into ahead (business_id, voucher_id) select v.business_id, v.id from voucher v \
        where v.business_id = ?1 and v.id = ?2 and v.op_id = ?3 on conflict (business_id, voucher_id) do nothing";
    /// One posting.
    POSTING_INSERT = "insert into posting (business_id, voucher_id, reversal, n, account, party_id, date, month, amount) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) on conflict (business_id, voucher_id, reversal, n) do nothing";
    /// One movement.
    MOVEMENT_INSERT = "insert into movement (business_id, voucher_id, reversal, n, item_id, date, fy, quantity, value) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) on conflict (business_id, voucher_id, reversal, n) do nothing";
    /// One allocation.
    ALLOCATION_INSERT = "insert into allocation (business_id, op_id, n, payment_id, bill_id, amount, ms) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict (business_id, op_id, n) do nothing";
    /// Adds to an account's month.
    ACCOUNT_MONTH_ADD = "insert into account_month (business_id, account, month, debit, credit) values (?1, ?2, ?3, ?4, ?5) \
        on conflict (business_id, account, month) do update \
        set debit = account_month.debit + excluded.debit, credit = account_month.credit + excluded.credit";
    /// Adds to a party's balance; the newest entry moves it up the list.
    PARTY_ADD = "insert into party (business_id, id, balance, last_ms, last_date) values (?1, ?2, ?3, ?4, ?5) \
        on conflict (business_id, id) do update set balance = party.balance + excluded.balance, \
        last_ms = case when excluded.last_ms > party.last_ms then excluded.last_ms else party.last_ms end, \
        last_date = case when party.last_date is null or excluded.last_date > party.last_date \
        then excluded.last_date else party.last_date end";
    /// Adds to a party's month.
    PARTY_MONTH_ADD = "insert into party_month (business_id, party_id, month, amount) values (?1, ?2, ?3, ?4) \
        on conflict (business_id, party_id, month) do update set amount = party_month.amount + excluded.amount";
    /// Adds to an item's stock.
    ITEM_STOCK_ADD = "insert into item (business_id, id, stock) values (?1, ?2, ?3) \
        on conflict (business_id, id) do update set stock = item.stock + excluded.stock";
    /// Items' years: of each the last one before a year and all from there on.
    STOCK_CHAINS = "select s.item_id, s.fy, s.quantity_in, s.value_in, s.quantity_out, s.quantity_left, s.value_left \
        from stock_year s where s.business_id = ?1 and s.item_id in (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
        and s.fy >= coalesce((select max(p.fy) from stock_year p where p.business_id = ?1 and p.item_id = s.item_id \
        and p.fy < ?10), ?10) order by s.item_id, s.fy";
    /// An item's year: what moved, what was left of it and what that is worth.
    STOCK_YEAR_SET = "insert into stock_year (business_id, item_id, fy, quantity_in, value_in, quantity_out, quantity_left, \
        value_left) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict (business_id, item_id, fy) do update set \
        quantity_in = excluded.quantity_in, value_in = excluded.value_in, quantity_out = excluded.quantity_out, \
        quantity_left = excluded.quantity_left, value_left = excluded.value_left";
    /// Adds to what all stock gained in value over a year.
    STOCK_WORTH_ADD = "insert into stock_worth (business_id, fy, gained) values (?1, ?2, ?3) \
        on conflict (business_id, fy) do update set gained = stock_worth.gained + excluded.gained";
    /// Who cancelled and why: of several, the earliest stamp.
    CANCELLATION_SET = "insert into cancellation (business_id, voucher_id, ms, op_id, reason) values (?1, ?2, ?3, ?4, ?5) \
        on conflict (business_id, voucher_id) do update set ms = excluded.ms, op_id = excluded.op_id, reason = excluded.reason \
        where (excluded.ms, excluded.op_id) < (cancellation.ms, cancellation.op_id)";
    /// What a payment was set against after it was made, act by act; before it what took that back, which stands under a
    /// derived record. What was set against a bill that the log refused is left out: it counts nowhere.
    ALLOCATED_LATER = "select coalesce(c.rec_id, a.op_id), a.bill_id, a.amount from allocation a \
        left join change c on c.business_id = a.business_id and c.op_id = a.op_id and c.standing < 2 \
        where a.business_id = ?1 and a.payment_id = ?2 \
        and not exists (select 1 from voucher v where v.business_id = a.business_id and v.id = a.payment_id and v.op_id = a.op_id) \
        and exists (select 1 from voucher b where b.business_id = a.business_id and b.id = a.bill_id) \
        order by coalesce(c.ms, 0), a.op_id, a.n";
    /// Marks a voucher cancelled; nothing is set against it any more.
    VOUCHER_CANCEL = "update voucher set cancelled = 1, paid = 0 where business_id = ?1 and id = ?2";
    /// Works out anew what is set against a voucher that came, was taken back or is paid otherwise, and against whatever it
    /// stands beside: its payments, the bills that it pays; and where one of its payments was set against more than it comes
    /// to, that one's other bills.
    SETTLE = concat!("update voucher set paid = ", settled_row!(), " where business_id = ?1 and id in (\
        select v.id from voucher v where v.business_id = ?1 and v.id = ?2 \
        union select a.bill_id from allocation a where a.business_id = ?1 and a.payment_id = ?2 \
        union select a.payment_id from allocation a where a.business_id = ?1 and a.bill_id = ?2 \
        union select r.bill_id from allocation a join allocation r on r.business_id = ?1 and r.payment_id = a.payment_id \
        where a.business_id = ?1 and a.bill_id = ?2 and ", ever_set!("a.payment_id"), " > (select p.amount from voucher p \
        where p.business_id = ?1 and p.id = a.payment_id)) and paid <> ", settled_row!());

    /// A voucher with what stands beside it: body of its change, paid, cancelled, reason, kind, when it was made.
    VOUCHER_GET = "select c.body, v.paid, v.cancelled, coalesce(x.reason, ''), v.kind, v.ms from voucher v \
        join change c on c.business_id = v.business_id and c.op_id = v.op_id and c.standing < 2 \
        left join cancellation x on x.business_id = v.business_id and x.voucher_id = v.id \
        where v.business_id = ?1 and v.id = ?2";
    /// The highest serial that a device gave in a series in a financial year: what another said of the series, by chance
    /// or forged, takes no number from it.
    SERIAL_LAST = "select v.serial from voucher v where v.business_id = ?1 and v.series = ?2 and v.fy = ?3 \
        and exists (select 1 from change c where c.business_id = ?1 and c.op_id = v.op_id and c.standing < 2 \
        and c.dev = ?4) order by v.serial desc limit 1";
    /// Credit notes that stand and are set against a bill, oldest first: their bodies. Each has an allocation to its own
    /// bill, of nothing where that was paid, and perhaps to others of the party.
    RETURNS_OF_BILL = "select c.body from allocation a join voucher v on v.business_id = a.business_id and v.id = a.payment_id \
        join change c on c.business_id = v.business_id and c.op_id = v.op_id \
        where a.business_id = ?1 and a.bill_id = ?2 and v.kind = 'return' and v.cancelled = 0 order by v.date, v.id";
    /// Money set against a bill that stands, oldest first: the bodies.
    RECEIPTS_OF_BILL = "select c.body from allocation a join voucher v on v.business_id = a.business_id and v.id = a.payment_id \
        join change c on c.business_id = v.business_id and c.op_id = v.op_id \
        where a.business_id = ?1 and a.bill_id = ?2 and v.kind = 'receipt' and v.cancelled = 0 order by v.date, v.id";
    /// What each payment, credit note or old advance has for a bill, oldest first, also where the bill is cancelled:
    /// payment, amount. As far as it was set against the bill, and has that left beside all else that it is set against;
    /// not counted what it has paid since of the bill (?3) that takes this one's place, if one does.
    PAID_OF_BILL = concat!("select share.id, cast(", pays!(), " as bigint) from (\
        select v.id, v.date, v.amount, sum(case when r.bill_id = ?2 then r.amount else 0 end) as net, \
        sum(r.amount) as upto from (select m.payment_id from allocation m where m.business_id = ?1 and m.bill_id = ?2 \
        group by m.payment_id) source join voucher v on v.business_id = ?1 and v.id = source.payment_id \
        and v.kind in ('receipt', 'return', 'opening_credit') and v.cancelled = 0 \
        join allocation r on r.business_id = ?1 and r.payment_id = v.id and r.bill_id is distinct from ?3 \
        and (r.bill_id = ?2 or ", stands!("r.bill_id"), ") group by v.id, v.date, v.amount) share \
        join voucher p on p.business_id = ?1 and p.id = share.id order by share.date, share.id");
    /// Discounts that stand and let off a part of a debt.
    DISCOUNTS_OF_BILL = "select distinct v.id from allocation a join voucher v on v.business_id = a.business_id and v.id = a.payment_id \
        where a.business_id = ?1 and a.bill_id = ?2 and v.kind = 'discount' and v.cancelled = 0";
    /// Payments made together with a bill that has no party: they go when the bill goes.
    PAYMENTS_OF_BILL = "select distinct v.id from allocation a join voucher v on v.business_id = a.business_id and v.id = a.payment_id \
        where a.business_id = ?1 and a.bill_id = ?2 and v.party_id is null and v.cancelled = 0";
}
