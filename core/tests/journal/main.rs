//! The journal's promises, on random journals: whatever order changes arrive in and however often, the tables are
//! equal; they are what a rebuild gives; the books balance.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    reason = "a test stops at what it did not expect"
)]

mod acts;
mod settled;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::Value as Json;
use smartkhata_core::item::worth::{Held, Moved};
use smartkhata_core::journal::change::{Change, Kind};
use smartkhata_core::journal::fits;
use smartkhata_core::journal::project::LaterAllocation;
use smartkhata_core::journal::verify::ChainCheck;
use smartkhata_core::money::{Paise, UnitPrice};
use smartkhata_core::quantity::Milli;
use smartkhata_core::store::schema::{self, Role, Table};
use smartkhata_core::store::sqlite::Scratch;
use smartkhata_core::store::sums::Sums;
use smartkhata_core::store::{Row, Value, apply};

/// Stamp, change and value of what holds a field, by record and name.
type Winners = BTreeMap<(Vec<u8>, String), (i64, Vec<u8>, Json)>;

fn table(name: &str) -> &'static Table {
    schema::TABLES.iter().find(|table| table.name == name).expect("a table of the schema")
}

/// Rows of a table, each as its columns by name.
fn rows(books: &Scratch, name: &str) -> Vec<BTreeMap<&'static str, Value>> {
    let table = table(name);
    let named = |Row(values): Row| table.columns.iter().map(|column| column.name).zip(values).collect();
    books.rows(table).unwrap().into_iter().map(named).collect()
}

fn int(row: &BTreeMap<&'static str, Value>, column: &str) -> i64 {
    match &row[column] {
        Value::Int(value) => *value,
        other => panic!("{column} is {other:?}"),
    }
}

/// Sums of a column by another.
fn sums(books: &Scratch, name: &str, by: &str, column: &str) -> BTreeMap<Value, i64> {
    let mut sums = BTreeMap::new();
    for row in rows(books, name) {
        *sums.entry(row[by].clone()).or_default() += int(&row, column);
    }
    sums
}

fn same_tables(one: &Scratch, other: &Scratch) -> Result<(), TestCaseError> {
    for table in schema::of(Role::Projection) {
        prop_assert_eq!(one.rows(table).unwrap(), other.rows(table).unwrap(), "table {}", table.name);
    }
    Ok(())
}

fn taken_in(changes: &[Change]) -> Scratch {
    let mut books = Scratch::new().unwrap();
    assert_eq!(books.apply(changes).unwrap(), changes.len());
    books
}

/// A journal, and an order of it in which every change comes once or more.
fn shuffled() -> impl Strategy<Value = (Vec<acts::Step>, Vec<usize>)> {
    (acts::steps(1, 40), prop::collection::vec(any::<prop::sample::Index>(), 0..20)).prop_flat_map(|(steps, again)| {
        let changes = acts::journal(&steps).len();
        let again = again.iter().filter(|_| changes > 0).map(|at| at.index(changes));
        let arrivals: Vec<usize> = (0..changes).chain(again).collect();
        (Just(steps), Just(arrivals).prop_shuffle())
    })
}

proptest! {
    #![proptest_config(Config { cases: 64, ..Config::default() })]

    #[test]
    fn pages_whose_totals_are_written_at_their_end_give_the_same_tables(
        (steps, arrivals) in shuffled(),
        page in 1_usize..9,
    ) {
        let changes = acts::journal(&steps);
        let expected = taken_in(&changes);
        let mut books = Scratch::new().unwrap();
        for page in arrivals.chunks(page) {
            books
                .write(async |engine| {
                    let mut sums = Sums::default();
                    for at in page {
                        let (change, projection) = (&changes[*at], apply::projection(&changes[*at])?);
                        apply::apply_into(engine, change, change.hash(), None, projection, &mut sums).await?;
                    }
                    sums.write(engine, acts::BUSINESS).await
                })
                .unwrap();
        }
        same_tables(&books, &expected)?;
    }
}

