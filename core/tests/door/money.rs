//! The shop's own money: moved between its accounts, and the drawer at the end of a day.

use serde_json::{Value, json};
use smartkhata_core::api::bill::*;
use smartkhata_core::api::money::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::shop::*;
use smartkhata_core::business::{Language, ShopEdit};
use smartkhata_core::document::VoucherKind;
use smartkhata_core::id::VoucherId;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Direction, Mode, Tender};
use smartkhata_core::{Code, Error};

use crate::shop::*;

fn rupees(text: &str) -> Paise {
    text.parse().unwrap()
}

fn received(shop: &Shop, mode: Mode, amount: &str, date: &str) {
    let party = shop.party("Ramesh", "");
    let tenders = vec![Tender { mode, amount: rupees(amount), reference: String::new() }];
    let (direction, date, settle) = (Direction::In, date.parse().ok(), Settle::Advance);
    shop.books.ask(SavePayment { id: None, direction, party, tenders, date, settle, note: String::new() }).unwrap();
}

fn moved(shop: &Shop, from: Mode, to: Mode, amount: &str, date: &str) -> VoucherId {
    let (amount, date, note) = (rupees(amount), date.parse().ok(), "SBI".to_owned());
    shop.books.ask(MoveMoney { from, to, amount, date, note }).unwrap().voucher.id
}

fn count(counted: &str) -> CountDrawer {
    CountDrawer { counted: rupees(counted), holds: None, date: None, opening: false, note: String::new() }
}

fn counted(shop: &Shop, request: CountDrawer) -> VoucherId {
    shop.books.ask(request).unwrap().voucher.id
}

/// Opening, came, went, adjusted, holds.
fn drawer(shop: &Shop, date: &str) -> [String; 5] {
    let drawer = shop.books.ask(GetDrawer { date: date.parse().ok() }).unwrap();
    [drawer.opening, drawer.came, drawer.went, drawer.adjusted, drawer.holds].map(|figure| figure.to_string())
}

fn account(shop: &Shop, code: &str) -> String {
    let trial = shop.books.ask(GetTrialBalance::default()).unwrap();
    assert_eq!(trial.debit, trial.credit);
    let row = trial.rows.iter().find(|row| row.account == code);
    row.map_or(Paise::ZERO, |row| row.debit.sub(row.credit, "balance").unwrap()).to_string()
}

fn day_book(shop: &Shop, from: &str, to: &str) -> DayBook {
    let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
    shop.books.ask(GetDayBook { from, to, sort: None, after: None, limit: 0 }).unwrap()
}

fn take_back(shop: &Shop, id: VoucherId) {
    shop.books.ask(CancelVoucher { id, reason: String::new() }).unwrap();
}

#[test]
fn cash_goes_to_the_bank_and_comes_back() {
    let shop = Shop::registered();
    received(&shop, Mode::Cash, "5000", "2026-11-23");
    received(&shop, Mode::Upi, "700", "2026-11-23");
    let to_bank = moved(&shop, Mode::Cash, Mode::Bank, "4000", "2026-11-23");
    moved(&shop, Mode::Upi, Mode::Bank, "700", "2026-11-23");
    moved(&shop, Mode::Bank, Mode::Cash, "250.50", "2026-11-23");
    let lies = |shop: &Shop| ["asset.cash", "asset.bank", "asset.upi"].map(|code| account(shop, code));
    assert_eq!(lies(&shop), ["1,250.50", "4,449.50", "0.00"]);
    // Nothing came in and nothing went out by it, nothing was earned or spent.
    let book = day_book(&shop, "2026-11-23", "2026-11-23");
    assert_eq!((book.received, book.paid), (rupees("5700"), Paise::ZERO));
    let (from, to) = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
    let profit = shop.books.ask(GetProfitLoss { from, to, with_stock: false }).unwrap();
    assert_eq!((profit.income, profit.expenses, profit.profit), (vec![], vec![], Paise::ZERO));
    let lines = book.page.rows.iter().filter(|row| row.kind == VoucherKind::Moved);
    let mut ends: Vec<_> = lines.map(|row| row.moved.clone().unwrap()).map(|ends| [ends.from, ends.to]).collect();
    ends.sort();
    let [cash, bank, upi] = ["asset.cash", "asset.bank", "asset.upi"].map(str::to_owned);
    assert_eq!(ends, [[bank.clone(), cash.clone()], [cash, bank.clone()], [upi, bank]]);
    assert_eq!(drawer(&shop, "2026-11-23"), ["0.00", "5,250.50", "4,000.00", "0.00", "1,250.50"]);
    // Taken back, and written once more.
    take_back(&shop, to_bank);
    assert_eq!(lies(&shop), ["5,250.50", "449.50", "0.00"]);
    assert_eq!(drawer(&shop, "2026-11-23"), ["0.00", "5,250.50", "0.00", "0.00", "5,250.50"]);
    shop.books.ask(RewriteVoucher { id: to_bank }).unwrap();
    assert_eq!(lies(&shop), ["1,250.50", "4,449.50", "0.00"]);
    shop.verified();
}

