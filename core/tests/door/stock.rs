//! Items, stock and what it is worth.

use crate::shop::*;
use serde_json::{Value, json};
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::report::*;
use smartkhata_core::document::Draft;
use smartkhata_core::item::{Item, ItemEdit, StockEntry};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::quantity::Milli;
use smartkhata_core::tax::rate::DatedRate;

#[test]
fn profit_and_loss_values_stock_by_weighted_average() {
    let shop = Shop::new();
    let sugar = shop.item("Sugar", "50", 0);
    let stock = |quantity: &str, cost: &str| {
        let entry = StockEntry {
            item: sugar.id,
            quantity: quantity.parse().unwrap(),
            cost: cost.parse().unwrap(),
            supplier: None,
            opening: false,
            date: None,
            note: String::new(),
        };
        shop.books.ask(AddStock { id: None, entry }).unwrap()
    };
    stock("10", "400");
    assert_eq!(stock("10", "500").stock.to_string(), "20");
    let mut bill = draft(1);
    bill.lines.push(line(&sugar, "15"));
    bill.tenders.push(cash("750"));
    shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    let report = shop
        .books
        .ask(GetProfitLoss { from: "2026-04-01".parse().unwrap(), to: "2027-03-31".parse().unwrap(), with_stock: true })
        .unwrap();
    // Sales 750 − purchases 900 + closing stock 5 × 45.
    assert_eq!((report.closing_stock, report.profit), (Paise::rupees(225), Paise::rupees(75)));
    shop.verified();
}

#[test]
fn an_entry_of_an_old_year_changes_what_stock_is_worth_in_the_years_after_it() {
    let shop = Shop::new();
    let sugar = shop.item("Sugar", "50", 0);
    let stock = |quantity: &str, cost: &str, day: &str| {
        let entry = StockEntry {
            item: sugar.id,
            quantity: quantity.parse().unwrap(),
            cost: cost.parse().unwrap(),
            supplier: None,
            opening: false,
            date: Some(day.parse().unwrap()),
            note: String::new(),
        };
        shop.books.ask(AddStock { id: None, entry }).unwrap().voucher
    };
    let report = || {
        let year =
            GetProfitLoss { from: "2026-04-01".parse().unwrap(), to: "2027-03-31".parse().unwrap(), with_stock: true };
        let report = shop.books.ask(year).unwrap();
        (report.opening_stock, report.closing_stock)
    };
    stock("10", "400", "2024-05-01");
    stock("-4", "0", "2026-05-01");
    // Ten at 40, six left.
    assert_eq!(report(), (Paise::rupees(400), Paise::rupees(240)));
    // Ten more at 60 in the first year: twenty at 50, sixteen left.
    let late = stock("10", "600", "2024-06-01");
    assert_eq!(report(), (Paise::rupees(1_000), Paise::rupees(800)));
    // In the year between: thirty at 60.
    stock("10", "800", "2025-06-01");
    assert_eq!(report(), (Paise::rupees(1_800), Paise::rupees(1_560)));
    // Taken back: twenty at 60.
    shop.books.ask(CancelVoucher { id: late, reason: String::new() }).unwrap();
    assert_eq!(report(), (Paise::rupees(1_200), Paise::rupees(960)));
}

