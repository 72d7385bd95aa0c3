//! The shop that the tests keep, on a real file, and the lines of its bills.

use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::shop::*;
use smartkhata_core::business::{Language, ShopEdit};
use smartkhata_core::clock::FixedClock;
use smartkhata_core::document::{Draft, DraftLine};
use smartkhata_core::id::{DraftId, PartyId, SeededIds};
use smartkhata_core::item::{Item, ItemEdit};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::PartyEdit;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::tax::compute::Discount;
use smartkhata_core::tax::rate::{DatedRate, Treatment};
use uuid::Uuid;

/// 2026-11-23, noon in India.
pub const NOON: i64 = 1_795_415_400_000;

pub fn open(folder: &std::path::Path, seed: u64) -> Books {
    Books::open(folder, Box::new(FixedClock(NOON)), Box::new(SeededIds::new(seed)), &mut |_| {}).unwrap()
}

pub struct Shop {
    pub books: Books,
    _folder: tempfile::TempDir,
}

impl Shop {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let books = open(folder.path(), 7);
        let shop = books.ask(CreateShop { name: "शर्मा किराना".into(), language: Language::Hindi }).unwrap();
        assert_eq!(shop.device.series, "A");
        Self { books, _folder: folder }
    }

    pub fn registered() -> Self {
        let shop = Self::new();
        let edit =
            ShopEdit { gstin: Some("19ABCPK5678L1Z1".into()), upi: Some("sharma@upi".into()), ..ShopEdit::default() };
        let view = shop.books.ask(EditShop { edit }).unwrap();
        assert_eq!((view.state.as_str(), view.pan.as_str()), ("19", "ABCPK5678L"));
        shop
    }

    pub fn party(&self, name: &str, phone: &str) -> PartyId {
        let edit = PartyEdit { name: Some(name.into()), phone: Some(phone.into()), ..PartyEdit::default() };
        self.books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id
    }

    pub fn item(&self, name: &str, price: &str, percent: u16) -> Item {
        let edit = ItemEdit {
            name: Some(name.into()),
            price: Some(price.parse().unwrap()),
            price_includes_tax: Some(false),
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
        self.books.ask(SaveItem { id: None, edit, opening: None }).unwrap()
    }

    pub fn balance(&self, party: PartyId) -> String {
        self.books.ask(GetParty { id: party }).unwrap().balance.to_string()
    }

    pub fn verified(&self) {
        let verified = self.books.ask(Verify {}).unwrap();
        assert_eq!(verified.faults, Vec::<String>::new());
        let trial = self.books.ask(GetTrialBalance::default()).unwrap();
        assert_eq!(trial.debit, trial.credit);
    }
}

pub fn draft(n: u128) -> Draft {
    Draft::new(DraftId::new(Uuid::from_u128(n)))
}

pub fn line(item: &Item, quantity: &str) -> DraftLine {
    let (rate, cess) = item.rate_on("2026-11-23".parse().unwrap());
    DraftLine {
        item: Some(item.id),
        name: item.name.clone(),
        hsn: item.hsn.clone(),
        unit: item.unit.clone(),
        quantity: quantity.parse().unwrap(),
        price: item.price,
        price_includes_tax: item.price_includes_tax,
        discount: Discount::None,
        rate,
        cess,
        retail_price: None,
        rate_of_item: false,
        treatment: item.treatment,
    }
}

pub fn open_line(name: &str, price: &str) -> DraftLine {
    DraftLine {
        item: None,
        name: name.into(),
        hsn: String::new(),
        unit: String::new(),
        quantity: "1".parse().unwrap(),
        price: price.parse().unwrap(),
        price_includes_tax: true,
        discount: Discount::None,
        rate: Rate::ZERO,
        cess: Default::default(),
        retail_price: None,
        rate_of_item: false,
        treatment: Treatment::Taxable,
    }
}

pub fn cash(amount: &str) -> Tender {
    Tender { mode: Mode::Cash, amount: amount.parse().unwrap(), reference: String::new() }
}
