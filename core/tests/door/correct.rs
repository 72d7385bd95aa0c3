//! A saved bill that is corrected: the old one is cancelled and the new one saved, both or neither.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smartkhata_core::Code;
use smartkhata_core::api::attachment::*;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::returns::*;
use smartkhata_core::attachment::Owner;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::document::{Draft, DraftCharge};
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::item::Item;
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::PartyEdit;
use smartkhata_core::payment::{Direction, Mode, Tender};
use smartkhata_core::tax::compute::Discount;
use uuid::Uuid;

use crate::shop::*;

fn rupees(text: &str) -> Paise {
    text.parse().unwrap()
}

/// A bill of one open line, of a day before today's.
fn bill(shop: &Shop, n: u128, party: Option<PartyId>, amount: &str, paid: &str) -> BillView {
    let tenders = if paid.is_empty() { Vec::new() } else { vec![cash(paid)] };
    let date = Some("2026-11-20".parse().unwrap());
    let draft = Draft { party, date, lines: vec![open_line("Misc", amount)], tenders, ..draft(n) };
    shop.books.ask(FinalizeBill { draft }).unwrap()
}

fn begun(shop: &Shop, id: VoucherId) -> Draft {
    shop.books.ask(BeginCorrection { id }).unwrap()
}

/// The draft with another price.
fn priced(mut draft: Draft, price: &str) -> Draft {
    draft.lines[0].price = price.parse().unwrap();
    draft
}

fn save(shop: &Shop, draft: Draft) -> Result<BillView, Code> {
    shop.books.ask(CorrectBill { draft, reason: "corrected".into() }).map_err(|error| error.code)
}

fn get(shop: &Shop, id: VoucherId) -> BillView {
    shop.books.ask(GetBill { id }).unwrap()
}

fn drawer(shop: &Shop) -> String {
    let trial = shop.books.ask(GetTrialBalance::default()).unwrap();
    let row = trial.rows.iter().find(|row| row.account == "asset.cash");
    row.map_or(Paise::ZERO, |row| row.debit.sub(row.credit, "cash").unwrap()).to_string()
}

fn stock(shop: &Shop, item: &Item) -> String {
    shop.books.ask(GetItem { id: item.id }).unwrap().stock.to_string()
}

#[test]
fn the_draft_says_all_that_the_bill_says_and_leaving_it_changes_nothing() {
    let shop = Shop::registered();
    let sugar = shop.item("Sugar", "50", 5);
    let charge =
        DraftCharge { name: "Packing".into(), amount: rupees("59"), includes_tax: true, rate: Some(Rate::percent(18)) };
    let typed = Draft {
        party: Some(shop.party("Ramesh", "")),
        date: Some("2026-11-20".parse().unwrap()),
        due: Some("2026-12-05".parse().unwrap()),
        place_of_supply: "27".into(),
        ship_to: "Pune".into(),
        lines: vec![line(&sugar, "3")],
        charges: vec![charge],
        discount: Discount::Percent(Rate::percent(3)),
        note: "By road".into(),
        ..draft(1)
    };
    let old = shop.books.ask(FinalizeBill { draft: typed }).unwrap();
    let before = shop.books.ask(GetTrialBalance::default()).unwrap();
    let draft = begun(&shop, old.voucher.id);
    assert_eq!(draft.corrects, Some(old.voucher.id));
    assert_eq!(shop.books.ask(GetDraft { id: draft.id }).unwrap(), draft, "it is kept");
    let preview = shop.books.ask(PreviewBill { draft: draft.clone() }).unwrap();
    assert_eq!((preview.result.unwrap().total, preview.problems), (old.voucher.amount, Vec::new()));
    assert_eq!(preview.balance, Paise::ZERO, "without the bill that it takes the place of");
    assert_eq!(shop.books.ask(GetTrialBalance::default()).unwrap(), before);
    assert_eq!(shop.books.ask(FinalizeBill { draft: draft.clone() }).unwrap_err().code, Code::InvalidValue);
    shop.books.ask(DiscardDraft { id: draft.id }).unwrap();
    assert_eq!(get(&shop, old.voucher.id), old);
    // As it is, it comes to the same.
    let again = begun(&shop, old.voucher.id);
    let new = save(&shop, again).unwrap();
    let (Detail::Bill(was), Detail::Bill(is)) = (&old.voucher.detail, &new.voucher.detail) else { panic!() };
    assert_eq!(
        (was.amounts, was.total, was.due, &was.place_of_supply),
        (is.amounts, is.total, is.due, &is.place_of_supply)
    );
    assert_eq!((&old.voucher.note, &was.ship_to, old.voucher.date), (&new.voucher.note, &is.ship_to, new.voucher.date));
    assert_eq!(shop.books.ask(GetTrialBalance::default()).unwrap(), before);
    shop.verified();
}

