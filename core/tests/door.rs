//! The one door, end to end, on a real file: what a shopkeeper does in a day.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

use std::collections::BTreeMap;

use smartkhata_core::api::backup::{CreateBackup, RestoreBackup};
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::shop::*;
use smartkhata_core::business::{Language, ShopEdit};
use smartkhata_core::clock::FixedClock;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::document::{BillKind, Draft, DraftLine};
use smartkhata_core::id::{DraftId, ItemId, PartyId, SeededIds};
use smartkhata_core::item::{Item, ItemEdit, StockEntry};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::{PartyEdit, Registration};
use smartkhata_core::payment::{Direction, Mode, Tender};
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::tax::compute::{Discount, TaxMode};
use smartkhata_core::tax::rate::{DatedRate, Treatment};
use smartkhata_core::{Code, Result};
use uuid::Uuid;

/// 2026-11-23, noon in India.
const NOON: i64 = 1_795_415_400_000;

fn open(folder: &std::path::Path, seed: u64) -> Books {
    Books::open(folder, Box::new(FixedClock(NOON)), Box::new(SeededIds::new(seed)), &mut |_| {}).unwrap()
}

struct Shop {
    books: Books,
    _folder: tempfile::TempDir,
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let books = open(folder.path(), 7);
        let shop = books.ask(CreateShop { name: "शर्मा किराना".into(), language: Language::Hindi }).unwrap();
        assert_eq!(shop.device.series, "A");
        Self { books, _folder: folder }
    }

    fn registered() -> Self {
        let shop = Self::new();
        let edit =
            ShopEdit { gstin: Some("19ABCPK5678L1Z1".into()), upi: Some("sharma@upi".into()), ..ShopEdit::default() };
        let view = shop.books.ask(EditShop { edit }).unwrap();
        assert_eq!((view.state.as_str(), view.pan.as_str()), ("19", "ABCPK5678L"));
        shop
    }

    fn party(&self, name: &str, phone: &str) -> PartyId {
        let edit = PartyEdit { name: Some(name.into()), phone: Some(phone.into()), ..PartyEdit::default() };
        self.books.ask(SaveParty { id: None, edit }).unwrap().party.id
    }

    fn item(&self, name: &str, price: &str, percent: u16) -> Item {
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
            }]),
            track_stock: Some(true),
            ..ItemEdit::default()
        };
        self.books.ask(SaveItem { id: None, edit }).unwrap()
    }

    fn balance(&self, party: PartyId) -> String {
        self.books.ask(GetParty { id: party }).unwrap().balance.to_string()
    }

    fn verified(&self) {
        let verified = self.books.ask(Verify {}).unwrap();
        assert_eq!(verified.faults, Vec::<String>::new());
        let trial = self.books.ask(GetTrialBalance::default()).unwrap();
        assert_eq!(trial.debit, trial.credit);
    }
}

fn draft(n: u128) -> Draft {
    Draft::new(DraftId::new(Uuid::from_u128(n)))
}

fn line(item: &Item, quantity: &str) -> DraftLine {
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
        treatment: item.treatment,
    }
}

fn open_line(name: &str, price: &str) -> DraftLine {
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
        treatment: Treatment::Taxable,
    }
}

fn cash(amount: &str) -> Tender {
    Tender { mode: Mode::Cash, amount: amount.parse().unwrap(), reference: String::new() }
}

#[test]
fn a_walk_in_pays_cash_and_gets_change() {
    let shop = Shop::new();
    let mut bill = draft(1);
    bill.lines.push(open_line("Misc", "264.60"));
    bill.tenders.push(cash("500"));
    let view = shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap();
    assert_eq!(view.voucher.number, "A/2627/0001");
    assert_eq!((view.voucher.amount, view.change), (Paise::rupees(265), Paise::rupees(235)));
    assert_eq!((view.paid, view.due), (Paise::rupees(265), Paise::ZERO));
    // The same draft again is the same bill: an answer that was lost does not make a second one.
    let again = shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap();
    // A late write of the draft does not bring it back.
    shop.books.ask(SaveDraft { draft: bill }).unwrap();
    assert_eq!(shop.books.ask(ListDrafts {}).unwrap().drafts, []);
    assert_eq!(again.voucher, view.voucher);
    assert_eq!(shop.books.ask(ListBills::default()).unwrap().rows.len(), 1);
    shop.verified();
}

