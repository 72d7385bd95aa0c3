//! What the preview of a bill tells is what finalizing it refuses.

use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::SaveItem;
use smartkhata_core::api::party::SaveParty;
use smartkhata_core::document::lacking::{Lack, Lacking};
use smartkhata_core::document::recipient::Particular;
use smartkhata_core::document::{BillKind, Draft, DraftCharge, DraftLine};
use smartkhata_core::id::ItemId;
use smartkhata_core::item::ItemEdit;
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::PartyEdit;
use smartkhata_core::tax::compute::Discount;
use smartkhata_core::tax::rate::Treatment;
use smartkhata_core::{Code, Error};
use uuid::Uuid;

use crate::shop::*;

/// The first problem of a draft, after making sure that finalizing refuses with just that one.
fn problem(shop: &Shop, draft: Draft) -> Option<Error> {
    let told = shop.books.ask(PreviewBill { draft: draft.clone() });
    let told = told.map_or_else(Some, |preview| preview.problems.into_iter().next());
    assert_eq!(told, shop.books.ask(FinalizeBill { draft }).err());
    told
}

/// What is done to a sound draft.
type Spoil = Box<dyn Fn(&mut Draft)>;

#[test]
fn the_preview_tells_what_finalizing_refuses() {
    let shop = Shop::registered();
    let sugar = shop.item("Sugar", "50", 5);
    let hidden = shop.item("Old sugar", "50", 5);
    let edit = ItemEdit { archived: Some(true), ..ItemEdit::default() };
    shop.books.ask(SaveItem { id: Some(hidden.id), edit, opening: None }).unwrap();
    let gone = shop.party("Gone", "");
    let edit = PartyEdit { archived: Some(true), ..PartyEdit::default() };
    shop.books.ask(SaveParty { id: Some(gone), edit, opening: Paise::ZERO }).unwrap();
    let long = "x".repeat(501);
    let sound = |draft: &mut Draft| {
        draft.lines.push(line(&sugar, "2"));
        draft.tenders.push(cash("105"));
    };
    let cases: Vec<(Code, &str, Spoil)> = vec![
        (Code::EmptyBill, "lines", Box::new(|draft| draft.lines.clear())),
        (Code::NotFound, "lines.0.item", Box::new(|draft| draft.lines[0].item = Some(ItemId::new(Uuid::nil())))),
        (Code::Archived, "lines.0.item", Box::new(move |draft| draft.lines[0].item = Some(hidden.id))),
        (Code::UnitMismatch, "lines.0.unit", Box::new(|draft| draft.lines[0].unit = "box".into())),
        (Code::InvalidHsn, "lines.0.hsn", Box::new(|draft| draft.lines[0].hsn = "12".into())),
        (Code::Required, "lines.0.name", Box::new(|draft| draft.lines[0].name = " ".into())),
        (Code::NotPositive, "lines.0.quantity", Box::new(|draft| draft.lines[0].quantity = "-1".parse().unwrap())),
        (Code::FutureDate, "date", Box::new(|draft| draft.date = Some("2026-12-01".parse().unwrap()))),
        (Code::DueBeforeBill, "due", Box::new(|draft| draft.due = Some("2026-11-01".parse().unwrap()))),
        (Code::Archived, "party", Box::new(move |draft| draft.party = Some(gone))),
        (Code::NotFound, "party", Box::new(|draft| draft.party = Some(smartkhata_core::id::PartyId::new(Uuid::nil())))),
        (Code::InvalidState, "place_of_supply", Box::new(|draft| draft.place_of_supply = "55".into())),
        (Code::CustomerNeeded, "party", Box::new(|draft| draft.tenders.clear())),
        (Code::BelowZero, "tenders.0.amount", Box::new(|draft| draft.tenders[0].amount = Paise::rupees(-1))),
        (Code::TooLong, "note", Box::new(move |draft| draft.note = long.clone())),
        (Code::DiscountTooLarge, "discount", Box::new(|draft| draft.discount = Discount::Amount(Paise::rupees(1_000)))),
        (
            Code::Required,
            "charges.0.name",
            Box::new(|draft| {
                let amount = Paise::rupees(10);
                draft.charges =
                    vec![DraftCharge { name: String::new(), amount, includes_tax: false, rate: Some(Rate::ZERO) }];
            }),
        ),
    ];
    for (n, (code, field, spoil)) in (1..).zip(cases) {
        let mut draft = draft(n);
        sound(&mut draft);
        spoil(&mut draft);
        let told = problem(&shop, draft).unwrap_or_else(|| panic!("{field} was taken"));
        assert_eq!((told.code, told.field.as_deref()), (code, Some(field)), "{told}");
    }
    let mut whole = draft(100);
    sound(&mut whole);
    assert_eq!(problem(&shop, whole), None);
}

#[test]
fn a_bill_being_typed_has_its_totals_beside_its_problems() {
    let shop = Shop::registered();
    let sugar = shop.item("Sugar", "50", 5);
    let mut typed = draft(1);
    typed.lines = vec![line(&sugar, "2"), open_line("", "10")];
    let preview = shop.books.ask(PreviewBill { draft: typed }).unwrap();
    // 100 + 5 % and 10 of nothing yet; the name is missing and nobody has paid.
    assert_eq!(preview.result.unwrap().total, Paise::rupees(115));
    let codes: Vec<Code> = preview.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::Required, Code::CustomerNeeded]);
}

