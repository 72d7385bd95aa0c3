//! Reports on paper say the figures of the screens.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::returns::*;
use smartkhata_core::api::shop::*;
use smartkhata_core::business::{Language, Paper, ShopEdit};
use smartkhata_core::date::Date;
use smartkhata_core::document::{Draft, DraftLine};
use smartkhata_core::id::VoucherId;
use smartkhata_core::item::{ItemEdit, StockEntry};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::{PartyEdit, Registration};
use smartkhata_core::payment::{Direction, Mode};
use smartkhata_core::tax::rate::Treatment;
use uuid::Uuid;

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
    shop.books.ask(AddStock { id: None, entry: stock }).unwrap();
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
fn the_pin_of_the_buyer_is_printed_as_it_was() {
    let shop = Shop::registered();
    let asha = shop.party("Asha", "");
    let edit = |address: &str, pin: &str| {
        let edit = PartyEdit { address: Some(address.into()), pin: Some(pin.into()), ..PartyEdit::default() };
        shop.books.ask(SaveParty { id: Some(asha), edit, opening: Paise::ZERO }).unwrap();
    };
    edit("Ring Road\nSurat", "395003");
    let mut bill = draft(1);
    bill.party = Some(asha);
    bill.lines.push(open_line("Misc", "100"));
    let id = shop.books.ask(FinalizeBill { draft: bill }).unwrap().voucher.id;
    edit("Ring Road\nSurat", "395007");
    let file = shop.books.ask(PrintBill { id, copy: Copy::Original, language: None }).unwrap();
    let page = text(&file, "buyers-pin.pdf");
    assert!(page.contains("395003") && !page.contains("395007"), "{page}");
    let print = PrintStatement { id: asha, from: None, to: None, language: None };
    says(&text(&shop.books.ask(print).unwrap(), "buyers-pin-statement.pdf"), &["395007"]);
}

#[test]
fn a_credit_note_without_its_bill_says_that_the_tax_stays() {
    let shop = Shop::registered();
    let item = shop.item("Sugar", "100", 18);
    let typed = Draft { lines: vec![line(&item, "1")], ..draft(5) };
    let id = VoucherId::new(Uuid::from_u128(9));
    let goods = Goods::Typed(Box::new(typed));
    let refund = vec![cash("118")];
    shop.books.ask(SaveReturn { id, goods, date: None, refund, reason: String::new() }).unwrap();
    let print = PrintBill { id, copy: Copy::Original, language: Some(Language::English) };
    let page = text(&shop.books.ask(print).unwrap(), "credit-note-without-bill.pdf");
    assert!(page.contains("Commercial credit note") && page.contains("118.00"), "{page}");
    assert!(!page.contains("CGST"), "{page}");
}

