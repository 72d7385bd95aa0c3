//! The days that entries may have, and that all figures count the same entries.

use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::matter::Matter;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::DaySort;
use smartkhata_core::api::report::*;
use smartkhata_core::api::shop::CreateShop;
use smartkhata_core::api::sync::ListAttention;
use smartkhata_core::business::Language;
use smartkhata_core::clock::FixedClock;
use smartkhata_core::date::Date;
use smartkhata_core::id::{SeededIds, VoucherId};
use smartkhata_core::item::StockEntry;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_core::store::sqlite::Books;

use crate::shop::*;

fn gave(shop: &Shop, party: smartkhata_core::id::PartyId, day: &str) -> smartkhata_core::Result<KhataSaved> {
    let (amount, date) = (Paise::rupees(100), Some(day.parse().unwrap()));
    shop.books.ask(AddKhata {
        id: None,
        party,
        side: KhataSide::Gave,
        amount,
        mode: None,
        opening: false,
        date,
        note: String::new(),
    })
}

#[test]
fn an_entry_is_dated_at_the_latest_tomorrow() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let item = shop.item("Sugar", "50", 0);
    gave(&shop, party, "2026-11-24").unwrap();
    let refused = gave(&shop, party, "2026-11-25").unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::FutureDate, Some("date")));

    let mut bill = draft(1);
    bill.party = Some(party);
    bill.date = Some("2027-01-01".parse().unwrap());
    bill.lines.push(line(&item, "1"));
    assert_eq!(shop.books.ask(FinalizeBill { draft: bill }).unwrap_err().code, Code::FutureDate);
    let entry = StockEntry {
        item: item.id,
        quantity: "10".parse().unwrap(),
        cost: Paise::rupees(400),
        supplier: None,
        opening: false,
        date: Some("2026-11-25".parse().unwrap()),
        note: String::new(),
    };
    assert_eq!(shop.books.ask(AddStock { id: None, entry }).unwrap_err().code, Code::FutureDate);
}

#[test]
fn balances_and_the_trial_balance_count_the_same_entries_also_those_of_tomorrow() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    gave(&shop, party, "2026-11-23").unwrap();
    gave(&shop, party, "2026-11-24").unwrap();
    assert_eq!(shop.balance(party), "200.00");
    let debtors = |at: Option<Date>| {
        let trial = shop.books.ask(GetTrialBalance { at }).unwrap();
        (trial.at, trial.rows.iter().find(|row| row.account == "party.debtors").unwrap().debit)
    };
    let today: Date = "2026-11-23".parse().unwrap();
    assert_eq!(debtors(None), (today, Paise::rupees(200)));
    assert_eq!(debtors(Some(today)), (today, Paise::rupees(100)));
}

#[test]
fn a_bill_of_a_day_that_is_still_to_come_needs_attention_until_it_is_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let opened = |now_ms: i64| {
        let (clock, ids) = (Box::new(FixedClock(now_ms)), Box::new(SeededIds::new(now_ms.unsigned_abs())));
        Books::open(folder.path(), clock, ids, &mut |_| {}).unwrap()
    };
    let books = opened(NOON);
    books.ask(CreateShop { name: "Sita Stores".into(), language: Language::English }).unwrap();
    drop(books);
    // The clock of this device stands at 2099 for an afternoon.
    let books = opened(4_085_000_000_000);
    let mut bill = draft(1);
    bill.lines.push(open_line("Misc", "100"));
    bill.tenders = vec![Tender { mode: Mode::Cash, amount: Paise::rupees(100), reference: String::new() }];
    let bill = books.ask(FinalizeBill { draft: bill }).unwrap().voucher;
    assert_eq!(books.ask(ListAttention {}).unwrap().matters, []);
    drop(books);

    let books = opened(NOON);
    let matters = books.ask(ListAttention {}).unwrap().matters;
    let days: Vec<_> = matters.iter().filter_map(|matter| matching(matter, bill.id)).collect();
    assert_eq!(days, [bill.date], "{matters:?}");
    books.ask(CancelVoucher { id: bill.id, reason: "clock".into() }).unwrap();
    let left = books.ask(ListAttention {}).unwrap().matters;
    assert!(left.iter().all(|matter| matching(matter, bill.id).is_none()), "{left:?}");
}

/// The day that a matter finds odd on a voucher.
fn matching(matter: &Matter, id: VoucherId) -> Option<Date> {
    match matter {
        Matter::OddDay { voucher, date, .. } if *voucher == id => Some(*date),
        _ => None,
    }
}

#[test]
fn payment_is_not_due_before_the_bill() {
    let shop = Shop::new();
    let mut bill = draft(1);
    bill.party = Some(shop.party("Ramesh", ""));
    bill.lines.push(open_line("Misc", "100"));
    bill.due = Some("2026-11-22".parse().unwrap());
    let refused = shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::DueBeforeBill, Some("due")));
    bill.due = Some("2026-11-23".parse().unwrap());
    shop.books.ask(FinalizeBill { draft: bill }).unwrap();
}

#[test]
fn a_statement_does_not_end_before_it_begins() {
    let shop = Shop::new();
    let id = shop.party("Ramesh", "");
    let (from, to) = (Some("2026-11-02".parse().unwrap()), Some("2026-11-01".parse().unwrap()));
    let refused =
        shop.books.ask(GetStatement { id, sort: DaySort::Newest, from, to, after: None, limit: 0 }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::DaysOutOfOrder, Some("from")));
}
