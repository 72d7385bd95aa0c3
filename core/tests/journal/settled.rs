//! What pays what: no payment pays more than it comes to, whoever set it against whatever, in whatever order that came.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::Config;
use smartkhata_core::store::Value;
use smartkhata_core::store::sqlite::Scratch;

use crate::{acts, int, rows, taken_in};

/// What is set against each voucher, worked out one by one: of a payment all, of a bill what the payment has left for it.
/// A payment pays its bills in the order in which it was first set against them.
fn slow_model(books: &Scratch) -> BTreeMap<Value, i64> {
    let vouchers = rows(books, "voucher");
    let standing: BTreeMap<Value, i64> = vouchers
        .iter()
        .filter(|row| int(row, "cancelled") == 0)
        .map(|row| (row["id"].clone(), int(row, "amount")))
        .collect();
    let mut paid: BTreeMap<Value, i64> = vouchers.iter().map(|row| (row["id"].clone(), 0)).collect();
    // Of each payment and bill: since when, and how much.
    let mut set: BTreeMap<Value, BTreeMap<Value, (Option<i64>, i64)>> = BTreeMap::new();
    for row in rows(books, "allocation") {
        let (payment, bill) = (row["payment_id"].clone(), row["bill_id"].clone());
        if !standing.contains_key(&payment) || !standing.contains_key(&bill) {
            continue;
        }
        let (since, sum) = set.entry(payment).or_default().entry(bill).or_default();
        let (amount, ms) = (int(&row, "amount"), int(&row, "ms"));
        if amount >= 0 {
            *since = Some(since.map_or(ms, |before| before.min(ms)));
        }
        *sum += amount;
    }
    for (payment, bills) in set {
        let mut in_order: Vec<_> =
            bills.into_iter().map(|(bill, (since, sum))| (since.unwrap_or(0), bill, sum)).collect();
        in_order.sort();
        let (amount, mut upto) = (standing[&payment], 0);
        for (_, bill, sum) in in_order {
            let left = amount - upto;
            upto += sum;
            *paid.entry(bill).or_default() += if upto <= amount { sum } else { left.max(0) };
            *paid.entry(payment.clone()).or_default() += sum;
        }
    }
    paid
}

proptest! {
    #![proptest_config(Config { cases: 512, ..Config::default() })]

    #[test]
    fn what_two_devices_set_of_one_payment_pays_once(steps in acts::steps(1, 60)) {
        let books = taken_in(&acts::journal(&steps));
        let paid: BTreeMap<Value, i64> =
            rows(&books, "voucher").into_iter().map(|row| (row["id"].clone(), int(&row, "paid"))).collect();
        prop_assert_eq!(paid, slow_model(&books));
    }
}

/// An advance that hundreds of bills use is taken back, and so are the last of those bills: nothing of it is left anywhere.
#[test]
fn a_much_used_advance_is_taken_back_from_all_its_uses() {
    const USES: usize = 400;
    const BILLS: usize = 5;
    let changes = acts::journal(&acts::much_used(USES, BILLS));
    let (before, taken_back) = changes.split_at(changes.len() - BILLS - 1);
    let mut books = taken_in(before);
    let paid = |books: &Scratch| rows(books, "voucher").iter().filter(|row| int(row, "paid") != 0).count();
    assert!(paid(&books) >= USES, "{} are paid", paid(&books));
    for change in taken_back {
        books.apply(std::slice::from_ref(change)).unwrap();
    }
    assert_eq!(paid(&books), 0);
}