#[test]
fn what_months_earn_adds_up_to_what_their_year_does() {
    let shop = Shop::new();
    let rice = shop.item("Rice", "100", 0);
    let stock = |quantity: &str, cost, day: &str| {
        let entry = StockEntry {
            item: rice.id,
            quantity: quantity.parse().unwrap(),
            cost: Paise::rupees(cost),
            supplier: None,
            opening: false,
            date: Some(day.parse().unwrap()),
            note: String::new(),
        };
        shop.books.ask(AddStock { id: None, entry }).unwrap().voucher
    };
    let sell = |n, quantity: &str, day: &str| {
        let lines = vec![line(&rice, quantity)];
        let bill = Draft { date: day.parse().ok(), lines, tenders: vec![cash("2000")], ..draft(n) };
        shop.books.ask(FinalizeBill { draft: bill }).unwrap().voucher.id
    };
    let report = |from: &str, to: &str| {
        let asked = GetProfitLoss { from: from.parse().unwrap(), to: to.parse().unwrap(), with_stock: true };
        let report = shop.books.ask(asked).unwrap();
        [report.opening_stock, report.closing_stock, report.profit].map(|sum| sum.to_string())
    };
    let month = |month: u8| report(&format!("2026-{month:02}-01"), &format!("2026-{month:02}-15"));
    // Ten at 20 from the year before, ten at 40: four are sold of what had cost 30.
    stock("10", 200, "2026-03-10");
    stock("10", 400, "2026-05-01");
    sell(1, "4", "2026-05-20");
    // Ten more at 60: eight are sold of what had cost 40.
    stock("10", 600, "2026-06-01");
    sell(2, "8", "2026-06-30");
    assert_eq!(month(4), ["200.00", "200.00", "0.00"]);
    assert_eq!(month(5), ["200.00", "480.00", "280.00"]);
    assert_eq!(month(6), ["480.00", "720.00", "440.00"]);
    assert_eq!(report("2026-05-01", "2026-06-30"), ["200.00", "720.00", "720.00"]);
    assert_eq!(report("2026-04-01", "2027-03-31"), ["200.00", "720.00", "720.00"]);
    assert_eq!(month(3), ["0.00", "200.00", "0.00"], "a year's end is its last month's");
    // What is taken back was neither sold nor bought.
    let wrong = [sell(3, "5", "2026-05-21"), stock("10", 900, "2026-05-02")];
    assert_ne!(month(5), ["200.00", "480.00", "280.00"]);
    for id in wrong {
        shop.books.ask(CancelVoucher { id, reason: String::new() }).unwrap();
    }
    assert_eq!(month(5), ["200.00", "480.00", "280.00"]);
    // Near its end a year is read backwards: five more at 80, three of 23 at 45.71 are sold, and later one.
    stock("5", 400, "2026-10-10");
    sell(4, "3", "2026-10-12");
    assert_eq!(month(9), ["720.00", "720.00", "0.00"]);
    let october = ["720.00", "914.29", "94.29"];
    assert_eq!(month(10), october);
    sell(5, "1", "2026-11-05");
    assert_eq!(month(10), october);
    assert_eq!(month(6), ["480.00", "720.00", "440.00"]);
    assert_eq!(month(11), ["914.29", "868.57", "54.28"]);
}

#[test]
fn goods_of_an_item_that_is_not_counted_leave_the_stock_all_the_same() {
    let shop = Shop::new();
    let rice = shop.item("Rice", "100", 0);
    let edit = ItemEdit { track_stock: Some(false), ..ItemEdit::default() };
    shop.books.ask(SaveItem { id: Some(rice.id), edit, opening: None }).unwrap();
    let entry = StockEntry {
        item: rice.id,
        quantity: "10".parse().unwrap(),
        cost: Paise::rupees(500),
        supplier: None,
        opening: false,
        date: None,
        note: String::new(),
    };
    shop.books.ask(AddStock { id: None, entry }).unwrap();
    let mut bill = draft(1);
    bill.lines.push(line(&rice, "10"));
    bill.tenders.push(cash("1000"));
    shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    let year =
        GetProfitLoss { from: "2026-04-01".parse().unwrap(), to: "2027-03-31".parse().unwrap(), with_stock: true };
    let report = shop.books.ask(year).unwrap();
    assert_eq!((report.closing_stock, report.profit), (Paise::ZERO, Paise::rupees(500)));
}

#[test]
fn opening_stock_is_owed_to_nobody() {
    let shop = Shop::new();
    let rice = shop.item("Rice", "100", 0);
    let supplier = Some(shop.party("Mill", ""));
    let entry = StockEntry {
        item: rice.id,
        quantity: "10".parse().unwrap(),
        cost: Paise::rupees(500),
        supplier,
        opening: true,
        date: None,
        note: String::new(),
    };
    let refused = shop.books.ask(AddStock { id: None, entry }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::OpeningFromSupplier, Some("opening")));
}

