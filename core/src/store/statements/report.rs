//! Reports, from monthly totals where they can be.

use crate::store::statement::Sql;

/// Lines of the day book, with the body where it says what a line is about.
macro_rules! day_book {
    ($page:literal) => {
        concat!(
            "select v.id, v.kind, v.date, v.number, v.party_name, v.amount, v.cancelled, \
             case when v.kind in ('sale', 'return') then null else c.body end from voucher v \
             left join change c on c.business_id = v.business_id and c.op_id = v.op_id and c.standing < 2 \
             where v.business_id = ?1 and ",
            $page,
            " limit ?5"
        )
    };
}

/// Vouchers of days that cannot be right, the last day first, with their entry's place on the log; those up to a place (?3)
/// were seen.
macro_rules! odd_day {
    ($from:literal, $which:literal) => {
        concat!(
            "select v.id, v.number, v.party_name, v.date, v.party_id, coalesce(c.seq, 0) from ",
            $from,
            " \
             join change c on c.business_id = v.business_id and c.op_id = v.op_id and c.standing < 2 \
             where v.business_id = ?1 ",
            $which,
            " and v.cancelled = 0 and (c.seq is null or c.seq > ?3) \
             order by v.date desc, v.id desc limit 200"
        )
    };
}

/// Items whose stock is counted, in an order, with what is left and its worth at the end of a year (?2); all of them, or
/// (?6 = 1) those at or below the warning level. Only by name is there an index.
macro_rules! counted {
    ($figure:literal, $than:literal, $order:literal) => {
        concat!(
            "select s.id, s.name, s.unit, s.stock, s.low_stock, s.worth from (\
             select i.id, i.name, i.unit, i.stock, i.low_stock, coalesce(\
             (select y.value_left from stock_year y where y.business_id = i.business_id and y.item_id = i.id and y.fy <= ?2 \
             order by y.fy desc limit 1), 0) as worth from item i \
             where i.business_id = ?1 and i.archived = 0 and i.track_stock = 1 \
             and (cast(?6 as bigint) = 0 or i.stock <= i.low_stock)) s where (s.",
            $figure,
            ", s.id) ",
            $than,
            " (?3, ?4) order by s.",
            $figure,
            " ",
            $order,
            ", s.id ",
            $order,
            " limit ?5"
        )
    };
}