#[test]
fn an_invoice_of_50_000_to_somebody_unknown_is_said_and_saved_all_the_same() {
    let shop = Shop::registered();
    let phone = shop.item("Phone", "50000", 18);
    let bill = |n, quantity: &str, party| {
        let mut draft = draft(n);
        (draft.lines, draft.party) = (vec![line(&phone, quantity)], party);
        draft
    };
    let told = |draft: Draft| shop.books.ask(PreviewBill { draft }).unwrap().unnamed;
    let asha = shop.party("Asha", "");
    assert_eq!(told(bill(1, "1", None)), [Particular::Name, Particular::Address]);
    assert_eq!(told(bill(2, "1", Some(asha))), [Particular::Address]);
    assert_eq!(told(bill(3, "0.5", None)), []);
    // Exempt goods on the same invoice are no part of the taxable supply.
    let mut mixed = bill(4, "0.5", None);
    let exempt = DraftLine { treatment: Treatment::Exempt, rate: Rate::ZERO, ..line(&phone, "1") };
    mixed.lines.push(exempt);
    assert_eq!(told(mixed), []);
    // A charge is.
    let mut carried = bill(5, "0.999", None);
    let amount = Paise::rupees(50);
    carried.charges = vec![DraftCharge { name: "Freight".into(), amount, includes_tax: false, rate: Some(Rate::ZERO) }];
    assert_eq!(told(carried), [Particular::Name, Particular::Address]);
    let edit = PartyEdit { address: Some("4 Park Street, Kolkata".into()), ..PartyEdit::default() };
    shop.books.ask(SaveParty { id: Some(asha), edit, opening: Paise::ZERO }).unwrap();
    assert_eq!(told(bill(6, "1", Some(asha))), []);
    let paid = Draft { tenders: vec![cash("59000")], ..bill(7, "1", None) };
    shop.books.ask(FinalizeBill { draft: paid }).unwrap();
    shop.verified();
}

#[test]
fn an_invoice_to_a_business_says_which_lines_lack_their_hsn_and_is_saved_all_the_same() {
    let shop = Shop::registered();
    let sugar = shop.item("Sugar", "50", 5);
    let gstin = Some("19ABCPK5678L1Z1".into());
    let edit = PartyEdit { name: Some("Hotel".into()), gstin, ..PartyEdit::default() };
    let hotel = shop.books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id;
    let lines = vec![line(&sugar, "1"), DraftLine { hsn: String::new(), rate: Rate::ZERO, ..line(&sugar, "1") }];
    let told = |draft: Draft| shop.books.ask(PreviewBill { draft }).unwrap().lacking;
    let (hsn, rate) = (Lacking { line: 1, what: Lack::Hsn }, Lacking { line: 1, what: Lack::Rate });
    assert_eq!(told(Draft { lines: lines.clone(), ..draft(1) }), [rate]);
    let to_hotel = Draft { lines, party: Some(hotel), ..draft(2) };
    assert_eq!(told(to_hotel.clone()), [hsn, rate]);
    // Rule 46(d): its address, too, at any value.
    let unnamed = shop.books.ask(PreviewBill { draft: to_hotel.clone() }).unwrap().unnamed;
    assert_eq!(unnamed, [Particular::Address]);
    shop.books.ask(FinalizeBill { draft: to_hotel }).unwrap();
    shop.verified();
}

#[test]
fn a_bill_too_large_for_the_books_and_a_document_that_the_law_does_not_know_are_told_before() {
    let shop = Shop::registered();
    let told = |draft: &Draft| {
        let told = shop.books.ask(PreviewBill { draft: draft.clone() }).unwrap().problems;
        let refused = shop.books.ask(FinalizeBill { draft: draft.clone() }).unwrap_err();
        assert_eq!(told.first(), Some(&refused));
        told.into_iter().map(|problem| (problem.code, problem.field.unwrap_or_default())).collect::<Vec<_>>()
    };
    let party = Some(shop.party("Asha", ""));
    let lines = vec![DraftLine { quantity: "100".parse().unwrap(), ..open_line("Land", "9000000000") }];
    assert_eq!(told(&Draft { party, lines, ..draft(1) }), [(Code::Overflow, "amount".into())]);

    let taxed = DraftLine { rate: Rate::percent(18), ..open_line("Soap", "118") };
    let supply = Draft { kind: Some(BillKind::BillOfSupply), party, lines: vec![taxed.clone()], ..draft(2) };
    assert_eq!(told(&supply), [(Code::InvalidValue, "kind".into())]);
    // Rule 46A is a choice.
    let exempt = DraftLine { treatment: Treatment::Exempt, ..open_line("Milk", "50") };
    let mixed = Draft { kind: Some(BillKind::TaxInvoice), lines: vec![taxed, exempt], ..supply };
    assert_eq!(shop.books.ask(PreviewBill { draft: mixed }).unwrap().problems, []);
}
