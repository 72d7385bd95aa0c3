//! A made-up shop in real books, and what the check of the tables finds when somebody changes them.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected fails by panicking")]

use std::path::Path;

use sha2::{Digest, Sha256};
use smartkhata_core::Code;
use smartkhata_core::api::item::{ItemFilter, ListItems};
use smartkhata_core::api::report::{GetProfitLoss, GetTrialBalance};
use smartkhata_core::api::shop::{CreateShop, GetShop, GetStatus, Verify};
use smartkhata_core::business::Language;
use smartkhata_core::clock::FixedClock;
use smartkhata_core::demo::{Door, Plan, Told};
use smartkhata_core::id::SeededIds;
use smartkhata_core::store::schema;
use smartkhata_core::store::sqlite::{Books, TableCheck, fill};

/// 2026-11-23, noon in India.
const NOON: i64 = 1_795_415_400_000;

const SMALL: Plan = Plan { seed: 7, items: 60, parties: 40, bills: 150, years: 1, until_ms: NOON };

fn open(folder: &Path) -> Books {
    Books::open(folder, Box::new(FixedClock(NOON)), Box::new(SeededIds::new(99)), &mut |_| {}).unwrap()
}

fn check(books: &Books) -> Vec<TableCheck> {
    books.verify_tables(&mut |_| {}).unwrap()
}

#[test]
fn the_books_of_a_made_up_shop_are_sound_and_believable() {
    let folder = tempfile::tempdir().unwrap();
    let mut heard = Vec::new();
    let told = fill(folder.path(), SMALL, &mut |told| heard.push(told)).unwrap();
    assert_eq!(told, Told { items: 60, parties: 40, bills: 150 });
    assert_eq!(heard.last(), Some(&told));

    let books = open(folder.path());
    assert_eq!(books.ask(Verify {}).unwrap().faults, Vec::<String>::new());
    let tables = check(&books);
    assert!(tables.iter().all(TableCheck::is_sound), "{tables:?}");
    assert!(tables.iter().any(|table| table.table == "posting" && table.rows > 500));

    let items = books.ask(ListItems { filter: ItemFilter::All, limit: 500, ..ListItems::default() }).unwrap().rows;
    assert!(items.iter().all(|item| item.stock.get() >= 0), "stock runs out before it is delivered");
    let trial = books.ask(GetTrialBalance::default()).unwrap();
    for money in ["asset.cash", "asset.upi"] {
        let row = trial.rows.iter().find(|row| row.account == money).unwrap();
        assert!(row.debit.get() > 0, "more went out of {money} than came in");
    }
    let year =
        GetProfitLoss { from: "2026-04-01".parse().unwrap(), to: "2026-11-30".parse().unwrap(), with_stock: true };
    assert!(!books.ask(year).unwrap().profit.is_negative());
}

#[test]
fn a_shop_that_is_there_is_not_filled() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).ask(CreateShop { name: "Mine".into(), language: Language::English }).unwrap();
    assert_eq!(fill(folder.path(), SMALL, &mut |_| {}).unwrap_err().code, Code::ShopExists);
    assert_eq!(open(folder.path()).ask(GetShop {}).unwrap().name, "Mine");
}

#[test]
fn a_story_that_breaks_off_leaves_no_books_and_is_told_anew() {
    let folder = tempfile::tempdir().unwrap();
    let broken =
        std::panic::catch_unwind(|| fill(folder.path(), SMALL, &mut |_| panic!("the machine is switched off")));
    assert!(broken.is_err());
    assert!(!folder.path().join("books.sqlite").exists(), "half a shop is taken for a whole one");
    let told = fill(folder.path(), SMALL, &mut |_| {}).unwrap();
    assert_eq!(told.bills, SMALL.bills);
    let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["books.sqlite", "lock"]);
    assert!(check(&open(folder.path())).iter().all(TableCheck::is_sound));
}