statements! {
    /// Vouchers up to a day, oldest first, above (date, id).
    DAY_BOOK = day_book!("v.date <= ?2 and (v.date, v.id) > (?3, ?4) order by v.date, v.id");
    /// Vouchers from a day on, newest first, below (date, id).
    DAY_BOOK_DOWN = day_book!("v.date >= ?2 and (v.date, v.id) < (?3, ?4) order by v.date desc, v.id desc");
    /// Sum and number of vouchers by kind over some days, cancelled ones left out.
    DAY_SUMS = "select kind, cast(sum(amount) as bigint), cast(count(*) as bigint) from voucher \
        where business_id = ?1 and date >= ?2 and date <= ?3 and cancelled = 0 group by kind order by kind";
    /// What accounts gained over some days, and of what stands: what came and what went, both above zero. What the shop did
    /// with its own money neither came nor went.
    DAY_ACCOUNTS = "select p.account, cast(sum(p.amount) as bigint), \
        cast(sum(case when v.cancelled = 0 and v.kind not in ('moved', 'counted') and p.amount > 0 then p.amount else 0 end) \
        as bigint), cast(sum(case when v.cancelled = 0 and v.kind not in ('moved', 'counted') and p.amount < 0 \
        then -p.amount else 0 end) as bigint) from voucher v \
        join posting p on p.business_id = v.business_id and p.voucher_id = v.id \
        where v.business_id = ?1 and v.date >= ?2 and v.date <= ?3 group by p.account order by p.account";
    /// What one account gained over some days by kind of voucher, and of what stands: what came and what went.
    ACCOUNT_DAYS = "select v.kind, cast(sum(p.amount) as bigint), \
        cast(sum(case when v.cancelled = 0 and p.amount > 0 then p.amount else 0 end) as bigint), \
        cast(sum(case when v.cancelled = 0 and p.amount < 0 then -p.amount else 0 end) as bigint) from voucher v \
        join posting p on p.business_id = v.business_id and p.voucher_id = v.id \
        where v.business_id = ?1 and v.date >= ?2 and v.date <= ?3 and p.account = ?4 group by v.kind order by v.kind";
    /// An account's balance before a month.
    ACCOUNT_BEFORE = "select cast(coalesce(sum(debit - credit), 0) as bigint) from account_month \
        where business_id = ?1 and account = ?2 and month < ?3";
    /// Accounts over months [?2, ?3]: debit, credit.
    ACCOUNT_MONTHS = "select account, cast(sum(debit) as bigint), cast(sum(credit) as bigint) from account_month \
        where business_id = ?1 and month >= ?2 and month <= ?3 group by account order by account";
    /// Party balances by side, before a month: debtors, creditors.
    PARTY_SIDES_BEFORE = "select cast(coalesce(sum(case when s.amount > 0 then s.amount else 0 end), 0) as bigint), \
        cast(coalesce(sum(case when s.amount < 0 then -s.amount else 0 end), 0) as bigint) from \
        (select sum(q.amount) as amount from \
        (select party_id, amount from party_month where business_id = ?1 and month < ?2 \
        union all select p.party_id, p.amount from voucher v \
        join posting p on p.business_id = v.business_id and p.voucher_id = v.id \
        where v.business_id = ?1 and v.date >= ?3 and v.date <= ?4 and p.party_id is not null) q group by q.party_id) s";
    /// Bills or credit notes that stand, over some days, above (date, id): bodies of their changes.
    DOCUMENTS = "select v.date, v.id, c.body from voucher v \
        join change c on c.business_id = v.business_id and c.op_id = v.op_id and c.standing < 2 \
        where v.business_id = ?1 and v.kind = ?2 and v.date <= ?3 and (v.date, v.id) > (?4, ?5) and v.cancelled = 0 \
        order by v.date, v.id limit ?6";
    /// By name, above (name, id).
    STOCK = counted!("name", ">", "asc");
    /// By what is left, the most first, below (stock, id).
    STOCK_MOST = counted!("stock", "<", "desc");
    /// By what is left, the least first, above (stock, id).
    STOCK_LEAST = counted!("stock", ">", "asc");
    /// By what that is worth, the most first, below (worth, id).
    STOCK_MOST_WORTH = counted!("worth", "<", "desc");
    /// By what that is worth, the least first, above (worth, id).
    STOCK_LEAST_WORTH = counted!("worth", ">", "asc");
    /// Sum over all postings; zero in sound books.
    POSTING_SUM = "select cast(coalesce(sum(amount), 0) as bigint) from posting where business_id = ?1";
    /// Sum over all monthly totals; zero in sound books.
    MONTH_SUM = "select cast(coalesce(sum(debit - credit), 0) as bigint) from account_month where business_id = ?1";
    /// Vouchers whose number another one has, too: id, number, party, date, amount.
    ATTENTION_SAME_NUMBER = "select v.id, v.number, v.party_name, v.date, v.amount from same_number s \
        cross join voucher v where v.business_id = s.business_id and v.series = s.series and v.fy = s.fy and v.serial = s.serial \
        and s.business_id = ?1 and v.cancelled = 0 and exists (select 1 from voucher o where o.business_id = s.business_id \
        and o.series = s.series and o.fy = s.fy and o.serial = s.serial and o.cancelled = 0 and o.id <> v.id) \
        order by v.series, v.fy, v.serial, v.id limit 200";
    /// Vouchers with more set against them than they come to: id, number, party, amount, paid.
    ATTENTION_OVER = "select id, number, party_name, amount, paid from voucher \
        where business_id = ?1 and paid > amount order by id limit 200";
    /// Items of which more was sold than there was: id, name, stock.
    ATTENTION_OVERSOLD = "select id, name, stock from item where business_id = ?1 and track_stock = 1 and stock < 0 \
        order by id limit 200";
    /// Vouchers dated after a day and not seen yet (?3): id, number, party's name, date, party, place on the log.
    ATTENTION_TO_COME = odd_day!("voucher v", "and v.date > ?2");
    /// Vouchers dated after the day on which the log took them in, up to a day, and not seen yet (?3).
    ATTENTION_AHEAD = odd_day!(
        "ahead a cross join voucher v",
        "and a.business_id = v.business_id and a.voucher_id = v.id and v.date <= ?2"
    );
    /// Bills, receipts and payments dated before a day and not seen yet (?3).
    ATTENTION_LONG_AGO = odd_day!("voucher v", "and v.date < ?2 and v.serial > 0");
    /// When the shop's log began: the stamp of its first entry.
    LOG_BEGAN = "select coalesce(granted, ms) from change where business_id = ?1 and seq = 1";
    /// Bills of which several stand in the place of one that was corrected: id, number, party, date, amount. Each stands in
    /// the place of its own (`root`), and of all that those were corrections of.
    ATTENTION_CORRECTED = "select v.id, v.number, v.party_name, v.date, v.amount from voucher v where v.business_id = ?1 \
        and v.cancelled = 0 and v.id in (with recursive line (root, id) as (select a.bill_id, n.id from voucher o \
        cross join allocation a cross join voucher n where o.business_id = ?1 and o.kind = 'sale' and o.cancelled = 1 \
        and a.business_id = ?1 and a.bill_id = o.id and n.business_id = ?1 and n.id = a.payment_id and n.kind = 'sale' \
        union select step.root, n.id from line step cross join allocation a cross join voucher n \
        where a.business_id = ?1 and a.bill_id = step.id and n.business_id = ?1 and n.id = a.payment_id and n.kind = 'sale') \
        select seen.id from line seen where seen.root in (select step.root from line step cross join voucher s \
        where s.business_id = ?1 and s.id = step.id and s.cancelled = 0 group by step.root having count(*) > 1)) \
        order by v.date, v.id limit 200";
    /// Credit notes that stand and are set against a bill that was cancelled, their own or another: id, number, party,
    /// date, amount, that bill, body.
    ATTENTION_RETURNED = "select v.id, v.number, v.party_name, v.date, v.amount, o.id, c.body from voucher o \
        cross join allocation a cross join voucher v cross join change c where o.business_id = ?1 and o.kind = 'sale' \
        and o.cancelled = 1 and a.business_id = ?1 and a.bill_id = o.id and v.business_id = ?1 and v.id = a.payment_id \
        and v.kind = 'return' and v.cancelled = 0 and c.business_id = ?1 and c.op_id = v.op_id and c.standing < 2 \
        order by v.id, a.op_id, a.n limit 200";
    /// Entries that the log refused and nobody has seen yet (?2): so many (?3) of those that came first, the last of them
    /// first, so that what is seen up to one of them hides none that was not listed. Entry, device, kind, body, place on the
    /// log; and what the voucher says that counts under its id, if it is one.
    ATTENTION_REFUSED = "select s.op_id, s.dev, s.kind, s.body, s.place, s.counts from (\
        select r.op_id, r.dev, r.kind, r.body, coalesce(r.seq, 0) as place, c.body as counts from change r \
        left join change c on c.business_id = r.business_id and c.rec_id = r.rec_id and c.kind = r.kind and c.standing < 2 \
        and r.kind in ('voucher', 'attach') \
        where r.business_id = ?1 and r.standing = 3 and r.standing > 0 and (r.seq is null or r.seq > ?2) \
        order by coalesce(r.seq, 0), r.op_id limit ?3) s order by s.place desc, s.op_id desc";
    /// Entries of devices that had been shut out, not seen yet (?2) and not taken back, so many (?3) in the same order:
    /// entry, device, kind, body, place on the log, record.
    ATTENTION_LATE = "select s.op_id, s.dev, s.kind, s.body, s.place, s.rec_id from (\
        select l.op_id, l.dev, l.kind, l.body, coalesce(l.seq, 0) as place, l.rec_id from change l \
        where l.business_id = ?1 and l.standing = 1 and l.standing > 0 and (l.seq is null or l.seq > ?2) \
        and not exists (select 1 from voucher v where v.business_id = ?1 and v.id = l.rec_id and v.op_id = l.op_id \
        and v.cancelled = 1) order by coalesce(l.seq, 0), l.op_id limit ?3) s order by s.place desc, s.op_id desc";
}