#[test]
fn a_walk_in_cannot_leave_without_paying() {
    let shop = Shop::new();
    let mut bill = draft(1);
    bill.lines.push(open_line("Misc", "100"));
    bill.tenders.push(cash("60"));
    let refused = shop.books.ask(FinalizeBill { draft: bill }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::CustomerNeeded, Some("party")));
    assert_eq!(shop.books.ask(ListBills::default()).unwrap().rows, []);
}

#[test]
fn a_gst_bill_part_paid_stands_in_the_khata_and_its_cancellation_leaves_an_advance() {
    let shop = Shop::registered();
    let ramesh = shop.party("रमेश कुमार", "98765 43210");
    let sugar = shop.item("Sugar", "45.83", 18);
    let mut bill = draft(2);
    bill.party = Some(ramesh);
    bill.lines.push(line(&sugar, "10"));
    let preview = shop.books.ask(PreviewBill { draft: bill.clone() }).unwrap();
    assert_eq!(
        (preview.kind, preview.mode, preview.place_of_supply.as_str()),
        (BillKind::TaxInvoice, TaxMode::Intra, "19")
    );
    // 458.30 + 41.25 + 41.25 = 540.80, rounded to 541.
    assert_eq!(preview.result.total, Paise::rupees(541));
    bill.tenders.push(cash("200"));
    let view = shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    assert_eq!((view.paid, view.due), (Paise::rupees(200), Paise::rupees(341)));
    assert_eq!(shop.balance(ramesh), "341.00");
    assert_eq!(shop.books.ask(GetItem { id: sugar.id }).unwrap().stock.to_string(), "-10");
    shop.verified();

    shop.books.ask(CancelVoucher { id: view.voucher.id, reason: "wrong item".into() }).unwrap();
    assert_eq!(shop.balance(ramesh), "-200.00");
    assert_eq!(shop.books.ask(GetItem { id: sugar.id }).unwrap().stock.to_string(), "0");
    let cancelled = shop.books.ask(GetBill { id: view.voucher.id }).unwrap();
    assert_eq!((cancelled.cancelled.as_deref(), cancelled.due), (Some("wrong item"), Paise::ZERO));
    let payments = shop.books.ask(ListPayments::default()).unwrap().rows;
    let payment = shop.books.ask(GetPayment { id: payments[0].id }).unwrap();
    assert_eq!(payment.advance, Paise::rupees(200));
    let again = shop.books.ask(CancelVoucher { id: view.voucher.id, reason: String::new() }).unwrap_err();
    assert_eq!(again.code, Code::AlreadyCancelled);
    shop.verified();

    // The number stays used, and the advance pays the next bill.
    let mut next = draft(3);
    next.party = Some(ramesh);
    next.lines.push(line(&sugar, "10"));
    let next = shop.books.ask(FinalizeBill { draft: next }).unwrap();
    assert_eq!(next.voucher.number, "A/2627/0002");
    let settle = Settle::OldestFirst;
    let payment = shop.books.ask(AllocatePayment { id: payment.voucher.id, settle }).unwrap();
    assert_eq!(payment.advance, Paise::ZERO);
    assert_eq!(shop.books.ask(GetBill { id: next.voucher.id }).unwrap().due, Paise::rupees(341));
    shop.verified();
}

#[test]
fn a_cancelled_cash_sale_takes_its_payment_back() {
    let shop = Shop::new();
    let mut bill = draft(1);
    bill.lines.push(open_line("Misc", "100"));
    bill.tenders.push(cash("100"));
    let view = shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    shop.books.ask(CancelVoucher { id: view.voucher.id, reason: String::new() }).unwrap();
    let today = "2026-11-23".parse().unwrap();
    let book = shop.books.ask(GetDayBook { from: today, to: today, after: None, limit: 0 }).unwrap();
    assert_eq!((book.sales, book.received), (Paise::ZERO, Paise::ZERO));
    assert_eq!(book.by_account, []);
    assert!(book.page.rows.iter().all(|row| row.cancelled));
    shop.verified();
}