proptest! {
    #![proptest_config(Config { cases: 512, ..Config::default() })]

    #[test]
    fn any_order_and_repetition_gives_equal_tables((steps, order) in shuffled()) {
        let changes = acts::journal(&steps);
        let made = taken_in(&changes);
        let mut arrived = Scratch::new().unwrap();
        let mut new = 0;
        for n in order {
            new += arrived.apply(std::slice::from_ref(&changes[n])).unwrap();
        }
        prop_assert_eq!(new, changes.len());
        same_tables(&made, &arrived)?;

        arrived.rebuild().unwrap();
        same_tables(&made, &arrived)?;
    }

    #[test]
    fn the_books_balance(steps in acts::steps(1, 60)) {
        let changes = acts::journal(&steps);
        let books = taken_in(&changes);
        for (voucher, sum) in sums(&books, "posting", "voucher_id", "amount") {
            prop_assert_eq!(sum, 0, "voucher {:?}", voucher);
        }
        prop_assert_eq!(
            sums(&books, "account_month", "business_id", "debit"),
            sums(&books, "account_month", "business_id", "credit")
        );
        let moved = sums(&books, "movement", "item_id", "quantity");
        for row in rows(&books, "item") {
            prop_assert_eq!(int(&row, "stock"), moved.get(&row["id"]).copied().unwrap_or_default());
        }
        // What stock is worth: year by year of each item, and all of it at the end of each year.
        let mut held: BTreeMap<Value, Held> = BTreeMap::new();
        let mut years: Vec<_> = rows(&books, "stock_year");
        years.sort_by_key(|row| int(row, "fy"));
        let mut worth = rows(&books, "stock_worth");
        worth.sort_by_key(|row| int(row, "fy"));
        let mut gained = 0;
        for year in worth {
            for row in years.extract_if(.., |row| int(row, "fy") <= int(&year, "fy")) {
                let item = held.entry(row["item_id"].clone()).or_default();
                let moved = Moved {
                    quantity_in: int(&row, "quantity_in"),
                    value_in: int(&row, "value_in"),
                    quantity_out: int(&row, "quantity_out"),
                };
                *item = item.after(moved);
                let left = Held { quantity: int(&row, "quantity_left"), value: int(&row, "value_left") };
                prop_assert_eq!(left, *item);
            }
            gained += int(&year, "gained");
            prop_assert_eq!(gained, held.values().map(|item| item.value).sum::<i64>());
        }
        prop_assert!(years.is_empty());
        let owed = sums(&books, "posting", "party_id", "amount");
        let months = sums(&books, "party_month", "party_id", "amount");
        for row in rows(&books, "party") {
            let owed = owed.get(&row["id"]).copied().unwrap_or_default();
            prop_assert_eq!(int(&row, "balance"), owed);
            prop_assert_eq!(months.get(&row["id"]).copied().unwrap_or_default(), owed);
        }
        // What a named act set is taken back once, however many devices said so.
        let mut released = BTreeSet::new();
        let mut set: BTreeMap<Value, i64> = BTreeMap::new();
        for change in changes.iter().filter(|change| change.kind == Kind::Allocate) {
            let body: LaterAllocation = serde_json::from_slice(&change.body).unwrap();
            if body.releases.is_some() && !released.insert(change.record) {
                continue;
            }
            for allocation in &body.allocations {
                *set.entry(allocation.bill.into()).or_default() += allocation.amount.get();
            }
        }
        let later = changes.iter().filter(|change| change.kind == Kind::Allocate);
        let later: Vec<Value> = later.flat_map(|change| [change.op.into(), change.record.into()]).collect();
        let mut stored: BTreeMap<Value, i64> = BTreeMap::new();
        for row in rows(&books, "allocation").iter().filter(|row| later.contains(&row["op_id"])) {
            *stored.entry(row["bill_id"].clone()).or_default() += int(row, "amount");
        }
        prop_assert_eq!(stored, set);
        // What is taken back counts for nothing.
        let cancelled: Vec<Value> = rows(&books, "cancellation").into_iter().map(|row| row["voucher_id"].clone()).collect();
        for row in rows(&books, "voucher").iter().filter(|row| cancelled.contains(&row["id"])) {
            prop_assert_eq!((int(row, "cancelled"), int(row, "paid")), (1, 0));
        }
        let posted = rows(&books, "posting");
        let amounts: BTreeMap<(&Value, i64, i64), i64> = posted
            .iter()
            .map(|row| ((&row["voucher_id"], int(row, "n"), int(row, "reversal")), int(row, "amount")))
            .collect();
        for ((voucher, n, reversal), amount) in &amounts {
            if *reversal == 0 && cancelled.contains(voucher) {
                prop_assert_eq!(amounts.get(&(*voucher, *n, 1)), Some(&-amount));
            }
        }
    }

    #[test]
    fn the_winning_value_of_every_field_survives_also_of_fields_that_no_app_knows(steps in acts::steps(1, 60)) {
        let changes = acts::journal(&steps);
        let books = taken_in(&changes);
        // The slow model: the greatest stamp, then the greatest id.
        let mut winners: Winners = BTreeMap::new();
        for change in changes.iter().filter(|change| matches!(change.kind, Kind::Party | Kind::Item | Kind::Shop | Kind::Attachment)) {
            let body: Json = serde_json::from_slice(&change.body).unwrap();
            for (name, value) in body["fields"].as_object().unwrap() {
                let said = (change.ms, change.op.bytes(), value.clone());
                let key = (change.record.as_bytes().to_vec(), name.clone());
                if winners.get(&key).is_none_or(|best| (said.0, &said.1) > (best.0, &best.1)) {
                    winners.insert(key, said);
                }
            }
        }
        let stored: Winners = books
            .rows(table("field"))
            .unwrap()
            .iter()
            .map(|row| {
                let key = (row.bytes(1).unwrap().to_vec(), row.text(2).unwrap());
                let value = serde_json::from_str(&row.text(5).unwrap()).unwrap();
                (key, (row.int(3).unwrap(), row.bytes(4).unwrap().to_vec(), value))
            })
            .collect();
        prop_assert_eq!(stored, winners);
    }

    #[test]
    fn a_figure_that_no_list_can_show_is_in_no_row(steps in acts::steps(1, 40)) {
        let books = taken_in(&acts::journal(&steps));
        for row in rows(&books, "party") {
            prop_assert!(Paise::new(int(&row, "credit_limit"), "credit_limit").is_ok());
        }
        for row in rows(&books, "item") {
            prop_assert!(UnitPrice::new(int(&row, "price")).is_ok() && Milli::new(int(&row, "low_stock")).is_ok());
        }
    }

    #[test]
    fn a_kind_of_a_newer_app_counts_in_the_balances(steps in acts::steps(1, 40)) {
        let changes = acts::journal(&steps);
        let books = taken_in(&changes);
        let posted = sums(&books, "posting", "account", "amount");
        // Of the newer bodies, only the note with a party carries postings that balance.
        let notes = changes.iter().filter(|change| {
            let body: Json = serde_json::from_slice(&change.body).unwrap();
            matches!(change.kind, Kind::Unknown(_)) && body["kind"] == "debit_note"
        });
        let income = posted.get(&Value::from("income.other")).copied().unwrap_or_default();
        prop_assert_eq!(income, -7_000 * notes.count() as i64);
    }

    #[test]
    fn what_an_app_writes_is_taken(steps in acts::steps(1, 40)) {
        for change in acts::journal(&steps) {
            // NUL, which no app writes.
            let nul = String::from_utf8(change.body.clone()).unwrap().contains("\\u0000");
            prop_assert_eq!(fits::check(&change).is_err(), nul, "{:?}", change);
        }
    }

    #[test]
    fn every_chain_verifies_and_an_altered_change_is_noticed(steps in acts::steps(1, 40), at in any::<prop::sample::Index>()) {
        let mut changes = acts::journal(&steps);
        prop_assume!(!changes.is_empty());
        let hashes: Vec<_> = changes.iter().map(Change::hash).collect();
        let follow = |changes: &[Change]| {
            let mut check = ChainCheck::default();
            changes.iter().zip(&hashes).try_for_each(|(change, hash)| check.next(change, *hash))
        };
        prop_assert_eq!(follow(&changes), Ok(()));
        let at = at.index(changes.len());
        changes[at].body.push(b' ');
        prop_assert!(follow(&changes).is_err());
    }
}
