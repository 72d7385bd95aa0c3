//! A shop in a folder of its own, served to browsers.

mod large;
mod server;
mod stock;

use std::path::Path;
use std::process::Command;

use smartkhata_core::api::bill::{FinalizeBill, SaveDraft};
use smartkhata_core::api::item::{AddStock, FindCode, SaveItem};
use smartkhata_core::api::party::{AddKhata, KhataSide, SaveParty};
use smartkhata_core::api::payment::{ListPayments, SaveExpense, SavePayment, Settle};
use smartkhata_core::api::returns::{Goods, LineBack, SaveReturn};
use smartkhata_core::document::rates;
use smartkhata_core::id::{ItemId, PartyId, VoucherId};
use smartkhata_core::item::{ItemEdit, StockEntry};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::{PartyEdit, PartyRole};
use smartkhata_core::payment::{Direction, Mode, Tender};
use smartkhata_core::tax::rate::DatedRate;
use smartkhata_tests::books;
use smartkhata_tests::browser::Page;
use smartkhata_tests::program::{self, Running};
use stock::{buy, sell, stock};
use tempfile::TempDir;
use uuid::Uuid;

/// The shop of these journeys.
pub const NAME: &str = "Sharma Kirana";

/// A served shop. The server ends when it is dropped.
pub struct Shop {
    /// The address with the door's key.
    pub address: String,
    server: Option<Running>,
    folder: TempDir,
}

impl Shop {
    /// A folder without a shop: the first run.
    pub fn new() -> Self {
        Self::serve(tempfile::tempdir().unwrap())
    }

    /// A shop that sells sugar, rice, biscuits and oil, where Ramesh owes 240.
    pub fn stocked() -> Self {
        let folder = tempfile::tempdir().unwrap();
        stock(folder.path());
        Self::serve(folder)
    }