#[test]
fn gave_and_got_run_through_the_statement() {
    let shop = Shop::new();
    let sita = shop.party("Sita", "9876500000");
    let khata = |side, amount: &str| {
        let amount = amount.parse().unwrap();
        shop.books.ask(AddKhata { party: sita, side, amount, mode: None, date: None, note: "दूध".into() }).unwrap()
    };
    assert_eq!(khata(KhataSide::Gave, "500").balance, Paise::rupees(500));
    let got = khata(KhataSide::Got, "200");
    assert_eq!(got.balance, Paise::rupees(300));
    let statement = shop.books.ask(GetStatement { id: sita, from: None, to: None, after: None, limit: 1 }).unwrap();
    assert_eq!(statement.closing, Paise::rupees(300));
    let first = &statement.page.rows[0];
    assert_eq!((first.amount, first.balance), (Paise::rupees(-200), Paise::rupees(300)));
    assert_eq!(first.mode, Some(Mode::Cash));
    let second =
        shop.books.ask(GetStatement { id: sita, from: None, to: None, after: statement.page.next, limit: 1 }).unwrap();
    assert_eq!((second.page.rows[0].balance, second.page.rows[0].note.as_str()), (Paise::rupees(500), "दूध"));
    assert_eq!(second.page.rows[0].mode, None);
    // Undo.
    shop.books.ask(CancelVoucher { id: got.voucher, reason: "undo".into() }).unwrap();
    assert_eq!(shop.balance(sita), "500.00");
    shop.verified();
}

#[test]
fn payments_settle_the_oldest_bill_first_or_the_chosen_one() {
    let shop = Shop::new();
    let ramesh = shop.party("Ramesh", "");
    let mut ids = Vec::new();
    for (n, day) in [(10, "2026-08-01"), (11, "2026-10-20")] {
        let mut bill = draft(n);
        bill.party = Some(ramesh);
        bill.date = Some(day.parse().unwrap());
        bill.lines.push(open_line("Misc", "1000"));
        ids.push(shop.books.ask(FinalizeBill { draft: bill }).unwrap().voucher.id);
    }
    let pay = |amount: &str, settle: Settle| {
        let request = SavePayment {
            direction: Direction::In,
            party: ramesh,
            tenders: vec![
                cash(amount),
                Tender { mode: Mode::Upi, amount: Paise::rupees(100), reference: "UTR1".into() },
            ],
            date: None,
            settle,
            note: String::new(),
        };
        shop.books.ask(request)
    };
    let due = |n: usize| shop.books.ask(GetBill { id: ids[n] }).unwrap().due;
    pay("300", Settle::OldestFirst).unwrap();
    assert_eq!((due(0), due(1)), (Paise::rupees(600), Paise::rupees(1000)));
    let choice = vec![smartkhata_core::document::Allocation { bill: ids[1], amount: Paise::rupees(250) }];
    let payment = pay("300", Settle::Chosen(choice)).unwrap();
    assert_eq!(payment.advance, Paise::rupees(150));
    assert_eq!((due(0), due(1)), (Paise::rupees(600), Paise::rupees(750)));
    let too_much = vec![smartkhata_core::document::Allocation { bill: ids[1], amount: Paise::rupees(2000) }];
    assert_eq!(pay("5000", Settle::Chosen(too_much)).unwrap_err().code, Code::OverAllocated);
    // The advance of 150 counts against the oldest debt: 450 of August, 750 of October.
    let outstanding = shop.books.ask(GetOutstanding::default()).unwrap();
    let row = &outstanding.page.rows[0];
    assert_eq!(outstanding.total, Paise::rupees(1200));
    assert_eq!(
        (row.days_30, row.days_60, row.days_90, row.older),
        (Paise::ZERO, Paise::rupees(750), Paise::ZERO, Paise::rupees(450))
    );
    shop.verified();
}

