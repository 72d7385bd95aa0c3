//! Whatever a shop does, its reports say the same: khata, outstanding, statements, day book, trial balance, profit and
//! loss, tax and bills agree to the paisa, through the door on a real file.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use smartkhata_core::api::bill::{CancelVoucher, FinalizeBill, GetBill, ListBills, PreviewBill};
use smartkhata_core::api::item::*;
use smartkhata_core::api::money::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::returns::*;
use smartkhata_core::api::shop::*;
use smartkhata_core::business::{Language, ShopEdit};
use smartkhata_core::clock::FixedClock;
use smartkhata_core::date::Date;
use smartkhata_core::document::{Draft, DraftCharge, DraftLine, VoucherKind};
use smartkhata_core::id::{DraftId, PartyId, SeededIds, VoucherId};
use smartkhata_core::item::{Item, ItemEdit, OpeningStock};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::{PartyEdit, PartyRole};
use smartkhata_core::payment::{Direction, Mode, Tender};
use smartkhata_core::quantity::Milli;
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::tax::cess::Cess;
use smartkhata_core::tax::compute::Discount;
use smartkhata_core::tax::rate::DatedRate;
use smartkhata_core::{Code, Result};
use uuid::Uuid;

/// 2026-11-23, noon in India.
const NOON: i64 = 1_795_415_400_000;

/// A shop and what was written in it.
struct Shop {
    books: Books,
    customers: Vec<PartyId>,
    supplier: PartyId,
    items: Vec<Item>,
    bills: Vec<(VoucherId, Option<PartyId>)>,
    payments: Vec<VoucherId>,
    others: Vec<VoucherId>,
    next: u128,
    _folder: tempfile::TempDir,
}

/// What one act is made of: which, of what, how much, when.
type Act = (u8, u8, u16, u8);

fn paise(amount: i64) -> Paise {
    Paise::new(amount, "amount").unwrap()
}

fn tender(mode: u8, amount: i64) -> Vec<Tender> {
    let mode = Mode::ALL[usize::from(mode) % Mode::ALL.len()];
    if amount > 0 { vec![Tender { mode, amount: paise(amount), reference: String::new() }] } else { Vec::new() }
}