#[test]
fn the_old_bill_is_cancelled_and_its_money_pays_the_new_one() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let older = bill(&shop, 1, Some(party), "100", "");
    let old = bill(&shop, 2, Some(party), "500", "500");
    let (owner, base64) = (Owner::Voucher(old.voucher.id), STANDARD.encode(b"\xff\xd8\xff a photo"));
    shop.books.attach(&AddAttachment { owner, name: "slip.jpg".into(), mime: String::new(), base64 }).unwrap();
    let draft = priced(begun(&shop, old.voucher.id), "480");
    let preview = shop.books.ask(PreviewBill { draft: draft.clone() }).unwrap();
    assert_eq!((preview.balance, preview.paid_before), (rupees("-400"), rupees("500")));
    let new = save(&shop, draft).unwrap();
    assert_eq!((new.voucher.number.as_str(), new.paid, new.due), ("A/2627/0003", rupees("480"), Paise::ZERO));
    let Detail::Bill(is) = &new.voucher.detail else { panic!() };
    assert_eq!(is.instead_of.as_ref().map(|old| old.number.as_str()), Some("A/2627/0002"));
    let was = get(&shop, old.voucher.id);
    assert_eq!(
        (was.cancelled.as_deref(), was.voucher.number.as_str()),
        (Some("corrected → A/2627/0003"), "A/2627/0002")
    );
    // The 20 that are over are an advance, and the older debt is as it was.
    assert_eq!(
        (shop.balance(party), new.balance, get(&shop, older.voucher.id).due),
        ("80.00".into(), rupees("80"), rupees("100"))
    );
    assert_eq!(get(&shop, new.voucher.id), new);
    assert!(shop.books.ask(ListDrafts::default()).unwrap().drafts.is_empty());
    let photos = ListAttachments { owner: Owner::Voucher(new.voucher.id), hidden: false };
    assert_eq!(shop.books.ask(photos).unwrap().rows.len(), 1, "its photos go with it");
    shop.verified();
    // Dearer: what was paid stays paid, and cash over the rest is change.
    let dearer = Draft { tenders: vec![cash("50")], ..priced(begun(&shop, new.voucher.id), "530") };
    let dearer = save(&shop, dearer).unwrap();
    assert_eq!((dearer.paid, dearer.due, dearer.change), (rupees("530"), Paise::ZERO, Paise::ZERO));
    assert_eq!(drawer(&shop), "550.00");
    let same = Draft { tenders: vec![cash("530")], ..begun(&shop, dearer.voucher.id) };
    let same = save(&shop, same).unwrap();
    assert_eq!((same.change, drawer(&shop)), (rupees("530"), "550.00".into()), "money that was paid is not paid again");
    shop.verified();
}

#[test]
fn a_walk_ins_money_goes_with_the_old_bill_and_comes_with_the_new_one() {
    let shop = Shop::new();
    let (sugar, party) = (shop.item("Sugar", "50", 0), shop.party("Ramesh", ""));
    let sold = Draft { lines: vec![line(&sugar, "10")], tenders: vec![cash("500")], ..draft(1) };
    let old = shop.books.ask(FinalizeBill { draft: sold }).unwrap();
    let mut draft = begun(&shop, old.voucher.id);
    draft.lines[0].quantity = "8".parse().unwrap();
    assert_eq!(save(&shop, draft.clone()), Err(Code::CustomerNeeded), "nobody owes it");
    assert_eq!(
        (get(&shop, old.voucher.id).cancelled, stock(&shop, &sugar), drawer(&shop)),
        (None, "-10".into(), "500.00".into())
    );
    draft.tenders = vec![Tender { mode: Mode::Upi, ..cash("400") }];
    let new = save(&shop, draft).unwrap();
    assert_eq!((new.due, stock(&shop, &sugar), drawer(&shop)), (Paise::ZERO, "-8".into(), "0.00".into()));
    // It was Ramesh's all along, and he owes it.
    let named = Draft { party: Some(party), ..begun(&shop, new.voucher.id) };
    let named = save(&shop, named).unwrap();
    assert_eq!((named.due, shop.balance(party)), (rupees("400"), "400.00".into()));
    // Or another's: what Ramesh paid stays his.
    let (direction, settle, note) = (Direction::In, Settle::OldestFirst, String::new());
    let paid = SavePayment { id: None, direction, party, tenders: vec![cash("150")], date: None, settle, note };
    shop.books.ask(paid).unwrap();
    let other = shop.party("Sita", "");
    let draft = Draft { party: Some(other), ..begun(&shop, named.voucher.id) };
    let moved = save(&shop, draft).unwrap();
    assert_eq!(
        (moved.due, shop.balance(other), shop.balance(party)),
        (rupees("400"), "400.00".into(), "-150.00".into())
    );
    shop.verified();
}