#[test]
fn names_are_found_in_any_script_and_phones_by_their_digits() {
    let shop = Shop::new();
    shop.party("रमेश कुमार", "9876543210");
    shop.party("Suresh Patel", "9000000001");
    for search in ["ramesh", "रमेश", "rmesh", "98765", "kumar ramesh", "RAMESH KUM"] {
        let rows = shop.books.ask(ListParties { search: search.into(), ..Default::default() }).unwrap().rows;
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["रमेश कुमार"], "{search}");
    }
}

#[test]
fn bills_are_found_by_number_and_by_name() {
    let shop = Shop::new();
    let ramesh = shop.party("Ramesh", "");
    for n in 1..=3 {
        let mut bill = draft(n);
        bill.party = (n == 2).then_some(ramesh);
        bill.lines.push(open_line("Misc", "50"));
        bill.tenders.push(cash("50"));
        shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    }
    let find = |search: &str| {
        let rows = shop.books.ask(ListBills { search: search.into(), ..Default::default() }).unwrap().rows;
        rows.into_iter().map(|row| row.number).collect::<Vec<_>>()
    };
    assert_eq!(find("2"), ["A/2627/0002"]);
    assert_eq!(find("a/2627/0003"), ["A/2627/0003"]);
    assert_eq!(find("rames"), ["A/2627/0002"]);
    let unpaid = shop.books.ask(ListBills { filter: BillFilter::Unpaid, ..Default::default() }).unwrap();
    assert_eq!(unpaid.rows, []);
}

