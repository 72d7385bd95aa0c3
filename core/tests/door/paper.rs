//! Reports on paper say the figures of the screens.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::shop::EditShop;
use smartkhata_core::business::{Language, Paper, ShopEdit};
use smartkhata_core::date::Date;
use smartkhata_core::item::StockEntry;
use smartkhata_core::money::Paise;

use crate::shop::*;
use crate::tools;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn text(file: &FileResponse, name: &str) -> String {
    assert!(file.name.ends_with(".pdf") && file.mime == "application/pdf", "{file:?}");
    let pdf = STANDARD.decode(&file.base64).unwrap();
    tools::check(&pdf, name);
    tools::pages(&pdf).concat()
}

/// A line of the page that holds all of these.
fn says(page: &str, parts: &[&str]) {
    assert!(page.lines().any(|line| parts.iter().all(|part| line.contains(part))), "{parts:?} in\n{page}");
}

#[test]
fn every_report_is_printed_with_its_figures_in_both_languages() {
    let shop = Shop::registered();
    let item = shop.item("Sugar", "50", 5);
    let stock = StockEntry {
        item: item.id,
        quantity: "10".parse().unwrap(),
        cost: Paise::rupees(400),
        supplier: None,
        opening: false,
        date: None,
        note: String::new(),
    };
    shop.books.ask(AddStock { entry: stock }).unwrap();
    let ramesh = shop.party("Ramesh", "9876543210");
    let mut bill = draft(1);
    bill.party = Some(ramesh);
    bill.lines.push(line(&item, "4"));
    shop.books.ask(FinalizeBill { draft: bill }).unwrap();

    let print = |report: Report, language: Language| {
        let file = shop.books.ask(PrintReport { report, language: Some(language) }).unwrap();
        text(&file, &format!("report-{report:?}-{language:?}.pdf").replace([' ', ':', '{', '}', '(', ')', ','], ""))
    };
    let (from, to) = (day("2026-11-01"), day("2026-11-30"));
    let both = [Language::English, Language::Hindi];
    for language in both {
        let english = language == Language::English;
        let word = |en: &'static str, hi: &'static str| if english { en } else { hi };

        let page = print(Report::DayBook { from, to }, language);
        says(&page, &["23-11-2026", "Ramesh", "210.00"]);
        let page = print(Report::ProfitLoss { from, to, with_stock: false }, language);
        says(&page, &[word("Sales on bills", "बिल से बिक्री"), "200.00"]);
        says(&page, &["400.00"]);
        let page = print(Report::TrialBalance { at: None }, language);
        let trial = shop.books.ask(GetTrialBalance::default()).unwrap();
        says(&page, &[word("Total", "जोड़"), &trial.debit.to_string()]);
        says(&page, &[word("Customers owe you", "ग्राहकों से लेने हैं"), "210.00"]);
        let page = print(Report::Gst { from, to }, language);
        says(&page, &["200.00", "5.00", "0.00"]);
        let page = print(Report::Stock {}, language);
        says(&page, &["Sugar", "6", "240.00"]);
        let file = shop.books.ask(PrintOutstanding { language: Some(language) }).unwrap();
        says(&text(&file, &format!("outstanding-{english}.pdf")), &["Ramesh", "9876543210", "210.00"]);
    }
    let refused = shop.books.ask(PrintReport { report: Report::DayBook { from: to, to: from }, language: None });
    assert_eq!(refused.unwrap_err().code, Code::DaysOutOfOrder);
}

#[test]
fn a_long_report_goes_on_over_pages() {
    let shop = Shop::new();
    for n in 0..120 {
        let party = shop.party(&format!("Customer {n:03}"), "");
        let (amount, side) = (Paise::rupees(10 + n), KhataSide::Gave);
        shop.books.ask(AddKhata { party, side, amount, mode: None, date: None, note: String::new() }).unwrap();
    }
    let file = shop.books.ask(PrintOutstanding { language: Some(Language::English) }).unwrap();
    let pages = tools::pages(&STANDARD.decode(&file.base64).unwrap());
    assert!(pages.len() >= 3, "{} pages", pages.len());
    let all = pages.concat();
    let named = (0..120).filter(|n| all.contains(&format!("Customer {n:03}"))).count();
    assert_eq!(named, 120);
    // 120 × 10 and 0 + 1 + … + 119.
    says(pages.last().unwrap(), &["Total", "8,340.00"]);
}

#[test]
fn a_receipt_is_as_wide_as_the_shops_paper_unless_another_is_named() {
    let shop = Shop::new();
    let mut bill = draft(1);
    bill.lines.push(open_line("Misc", "100"));
    bill.tenders.push(cash("100"));
    let id = shop.books.ask(FinalizeBill { draft: bill }).unwrap().voucher.id;
    // The width stands behind a PNG's signature and the head of its first part.
    let dots = |paper| {
        let file = shop.books.ask(PrintReceipt { id, paper, language: None }).unwrap();
        let png = STANDARD.decode(file.base64).unwrap();
        u32::from_be_bytes(png[16..20].try_into().unwrap())
    };
    assert_eq!(dots(None), 576);
    let edit = ShopEdit { paper: Some(Paper::Mm58), ..ShopEdit::default() };
    assert_eq!(shop.books.ask(EditShop { edit }).unwrap().paper, Paper::Mm58);
    assert_eq!((dots(None), dots(Some(Paper::Mm80))), (384, 576));
}