#[test]
fn a_new_item_brings_its_opening_stock_which_is_neither_bought_nor_income() {
    let shop = Shop::new();
    let save = |id, name: &str, opening: Value| {
        let request = json!({ "id": id, "edit": { "name": name, "price": 1_000_000 }, "opening": opening });
        let answer = shop.books.call("item.save", &request.to_string())?;
        Ok::<Item, smartkhata_core::Error>(serde_json::from_str(&answer).unwrap())
    };
    let rice = save(None, "Rice", json!({ "quantity": 10_000, "cost": 50_000, "date": "2026-04-01" })).unwrap();
    assert_eq!(rice.stock, Milli::units(10));
    let value = || shop.books.ask(GetStock { limit: 50, ..GetStock::default() }).unwrap().value;
    assert_eq!(value(), Paise::rupees(500));
    let report = |with_stock| {
        let (from, to) = ("2026-04-01".parse().unwrap(), "2027-03-31".parse().unwrap());
        shop.books.ask(GetProfitLoss { from, to, with_stock }).unwrap()
    };
    let year = report(true);
    assert_eq!(
        (year.opening_stock, year.closing_stock, year.profit),
        (Paise::rupees(500), Paise::rupees(500), Paise::ZERO)
    );
    assert!(year.expenses.is_empty() && year.income.is_empty());
    assert_eq!(report(false).profit, Paise::ZERO, "months without their stock know nothing of it");
    let trial = shop.books.ask(GetTrialBalance::default()).unwrap();
    let sums: Vec<_> = trial.rows.iter().map(|row| (row.account.as_str(), row.debit, row.credit)).collect();
    let (cost, none) = (Paise::rupees(500), Paise::ZERO);
    assert_eq!(sums, [("equity.opening", none, cost), ("expense.opening_stock", cost, none)]);

    // Four are sold at 100 each: 200 are earned on what 200 of the stock had cost.
    let mut bill = draft(1);
    bill.lines.push(line(&rice, "4"));
    bill.tenders.push(cash("400"));
    shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    let year = report(true);
    assert_eq!((year.closing_stock, year.profit), (Paise::rupees(300), Paise::rupees(200)));

    // The item goes with what is wrong about its stock.
    for (opening, code, field) in [
        (json!({ "quantity": 0, "cost": 5 }), Code::NotPositive, "opening.quantity"),
        (json!({ "quantity": 1_000, "cost": -5 }), Code::BelowZero, "opening.cost"),
        (json!({ "quantity": 1_000, "date": "2027-01-01" }), Code::FutureDate, "opening.date"),
    ] {
        let refused = save(None, "Dal", opening).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (code, Some(field)));
    }
    let listed = shop.books.ask(ListItems::default()).unwrap().rows;
    assert_eq!(listed.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(), ["Rice"]);
    let refused = save(Some(rice.id), "Rice", json!({ "quantity": 1_000 })).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::OpeningOfKnownItem, Some("opening")));
    // Its voucher is found by the item, and taken back.
    let other = save(None, "Sugar", json!({ "quantity": 2_000, "cost": 9_000 })).unwrap();
    assert_eq!(value(), Paise::rupees(390));
    shop.books.ask(CancelVoucher { id: other.id.opening_stock(), reason: "undo".into() }).unwrap();
    assert_eq!(value(), Paise::rupees(300));
    shop.verified();
}

#[test]
fn an_item_has_one_rate_for_a_day_and_no_level_below_nothing() {
    let shop = Shop::new();
    let save = |edit: ItemEdit| shop.books.ask(SaveItem { id: None, edit, opening: None }).unwrap_err();
    let rate = |percent| DatedRate {
        from: "2025-09-22".parse().unwrap(),
        rate: Rate::percent(percent),
        cess: Default::default(),
        on_retail_price: false,
    };
    let named = ItemEdit { name: Some("Rice".into()), ..ItemEdit::default() };
    let refused = save(ItemEdit { rates: Some(vec![rate(5), rate(18)]), ..named.clone() });
    assert_eq!((refused.code, refused.field.as_deref()), (Code::NamedTwice, Some("rates")));
    let refused = save(ItemEdit { low_stock: Some("-1".parse().unwrap()), ..named });
    assert_eq!((refused.code, refused.field.as_deref()), (Code::BelowZero, Some("low_stock")));
}