#[test]
fn lists_page_by_keyset_without_gaps() {
    let shop = Shop::new();
    let mut parties = BTreeMap::new();
    for n in 0..25 {
        let name = format!("Party {n:02}");
        parties.insert(shop.party(&name, ""), name);
    }
    let mut after = None;
    let mut seen = BTreeMap::new();
    loop {
        let page = shop.books.ask(ListParties { after, limit: 10, ..Default::default() }).unwrap();
        seen.extend(page.rows.into_iter().map(|row| (row.id, row.name)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, parties);
}

#[test]
fn profit_and_loss_values_stock_by_weighted_average() {
    let shop = Shop::new();
    let sugar = shop.item("Sugar", "50", 0);
    let stock = |quantity: &str, cost: &str| {
        let entry = StockEntry {
            item: sugar.id,
            quantity: quantity.parse().unwrap(),
            cost: cost.parse().unwrap(),
            supplier: None,
            opening: false,
            date: None,
            note: String::new(),
        };
        shop.books.ask(AddStock { entry }).unwrap()
    };
    stock("10", "400");
    assert_eq!(stock("10", "500").stock.to_string(), "20");
    let mut bill = draft(1);
    bill.lines.push(line(&sugar, "15"));
    bill.tenders.push(cash("750"));
    shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    let report = shop
        .books
        .ask(GetProfitLoss { from: "2026-04-01".parse().unwrap(), to: "2027-03-31".parse().unwrap(), with_stock: true })
        .unwrap();
    // Sales 750 − purchases 900 + closing stock 5 × 45.
    assert_eq!((report.closing_stock, report.profit), (Paise::rupees(225), Paise::rupees(75)));
    shop.verified();
}

#[test]
fn a_pdf_is_made_of_a_bill() {
    let shop = Shop::registered();
    let sugar = shop.item("चीनी Sugar", "45.83", 5);
    let mut bill = draft(1);
    bill.lines.push(line(&sugar, "2.5"));
    bill.tenders.push(Tender { mode: Mode::Upi, amount: Paise::rupees(120), reference: String::new() });
    let view = shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    let file = shop.books.ask(PrintBill { id: view.voucher.id, copy: Copy::Original, language: None }).unwrap();
    assert_eq!(file.name, "शर्मा-किराना_A-2627-0001.pdf");
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(file.base64).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
}

#[test]
fn a_backup_restores_under_a_new_device_and_series() {
    let shop = Shop::new();
    let ramesh = shop.party("Ramesh", "");
    let sell = |n: u128| {
        let mut bill = draft(n);
        bill.party = Some(ramesh);
        bill.lines.push(open_line("Misc", "100"));
        shop.books.ask(FinalizeBill { draft: bill }).unwrap().voucher.number
    };
    assert_eq!(sell(1), "A/2627/0001");
    let backup = shop.books.create_backup(&CreateBackup::default()).unwrap();
    // A bill after the backup: its number must never be given again.
    assert_eq!(sell(2), "A/2627/0002");
    let status = shop.books.restore_backup(&RestoreBackup { path: backup.path.clone() }).unwrap();
    assert_eq!(status.entries, backup.entries + 1);
    assert_eq!(shop.balance(ramesh), "100.00");
    let series = shop.books.ask(GetShop {}).unwrap().device.series;
    assert_eq!(series.len(), 3);
    assert_eq!(sell(3), format!("{series}/2627/0001"));
    shop.verified();

    // A backup whose history was changed is refused, and the open books stay.
    let forged = rusqlite::Connection::open(&backup.path).unwrap();
    forged.execute("update change set body = cast(replace(cast(body as text), '10000', '90000') as blob)", []).unwrap();
    drop(forged);
    let refused = shop.books.restore_backup(&RestoreBackup { path: backup.path }).unwrap_err();
    assert_eq!(refused.code, Code::BrokenChain);
    assert_eq!(shop.balance(ramesh), "200.00");
}

#[test]
fn a_backup_a_day_is_kept() {
    let shop = Shop::new();
    for _ in 0..2 {
        shop.books.call("backup.daily", "{}").unwrap();
    }
    let kept = shop.books.list_backups(&smartkhata_core::api::backup::ListBackups {}).unwrap().files;
    assert_eq!(kept.len(), 1);
    assert!(kept[0].path.ends_with("daily-2026-11-23.smartkhata"), "{}", kept[0].path);
}

#[test]
fn a_series_that_another_device_had_is_refused() {
    let shop = Shop::new();
    let backup = shop.books.create_backup(&CreateBackup::default()).unwrap();
    shop.books.restore_backup(&RestoreBackup { path: backup.path }).unwrap();
    let edit = ShopEdit { series: Some("a".into()), ..ShopEdit::default() };
    assert_eq!(shop.books.ask(EditShop { edit }).unwrap_err().code, Code::InvalidNumber);
}

#[test]
fn a_state_cannot_contradict_the_gstin_and_a_corrected_gstin_keeps_the_registration() {
    let shop = Shop::registered();
    let edit = ShopEdit { state: Some("29".into()), ..ShopEdit::default() };
    assert_eq!(shop.books.ask(EditShop { edit }).unwrap_err().code, Code::InvalidState);
    let sez = PartyEdit {
        name: Some("Zone".into()),
        gstin: Some("19ABCPK5678L1Z1".into()),
        registration: Some(Registration::Sez),
        ..PartyEdit::default()
    };
    let id = shop.books.ask(SaveParty { id: None, edit: sez }).unwrap().party.id;
    let edit = PartyEdit { gstin: Some("19ABCPK5678L1Z1".into()), ..PartyEdit::default() };
    let party = shop.books.ask(SaveParty { id: Some(id), edit }).unwrap().party;
    assert_eq!(party.registration, Registration::Sez);
    let mut bill = draft(1);
    bill.party = Some(id);
    bill.lines.push(open_line("Misc", "100"));
    assert_eq!(shop.books.ask(PreviewBill { draft: bill }).unwrap().mode, TaxMode::Inter);
}

#[test]
fn goods_that_bear_no_tax_have_no_rate_and_reverse_charge_is_not_collected() {
    let shop = Shop::registered();
    let mut bill = draft(1);
    let taxed = DraftLine { rate: Rate::percent(18), ..open_line("Soap", "118") };
    let exempt = DraftLine { rate: Rate::percent(5), treatment: Treatment::Exempt, ..open_line("Milk", "50") };
    bill.lines = vec![taxed.clone(), exempt];
    bill.tenders = vec![cash("168")];
    let view = shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    let Detail::Bill(stored) = view.voucher.detail else { panic!("a sale is a bill") };
    assert_eq!((stored.lines[0].rate, stored.lines[1].rate), (Rate::percent(18), Rate::ZERO));
    let mut reverse = draft(2);
    reverse.reverse_charge = true;
    reverse.lines = vec![taxed];
    reverse.tenders = vec![cash("100")];
    let view = shop.books.ask(FinalizeBill { draft: reverse }).unwrap();
    let Detail::Bill(stored) = view.voucher.detail else { panic!("a sale is a bill") };
    assert_eq!((stored.lines[0].total, stored.total), (Paise::rupees(100), Paise::rupees(100)));
    assert_eq!(stored.amounts.cgst, Paise::rupees(9));
    shop.verified();
}

#[test]
fn money_paid_out_is_a_debt_of_its_day_and_uses_up_an_advance() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let pay = |direction, amount: &str| {
        let tenders = vec![cash(amount)];
        let request =
            SavePayment { direction, party, tenders, date: None, settle: Settle::OldestFirst, note: String::new() };
        shop.books.ask(request).unwrap()
    };
    let advance = pay(Direction::In, "1180");
    pay(Direction::Out, "1180");
    // Later than the payments of the same day.
    let mut bill = draft(u128::MAX);
    bill.party = Some(party);
    bill.lines.push(open_line("Misc", "1180"));
    let bill = shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    shop.books.ask(AllocatePayment { id: advance.voucher.id, settle: Settle::OldestFirst }).unwrap();
    assert_eq!(shop.books.ask(GetBill { id: bill.voucher.id }).unwrap().due, Paise::rupees(1180));
    let view = shop.books.ask(GetParty { id: party }).unwrap();
    assert_eq!(view.due_since, Some("2026-11-23".parse().unwrap()));
    shop.verified();
}

#[test]
fn a_walk_ins_money_goes_only_with_its_bill_and_hidden_debts_stay_in_sight() {
    let shop = Shop::new();
    let mut bill = draft(1);
    bill.lines.push(open_line("Misc", "100"));
    bill.tenders.push(cash("100"));
    shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    let receipt = shop.books.ask(ListPayments::default()).unwrap().rows[0].id;
    let refused = shop.books.ask(CancelVoucher { id: receipt, reason: String::new() }).unwrap_err();
    assert_eq!(refused.code, Code::Conflict);

    let party = shop.party("Ramesh", "");
    let gave = |amount| AddKhata { party, side: KhataSide::Gave, amount, mode: None, date: None, note: String::new() };
    shop.books.ask(gave(Paise::rupees(700))).unwrap();
    let edit = PartyEdit { archived: Some(true), ..PartyEdit::default() };
    shop.books.ask(SaveParty { id: Some(party), edit }).unwrap();
    assert_eq!(shop.books.ask(GetOutstanding::default()).unwrap().page.rows.len(), 1);
    let too_much = Paise::new(9_007_199_254_740_991, "amount").unwrap();
    assert_eq!(shop.books.ask(gave(too_much)).unwrap_err().code, Code::Overflow);
}

#[test]
fn goods_of_an_item_that_is_not_counted_leave_the_stock_all_the_same() {
    let shop = Shop::new();
    let rice = shop.item("Rice", "100", 0);
    let edit = ItemEdit { track_stock: Some(false), ..ItemEdit::default() };
    shop.books.ask(SaveItem { id: Some(rice.id), edit }).unwrap();
    let entry = StockEntry {
        item: rice.id,
        quantity: "10".parse().unwrap(),
        cost: Paise::rupees(500),
        supplier: None,
        opening: false,
        date: None,
        note: String::new(),
    };
    shop.books.ask(AddStock { entry }).unwrap();
    let mut bill = draft(1);
    bill.lines.push(line(&rice, "10"));
    bill.tenders.push(cash("1000"));
    shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    let year =
        GetProfitLoss { from: "2026-04-01".parse().unwrap(), to: "2027-03-31".parse().unwrap(), with_stock: true };
    let report = shop.books.ask(year).unwrap();
    assert_eq!((report.closing_stock, report.profit), (Paise::ZERO, Paise::rupees(500)));
}

#[test]
fn a_folder_has_one_writer() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path(), 1);
    first.ask(CreateShop { name: "One".into(), language: Language::English }).unwrap();
    let second = Books::open(folder.path(), Box::new(FixedClock(NOON)), Box::new(SeededIds::new(2)), &mut |_| {});
    assert_eq!(second.err().map(|error| error.code), Some(Code::FolderInUse));
    let reader = Books::open_read_only(folder.path(), Box::new(FixedClock(NOON)), Box::new(SeededIds::new(2))).unwrap();
    assert_eq!(reader.ask(GetShop {}).unwrap().name, "One");
    let refused = reader.ask(EditShop { edit: ShopEdit::default() }).unwrap_err();
    assert_eq!(refused.code, Code::ReadOnly);
}

