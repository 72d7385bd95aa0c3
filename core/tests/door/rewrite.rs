//! What was taken back and is put back: the same figures, in an entry of its own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smartkhata_core::Code;
use smartkhata_core::api::attachment::*;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::attachment::Owner;
use smartkhata_core::document::Draft;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::item::{Item, StockEntry};
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyEdit;
use smartkhata_core::payment::{Direction, Mode, Tender};

use crate::shop::*;

fn take_back(shop: &Shop, id: VoucherId) {
    shop.books.ask(CancelVoucher { id, reason: String::new() }).unwrap();
}

fn refused(shop: &Shop, id: VoucherId) -> Code {
    shop.books.ask(RewriteVoucher { id }).unwrap_err().code
}

/// Takes back and puts back; answers the new entry.
fn there_and_back(shop: &Shop, id: VoucherId) -> VoucherId {
    assert_eq!(refused(shop, id), Code::StillStands, "it stands");
    let before = shop.books.ask(GetTrialBalance::default()).unwrap();
    take_back(shop, id);
    assert_ne!(shop.books.ask(GetTrialBalance::default()).unwrap(), before);
    let voucher = shop.books.ask(RewriteVoucher { id }).unwrap().voucher;
    assert_ne!(voucher, id);
    assert_eq!(shop.books.ask(GetTrialBalance::default()).unwrap(), before);
    shop.verified();
    voucher
}

fn bill(shop: &Shop, n: u128, party: Option<PartyId>, amount: &str, tenders: Vec<Tender>) -> VoucherId {
    let draft = Draft { party, lines: vec![open_line("Misc", amount)], tenders, ..draft(n) };
    shop.books.ask(FinalizeBill { draft }).unwrap().voucher.id
}

fn due(shop: &Shop, bill: VoucherId) -> Paise {
    shop.books.ask(GetBill { id: bill }).unwrap().due
}

#[test]
fn goods_come_in_again_with_their_cost_and_their_supplier() {
    let shop = Shop::new();
    let (sugar, supplier) = (shop.item("Sugar", "50", 0), shop.party("Gupta Traders", ""));
    let stock = |item: &Item| shop.books.ask(GetItem { id: item.id }).unwrap().stock.to_string();
    let entry = StockEntry {
        item: sugar.id,
        quantity: "10".parse().unwrap(),
        cost: "400".parse().unwrap(),
        supplier: Some(supplier),
        opening: false,
        date: Some("2026-11-20".parse().unwrap()),
        note: "Bill 7".into(),
    };
    let saved = shop.books.ask(AddStock { id: None, entry }).unwrap();
    there_and_back(&shop, saved.voucher);
    assert_eq!(stock(&sugar), "10");
    let rice = shop.item("Rice", "60", 0);
    let lines = vec![
        PurchaseLine { item: sugar.id, quantity: "2".parse().unwrap(), cost: "90".parse().unwrap(), rate: None },
        PurchaseLine { item: rice.id, quantity: "5".parse().unwrap(), cost: "200".parse().unwrap(), rate: None },
    ];
    let (amount, paid, note) = (Paise::rupees(300), Paise::rupees(100), "Bill 8".to_owned());
    let purchase = SavePurchase {
        id: None,
        supplier: Some(supplier),
        amount,
        tax: None,
        lines,
        paid,
        mode: None,
        date: None,
        note,
    };
    let saved = shop.books.ask(purchase).unwrap();
    there_and_back(&shop, saved.voucher);
    there_and_back(&shop, saved.payment.unwrap());
    assert_eq!((stock(&sugar), stock(&rice)), ("12".to_owned(), "5".to_owned()));
    let statement = GetStatement { id: supplier, sort: DaySort::Newest, from: None, to: None, after: None, limit: 0 };
    let statement = shop.books.ask(statement).unwrap();
    assert_eq!(statement.closing, Some(Paise::rupees(-600)));
    let again: Vec<_> = statement.page.rows.iter().filter(|row| !row.cancelled && !row.reversal).collect();
    let notes: Vec<_> = again.iter().map(|row| (row.note.as_str(), row.date.to_string())).collect();
    assert!(notes.contains(&("Bill 7", "2026-11-20".to_owned())), "{notes:?}");
}

