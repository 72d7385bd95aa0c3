//! What lies in the shop of the journeys, is sold there and bought.

use std::path::Path;

use smartkhata_core::api::item::{PurchaseLine, SaveItem, SavePurchase};
use smartkhata_core::api::party::{AddKhata, KhataSide, SaveParty};
use smartkhata_core::api::shop::{CreateShop, EditShop};
use smartkhata_core::business::{Language, ShopEdit};
use smartkhata_core::id::{ItemId, PartyId, VoucherId};
use smartkhata_core::item::ItemEdit;
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::{PartyEdit, PartyRole};
use smartkhata_core::payment::Mode;
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::tax::rate::DatedRate;
use smartkhata_tests::books;

use super::NAME;

/// The same, with bills and money received; one of the bills, and Ramesh.
pub fn sell(folder: &Path) -> (VoucherId, PartyId) {
    let party = stock(folder);
    let books = books::open(folder).unwrap();
    for rupees in [45, 120, 1_250, 80, 310] {
        books::sell(&books, rupees, None).unwrap();
    }
    let bill = books::sell(&books, 12_400, Some(party)).unwrap();
    let (side, amount, mode) = (KhataSide::Got, Paise::rupees(5_000), Some(Mode::Upi));
    books
        .ask(AddKhata { id: None, party, side, amount, mode, opening: false, date: None, note: "PhonePe".into() })
        .unwrap();
    (bill.id, party)
}

/// Sugar of Gupta's with freight and GST, a part of it paid at once.
pub fn buy(books: &Books, sugar: ItemId) -> VoucherId {
    let edit = PartyEdit { name: Some("Gupta".into()), role: Some(PartyRole::Supplier), ..PartyEdit::default() };
    let supplier = Some(books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id);
    let (quantity, cost) = ("10".parse().unwrap(), Paise::rupees(400));
    let line = PurchaseLine { item: sugar, quantity, cost, rate: Some(Rate::percent(5)) };
    let (lines, amount, tax) = (vec![line], Paise::rupees(450), None);
    let (paid, mode, date, note) = (Paise::rupees(150), Some(Mode::Upi), None, "GT/2026/117".to_owned());
    books.ask(SavePurchase { id: None, supplier, amount, tax, lines, paid, mode, date, note }).unwrap().voucher
}

/// Fills the folder of a shop; answers Ramesh.
pub fn stock(folder: &Path) -> PartyId {
    let books = books::open(folder).unwrap();
    books.ask(CreateShop { name: NAME.into(), language: Language::English }).unwrap();
    let edit = ShopEdit {
        gstin: Some("19ABCPK5678L1Z1".into()),
        upi: Some("sharma@upi".into()),
        phone: Some("9830012345".into()),
        ..ShopEdit::default()
    };
    books.ask(EditShop { edit }).unwrap();
    for (name, code, price, percent, included) in [
        ("Sugar", "8901", "45", 5, true),
        ("Basmati rice", "8902", "120", 5, true),
        ("पारले बिस्कुट", "8903", "10", 18, true),
        ("Mustard oil", "8904", "100", 18, false),
    ] {
        let edit = ItemEdit {
            name: Some(name.into()),
            code: Some(code.into()),
            price: Some(price.parse().unwrap()),
            price_includes_tax: Some(included),
            unit: Some("kg".into()),
            hsn: Some("1701".into()),
            rates: Some(vec![DatedRate {
                from: "2025-09-22".parse().unwrap(),
                rate: Rate::percent(percent),
                cess: Default::default(),
                on_retail_price: false,
            }]),
            track_stock: Some(true),
            ..ItemEdit::default()
        };
        books.ask(SaveItem { id: None, edit, opening: None }).unwrap();
    }
    let edit =
        PartyEdit { name: Some("Ramesh Kumar".into()), phone: Some("9876543210".into()), ..PartyEdit::default() };
    let party = books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id;
    let (side, amount) = (KhataSide::Gave, Paise::rupees(240));
    books
        .ask(AddKhata { id: None, party, side, amount, mode: None, opening: false, date: None, note: String::new() })
        .unwrap();
    party
}
