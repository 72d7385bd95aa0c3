//! A bill has the rates of its own date, also when it was typed on another day.

use serde_json::json;
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::SaveItem;
use smartkhata_core::api::shop::{CreateShop, EditShop, Verify};
use smartkhata_core::business::{Language, ShopEdit};
use smartkhata_core::clock::FixedClock;
use smartkhata_core::document::rates::{self, RateChange};
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::document::{Draft, DraftLine};
use smartkhata_core::id::SeededIds;
use smartkhata_core::item::{Item, ItemEdit};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::tax::rate::DatedRate;

use crate::shop::*;

fn rate(from: &str, percent: u16) -> DatedRate {
    DatedRate {
        from: from.parse().unwrap(),
        rate: Rate::percent(percent),
        cess: Default::default(),
        on_retail_price: false,
    }
}

/// One of an item, as it is picked on a day.
fn picked(item: &Item, day: &str) -> DraftLine {
    let mut line = line(item, "1");
    rates::take(&mut line, item, day.parse().unwrap());
    line
}

#[test]
fn a_bill_that_was_put_aside_before_midnight_has_the_rates_of_the_day_on_which_it_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let opened = |days: i64| {
        let now = NOON + days * 86_400_000;
        let (clock, ids) = (Box::new(FixedClock(now)), Box::new(SeededIds::new(now.unsigned_abs())));
        Books::open(folder.path(), clock, ids, &mut |_| {}).unwrap()
    };
    let books = opened(0);
    books.ask(CreateShop { name: "Sita Stores".into(), language: Language::English }).unwrap();
    let edit = ShopEdit { gstin: Some("19ABCPK5678L1Z1".into()), ..ShopEdit::default() };
    books.ask(EditShop { edit }).unwrap();
    let item = |name: &str, rates: Vec<DatedRate>| {
        let (price, includes) = (Some("100".parse().unwrap()), Some(false));
        let edit = ItemEdit {
            name: Some(name.into()),
            price,
            price_includes_tax: includes,
            rates: Some(rates),
            ..ItemEdit::default()
        };
        books.ask(SaveItem { id: None, edit, opening: None }).unwrap()
    };
    // The rate of soap changes at midnight.
    let soap = item("Soap", vec![rate("2017-07-01", 18), rate("2026-11-24", 5)]);
    let oil = item("Oil", vec![rate("2017-07-01", 18)]);
    let typed = DraftLine { rate: Rate::percent(12), rate_of_item: false, ..picked(&soap, "2026-11-23") };
    let lines = vec![picked(&soap, "2026-11-23"), picked(&oil, "2026-11-23"), typed];
    let held = Draft { lines, ..draft(1) };
    let told = |books: &Books, draft: &Draft| books.ask(PreviewBill { draft: draft.clone() }).unwrap();
    assert_eq!(told(&books, &held).rates, []);
    books.ask(SaveDraft { draft: held }).unwrap();
    drop(books);

    let books = opened(1);
    let mut held = books.ask(ListDrafts::default()).unwrap().drafts.remove(0);
    held.tenders = vec![cash("348")];
    let new = RateChange {
        line: 0,
        rate: Rate::percent(5),
        cess: Default::default(),
        retail_price: None,
        on: "2026-11-24".parse().unwrap(),
    };
    assert_eq!(told(&books, &held).rates, [new]);
    // What was agreed to before midnight is not sold for something else without a word.
    let refused = books.ask(FinalizeBill { draft: held.clone() }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::RatesChanged, Some("lines.0.rate")));
    rates::apply(&mut held.lines, &[new]);
    let preview = told(&books, &held);
    assert_eq!((preview.rates, preview.problems), (vec![], vec![]));
    let bill = books.ask(FinalizeBill { draft: held.clone() }).unwrap();
    assert_eq!(bill.change, Paise::rupees(13));
    let Detail::Bill(sold) = &bill.voucher.detail else { panic!("no bill") };
    assert_eq!(sold.lines.iter().map(|line| line.rate).collect::<Vec<_>>(), [5, 18, 12].map(Rate::percent));
    assert_eq!(bill.voucher.amount, Paise::rupees(335));

    // Dated back it has the rates of that day; so has what the item's form puts right meanwhile.
    let back = Draft { date: Some("2026-11-23".parse().unwrap()), ..Draft { lines: held.lines, ..draft(2) } };
    assert_eq!(told(&books, &back).rates.iter().map(|change| change.rate).collect::<Vec<_>>(), [Rate::percent(18)]);
    let edit = ItemEdit { rates: Some(vec![rate("2017-07-01", 40)]), ..ItemEdit::default() };
    books.ask(SaveItem { id: Some(oil.id), edit, opening: None }).unwrap();
    let now = Draft { lines: vec![picked(&oil, "2026-11-23")], ..draft(3) };
    assert_eq!(told(&books, &now).rates.first().map(|change| change.rate), Some(Rate::percent(40)));
    assert_eq!(books.ask(Verify {}).unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_line_that_leaves_its_rate_out_is_not_sold_without_tax() {
    let shop = Shop::registered();
    let soap = shop.item("Soap", "100", 18);
    let body = |n: u128, rate: Option<u32>| {
        let mut line = json!({ "item": soap.id, "name": "Soap", "quantity": 1000, "price": 1_000_000 });
        if let Some(rate) = rate {
            line["rate"] = rate.into();
        }
        let cash = json!([{ "mode": "cash", "amount": 11_800 }]);
        json!({ "draft": { "id": draft(n).id, "lines": [line], "tenders": cash } }).to_string()
    };
    let told: BillPreview = serde_json::from_str(&shop.books.call("bill.preview", &body(1, None)).unwrap()).unwrap();
    assert_eq!(told.rates.first().map(|change| change.rate), Some(Rate::percent(18)));
    let refused = shop.books.call("bill.finalize", &body(1, None)).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::RatesChanged, Some("lines.0.rate")));
    // What is said is taken, also where it is nothing.
    for (n, rate, total) in [(2, 1800, 118), (3, 0, 100)] {
        let answer = shop.books.call("bill.finalize", &body(n, Some(rate))).unwrap();
        let bill: BillView = serde_json::from_str(&answer).unwrap();
        assert_eq!(bill.voucher.amount, Paise::rupees(total));
    }
}