fn pick<T: Copy>(from: &[T], which: u8) -> Option<T> {
    (!from.is_empty()).then(|| from[usize::from(which) % from.len()])
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Box::new(FixedClock(NOON));
        let books = Books::open(folder.path(), clock, Box::new(SeededIds::new(5)), &mut |_| {}).unwrap();
        books.ask(CreateShop { name: "Sharma".into(), language: Language::English }).unwrap();
        let edit = ShopEdit { gstin: Some("19ABCPK5678L1Z1".into()), ..ShopEdit::default() };
        books.ask(EditShop { edit }).unwrap();
        let party = |name: &str, state: &str, role| {
            let state = (!state.is_empty()).then(|| state.to_owned());
            let edit = PartyEdit { name: Some(name.into()), state, role: Some(role), ..PartyEdit::default() };
            books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id
        };
        let customers = [("Ramesh", ""), ("Sita", "19"), ("Delhi Traders", "07")];
        let customers = customers.map(|(name, state)| party(name, state, PartyRole::Customer)).to_vec();
        let edit = PartyEdit { credit_days: Some(Some(21)), ..PartyEdit::default() };
        books.ask(SaveParty { id: Some(customers[1]), edit, opening: Paise::ZERO }).unwrap();
        let supplier = party("Agarwal", "19", PartyRole::Supplier);
        let item = |(name, price, percent, included): (&str, &str, u16, bool)| {
            let from = "2025-09-22".parse().unwrap();
            // What bears the highest rate bears cess as well.
            let cess = Cess { rate: Rate::percent(if percent == 18 { 12 } else { 0 }), ..Cess::NONE };
            let rates = vec![DatedRate { from, rate: Rate::percent(percent), cess, on_retail_price: false }];
            let edit = ItemEdit {
                name: Some(name.into()),
                price: Some(price.parse().unwrap()),
                price_includes_tax: Some(included),
                rates: Some(rates),
                track_stock: Some(true),
                ..ItemEdit::default()
            };
            // Some lay there already.
            let (quantity, cost, date) = (Milli::units(10), Paise::rupees(250), "2025-04-01".parse().ok());
            let opening = (percent > 0).then_some(OpeningStock { quantity, cost, date });
            books.ask(SaveItem { id: None, edit, opening }).unwrap()
        };
        let items =
            [("Sugar", "45.83", 5, true), ("Soap", "39.99", 18, false), ("Milk", "27", 0, true)].map(item).to_vec();
        let (bills, payments, others) = (Vec::new(), Vec::new(), Vec::new());
        Self { books, customers, supplier, items, bills, payments, others, next: 1, _folder: folder }
    }

    fn id(&mut self) -> Uuid {
        self.next += 1;
        Uuid::from_u128(self.next)
    }

    /// Does one thing; what is refused by name is part of a shop's day.
    fn act(&mut self, (what, of, much, when): Act) -> Result<()> {
        let today: Date = "2026-11-23".parse().unwrap();
        let date = Some(today.plus_days(-[0, 1, 20, 45, 75, 120, 250, 400][usize::from(when) % 8]));
        let amount = i64::from(much) + 1;
        let customer = pick(&self.customers, of).unwrap();
        match what % 18 {
            0..=4 => self.sell(of, much, when, date)?,
            5 | 6 => {
                let settle = if when.is_multiple_of(2) { Settle::OldestFirst } else { Settle::Advance };
                let (party, tenders) = (customer, tender(when, amount));
                let asked = SavePayment {
                    id: None,
                    direction: Direction::In,
                    party,
                    tenders,
                    date,
                    settle,
                    note: String::new(),
                };
                self.payments.push(self.books.ask(asked)?.voucher.id);
            }
            7 => {
                let party = if when.is_multiple_of(2) { self.supplier } else { customer };
                let (tenders, settle) = (tender(of, amount), Settle::Advance);
                let asked = SavePayment {
                    id: None,
                    direction: Direction::Out,
                    party,
                    tenders,
                    date,
                    settle,
                    note: String::new(),
                };
                self.payments.push(self.books.ask(asked)?.voucher.id);
            }
            8 | 9 => {
                let (side, mode, opening) = match when % 5 {
                    0 => (KhataSide::Got, Some(Mode::Cash), false),
                    1 => (KhataSide::Gave, None, false),
                    2 => (KhataSide::Gave, Some(Mode::Upi), false),
                    3 => (KhataSide::Got, None, true),
                    _ => (KhataSide::Gave, None, true),
                };
                let amount = paise(amount);
                let asked =
                    AddKhata { id: None, party: customer, side, amount, mode, opening, date, note: String::new() };
                self.others.push(self.books.ask(asked)?.voucher);
            }
            10 => {
                let line = PurchaseLine {
                    item: self.items[usize::from(of) % 3].id,
                    quantity: Milli::units(7),
                    cost: paise(amount),
                    rate: (much % 3 > 0).then(|| self.items[usize::from(of) % 3].rates[0].rate),
                };
                let asked = SavePurchase {
                    id: None,
                    supplier: Some(self.supplier),
                    // Now and then the bill says what tax it is: freight was taxed, too.
                    amount: paise(amount * 2 + 500),
                    tax: (much % 3 == 2).then(|| paise(amount / 4)),
                    lines: vec![line],
                    paid: paise(amount / 2),
                    mode: Some(Mode::Bank),
                    date,
                    note: String::new(),
                };
                self.others.push(self.books.ask(asked)?.voucher);
            }
            11 => {
                let asked = SaveExpense {
                    id: None,
                    account: "expense.rent".into(),
                    tenders: tender(of, amount),
                    date,
                    note: String::new(),
                };
                self.others.push(self.books.ask(asked)?.voucher.id);
            }
            12 | 13 => self.give_back(of, much, when)?,
            14 => {
                let bills: Vec<VoucherId> = self.bills.iter().map(|(id, _)| *id).collect();
                let from = [&bills, &self.payments, &self.others][usize::from(when) % 3];
                if let Some(id) = pick(from, of) {
                    self.books.ask(CancelVoucher { id, reason: String::new() })?;
                }
            }
            15 => {
                let [from, to] = [of, (of / 5) ^ when].map(|n| Mode::ALL[usize::from(n) % Mode::ALL.len()]);
                let asked = MoveMoney { from, to, amount: paise(amount), date, note: String::new() };
                self.others.push(self.books.ask(asked)?.voucher.id);
            }
            16 => {
                let (counted, opening) = (paise(i64::from(much)), of.is_multiple_of(8));
                let asked = CountDrawer { counted, holds: None, date, opening, note: String::new() };
                self.others.push(self.books.ask(asked)?.voucher.id);
            }
            _ => {
                if let Some(id) = pick(&self.payments, of) {
                    self.books.ask(AllocatePayment { id, settle: Settle::OldestFirst })?;
                }
            }
        }
        Ok(())
    }

    fn sell(&mut self, of: u8, much: u16, when: u8, date: Option<Date>) -> Result<()> {
        let mut draft = Draft { date, ..Draft::new(DraftId::new(self.id())) };
        draft.party = (!of.is_multiple_of(4)).then(|| self.customers[usize::from(of) % 3]);
        for n in 0..=usize::from(of % 3) {
            let item = &self.items[(n + usize::from(when)) % 3];
            let percent = Rate::new(u32::from(much % 900)).unwrap();
            draft.lines.push(DraftLine {
                item: Some(item.id),
                name: item.name.clone(),
                hsn: String::new(),
                unit: String::new(),
                quantity: Milli::new(i64::from(much % 4_000) + 1).unwrap(),
                price: item.price,
                price_includes_tax: item.price_includes_tax,
                discount: if n == 1 { Discount::Percent(percent) } else { Discount::None },
                rate: item.rates[0].rate,
                cess: item.rates[0].cess,
                retail_price: when.is_multiple_of(5).then_some(item.price),
                rate_of_item: false,
                treatment: item.treatment,
            });
        }
        if when % 4 == 1 {
            let (name, rate) = ("Freight".to_owned(), when.is_multiple_of(3).then(|| Rate::percent(18)));
            draft.charges.push(DraftCharge { name, amount: paise(1_999), includes_tax: when % 8 == 1, rate });
        }
        draft.reverse_charge = of % 11 == 7;
        draft.due = date.filter(|_| much.is_multiple_of(3)).map(|day| day.plus_days(i64::from(much % 50)));
        let total = self.books.ask(PreviewBill { draft: draft.clone() })?.result.map_or(0, |result| result.total.get());
        draft.tenders =
            if draft.party.is_none() { tender(0, total) } else { tender(when, total * i64::from(when) / 255) };
        let party = draft.party;
        let bill = self.books.ask(FinalizeBill { draft })?;
        assert_eq!(bill.voucher.amount.get(), total, "the preview says what the bill comes to");
        self.bills.push((bill.voucher.id, party));
        Ok(())
    }

    fn give_back(&mut self, of: u8, much: u16, when: u8) -> Result<()> {
        let Some((bill, party)) = pick(&self.bills, of) else { return Ok(()) };
        let left = self.books.ask(GetBill { id: bill })?.returnable;
        let lines: Vec<LineBack> = (0_u32..)
            .zip(&left)
            .filter(|(_, left)| left.is_positive())
            .map(|(line, left)| {
                let part = i64::from(much) % left.get() + 1;
                LineBack { line, quantity: Milli::new(part).unwrap() }
            })
            .collect();
        let goods = Goods::OfBill { bill, lines, charges: false };
        let total = self.books.ask(PreviewReturn { goods: goods.clone(), date: None })?.content.total.get();
        assert!(total >= 0, "what comes back is worth {total}");
        let refund = tender(0, if party.is_none() { total } else { total * i64::from(when) / 255 });
        let id = VoucherId::new(self.id());
        self.books.ask(SaveReturn { id, goods, date: None, refund, reason: String::new() })?;
        self.others.push(id);
        Ok(())
    }

    /// What is overdue of a row, counted bill by bill; the khata says the same.
    fn overdue(&self, row: &OutstandingRow) {
        let party = &row.party;
        let today: Date = "2026-11-23".parse().unwrap();
        let open = self.books.ask(OpenBills { party: party.id }).unwrap().bills;
        let owed = open.iter().map(|bill| bill.total.get() - bill.paid.get()).sum::<i64>();
        // Oldest first: what is set against nothing pays them, what no bill explains is as old as the first.
        let mut credit = owed - party.balance.get();
        let mut overdue = 0;
        for (n, bill) in open.iter().enumerate() {
            let days = party.credit_days.map_or(30, i64::from);
            let is_late = bill.due.unwrap_or(bill.date.plus_days(days)) < today;
            let mut left = bill.total.get() - bill.paid.get();
            if credit < 0 && n == 0 {
                left -= std::mem::take(&mut credit);
            }
            let paid = left.min(credit);
            credit -= paid;
            overdue += if is_late { left - paid } else { 0 };
        }
        if open.is_empty() {
            overdue = party.balance.get();
        }
        assert_eq!(row.overdue.get(), overdue, "overdue of {}", party.name);
        let view = self.books.ask(GetParty { id: party.id }).unwrap();
        assert_eq!((view.overdue, view.balance), (row.overdue, party.balance), "khata of {}", party.name);
    }

    /// Every report beside every other.
    fn agree(&self) {
        let ask = &self.books;
        assert_eq!(ask.ask(Verify {}).unwrap().faults, Vec::<String>::new());
        let trial = ask.ask(GetTrialBalance::default()).unwrap();
        assert_eq!(trial.debit, trial.credit);
        let of: BTreeMap<String, i64> =
            trial.rows.into_iter().map(|row| (row.account, row.debit.get() - row.credit.get())).collect();
        let account = |code: &str| of.get(code).copied().unwrap_or(0);

        let parties = ask.ask(ListParties { limit: 500, ..Default::default() }).unwrap().rows;
        let owed = parties.iter().map(|row| row.balance.get().max(0)).sum::<i64>();
        let owes = parties.iter().map(|row| row.balance.get().min(0)).sum::<i64>();
        assert_eq!((owed, owes), (account("party.debtors"), account("party.creditors")), "khata and trial balance");
        let home = ask.ask(GetHome {}).unwrap();
        assert_eq!((home.to_collect.get(), home.to_give.get()), (owed, -owes), "home and khata");
        let outstanding = ask.ask(GetOutstanding { limit: 500, ..Default::default() }).unwrap();
        assert_eq!(outstanding.total.get(), owed, "outstanding and khata");
        for row in &outstanding.page.rows {
            let ages = [row.days_30, row.days_60, row.days_90, row.older].map(Paise::get);
            assert_eq!(ages.iter().sum::<i64>(), row.party.balance.get(), "ages of {}", row.party.name);
            self.overdue(row);
        }
        for party in &parties {
            let asked =
                GetStatement { id: party.id, sort: DaySort::Newest, from: None, to: None, after: None, limit: 500 };
            let statement = ask.ask(asked).unwrap();
            let mut running = 0;
            for row in statement.page.rows.iter().rev() {
                running += row.amount.get();
                assert_eq!(row.balance.map(Paise::get), Some(running), "running balance of {}", party.name);
            }
            assert_eq!(
                (statement.closing, running),
                (Some(party.balance), party.balance.get()),
                "statement of {}",
                party.name
            );
        }

        let (from, to): (Date, Date) = ("2025-04-01".parse().unwrap(), "2026-11-23".parse().unwrap());
        let book = ask.ask(GetDayBook { from, to, sort: None, after: None, limit: 500 }).unwrap();
        let sum = |kind| {
            let rows = book.page.rows.iter().filter(|row| row.kind == kind && !row.cancelled);
            rows.map(|row| row.amount.get()).sum::<i64>()
        };
        assert_eq!(sum(VoucherKind::Sale), book.sales.get());
        assert_eq!(sum(VoucherKind::Receipt), book.received.get());
        assert_eq!(sum(VoucherKind::Payment), book.paid.get());
        assert_eq!((sum(VoucherKind::Gave), sum(VoucherKind::Return)), (book.gave.get(), book.returned.get()));
        for row in &book.by_account {
            assert_eq!(row.amount.get(), account(&row.account), "day book and trial balance: {}", row.account);
        }

        for ago in [400, 120, 20, 1, 0] {
            let day = to.plus_days(-ago);
            let drawer = ask.ask(GetDrawer { date: Some(day) }).unwrap();
            let trial = ask.ask(GetTrialBalance { at: Some(day) }).unwrap();
            let cash = trial.rows.iter().find(|row| row.account == "asset.cash");
            let cash = cash.map_or(0, |row| row.debit.get() - row.credit.get());
            assert_eq!(drawer.holds.get(), cash, "drawer and trial balance of {day}");
            let before = ask.ask(GetDrawer { date: Some(day.plus_days(-1)) }).unwrap();
            assert_eq!(drawer.opening, before.holds, "the drawer in the morning of {day} and the evening before");
        }

        let bills = ask.ask(ListBills { limit: 500, ..Default::default() }).unwrap().rows;
        let sold = bills.iter().filter(|bill| !bill.cancelled).map(|bill| bill.total.get()).sum::<i64>();
        assert_eq!(sold, book.sales.get(), "bills and day book");
        for row in &bills {
            let bill = ask.ask(GetBill { id: row.id }).unwrap();
            assert!(row.paid >= Paise::ZERO && row.paid <= row.total, "{} paid {}", row.number, row.paid);
            let due = if row.cancelled { 0 } else { row.total.get() - row.paid.get() };
            assert_eq!((bill.paid, bill.due.get()), (row.paid, due), "{}", row.number);
        }

        let result = ask.ask(GetProfitLoss { from, to, with_stock: false }).unwrap();
        let short = result.expenses.iter().find(|sum| sum.account == "expense.cash_short");
        assert_eq!(short.map_or(0, |sum| sum.amount.get()), account("expense.cash_short"), "what counts found");
        let class = |name: &str| of.iter().filter(|(code, _)| code.starts_with(name)).map(|(_, sum)| sum).sum::<i64>();
        let running = class("expense.") - account("expense.opening_stock");
        assert_eq!(account("expense.opening_stock"), 50_000, "what lay there is no cost of these months");
        assert_eq!(result.profit.get(), -class("income.") - running, "profit and trial balance");
        let gst = ["2025-04-01", "2026-04-01"].map(|first| {
            let from: Date = first.parse().unwrap();
            ask.ask(GetGst { from, to: from.financial_year().last_day() }).unwrap()
        });
        let input = gst.iter().map(|year| year.input_tax.tax().unwrap().get()).sum::<i64>();
        assert_eq!(input, account("asset.input_tax"), "what the shop gets back by rate and in the books");
        let tax = gst.map(|year| year.net);
        for (head, amount) in [
            ("cgst", tax.iter().map(|net| net.cgst.get()).sum::<i64>()),
            ("sgst", tax.iter().map(|net| net.sgst.get()).sum()),
            ("igst", tax.iter().map(|net| net.igst.get()).sum()),
            ("cess", tax.iter().map(|net| net.cess.get()).sum()),
        ] {
            assert_eq!(amount, -account(&format!("liability.output_{head}")), "{head} by rate and in the books");
        }
        let stock = ask.ask(GetStock { limit: 500, ..Default::default() }).unwrap();
        assert_eq!(stock.page.rows.iter().map(|row| row.value.get()).sum::<i64>(), stock.value.get());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_done_the_reports_agree(acts in prop::collection::vec(any::<Act>(), 40..140)) {
        let mut shop = Shop::new();
        for act in acts {
            if let Err(refused) = shop.act(act) {
                let faults = [Code::Internal, Code::Storage, Code::Unbalanced, Code::InvalidRequest];
                prop_assert!(!faults.contains(&refused.code), "{act:?}: {refused}");
            }
        }
        shop.agree();
    }
}