#[test]
fn both_halves_are_refused_where_either_is() {
    let shop = Shop::new();
    let (sugar, party) = (shop.item("Sugar", "50", 0), shop.party("Ramesh", ""));
    let sold = Draft { party: Some(party), lines: vec![line(&sugar, "10")], ..draft(1) };
    let old = shop.books.ask(FinalizeBill { draft: sold }).unwrap().voucher.id;
    let (one, two) = (begun(&shop, old), begun(&shop, old));
    let refused =
        |draft: &Draft| shop.books.ask(CorrectBill { draft: draft.clone(), reason: String::new() }).unwrap_err();
    let before = shop.books.ask(GetTrialBalance::default()).unwrap();
    // The new half.
    assert_eq!(refused(&Draft { lines: Vec::new(), ..one.clone() }).code, Code::EmptyBill);
    let future = Draft { date: Some("2026-12-20".parse().unwrap()), ..one.clone() };
    assert_eq!(refused(&future).code, Code::FutureDate);
    let nothing = Draft { corrects: Some(VoucherId::new(Uuid::from_u128(99))), ..one.clone() };
    assert_eq!(refused(&nothing).code, Code::NotFound);
    assert_eq!(refused(&Draft { corrects: None, ..one.clone() }).code, Code::Required);
    // The old half: goods of it came back.
    let (goods, id) = (vec![LineBack { line: 0, quantity: "1".parse().unwrap() }], VoucherId::new(Uuid::from_u128(7)));
    let goods = Goods::OfBill { bill: old, lines: goods, charges: false };
    let note = SaveReturn { id, goods, date: None, refund: Vec::new(), reason: String::new() };
    let note = shop.books.ask(note).unwrap().voucher.id;
    let error = refused(&one);
    assert_eq!((error.code, error.field.as_deref()), (Code::HasCreditNote, Some("corrects")));
    assert_eq!(shop.books.ask(BeginCorrection { id: old }).unwrap_err().code, Code::HasCreditNote);
    assert_eq!(shop.books.ask(PreviewBill { draft: one.clone() }).unwrap().problems[0].code, Code::HasCreditNote);
    shop.books.ask(CancelVoucher { id: note, reason: String::new() }).unwrap();
    assert_eq!(shop.books.ask(GetTrialBalance::default()).unwrap(), before);
    // Once it is corrected, another correction of it is none.
    let saved = shop.books.ask(CorrectBill { draft: one.clone(), reason: String::new() }).unwrap();
    assert_eq!(refused(&two).code, Code::AlreadyCancelled);
    assert_eq!(shop.books.ask(BeginCorrection { id: old }).unwrap_err().code, Code::AlreadyCancelled);
    // An answer that was lost is given again; what was changed since is on no bill.
    assert_eq!(shop.books.ask(CorrectBill { draft: one.clone(), reason: String::new() }).unwrap(), saved);
    assert_eq!(refused(&Draft { note: "Other".into(), ..one }).code, Code::AlreadySaved);
    assert_eq!(get(&shop, old).cancelled.as_deref(), Some(saved.voucher.number.as_str()));
    shop.verified();
}

#[test]
fn a_limit_counts_the_new_bill_and_not_the_old_one() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let edit = PartyEdit { credit_limit: Some(rupees("600")), ..PartyEdit::default() };
    shop.books.ask(SaveParty { id: Some(party), edit, opening: Paise::ZERO }).unwrap();
    let old = bill(&shop, 1, Some(party), "500", "").voucher.id;
    let over = |price: &str| {
        shop.books.ask(PreviewBill { draft: priced(begun(&shop, old), price) }).unwrap().over_limit.to_string()
    };
    assert_eq!((over("600"), over("650")), ("0.00".into(), "50.00".into()));
}

#[test]
fn an_undone_correction_leaves_the_old_bill_cancelled() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let old = bill(&shop, 1, Some(party), "500", "200").voucher.id;
    let new = save(&shop, priced(begun(&shop, old), "450")).unwrap().voucher.id;
    shop.books.ask(CancelVoucher { id: new, reason: String::new() }).unwrap();
    assert!(get(&shop, old).cancelled.is_some() && get(&shop, new).cancelled.is_some());
    assert_eq!(shop.balance(party), "-200.00");
    let draft = Draft { party: Some(party), lines: vec![open_line("Misc", "450")], ..draft(5) };
    assert_eq!(
        shop.books.ask(FinalizeBill { draft }).unwrap().due,
        rupees("250"),
        "the advance pays what is written next"
    );
    shop.verified();
}