#[test]
fn bad_input_is_refused_by_name_and_nothing_is_written() {
    let shop = Shop::registered();
    let before = shop.books.ask(GetStatus {}).unwrap().entries;
    let id = Uuid::from_u128(5);
    let missing = PartyId::new(id);
    let call = |name: &str, body: &str| shop.books.call(name, body).map(drop);
    let code = |result: Result<()>| result.unwrap_err().code;
    assert_eq!(code(call("bill.burn", "{}")), Code::UnknownRequest);
    assert_eq!(code(call("bill.get", "[1]")), Code::InvalidRequest);
    assert_eq!(code(call("party.get", &format!("{{\"id\":\"{id}\"}}"))), Code::NotFound);
    assert_eq!(code(call("party.save", r#"{"edit":{"name":"x","colour":"red"}}"#)), Code::InvalidRequest);
    assert_eq!(code(call("party.save", r#"{"edit":{"name":" "}}"#)), Code::Required);
    assert_eq!(code(call("party.save", r#"{"edit":{"name":"x","gstin":"19ABCPK5678L1Z2"}}"#)), Code::InvalidGstin);
    assert_eq!(code(call("party.save", r#"{"edit":{"name":"x","phone":"12"}}"#)), Code::InvalidPhone);
    let long = "अ".repeat(3_000_000);
    assert_eq!(code(call("party.save", &format!("{{\"edit\":{{\"name\":\"{long}\"}}}}"))), Code::TooLarge);
    let khata = |amount: &str, date: &str| {
        format!(r#"{{"party":"{missing}","side":"gave","amount":{amount},"date":"{date}"}}"#)
    };
    assert_eq!(code(call("khata.add", &khata("100", "0001-01-01"))), Code::InvalidRequest);
    assert_eq!(code(call("khata.add", &khata("-5", "2026-01-01"))), Code::NotPositive);
    assert_eq!(code(call("khata.add", &khata("9223372036854775807", "2026-01-01"))), Code::InvalidRequest);
    let mut bill = draft(9);
    assert_eq!(shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap_err().code, Code::EmptyBill);
    bill.lines.push(DraftLine { quantity: "-1".parse().unwrap(), ..open_line("Misc", "10") });
    let refused = shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::NotPositive, Some("lines.0.quantity")));
    bill.lines = vec![DraftLine { item: Some(ItemId::new(id)), ..open_line("Misc", "10") }];
    bill.tenders = vec![cash("10")];
    assert_eq!(shop.books.ask(FinalizeBill { draft: bill }).unwrap_err().code, Code::NotFound);
    assert_eq!(shop.books.ask(GetStatus {}).unwrap().entries, before);

    // An emoji is a name like any other.
    let emoji = shop.party("😀 चाय", "");
    assert_eq!(shop.books.ask(GetParty { id: emoji }).unwrap().party.name, "😀 चाय");
}