fn bought(item: &Item, quantity: Milli, cost: &str) -> SavePurchase {
    let cost: Paise = cost.parse().unwrap();
    SavePurchase {
        id: None,
        supplier: None,
        amount: cost,
        tax: None,
        lines: vec![PurchaseLine { item: item.id, quantity, cost, rate: None }],
        paid: cost,
        mode: None,
        date: None,
        note: String::new(),
    }
}

#[test]
fn no_quantity_of_one_item_hides_the_stock_of_all() {
    let shop = Shop::new();
    let nail = shop.item("Nail", "0.01", 0);
    let (most, more) = (Milli::units(100_000_000), Milli::new(100_000_000_001).unwrap());
    let refused = shop.books.ask(bought(&nail, more, "10")).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Overflow, Some("lines.0.quantity")));
    let mut bill = draft(1);
    bill.lines = vec![line(&nail, "60000000"), line(&nail, "60000000")];
    bill.tenders.push(cash("1200000"));
    let told = shop.books.ask(PreviewBill { draft: bill.clone() }).unwrap().problems;
    assert_eq!(
        told.iter().map(|told| (told.code, told.field.as_deref())).collect::<Vec<_>>(),
        [(Code::Overflow, Some("lines.1.quantity"))]
    );
    assert_eq!(shop.books.ask(FinalizeBill { draft: bill }).unwrap_err().code, Code::Overflow);

    // As often as it may: what is in stock is more than can be said, and is still listed.
    for _ in 0..101 {
        shop.books.ask(bought(&nail, most, "10")).unwrap();
    }
    let listed = shop.books.ask(ListItems::default()).unwrap().rows;
    assert_eq!(listed[0].stock.to_string(), "9,99,99,99,999.999");
    let rows = shop.books.ask(GetStock { limit: 50, ..GetStock::default() }).unwrap();
    assert_eq!((rows.value, rows.page.rows.len()), (Paise::rupees(1_010), 1));
    shop.books.ask(smartkhata_core::api::sync::ListAttention {}).unwrap();
    let edit = ItemEdit { archived: Some(true), ..ItemEdit::default() };
    shop.books.ask(SaveItem { id: Some(nail.id), edit, opening: None }).unwrap();
    shop.verified();
}

#[test]
fn a_service_is_paid_for_and_lies_on_no_shelf() {
    let shop = Shop::new();
    let edit = ItemEdit { hsn: Some("998714".into()), ..ItemEdit::default() };
    let repair = shop.item("Repair", "500", 0);
    let repair = shop.books.ask(SaveItem { id: Some(repair.id), edit, opening: None }).unwrap();
    shop.books.ask(bought(&repair, Milli::units(5), "2000")).unwrap();
    assert_eq!(shop.books.ask(GetItem { id: repair.id }).unwrap().stock, Milli::ZERO);
    let year =
        GetProfitLoss { from: "2026-04-01".parse().unwrap(), to: "2027-03-31".parse().unwrap(), with_stock: true };
    let report = shop.books.ask(year).unwrap();
    assert_eq!((report.closing_stock, report.profit), (Paise::ZERO, Paise::rupees(-2_000)));
    // More than the bill is refused of services as of goods.
    let dearer =
        SavePurchase { amount: Paise::rupees(100), paid: Paise::rupees(100), ..bought(&repair, Milli::ONE, "101") };
    assert_eq!(shop.books.ask(dearer).unwrap_err().code, Code::GoodsOverAmount);
    let entry = json!({ "entry": { "item": repair.id, "quantity": 1_000, "cost": 0 } }).to_string();
    let refused = shop.books.call("stock.add", &entry).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::ServiceInStock, Some("item")));
    shop.verified();
}