    /// The same, where Ramesh may owe no more than 300.
    pub fn limited() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let party = stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        let edit = PartyEdit { credit_limit: Some(Paise::rupees(300)), ..PartyEdit::default() };
        books.ask(SaveParty { id: Some(party), edit, opening: Paise::ZERO }).unwrap();
        drop(books);
        Self::serve(folder)
    }

    /// The same, where Ramesh pays within a week and owes 100 for longer, and Sita owes 500 since forty days that are due
    /// in five; one that owes nothing is called Asha.
    pub fn late() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ramesh = stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        let edit = PartyEdit { credit_days: Some(Some(7)), ..PartyEdit::default() };
        books.ask(SaveParty { id: Some(ramesh), edit, opening: Paise::ZERO }).unwrap();
        let [sita, _] = ["Sita Devi", "Asha"].map(|name| {
            let edit = PartyEdit { name: Some(name.into()), ..PartyEdit::default() };
            books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id
        });
        for (party, rupees, ago, due) in [(ramesh, 100, 8, None), (sita, 500, 40, Some(5))] {
            let mut draft = books::draft(rupees, Some(party));
            draft.date = Some(books::today().plus_days(-ago));
            draft.due = due.map(|days| books::today().plus_days(days));
            books.ask(FinalizeBill { draft }).unwrap();
        }
        drop(books);
        Self::serve(folder)
    }

    /// The same for one with a long name who is over the limit, and sugar that cost more than it sells for.
    pub fn loss_making() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let party = stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        let name = Some("Ramesh Venkatanarasimharaju Brothers".into());
        let edit = PartyEdit { name, credit_limit: Some(Paise::rupees(200)), ..PartyEdit::default() };
        books.ask(SaveParty { id: Some(party), edit, opening: Paise::ZERO }).unwrap();
        let sugar = books.ask(FindCode { code: "8901".into() }).unwrap().rows[0].id;
        let (quantity, cost, note) = ("10".parse().unwrap(), Paise::rupees(900), String::new());
        let entry = StockEntry { item: sugar, quantity, cost, supplier: None, opening: false, date: None, note };
        books.ask(AddStock { id: None, entry }).unwrap();
        books::sell(&books, 45, Some(party)).unwrap();
        drop(books);
        Self::serve(folder)
    }

    /// The same with a customer who is called much as Ramesh, and a pack whose price went up while the code stayed.
    pub fn crowded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        let edit = PartyEdit { name: Some("Rajesh Gupta".into()), ..PartyEdit::default() };
        books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap();
        for price in ["50", "55"] {
            let edit = ItemEdit {
                name: Some(format!("Tea {price}")),
                code: Some("8909".into()),
                price: Some(price.parse().unwrap()),
                ..ItemEdit::default()
            };
            books.ask(SaveItem { id: None, edit, opening: None }).unwrap();
        }
        drop(books);
        Self::serve(folder)
    }

    /// The same with a pack whose price went up while its code, which has letters, stayed, and jaggery that has no price.
    pub fn unpriced() -> Self {
        let folder = tempfile::tempdir().unwrap();
        stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        for (name, code, price) in [("Tea old", "AB12", "50"), ("Tea new", "AB12", "55"), ("Jaggery", "8906", "0")] {
            let edit = ItemEdit {
                name: Some(name.into()),
                code: Some(code.into()),
                price: Some(price.parse().unwrap()),
                ..ItemEdit::default()
            };
            books.ask(SaveItem { id: None, edit, opening: None }).unwrap();
        }
        drop(books);
        Self::serve(folder)
    }

    /// The same with a customer who is registered for GST, and tea without an HSN.
    pub fn with_business() -> Self {
        let folder = tempfile::tempdir().unwrap();
        stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        let gstin = Some("19ABCPK5678L1Z1".into());
        let address = Some("4 Park Street, Kolkata".into());
        let edit = PartyEdit { name: Some("Hotel Hooghly".into()), gstin, address, ..PartyEdit::default() };
        books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap();
        let (from, rate) = ("2025-09-22".parse().unwrap(), Rate::percent(5));
        let edit = ItemEdit {
            name: Some("Tea".into()),
            code: Some("8909".into()),
            price: Some("50".parse().unwrap()),
            rates: Some(vec![DatedRate { from, rate, cess: Default::default(), on_retail_price: false }]),
            ..ItemEdit::default()
        };
        books.ask(SaveItem { id: None, edit, opening: None }).unwrap();
        drop(books);
        Self::serve(folder)
    }

    /// The same with a supplier in another State who is registered for GST.
    pub fn supplied() -> Self {
        let folder = tempfile::tempdir().unwrap();
        stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        let (name, gstin) = (Some("Delhi Traders".into()), Some("07AAACB4321C1ZF".into()));
        let edit = PartyEdit { name, gstin, role: Some(PartyRole::Supplier), ..PartyEdit::default() };
        books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap();
        drop(books);
        Self::serve(folder)
    }

    /// The same with more items than a list asks for at once.
    pub fn long() -> Self {
        let folder = tempfile::tempdir().unwrap();
        stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        for number in 0..240 {
            let edit = ItemEdit { name: Some(format!("Thing {number}")), ..ItemEdit::default() };
            books.ask(SaveItem { id: None, edit, opening: None }).unwrap();
        }
        drop(books);
        Self::serve(folder)
    }

    /// The same with a customer in another State, and soap whose rate came down.
    pub fn varied() -> Self {
        let folder = tempfile::tempdir().unwrap();
        stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        let edit = PartyEdit { name: Some("Mumbai Traders".into()), state: Some("27".into()), ..PartyEdit::default() };
        books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap();
        let rate = |from: &str, percent| DatedRate {
            from: from.parse().unwrap(),
            rate: Rate::percent(percent),
            cess: Default::default(),
            on_retail_price: false,
        };
        let edit = ItemEdit {
            name: Some("Soap".into()),
            code: Some("8905".into()),
            price: Some("100".parse().unwrap()),
            price_includes_tax: Some(false),
            rates: Some(vec![rate("2017-07-01", 18), rate("2025-09-22", 5)]),
            ..ItemEdit::default()
        };
        books.ask(SaveItem { id: None, edit, opening: None }).unwrap();
        drop(books);
        Self::serve(folder)
    }

    /// The same with a bill of soap that was put aside while soap had its old rate.
    pub fn put_aside() -> Self {
        let mut shop = Self::varied();
        shop.stop();
        let books = books::open(shop.folder()).unwrap();
        let soap = books.ask(FindCode { code: "8905".into() }).unwrap().rows.remove(0);
        let mut draft = books::draft(100, None);
        draft.tenders.clear();
        let line = &mut draft.lines[0];
        (line.item, line.name, line.unit) = (Some(soap.id), soap.name.clone(), soap.unit.clone());
        line.price_includes_tax = false;
        rates::take(line, &soap, "2025-09-21".parse().unwrap());
        books.ask(SaveDraft { draft }).unwrap();
        drop(books);
        shop.go_on();
        shop
    }

    /// The same with a bill that was put aside, of which one item was hidden since and another is in no list.
    pub fn with_lost_items() -> Self {
        let folder = tempfile::tempdir().unwrap();
        stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        let soap = ItemEdit { name: Some("Old soap".into()), ..ItemEdit::default() };
        let soap = books.ask(SaveItem { id: None, edit: soap, opening: None }).unwrap().id;
        let hidden = ItemEdit { archived: Some(true), ..ItemEdit::default() };
        books.ask(SaveItem { id: Some(soap), edit: hidden, opening: None }).unwrap();
        let mut draft = books::draft(100, None);
        draft.tenders.clear();
        for (name, item) in [("Old soap", soap), ("Lost soap", ItemId::new(Uuid::from_u128(9)))] {
            let mut line = draft.lines[0].clone();
            (line.item, line.name) = (Some(item), name.into());
            draft.lines.push(line);
        }
        books.ask(SaveDraft { draft }).unwrap();
        drop(books);
        Self::serve(folder)
    }

    /// The same with bills, paid and unpaid, and money received; one of the bills, and the party.
    pub fn busy() -> (Self, VoucherId, PartyId) {
        let folder = tempfile::tempdir().unwrap();
        let (bill, party) = sell(folder.path());
        (Self::serve(folder), bill, party)
    }

    /// The same, where part of a bill came back; the addresses of one record of each kind that has a screen: what it is
    /// called, its bill, party, payment, credit note and item.
    pub fn busy_with_a_return() -> (Self, [(&'static str, String); 6]) {
        let folder = tempfile::tempdir().unwrap();
        let (bill, party) = sell(folder.path());
        let books = books::open(folder.path()).unwrap();
        let lines = vec![LineBack { line: 0, quantity: "0.1".parse().unwrap() }];
        let (goods, id) = (Goods::OfBill { bill, lines, charges: false }, VoucherId::new(Uuid::from_u128(1)));
        let returned = SaveReturn { id, goods, date: None, refund: Vec::new(), reason: "Torn".into() };
        books.ask(returned).unwrap();
        let payment = books.ask(ListPayments { party: Some(party), ..ListPayments::default() }).unwrap().rows[0].id;
        let item = books.ask(FindCode { code: "8901".into() }).unwrap().rows[0].id;
        let purchase = buy(&books, item);
        drop(books);
        let of_one = [
            ("one-bill", format!("#/bills/{bill}")),
            ("party", format!("#/khata/{party}")),
            ("one-payment", format!("#/payments/{payment}")),
            ("one-return", format!("#/returns/{id}")),
            ("one-purchase", format!("#/purchases/{purchase}")),
            ("item-form", format!("#/items/{item}")),
        ];
        (Self::serve(folder), of_one)
    }

    /// The stocked shop with a delivery that Gupta is owed for, sugar that came in for cash, rent, and money of Ramesh's
    /// in two parts; Gupta, Ramesh, and the rent.
    pub fn bought() -> (Self, PartyId, PartyId, VoucherId) {
        let folder = tempfile::tempdir().unwrap();
        let ramesh = stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        let edit = PartyEdit { name: Some("Gupta".into()), role: Some(PartyRole::Supplier), ..PartyEdit::default() };
        let gupta = books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id;
        let sugar = books.ask(FindCode { code: "8901".into() }).unwrap().rows[0].id;
        for (supplier, rupees) in [(Some(gupta), 400), (None, 90)] {
            let (quantity, cost) = ("10".parse().unwrap(), Paise::rupees(rupees));
            let (date, note) = (None, String::new());
            let entry = StockEntry { item: sugar, quantity, cost, supplier, opening: false, date, note };
            books.ask(AddStock { id: None, entry }).unwrap();
        }
        let part = |mode, rupees| Tender { mode, amount: Paise::rupees(rupees), reference: String::new() };
        let (account, date, note) = ("expense.rent".to_owned(), None, String::new());
        let rent = SaveExpense { id: None, account, tenders: vec![part(Mode::Cash, 5_000)], date, note };
        let rent = books.ask(rent).unwrap().voucher.id;
        let tenders = vec![part(Mode::Cash, 100), part(Mode::Upi, 40)];
        let (direction, settle, note) = (Direction::In, Settle::OldestFirst, String::new());
        books.ask(SavePayment { id: None, direction, party: ramesh, tenders, date, settle, note }).unwrap();
        drop(books);
        (Self::serve(folder), gupta, ramesh, rent)
    }

    /// A wholesaler whose figures run to crores, with a customer who is over the limit; the customer.
    pub fn wholesale() -> (Self, PartyId) {
        let folder = tempfile::tempdir().unwrap();
        let party = stock(folder.path());
        let books = books::open(folder.path()).unwrap();
        let edit = PartyEdit { credit_limit: Some(Paise::rupees(300)), ..PartyEdit::default() };
        books.ask(SaveParty { id: Some(party), edit, opening: Paise::ZERO }).unwrap();
        let edit = PartyEdit { name: Some("Venkatanarasimharaju Brothers".into()), ..PartyEdit::default() };
        let other = books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id;
        for (party, side, amount, mode) in [
            (party, KhataSide::Gave, "11119003.11", None),
            (party, KhataSide::Got, "1234567.89", Some(Mode::Upi)),
            (other, KhataSide::Got, "2000249.99", Some(Mode::Bank)),
        ] {
            let amount = amount.parse().unwrap();
            books
                .ask(AddKhata { id: None, party, side, amount, mode, opening: false, date: None, note: String::new() })
                .unwrap();
        }
        books::sell(&books, 12_353_571, Some(party)).unwrap();
        drop(books);
        (Self::serve(folder), party)
    }

    fn serve(folder: TempDir) -> Self {
        let mut shop = Self { address: String::new(), server: None, folder };
        shop.go_on();
        shop
    }

    /// Opens the counter for a new bill.
    pub async fn counter(&self, page: &Page) {
        page.open(&self.address).await;
        page.see("home").await;
        page.go("#/bill").await;
        page.see("one-box").await;
    }

    /// The folder of the books.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the shop and checks the books that it leaves.
    pub fn close(mut self) {
        self.stop();
        books::assert_sound(&books::open(self.folder.path()).unwrap());
    }
}

/// The words of a PDF, as a reader copies them.
pub fn words_of(pdf: &Path) -> String {
    let read = Command::new(program::installed("pdftotext", "poppler-utils")).arg("-layout").arg(pdf).arg("-").output();
    let read = read.unwrap();
    assert!(read.status.success(), "{}: {}", pdf.display(), String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).unwrap()
}
