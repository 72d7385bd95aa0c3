//! A shop whose goods come back, and what is typed there.

use smartkhata_core::Error;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::returns::*;
use smartkhata_core::api::shop::*;
use smartkhata_core::business::{Language, ShopEdit};
use smartkhata_core::clock::FixedClock;
use smartkhata_core::document::{Draft, DraftLine};
use smartkhata_core::id::{DraftId, ItemId, PartyId, SeededIds, VoucherId};
use smartkhata_core::item::{Item, ItemEdit};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::PartyEdit;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::tax::compute::Discount;
use smartkhata_core::tax::rate::DatedRate;
use uuid::Uuid;

/// 2026-11-23, noon in India.
const NOON: i64 = 1_795_415_400_000;

pub struct Shop {
    pub books: Books,
    _folder: tempfile::TempDir,
}

impl Shop {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let books =
            Books::open(folder.path(), Box::new(FixedClock(NOON)), Box::new(SeededIds::new(3)), &mut |_| {}).unwrap();
        books.ask(CreateShop { name: "Sharma".into(), language: Language::English }).unwrap();
        let edit = ShopEdit { gstin: Some("19ABCPK5678L1Z1".into()), ..ShopEdit::default() };
        books.ask(EditShop { edit }).unwrap();
        Self { books, _folder: folder }
    }

    pub fn party(&self) -> PartyId {
        let edit = PartyEdit { name: Some("Ramesh".into()), ..PartyEdit::default() };
        self.books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id
    }

    pub fn item(&self, name: &str, price: &str, percent: u16) -> Item {
        let rate = DatedRate {
            from: "2025-09-22".parse().unwrap(),
            rate: Rate::percent(percent),
            cess: Default::default(),
            on_retail_price: false,
        };
        let edit = ItemEdit {
            name: Some(name.into()),
            price: Some(price.parse().unwrap()),
            price_includes_tax: Some(true),
            rates: Some(vec![rate]),
            track_stock: Some(true),
            ..ItemEdit::default()
        };
        self.books.ask(SaveItem { id: None, edit, opening: None }).unwrap()
    }

    pub fn sell(&self, n: u128, lines: Vec<DraftLine>, party: Option<PartyId>, cash: &str) -> BillView {
        self.finalize(Draft { lines, party, tenders: money(cash), ..draft(n) })
    }

    pub fn finalize(&self, draft: Draft) -> BillView {
        self.books.ask(FinalizeBill { draft }).unwrap()
    }

    pub fn give_back(&self, n: u128, bill: VoucherId, lines: &[(u32, &str)], cash: &str) -> Result<ReturnView, Error> {
        self.books.ask(of_bill(n, bill, lines, cash))
    }

    pub fn balance(&self, party: PartyId) -> Paise {
        self.books.ask(GetParty { id: party }).unwrap().balance
    }

    pub fn stock(&self, id: ItemId) -> String {
        self.books.ask(GetItem { id }).unwrap().stock.to_string()
    }

    pub fn account(&self, code: &str) -> Paise {
        let trial = self.books.ask(GetTrialBalance::default()).unwrap();
        assert_eq!(trial.debit, trial.credit);
        let row = trial.rows.iter().find(|row| row.account == code);
        row.map_or(Paise::ZERO, |row| row.debit.sub(row.credit, "balance").unwrap())
    }

    pub fn view(&self, id: VoucherId) -> BillView {
        self.books.ask(GetBill { id }).unwrap()
    }

    pub fn cancel(&self, id: VoucherId) -> Result<Done, Error> {
        self.books.ask(CancelVoucher { id, reason: String::new() })
    }

    pub fn sound(&self) {
        assert_eq!(self.books.ask(Verify {}).unwrap().faults, Vec::<String>::new());
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
        price_includes_tax: true,
        discount: Discount::None,
        rate,
        cess,
        retail_price: None,
        rate_of_item: false,
        treatment: item.treatment,
    }
}

pub fn money(amount: &str) -> Vec<Tender> {
    let amount: Paise = amount.parse().unwrap();
    if amount.is_zero() { Vec::new() } else { vec![Tender { mode: Mode::Cash, amount, reference: String::new() }] }
}

pub fn of_bill(n: u128, bill: VoucherId, lines: &[(u32, &str)], cash: &str) -> SaveReturn {
    let lines = lines.iter().map(|(line, quantity)| LineBack { line: *line, quantity: quantity.parse().unwrap() });
    SaveReturn {
        id: VoucherId::new(Uuid::from_u128(n)),
        goods: Goods::OfBill { bill, lines: lines.collect(), charges: false },
        date: None,
        refund: money(cash),
        reason: "torn".into(),
    }
}

pub fn rupees(text: &str) -> Paise {
    text.parse().unwrap()
}