#[test]
fn the_drawer_carries_over_days_months_and_years() {
    let shop = Shop::registered();
    received(&shop, Mode::Cash, "100", "2026-03-31");
    received(&shop, Mode::Cash, "30", "2026-10-31");
    received(&shop, Mode::Cash, "7", "2026-11-01");
    received(&shop, Mode::Bank, "900", "2026-11-22");
    moved(&shop, Mode::Cash, Mode::Bank, "50", "2026-11-22");
    for (day, figures) in [
        ("2026-03-30", ["0.00", "0.00", "0.00", "0.00", "0.00"]),
        ("2026-03-31", ["0.00", "100.00", "0.00", "0.00", "100.00"]),
        ("2026-04-01", ["100.00", "0.00", "0.00", "0.00", "100.00"]),
        ("2026-10-31", ["100.00", "30.00", "0.00", "0.00", "130.00"]),
        ("2026-11-01", ["130.00", "7.00", "0.00", "0.00", "137.00"]),
        ("2026-11-22", ["137.00", "0.00", "50.00", "0.00", "87.00"]),
        ("2026-11-23", ["87.00", "0.00", "0.00", "0.00", "87.00"]),
    ] {
        assert_eq!(drawer(&shop, day), figures, "{day}");
    }
}

#[test]
fn a_count_books_what_is_short_or_over_and_can_be_taken_back() {
    let shop = Shop::registered();
    received(&shop, Mode::Cash, "1000", "2026-11-22");
    let short = counted(&shop, CountDrawer { holds: Some(rupees("1000")), note: "Sunil".into(), ..count("980") });
    assert_eq!(drawer(&shop, "2026-11-23"), ["1,000.00", "0.00", "0.00", "-20.00", "980.00"]);
    assert_eq!((account(&shop, "asset.cash"), account(&shop, "expense.cash_short")), ("980.00".into(), "20.00".into()));
    let line = |shop: &Shop| {
        let (from, to) = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
        let report = shop.books.ask(GetProfitLoss { from, to, with_stock: false }).unwrap();
        let lines = report.expenses.iter().map(|sum| (sum.account.clone(), sum.amount.to_string()));
        (lines.collect::<Vec<_>>(), report.profit.to_string())
    };
    let told = |amount: &str| vec![("expense.cash_short".to_owned(), amount.to_owned())];
    assert_eq!(line(&shop), (told("20.00"), "-20.00".into()));
    // Neither was it paid to anybody. The counted figure stands in the note, in the language of the shop.
    let book = day_book(&shop, "2026-11-23", "2026-11-23");
    assert_eq!((book.received, book.paid), (Paise::ZERO, Paise::ZERO));
    let row = &book.page.rows[0];
    assert_eq!((row.kind, row.note.as_str()), (VoucherKind::Counted, "गिना ₹980.00 · Sunil"));
    // A second count of the day goes by the first.
    shop.books.ask(EditShop { edit: ShopEdit { language: Some(Language::English), ..Default::default() } }).unwrap();
    let over = counted(&shop, count("1010"));
    assert_eq!(drawer(&shop, "2026-11-23"), ["1,000.00", "0.00", "0.00", "10.00", "1,010.00"]);
    assert_eq!(line(&shop), (told("-10.00"), "10.00".into()));
    let rows = day_book(&shop, "2026-11-23", "2026-11-23").page.rows;
    let row = rows.iter().find(|row| row.voucher == over).unwrap();
    assert_eq!((row.amount, row.note.as_str()), (rupees("30"), "Counted ₹1,010.00"));
    for id in [short, over] {
        take_back(&shop, id);
    }
    assert_eq!(drawer(&shop, "2026-11-23"), ["1,000.00", "0.00", "0.00", "0.00", "1,000.00"]);
    assert_eq!(line(&shop), (vec![], "0.00".into()));
    shop.books.ask(RewriteVoucher { id: short }).unwrap();
    assert_eq!(drawer(&shop, "2026-11-23")[4], "980.00");
    shop.verified();
}