/// What the tables of a made-up shop said when this version of them was recorded.
const RECORDED: &str = include_str!("../src/store/schema/recorded.txt");

/// A projection that changes under the same version would leave the books of every shop as the older one made them. The
/// story may change without it: then the journal is another, and is recorded anew with its tables.
#[test]
fn tables_that_change_get_a_version_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), SMALL, &mut |_| {}).unwrap();
    let journal = open(folder.path()).ask(GetStatus {}).unwrap().same_books_code;
    let now = format!("version {}\njournal {journal}\ntables {}\n", schema::VERSION, derived(folder.path()));
    if RECORDED == now {
        return;
    }
    let said = |text: &str| text.lines().take(2).map(str::to_owned).collect::<Vec<_>>();
    assert_ne!(said(RECORDED), said(&now), "raise schema::VERSION: the journal is the same, its tables are not");
    panic!("record in core/src/store/schema/recorded.txt what the tables say now:\n{now}");
}

/// A digest of all derived tables: how they are made, and every row.
fn derived(folder: &Path) -> String {
    let books = rusqlite::Connection::open(folder.join("books.sqlite")).unwrap();
    let mut digest = Sha256::new();
    for table in schema::of(schema::Role::Projection) {
        digest.update(table.create(schema::Dialect::Sqlite).join(";"));
        let mut statement = books.prepare(&table.select()).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                digest.update(format!("{:?},", row.get_ref(column).unwrap()));
            }
        }
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_refusal_takes_the_whole_batch_back() {
    let folder = tempfile::tempdir().unwrap();
    let books = open(folder.path());
    let create = || CreateShop { name: "Mine".into(), language: Language::English };
    let refused = books.batch(|batch| {
        batch.ask(create())?;
        // The refusal is not heard here, and counts all the same.
        let _ = batch.ask(create());
        Ok(())
    });
    assert_eq!(refused.unwrap_err().code, Code::ShopExists);
    assert_eq!(books.ask(GetShop {}).unwrap_err().code, Code::NoShop);
    books.batch(|batch| batch.ask(create()).map(|_| ())).unwrap();
    assert_eq!(books.ask(GetShop {}).unwrap().name, "Mine");
    // On a snapshot nothing is written.
    assert!(books.snapshot(|batch| batch.ask(create())).is_err());
    assert_eq!(books.snapshot(|batch| batch.ask(GetStatus {})).unwrap().entries, 2);
}

#[test]
fn a_table_that_was_changed_is_found_and_named() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), SMALL, &mut |_| {}).unwrap();
    let found = |sql: &str| {
        let copy = tempfile::tempdir().unwrap();
        let path = copy.path().join("books.sqlite");
        std::fs::copy(folder.path().join("books.sqlite"), &path).unwrap();
        let connection = rusqlite::Connection::open(&path).unwrap();
        assert!(connection.execute(sql, []).unwrap() > 0, "{sql}");
        drop(connection);
        let before = std::fs::read(&path).unwrap();
        let books =
            Books::open_read_only(copy.path(), Box::new(FixedClock(NOON)), Box::new(SeededIds::new(1))).unwrap();
        let faults: Vec<TableCheck> = check(&books).into_iter().filter(|table| !table.is_sound()).collect();
        assert!(std::fs::read(&path).unwrap() == before, "the check changed the books");
        faults.iter().map(|fault| (fault.table, fault.missing, fault.extra, fault.different)).collect::<Vec<_>>()
    };
    assert_eq!(
        found("update party set balance = balance + 1 where id = (select min(id) from party)"),
        [("party", 0, 0, 1)]
    );
    assert_eq!(
        found("delete from posting where n = 0 and voucher_id = (select min(voucher_id) from posting)"),
        [("posting", 1, 0, 0)]
    );
    assert_eq!(found("insert into term values (x'00', 'party', 'x', x'00', 'name')"), [("term", 0, 1, 0)]);
}