#[test]
fn an_expense_is_put_back_with_its_parts_and_its_photo() {
    let shop = Shop::new();
    let upi = Tender { mode: Mode::Upi, amount: Paise::rupees(400), reference: "UTR 1".into() };
    let tenders = vec![cash("100"), upi];
    let (account, note) = ("expense.rent".to_owned(), "November".to_owned());
    let saved = shop.books.ask(SaveExpense { id: None, account, tenders: tenders.clone(), date: None, note }).unwrap();
    let photo = |owner| {
        let rows = shop.books.ask(ListAttachments { owner: Owner::Voucher(owner), hidden: false }).unwrap().rows;
        rows.into_iter().map(|view| (view.name, view.sha256)).collect::<Vec<_>>()
    };
    let (owner, base64) = (Owner::Voucher(saved.voucher.id), STANDARD.encode(b"\xff\xd8\xff a photo"));
    shop.books.attach(&AddAttachment { owner, name: "rent.jpg".into(), mime: String::new(), base64 }).unwrap();
    let id = there_and_back(&shop, saved.voucher.id);
    let again = shop.books.ask(GetPayment { id }).unwrap().voucher;
    assert_ne!(again.number, saved.voucher.number, "a number is spent");
    assert_eq!((again.detail, again.note, again.date), (saved.voucher.detail, saved.voucher.note, saved.voucher.date));
    assert_eq!(photo(id), photo(saved.voucher.id));
    assert_eq!(photo(id).len(), 1);
}

#[test]
fn money_is_set_against_the_same_debts_as_far_as_they_are_open() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let first = bill(&shop, 1, Some(party), "100", Vec::new());
    let (direction, settle) = (Direction::In, Settle::OldestFirst);
    let tenders = vec![cash("250"), Tender { mode: Mode::Card, ..cash("250") }];
    let payment = SavePayment { id: None, direction, party, tenders, date: None, settle, note: String::new() };
    let payment = shop.books.ask(payment).unwrap().voucher.id;
    let second = bill(&shop, 2, Some(party), "150", Vec::new());
    shop.books.ask(AllocatePayment { id: payment, settle: Settle::OldestFirst }).unwrap();
    let again = there_and_back(&shop, payment);
    let view = shop.books.ask(GetPayment { id: again }).unwrap();
    assert_eq!((due(&shop, first), due(&shop, second), view.advance), (Paise::ZERO, Paise::ZERO, Paise::rupees(250)));
    // Meanwhile somebody else paid a part, and a bill was cancelled.
    take_back(&shop, again);
    let tenders = vec![cash("60")];
    let part = SavePayment {
        id: None,
        direction,
        party,
        tenders,
        date: None,
        settle: Settle::OldestFirst,
        note: String::new(),
    };
    shop.books.ask(part).unwrap();
    take_back(&shop, second);
    let once_more = shop.books.ask(RewriteVoucher { id: again }).unwrap().voucher;
    let view = shop.books.ask(GetPayment { id: once_more }).unwrap();
    assert_eq!((due(&shop, first), view.advance), (Paise::ZERO, Paise::rupees(460)));
    shop.verified();
}

#[test]
fn money_of_the_counter_goes_to_its_bill_again_and_a_walk_ins_does_not_stand_alone() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let sold = bill(&shop, 1, Some(party), "100", vec![cash("40")]);
    let receipts = |of: Option<PartyId>| {
        let rows = shop.books.ask(ListPayments { party: of, ..ListPayments::default() }).unwrap().rows;
        rows.into_iter().filter(|row| !row.cancelled).map(|row| row.id).collect::<Vec<_>>()
    };
    let again = there_and_back(&shop, receipts(Some(party))[0]);
    assert_eq!(due(&shop, sold), Paise::rupees(60));
    let Detail::Payment(payment) = shop.books.ask(GetPayment { id: again }).unwrap().voucher.detail else { panic!() };
    assert_eq!(payment.with_bill, Some(sold));
    let walk_in = bill(&shop, 2, None, "70", vec![cash("70")]);
    let money = receipts(None).into_iter().find(|id| *id != again).unwrap();
    take_back(&shop, walk_in);
    assert_eq!((refused(&shop, money), refused(&shop, walk_in)), (Code::WalkInMoney, Code::WriteAnew));
}

#[test]
fn a_khata_entry_is_put_back_unless_its_khata_is_hidden_meanwhile() {
    let shop = Shop::new();
    let party = shop.party("Sita", "");
    let give = AddKhata {
        id: None,
        party,
        side: KhataSide::Gave,
        amount: Paise::rupees(500),
        mode: Some(Mode::Cash),
        opening: false,
        date: None,
        note: "दूध".into(),
    };
    let gave = shop.books.ask(give).unwrap().voucher;
    let again = there_and_back(&shop, gave);
    take_back(&shop, again);
    let edit = PartyEdit { archived: Some(true), ..PartyEdit::default() };
    shop.books.ask(SaveParty { id: Some(party), edit, opening: Paise::ZERO }).unwrap();
    assert_eq!(refused(&shop, again), Code::Archived);
}