#[test]
fn what_lay_there_before_the_books_is_no_gain() {
    let shop = Shop::registered();
    counted(&shop, CountDrawer { opening: true, ..count("2000") });
    assert_eq!(drawer(&shop, "2026-11-23")[4], "2,000.00");
    assert_eq!(account(&shop, "equity.opening"), "-2,000.00");
    let (from, to) = ("2026-04-01".parse().unwrap(), "2027-03-31".parse().unwrap());
    assert_eq!(shop.books.ask(GetProfitLoss { from, to, with_stock: false }).unwrap().profit, Paise::ZERO);
    assert_eq!(day_book(&shop, "2026-11-23", "2026-11-23").received, Paise::ZERO);
}

#[test]
fn what_is_refused_says_which_field_and_leaves_nothing() {
    let shop = Shop::registered();
    received(&shop, Mode::Cash, "1000", "2026-11-22");
    let before = shop.books.ask(GetStatus {}).unwrap().entries;
    let moves = |from: &str, to: &str, amount: i64| json!({ "from": from, "to": to, "amount": amount });
    let on = |mut body: Value, date: &str| {
        body["date"] = json!(date);
        body
    };
    let counts = |counted: i64| json!({ "counted": counted });
    let cases: [(&str, Value, Code, &str); 13] = [
        ("money.move", moves("cash", "cash", 100), Code::NamedTwice, "to"),
        ("money.move", moves("cash", "bank", 0), Code::NotPositive, "amount"),
        ("money.move", moves("cash", "bank", -100), Code::NotPositive, "amount"),
        ("money.move", moves("cash", "bank", i64::MAX), Code::Overflow, "amount"),
        ("money.move", on(moves("cash", "bank", 100), "2026-11-25"), Code::FutureDate, "date"),
        ("money.move", on(moves("cash", "bank", 100), "1900-01-01"), Code::InvalidDate, "date"),
        (
            "money.move",
            json!({ "from": "cash", "to": "bank", "amount": 1, "note": "x".repeat(201) }),
            Code::TooLong,
            "note",
        ),
        ("drawer.count", counts(-1), Code::BelowZero, "counted"),
        ("drawer.count", counts(100_000), Code::NotPositive, "counted"),
        ("drawer.count", on(counts(1), "2026-11-25"), Code::FutureDate, "date"),
        ("drawer.count", json!({ "counted": 1, "holds": 99_999 }), Code::Conflict, "counted"),
        ("drawer.count", counts(i64::MAX), Code::Overflow, "counted"),
        ("drawer.count", json!({ "counted": 1, "note": "x".repeat(151) }), Code::TooLong, "note"),
    ];
    for (request, body, code, field) in cases {
        let told: Error = shop.books.call(request, &body.to_string()).expect_err(field);
        assert_eq!((told.code, told.field.as_deref()), (code, Some(field)), "{request} {body}: {told}");
    }
    // Accounts that are none, or hold no money.
    for account in ["wallet", "party.account", "asset.input_tax", ""] {
        for body in [moves(account, "bank", 100), moves("cash", account, 100)] {
            let told = shop.books.call("money.move", &body.to_string()).expect_err(account);
            assert_eq!(told.code, Code::InvalidRequest, "{body}: {told}");
        }
    }
    assert_eq!(shop.books.ask(GetStatus {}).unwrap().entries, before);
}
