//! Tobacco and pan masala: the tax is inside the printed price, whatever is charged (Rule 31D of the CGST Rules, from
//! 01-02-2026).

use serde_json::Value as Json;
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::returns::*;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::document::{Bill, Draft, DraftCharge, DraftLine, Voucher, adds_up, rates};
use smartkhata_core::id::VoucherId;
use smartkhata_core::item::{Item, ItemEdit};
use smartkhata_core::money::{Paise, Rate, UnitPrice};
use smartkhata_core::tax::compute::{Amounts, Discount};
use smartkhata_core::tax::rate::DatedRate;
use uuid::Uuid;

use crate::shop::*;

/// 28% on what is charged until 31-01-2026, 40% inside the printed price from then on.
fn history() -> Vec<DatedRate> {
    let step = |from: &str, percent, on_retail_price| DatedRate {
        from: from.parse().unwrap(),
        rate: Rate::percent(percent),
        cess: Default::default(),
        on_retail_price,
    };
    vec![step("2017-07-01", 28, false), step("2026-02-01", 40, true)]
}

/// A pouch that is sold for ₹60 without tax, or ₹100 with it, and says ₹140.
fn pouch(shop: &Shop, name: &str, price: &str, price_includes_tax: bool) -> Item {
    let edit = ItemEdit {
        name: Some(name.into()),
        hsn: Some("21069020".into()),
        price: price.parse().ok(),
        price_includes_tax: Some(price_includes_tax),
        mrp: "140".parse().ok(),
        rates: Some(history()),
        ..ItemEdit::default()
    };
    shop.books.ask(SaveItem { id: None, edit, opening: None }).unwrap()
}

fn picked(item: &Item, quantity: &str) -> DraftLine {
    let mut line = line(item, quantity);
    rates::take(&mut line, item, "2026-11-23".parse().unwrap());
    line
}

fn bill(voucher: &Voucher) -> &Bill {
    match &voucher.detail {
        Detail::Bill(bill) => bill,
        Detail::CreditNote(note) => &note.content,
        _ => panic!("no bill"),
    }
}

/// Taxable value, CGST, SGST.
fn heads(amounts: Amounts) -> [String; 3] {
    [amounts.taxable, amounts.cgst, amounts.sgst].map(Paise::plain)
}

#[test]
fn the_tax_is_inside_the_printed_price_whatever_is_charged_and_taken_off() {
    let shop = Shop::registered();
    let (with, without) = (pouch(&shop, "Pouch", "100", true), pouch(&shop, "Box", "60", false));
    let sell = |n, lines, discount| {
        let draft = Draft { lines, discount, tenders: vec![cash("1000")], ..draft(n) };
        let preview = shop.books.ask(PreviewBill { draft: draft.clone() }).unwrap();
        assert_eq!((&preview.problems[..], &preview.rates[..]), (&[][..], &[][..]));
        let sold = shop.books.ask(FinalizeBill { draft }).unwrap().voucher;
        assert_eq!(bill(&sold).amounts, preview.result.unwrap().amounts, "what was shown");
        sold
    };
    let sold = sell(1, vec![picked(&with, "1")], Discount::None);
    assert_eq!(
        (heads(bill(&sold).amounts), sold.amount),
        (["60.00", "20.00", "20.00"].map(str::to_owned), Paise::rupees(100))
    );
    let line = &bill(&sold).lines[0];
    assert_eq!((line.rate, line.retail_price), (Rate::percent(40), "140".parse().ok()));
    let sold = sell(2, vec![picked(&without, "2")], Discount::None);
    assert_eq!(heads(bill(&sold).amounts), ["120.00", "40.00", "40.00"]);
    // What is off takes from the value alone.
    let sold = sell(3, vec![picked(&with, "2")], Discount::Amount("30".parse().unwrap()));
    assert_eq!(
        (heads(bill(&sold).amounts), sold.amount),
        (["90.00", "40.00", "40.00"].map(str::to_owned), Paise::rupees(170))
    );
    let day = "2026-11-23".parse().unwrap();
    let gst = shop.books.ask(GetGst { from: day, to: day }).unwrap();
    assert_eq!(
        gst.sales.iter().map(|row| (row.rate, heads(row.amounts))).collect::<Vec<_>>(),
        [(Rate::percent(40), ["270.00", "100.00", "100.00"].map(str::to_owned))]
    );
    let page = crate::paper::page_of(&shop, sold.id);
    assert!(page.contains("tax on MRP 140.00"), "{page}");
    shop.verified();
}

#[test]
fn packing_is_in_the_printed_price_too() {
    let shop = Shop::registered();
    let packing = DraftCharge { name: "Packing".into(), amount: Paise::rupees(10), includes_tax: false, rate: None };
    let lines = vec![picked(&pouch(&shop, "Pouch", "100", true), "1")];
    let draft = Draft { lines, charges: vec![packing], tenders: vec![cash("110")], ..draft(1) };
    let sold = shop.books.ask(FinalizeBill { draft }).unwrap().voucher;
    assert_eq!(heads(bill(&sold).amounts), ["70.00", "20.00", "20.00"]);
}

