//! Every statement of the books, by noun. Written once, for SQLite and PostgreSQL alike.
//!
//! Portable means: `?n` parameters, `on conflict` instead of `insert or ignore`, no scalar `max`, sums cast to
//! bigint, row comparison for keysets, and bytes never as a bare select item.

use super::statement::Sql;

macro_rules! statements {
    ($($(#[$doc:meta])+ $name:ident = $text:expr;)+) => {
        $($(#[$doc])+ pub static $name: Sql = Sql { name: stringify!($name), text: $text };)+

        /// The statements of this file.
        pub static ALL: &[&Sql] = &[$(&$name,)+];
    };
}

/// One query for as many keys as [`super::statement::EACH`], from the second parameter on; what is given ends where the
/// key stands. Each is looked up by itself: of a list of keys a planner that knows little of a table may think that
/// reading all of the shop's rows costs less.
macro_rules! each {
    ($($one:tt)+) => {
        concat!(
            $($one)+, "?2", " union all ",
            $($one)+, "?3", " union all ",
            $($one)+, "?4", " union all ",
            $($one)+, "?5", " union all ",
            $($one)+, "?6", " union all ",
            $($one)+, "?7", " union all ",
            $($one)+, "?8", " union all ",
            $($one)+, "?9"
        )
    };
}

/// A page of the journal, as its statements select it: so many entries at most, and no more than so many bytes of bodies;
/// one entry always fits. How long bodies are is told without reading them.
macro_rules! page {
    ($which:literal, $order:literal, $most:literal, $bytes:literal) => {
        concat!(
            "select op_id, business_id, dev, dseq, prev, ms, kind, v, rec_id, body, granted, hash, standing from change where ",
            $which,
            " order by ",
            $order,
            " limit (select count(*) from (select sum(s.size) over (order by ",
            $order,
            ") as bytes, row_number() over (order by ",
            $order,
            ") as place from (select dev, dseq, seq, length(body) as size from change where ",
            $which,
            " order by ",
            $order,
            " limit ",
            $most,
            ") s) sized where sized.bytes <= ",
            $bytes,
            " or sized.place = 1)"
        )
    };
}

/// What payments are set against, bill by bill, as rows `share`: the sum (`net`), and all up to it (`upto`) in the order in
/// which each payment was first set against its bills. What it was made with goes first (`ms` is 0), then act by act; of two
/// at one moment the bills' ids decide.
macro_rules! uses {
    ($which:expr) => {
        concat!(
            "(select r.payment_id, r.bill_id, sum(r.amount) as net, sum(sum(r.amount)) over (partition by r.payment_id \
             order by coalesce(min(case when r.amount >= 0 then r.ms end), 0), r.bill_id rows unbounded preceding) as upto \
             from allocation r ",
            $which,
            " group by r.payment_id, r.bill_id) share"
        )
    };
}

/// What a payment `p` pays of a bill that it is set against, by its `uses!`: nothing beyond its own amount.
macro_rules! pays {
    () => {
        "case when share.upto <= p.amount then share.net when share.upto - share.net >= p.amount then 0 \
         else p.amount - share.upto + share.net end"
    };
}

pub mod attachment;
pub mod bill;
pub mod dump;
pub mod item;
pub mod journal;
pub mod master;
pub mod party;
pub mod rebuild;
pub mod report;
pub mod sync;
pub mod voucher;

/// Every statement, for the tests that run each on both engines.
pub fn all() -> impl Iterator<Item = &'static Sql> {
    let columns = [master::PARTY_COLUMNS, master::ITEM_COLUMNS].into_iter().flatten().map(|(_, sql)| sql);
    [
        journal::ALL,
        master::ALL,
        voucher::ALL,
        party::ALL,
        item::ALL,
        bill::ALL,
        report::ALL,
        rebuild::ALL,
        dump::ALL,
        sync::ALL,
        attachment::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
    .chain(columns)
    .chain(rebuild::CLEAR)
}