#[test]
fn a_long_report_goes_on_over_pages() {
    let shop = Shop::new();
    for n in 0..120 {
        let party = shop.party(&format!("Customer {n:03}"), "");
        let (amount, side) = (Paise::rupees(10 + n), KhataSide::Gave);
        shop.books
            .ask(AddKhata {
                id: None,
                party,
                side,
                amount,
                mode: None,
                opening: false,
                date: None,
                note: String::new(),
            })
            .unwrap();
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

#[test]
fn a_reprint_has_the_name_and_address_under_which_the_shop_sold() {
    let shop = Shop::new();
    let moves = |name: &str, address: &str, pin: &str| {
        let edit = ShopEdit {
            name: Some(name.into()),
            address: Some(address.into()),
            pin: Some(pin.into()),
            ..ShopEdit::default()
        };
        shop.books.ask(EditShop { edit }).unwrap();
    };
    let sell = |n| {
        let draft = Draft { lines: vec![open_line("Misc", "100")], tenders: vec![cash("100")], ..draft(n) };
        shop.books.ask(FinalizeBill { draft }).unwrap().voucher.id
    };
    moves("Sita Stores", "12 Lake Road", "700029");
    let then = sell(1);
    moves("Sita & Sons", "4 Park Street", "700016");
    let now = sell(2);
    for (bill, says, not) in [
        (then, ["Sita Stores", "12 Lake Road", "700029"], ["Sita & Sons", "4 Park Street", "700016"]),
        (now, ["Sita & Sons", "4 Park Street", "700016"], ["Sita Stores", "12 Lake Road", "700029"]),
    ] {
        let page = page_of(&shop, bill);
        for (says, not) in says.iter().zip(not) {
            assert!(page.contains(says) && !page.contains(not), "{says}, not {not}, in\n{page}");
        }
    }
}

#[test]
fn a_unit_of_the_shops_own_stays_its_word() {
    let shop = Shop::new();
    let edit = |unit: &str| ItemEdit {
        name: Some("Idli".into()),
        price: Some("40".parse().unwrap()),
        unit: Some(unit.into()),
        ..ItemEdit::default()
    };
    assert_eq!(shop.books.ask(SaveItem { id: None, edit: edit("kilo"), opening: None }).unwrap().unit, "KGS");
    let item = shop.books.ask(SaveItem { id: None, edit: edit("plate"), opening: None }).unwrap();
    assert_eq!(item.unit, "plate");
    let sold = |n, unit: &str| {
        let line = DraftLine { item: Some(item.id), unit: unit.into(), ..open_line("Idli", "40") };
        shop.books.ask(FinalizeBill { draft: Draft { lines: vec![line], tenders: vec![cash("40")], ..draft(n) } })
    };
    assert!(page_of(&shop, sold(1, "Plate").unwrap().voucher.id).contains("Plate"));
    assert_eq!(sold(2, "tray").unwrap_err().code, Code::UnitMismatch);
}

#[test]
fn a_supply_to_a_special_economic_zone_is_endorsed() {
    let shop = Shop::new();
    let edit = ShopEdit { gstin: Some("19ABCPK5678L1Z1".into()), ..ShopEdit::default() };
    shop.books.ask(EditShop { edit }).unwrap();
    let edit = PartyEdit {
        name: Some("Falta Units".into()),
        gstin: Some("19AAPFU0939F1ZS".into()),
        registration: Some(Registration::Sez),
        address: Some("Falta".into()),
        ..PartyEdit::default()
    };
    let party = Some(shop.books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id);
    let sold = |n, rate| {
        let line = DraftLine { rate: Rate::percent(rate), treatment: Treatment::ZeroRated, ..open_line("Misc", "100") };
        let draft = Draft { lines: vec![line], party, ..draft(n) };
        let page = page_of(&shop, shop.books.ask(FinalizeBill { draft }).unwrap().voucher.id);
        page.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for (n, rate, endorsed) in
        [(1, 18, "AUTHORISED OPERATIONS ON PAYMENT OF INTEGRATED TAX"), (2, 0, "WITHOUT PAYMENT OF INTEGRATED TAX")]
    {
        let page = sold(n, rate);
        assert!(page.contains(endorsed), "{page}");
        // Inter-State, though the buyer is of the shop's State, and with no tax to tell it by.
        assert!(page.contains("IGST") && !page.contains("CGST"), "{page}");
    }
}

const DECLARED: &str = "Composition taxable person";

/// The page of a bill or credit note, in English.
pub fn page_of(shop: &Shop, id: VoucherId) -> String {
    let request = PrintBill { id, copy: Copy::Original, language: Some(Language::English) };
    let file = shop.books.ask(request).unwrap();
    tools::pages(&STANDARD.decode(&file.base64).unwrap()).concat()
}

#[test]
fn a_reprint_says_what_the_shop_was_when_it_sold() {
    let shop = Shop::new();
    let becomes = |registration, gstin: &str| {
        let edit = ShopEdit { registration: Some(registration), gstin: Some(gstin.into()), ..ShopEdit::default() };
        shop.books.ask(EditShop { edit }).unwrap();
    };
    let sell = |n| {
        let draft = Draft { lines: vec![open_line("Misc", "100")], tenders: vec![cash("100")], ..draft(n) };
        shop.books.ask(FinalizeBill { draft }).unwrap().voucher.id
    };
    let give_back = |n, bill| {
        let lines = vec![LineBack { line: 0, quantity: "1".parse().unwrap() }];
        let goods = Goods::OfBill { bill, lines, charges: false };
        let id = VoucherId::new(Uuid::from_u128(n));
        let request = SaveReturn { id, goods, date: None, refund: vec![cash("100")], reason: String::new() };
        shop.books.ask(request).unwrap().voucher.id
    };
    let (kolkata, pune) = ("19ABCPK5678L1Z1", "27AAPFU0939F1ZV");
    let plain = sell(1);
    becomes(Registration::Regular, kolkata);
    let invoice = sell(2);
    becomes(Registration::Composition, kolkata);
    let supply = sell(3);
    let notes = [give_back(12, invoice), give_back(13, supply)];
    // What each says, whatever the shop is now: title, GSTIN, the composition seller's declaration.
    let cases = [
        (plain, "BILL", false, false),
        (invoice, "TAX INVOICE", true, false),
        (supply, "BILL OF SUPPLY", true, true),
        (notes[0], "CREDIT NOTE", true, false),
        (notes[1], "CREDIT NOTE", true, true),
    ];
    let check = |now: &str| {
        for (id, title, registered, declared) in cases {
            let page = page_of(&shop, id);
            assert!(page.to_uppercase().contains(title), "{now}: {title} in\n{page}");
            assert_eq!(page.contains(kolkata), registered, "{now}: {title}");
            assert_eq!(page.contains("West Bengal"), registered, "{now}: {title}");
            assert_eq!(page.contains(DECLARED), declared, "{now}: {title}");
            assert!(!page.contains(pune) && !page.contains("Maharashtra"), "{now}: {title}");
            // The PAN of a shop that is not registered is what its settings say.
            assert!(!registered || !page.contains("PAN: AAPFU0939F"), "{now}: {title}");
        }
    };
    check("composition");
    becomes(Registration::Regular, kolkata);
    check("regular");
    becomes(Registration::Regular, pune);
    check("elsewhere");
    becomes(Registration::Unregistered, "");
    check("unregistered");
}

/// A PNG of one colour, in base64.
pub fn png(width: u32, height: u32) -> String {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let pixels = vec![90; (width * height * 3) as usize];
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    STANDARD.encode(bytes)
}

#[test]
fn a_logo_that_paper_cannot_show_is_not_taken() {
    let shop = Shop::new();
    let set = |logo: &str| {
        let edit = ShopEdit { logo: Some(logo.into()), ..ShopEdit::default() };
        shop.books.ask(EditShop { edit }).map(|shop| shop.logo).map_err(|error| (error.code, error.field))
    };
    let party = shop.party("Ramesh", "");
    let prints = || shop.books.ask(PrintStatement { id: party, from: None, to: None, language: None }).unwrap();
    let small = png(200, 100);
    assert_eq!(set(&small), Ok(small.clone()));
    // A phone's screen, as its gallery has it.
    assert!(set(&png(1440, 3200)).is_ok_and(|kept| !kept.is_empty()));
    prints();
    let kept = set(&small).unwrap();
    let cut = STANDARD.encode(&STANDARD.decode(&small).unwrap()[..60]);
    let long = STANDARD.encode([&b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..], &[0; 1_100_000]].concat());
    for bad in [cut.as_str(), &png(4_001, 2), &long, "GIF89a", "R0lGODlh"] {
        assert_eq!(set(bad), Err((Code::InvalidImage, Some("logo".into()))));
    }
    assert_eq!(shop.books.ask(GetShop {}).unwrap().logo, kept);
    prints();
    assert_eq!(set(""), Ok(String::new()));
}

#[test]
fn a_licence_stands_on_every_bill() {
    let shop = Shop::registered();
    let licence = "FSSAI 10012345000123";
    let edit = ShopEdit { licence: Some(format!(" {licence} ")), ..ShopEdit::default() };
    assert_eq!(shop.books.ask(EditShop { edit }).unwrap().licence, licence);
    let mut bill = draft(1);
    bill.lines.push(open_line("Ghee", "500"));
    bill.tenders.push(cash("500"));
    let id = shop.books.ask(FinalizeBill { draft: bill }).unwrap().voucher.id;
    let file = shop.books.ask(PrintBill { id, copy: Copy::Original, language: None }).unwrap();
    says(&text(&file, "licence.pdf"), &["GSTIN", licence]);
}

#[test]
fn a_bill_says_what_was_received_and_what_was_let_off_or_came_back() {
    let shop = Shop::registered();
    let party = shop.party("Ramesh", "");
    let rice = shop.item("Rice", "620", 5);
    let sold = Draft { party: Some(party), lines: vec![line(&rice, "2")], ..draft(1) };
    let bill = shop.books.ask(FinalizeBill { draft: sold }).unwrap().voucher.id;
    let goods = |lines| Goods::OfBill { bill, lines, charges: false };
    let half = goods(vec![LineBack { line: 0, quantity: "1".parse().unwrap() }]);
    let id = VoucherId::new(Uuid::from_u128(9));
    let back = SaveReturn { id, goods: half, date: None, refund: Vec::new(), reason: String::new() };
    shop.books.ask(back).unwrap();
    let (direction, settle) = (Direction::In, Settle::OldestFirst);
    let payment =
        SavePayment { id: None, direction, party, tenders: vec![cash("600")], date: None, settle, note: String::new() };
    shop.books.ask(SettlePayment { payment, discount: Paise::rupees(20) }).unwrap();
    let page = page_of(&shop, bill);
    says(&page, &["Received", "600.00"]);
    says(&page, &["Discount", "20.00"]);
    says(&page, &["Goods returned", "651.00"]);
    let settled = shop.books.ask(GetSettled { id: bill }).unwrap();
    assert_eq!((settled.let_off, settled.returned), (Paise::rupees(20), Paise::rupees(651)));
    let received: Vec<_> = settled.received.iter().map(|with| (with.modes.as_slice(), with.amount)).collect();
    assert_eq!(received, [([Mode::Cash].as_slice(), Paise::rupees(600))]);
}