#[test]
fn goods_that_come_back_bring_their_tax_back_and_parts_add_up() {
    let shop = Shop::registered();
    let item = pouch(&shop, "Pouch", "100.05", true);
    let draft = Draft { lines: vec![picked(&item, "3")], tenders: vec![cash("300")], ..draft(1) };
    let sold = shop.books.ask(FinalizeBill { draft }).unwrap().voucher;
    let mut back = Amounts::default();
    for n in 10..13 {
        let lines = vec![LineBack { line: 0, quantity: "1".parse().unwrap() }];
        let goods = Goods::OfBill { bill: sold.id, lines, charges: false };
        let total = shop.books.ask(PreviewReturn { goods: goods.clone(), date: None }).unwrap().content.total;
        let (id, refund) = (VoucherId::new(Uuid::from_u128(n)), vec![cash(&total.plain())]);
        let note = shop.books.ask(SaveReturn { id, goods, date: None, refund, reason: String::new() }).unwrap().voucher;
        assert_eq!(bill(&note).lines[0].retail_price, "140".parse().ok());
        back = back.add(bill(&note).amounts).unwrap();
    }
    assert_eq!(back, bill(&sold).amounts);
    let day = "2026-11-23".parse().unwrap();
    assert_eq!(shop.books.ask(GetGst { from: day, to: day }).unwrap().net, Amounts::default());
    shop.verified();
}

#[test]
fn a_pack_without_its_printed_price_is_not_sold_nor_kept() {
    let shop = Shop::registered();
    let refused = |edit: ItemEdit| {
        let error = shop.books.ask(SaveItem { id: None, edit, opening: None }).unwrap_err();
        (error.code, error.field)
    };
    let (name, rates) = (Some("Zarda".to_owned()), Some(history()));
    let missing = (Code::RetailPriceMissing, Some("mrp".to_owned()));
    assert_eq!(refused(ItemEdit { name: name.clone(), rates: rates.clone(), ..ItemEdit::default() }), missing);
    let item = pouch(&shop, "Pouch", "100", true);
    let edit = ItemEdit { mrp: Some(UnitPrice::ZERO), ..ItemEdit::default() };
    let error = shop.books.ask(SaveItem { id: Some(item.id), edit, opening: None }).unwrap_err();
    assert_eq!((error.code, error.field), missing);

    let sell = |change: &dyn Fn(&mut DraftLine)| {
        let mut line = picked(&item, "1");
        line.rate_of_item = false;
        change(&mut line);
        let draft = Draft { lines: vec![line], tenders: vec![cash("100")], ..draft(1) };
        let error = shop.books.ask(FinalizeBill { draft }).unwrap_err();
        (error.code, error.field)
    };
    let at = |field: &str| Some(format!("lines.0.{field}"));
    assert_eq!(sell(&|line| line.retail_price = Some(UnitPrice::ZERO)), (Code::RetailPriceMissing, at("retail_price")));
    assert_eq!(sell(&|line| line.price = "39.99".parse().unwrap()), (Code::TaxOverPrice, at("price")));
}

#[test]
fn a_line_follows_its_items_printed_price_and_its_date() {
    let shop = Shop::registered();
    let item = pouch(&shop, "Pouch", "100", true);
    let mut held = Draft { lines: vec![picked(&item, "1")], tenders: vec![cash("100")], ..draft(1) };
    // New packs say another price.
    let edit = ItemEdit { mrp: "175".parse().ok(), ..ItemEdit::default() };
    shop.books.ask(SaveItem { id: Some(item.id), edit, opening: None }).unwrap();
    let refused = shop.books.ask(FinalizeBill { draft: held.clone() }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::RatesChanged, Some("lines.0.rate")));
    let preview = shop.books.ask(PreviewBill { draft: held.clone() }).unwrap();
    assert_eq!(preview.rates.iter().map(|change| change.retail_price).collect::<Vec<_>>(), ["175".parse().ok()]);
    rates::apply(&mut held.lines, &preview.rates);
    let sold = shop.books.ask(FinalizeBill { draft: held }).unwrap().voucher;
    assert_eq!(heads(bill(&sold).amounts), ["50.00", "25.00", "25.00"]);
    // An old pack at the price that it says, typed by the cashier.
    let old = DraftLine { retail_price: "140".parse().ok(), rate_of_item: false, ..picked(&item, "1") };
    let draft = Draft { lines: vec![old], tenders: vec![cash("100")], ..draft(2) };
    let sold = shop.books.ask(FinalizeBill { draft }).unwrap().voucher;
    assert_eq!(heads(bill(&sold).amounts), ["60.00", "20.00", "20.00"]);
    // Its correction says what it said.
    let again = shop.books.ask(BeginCorrection { id: sold.id }).unwrap();
    assert_eq!(again.lines[0].retail_price, "140".parse().ok());
    let item = shop.books.ask(GetItem { id: item.id }).unwrap();
    let (last, first) = ("2026-01-31".parse().unwrap(), "2026-02-01".parse().unwrap());
    assert_eq!((item.rate_on(last).0, item.retail_price_on(last)), (Rate::percent(28), None));
    assert_eq!((item.rate_on(first).0, item.retail_price_on(first)), (Rate::percent(40), "175".parse().ok()));
}

#[test]
fn an_app_that_does_not_know_the_printed_price_takes_the_bill_as_it_is() {
    let shop = Shop::registered();
    let lines = vec![picked(&pouch(&shop, "Pouch", "100", true), "3"), open_line("Bag", "5")];
    let draft = Draft { lines, tenders: vec![cash("305")], ..draft(1) };
    let sold = shop.books.ask(FinalizeBill { draft }).unwrap().voucher;
    let mut body: Json = serde_json::to_value(&sold).unwrap();
    let lines = body["detail"]["bill"]["lines"].as_array_mut().unwrap();
    let known: Vec<bool> =
        lines.iter_mut().map(|line| line.as_object_mut().unwrap().remove("retail_price").is_some()).collect();
    assert_eq!(known, [true, false], "a line that is taxed on its value says nothing of it");
    let older: Voucher = serde_json::from_value(body).unwrap();
    assert_eq!(adds_up::fault(&older).unwrap(), None);
    assert_eq!((bill(&older).amounts, older.postings), (bill(&sold).amounts, sold.postings.clone()));
}
