//! Parties, their khata, payments and what is owed.

use std::collections::BTreeMap;

use crate::shop::*;
use crate::tools;
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::SavePurchase;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::shop::*;
use smartkhata_core::api::sync::ListAttention;

use smartkhata_core::business::ShopEdit;
use smartkhata_core::document::{Draft, VoucherKind};
use smartkhata_core::id::AllocationId;
use smartkhata_core::money::Paise;
use smartkhata_core::party::{PartyEdit, Registration};
use smartkhata_core::payment::{Direction, Mode, Tender};
use smartkhata_core::tax::compute::TaxMode;

#[test]
fn gave_and_got_run_through_the_statement() {
    let shop = Shop::new();
    let sita = shop.party("Sita", "9876500000");
    let khata = |side, amount: &str| {
        let amount = amount.parse().unwrap();
        shop.books
            .ask(AddKhata {
                party: sita, side, amount, mode: None, opening: false, date: None, note: "दूध".into()
            })
            .unwrap()
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
fn what_was_owed_before_the_books_is_neither_a_sale_nor_money() {
    let shop = Shop::new();
    let owing = |name: &str, opening: i32| {
        let edit = PartyEdit { name: Some(name.into()), ..PartyEdit::default() };
        let view = shop.books.ask(SaveParty { id: None, edit, opening: Paise::rupees(opening) }).unwrap();
        assert_eq!(view.balance, Paise::rupees(opening));
        view.party.id
    };
    let (asha, mill) = (owing("Asha", 500), owing("Rice mill", -2_000));
    let khata = |party, side, rupees, day: &str| {
        let (amount, date) = (Paise::rupees(rupees), Some(day.parse().unwrap()));
        let note = "old diary, page 7".to_owned();
        shop.books.ask(AddKhata { party, side, amount, mode: None, opening: true, date, note }).unwrap()
    };
    let old = khata(asha, KhataSide::Gave, 300, "2026-01-31");
    assert_eq!(old.balance, Paise::rupees(800));
    assert_eq!(khata(mill, KhataSide::Got, 50, "2026-01-31").balance, Paise::rupees(-2_050));

    let (from, to) = ("2026-01-01".parse().unwrap(), "2026-11-23".parse().unwrap());
    let result = shop.books.ask(GetProfitLoss { from, to, with_stock: false }).unwrap();
    assert!(result.income.is_empty() && result.expenses.is_empty() && result.profit.is_zero());
    let trial = shop.books.ask(GetTrialBalance { at: None }).unwrap();
    let opening = trial.rows.iter().find(|row| row.account == "equity.opening").unwrap();
    assert_eq!(opening.debit, Paise::rupees(1_250), "2,050 that the shop owes less 800 that it is owed");
    assert!(!trial.rows.iter().any(|row| row.account.starts_with("asset.")), "no money moved");

    // The oldest debt is as old as was said, and money is set against it first.
    let view = shop.books.ask(GetParty { id: asha }).unwrap();
    assert_eq!(view.due_since, Some("2026-01-31".parse().unwrap()));
    let tenders = vec![Tender { mode: Mode::Cash, amount: Paise::rupees(350), reference: String::new() }];
    let (direction, settle) = (Direction::In, Settle::OldestFirst);
    let paid = SavePayment { direction, party: asha, tenders, date: None, settle, note: String::new() };
    let set = shop.books.ask(paid).unwrap().voucher.allocations;
    assert_eq!(set.iter().map(|set| set.amount).collect::<Vec<_>>(), [Paise::rupees(300), Paise::rupees(50)]);
    assert_eq!(set[0].bill, old.voucher);

    let statement = GetStatement { id: mill, from: None, to: None, after: None, limit: 50 };
    let rows = shop.books.ask(statement).unwrap().page.rows;
    assert!(rows.iter().all(|row| row.kind == VoucherKind::OpeningCredit && row.amount.is_negative()));
    assert!(shop.books.ask(ListAttention {}).unwrap().matters.is_empty(), "what the shop owes is nothing odd");
    // Taken back, and put back.
    shop.books.ask(CancelVoucher { id: rows[0].voucher, reason: String::new() }).unwrap();
    assert_eq!(shop.balance(mill), "-50.00");
    shop.books.ask(RewriteVoucher { id: rows[0].voucher }).unwrap();
    assert_eq!(shop.balance(mill), "-2,050.00");

    // An advance from before the books pays the next bill, as any other.
    let ravi = owing("Ravi", -500);
    let draft = Draft { party: Some(ravi), lines: vec![open_line("Misc", "800")], ..draft(77) };
    let bill = shop.books.ask(FinalizeBill { draft }).unwrap();
    assert_eq!((bill.paid, bill.due, bill.balance), (Paise::rupees(500), Paise::rupees(300), Paise::rupees(300)));
    assert_eq!(shop.books.ask(GetBill { id: bill.voucher.id }).unwrap().due, Paise::rupees(300));
    assert!(shop.books.ask(ListAttention {}).unwrap().matters.is_empty());
    shop.verified();
}

#[test]
fn a_statement_is_printed_without_what_was_taken_back() {
    let shop = Shop::new();
    let edit = ShopEdit { upi: Some("sharma@upi".into()), ..ShopEdit::default() };
    shop.books.ask(EditShop { edit }).unwrap();
    let sita = shop.party("Sita", "9876500000");
    let khata = |side, amount: &str, day: &str| {
        let (amount, date) = (amount.parse().unwrap(), Some(day.parse().unwrap()));
        shop.books
            .ask(AddKhata { party: sita, side, amount, mode: None, opening: false, date, note: "दूध".into() })
            .unwrap()
            .voucher
    };
    khata(KhataSide::Gave, "500", "2026-10-01");
    let wrong = khata(KhataSide::Gave, "77", "2026-11-02");
    for _ in 0..600 {
        khata(KhataSide::Gave, "1", "2026-11-03");
    }
    khata(KhataSide::Got, "200", "2026-11-04");
    shop.books.ask(CancelVoucher { id: wrong, reason: String::new() }).unwrap();
    let from = Some("2026-11-01".parse().unwrap());
    let file = shop.books.ask(PrintStatement { id: sita, from, to: None, language: None }).unwrap();
    assert_eq!(
        (file.name.as_str(), file.mime.as_str()),
        ("शर्मा-किराना_Sita_2026-11-01_2026-11-23.pdf", "application/pdf")
    );
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(file.base64).unwrap();
    let text = tools::pages(&bytes).concat();
    assert_eq!(text.matches("03-11-2026").count(), 600, "every entry, over several pages of the journal");
    assert!(!text.contains("02-11-2026"), "{text}");
    let last = |label: &str| {
        let row = text.lines().rev().find(|line| line.contains(label)).unwrap();
        row.split_whitespace().last().unwrap().to_owned()
    };
    assert_eq!(
        (last("पिछला बाक़ी"), last("उधार दिया"), last("जमा मिला")),
        ("500.00".into(), "600.00".into(), "200.00".into())
    );
    assert!(text.contains("₹ 900.00") || text.contains("₹\u{a0}900.00"), "{text}");

    let to = Some("2026-10-31".parse().unwrap());
    let refused = shop.books.ask(PrintStatement { id: sita, from, to, language: None }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::DaysOutOfOrder, Some("from")));
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
fn an_advance_pays_the_next_bill() {
    let shop = Shop::new();
    let ramesh = shop.party("Ramesh", "");
    let pay = |amount: &str| {
        let (direction, settle) = (Direction::In, Settle::OldestFirst);
        let tenders = vec![cash(amount)];
        let paid = SavePayment { direction, party: ramesh, tenders, date: None, settle, note: String::new() };
        shop.books.ask(paid).unwrap().voucher.id
    };
    let sell = |n: u128, amount: &str, paid: &str| {
        let lines = vec![open_line("Misc", amount)];
        let draft = Draft { party: Some(ramesh), lines, tenders: vec![cash(paid)], ..draft(n) };
        let saved = shop.books.ask(FinalizeBill { draft }).unwrap();
        let read = shop.books.ask(GetBill { id: saved.voucher.id }).unwrap();
        assert_eq!((saved.paid, saved.due, saved.balance), (read.paid, read.due, read.balance));
        saved
    };
    let left = |payment| shop.books.ask(GetPayment { id: payment }).unwrap().advance;
    let (first, second) = (pay("200"), pay("300"));
    // 100 in cash, the rest of what was paid before, the oldest first.
    let bill = sell(1, "450", "100");
    assert_eq!((bill.paid, bill.due), (Paise::rupees(450), Paise::ZERO));
    assert_eq!((left(first), left(second)), (Paise::ZERO, Paise::rupees(150)));
    assert_eq!(sell(2, "1000", "0").due, Paise::rupees(850));
    assert_eq!(left(second), Paise::ZERO);
    // A bill that is taken back leaves what paid it as an advance, for the next.
    shop.books.ask(CancelVoucher { id: bill.voucher.id, reason: String::new() }).unwrap();
    assert_eq!((left(first), left(second)), (Paise::rupees(200), Paise::rupees(150)));
    // What is owed already has the first claim: 850 against 450 of advances leave nothing for a new bill.
    assert_eq!(sell(3, "50", "0").due, Paise::rupees(50));
    // A shop that holds nothing takes nothing.
    assert_eq!(shop.balance(ramesh), "450.00");
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
fn names_that_begin_as_was_typed_are_found_before_the_others() {
    let shop = Shop::new();
    for name in ["Aarti Ramesh", "Rameesh Jha", "Anil Rama", "Ramesh Kumar"] {
        shop.party(name, "");
    }
    let found = |search: &str, limit| {
        let rows = shop.books.ask(ListParties { search: search.into(), limit, ..Default::default() }).unwrap().rows;
        rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(found("rame", 10), ["Rameesh Jha", "Ramesh Kumar", "Aarti Ramesh", "Anil Rama"]);
    assert_eq!(found("ramesh", 1), ["Ramesh Kumar"], "none is cut off by one that comes after it");
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
fn a_state_cannot_contradict_the_gstin_and_a_corrected_gstin_keeps_the_registration() {
    let shop = Shop::registered();
    let edit = ShopEdit { state: Some("29".into()), ..ShopEdit::default() };
    assert_eq!(shop.books.ask(EditShop { edit }).unwrap_err().code, Code::StateNotOfGstin);
    let sez = PartyEdit {
        name: Some("Zone".into()),
        gstin: Some("19ABCPK5678L1Z1".into()),
        registration: Some(Registration::Sez),
        ..PartyEdit::default()
    };
    let id = shop.books.ask(SaveParty { id: None, edit: sez, opening: Paise::ZERO }).unwrap().party.id;
    let edit = PartyEdit { gstin: Some("19ABCPK5678L1Z1".into()), ..PartyEdit::default() };
    let party = shop.books.ask(SaveParty { id: Some(id), edit, opening: Paise::ZERO }).unwrap().party;
    assert_eq!(party.registration, Registration::Sez);
    let mut bill = draft(1);
    bill.party = Some(id);
    bill.lines.push(open_line("Misc", "100"));
    assert_eq!(shop.books.ask(PreviewBill { draft: bill }).unwrap().mode, TaxMode::Inter);
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
fn what_was_set_against_a_bill_later_is_taken_back_by_its_reversing_entry() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let take = |amount: &str| {
        let (direction, settle) = (Direction::In, Settle::OldestFirst);
        let request =
            SavePayment { direction, party, tenders: vec![cash(amount)], date: None, settle, note: String::new() };
        shop.books.ask(request).unwrap().voucher.id
    };
    let bill = |n, amount: &str| {
        let draft = Draft { party: Some(party), lines: vec![open_line("Misc", amount)], ..draft(n) };
        shop.books.ask(FinalizeBill { draft }).unwrap().voucher.id
    };
    let first = bill(1, "100");
    let payment = take("500");
    let allocate = || shop.books.ask(AllocatePayment { id: payment, settle: Settle::OldestFirst }).unwrap();
    let release = |act| shop.books.ask(ReleasePayment { id: payment, act });
    let sets = |view: &PaymentView| view.later.iter().map(|set| (set.bill, set.amount)).collect::<Vec<_>>();
    assert_eq!(allocate().later, [], "there was nothing to set it against");
    let second = bill(2, "150");
    let view = allocate();
    assert_eq!((sets(&view), view.advance), (vec![(second, Paise::rupees(150))], Paise::rupees(250)));
    let act = view.later[0].act;
    // What the payment was made with is not for taking back.
    assert_eq!(release(AllocationId::new(payment.uuid())).unwrap_err().code, Code::NotFound);
    let view = release(act).unwrap();
    assert_eq!((view.later.as_slice(), view.advance), ([].as_slice(), Paise::rupees(400)));
    let due = |bill| shop.books.ask(GetBill { id: bill }).unwrap().due;
    assert_eq!((due(first), due(second)), (Paise::ZERO, Paise::rupees(150)));
    assert_eq!(release(act).unwrap_err().code, Code::NotFound, "once");
    // It can be set once more, and goes with the payment.
    let view = allocate();
    assert_eq!(sets(&view), [(second, Paise::rupees(150))]);
    shop.books.ask(CancelVoucher { id: payment, reason: String::new() }).unwrap();
    assert_eq!(release(view.later[0].act).unwrap_err().code, Code::AlreadyCancelled);
    assert_eq!((due(first), due(second)), (Paise::rupees(100), Paise::rupees(150)));
    shop.verified();
}

/// What a supplier was paid for goods is no debt of his, in whichever order the goods came and were paid, and what he was
/// paid beyond them is.
#[test]
fn what_a_supplier_was_paid_for_goods_stands_against_no_bill() {
    #[derive(Clone, Copy)]
    enum Act {
        Bought(i32),
        Paid(i32),
        Got(i32),
        Gave(i32),
        Sold(i32),
    }
    use Act::*;
    // What happened, what each bill owes at the end, the balance.
    let cases: &[(&[Act], &[i32], i32)] = &[
        (&[Bought(1000), Paid(1000), Sold(500), Got(500)], &[0], 0),
        (&[Paid(1000), Bought(1000), Sold(500), Got(500)], &[0], 0),
        // What he had to get from before the books began.
        (&[Got(1000), Paid(1000), Sold(500), Got(500)], &[0], 0),
        (&[Bought(1000), Paid(400), Sold(500), Got(500)], &[0], -600),
        (&[Bought(1000), Paid(1300), Sold(500), Got(500)], &[300], 300),
        (&[Bought(1000), Paid(1300), Sold(500), Got(800)], &[0], 0),
        (&[Bought(1000), Paid(600), Paid(600), Sold(500), Got(200), Got(500)], &[0], 0),
        (&[Bought(1000), Sold(300), Paid(1000), Sold(500), Got(400), Got(400)], &[0, 0], 0),
        (&[Bought(1000), Paid(1000), Gave(200), Sold(500), Got(600)], &[100], 100),
        (&[Paid(1000), Sold(500), Got(500)], &[500], 1000),
    ];
    for (n, (acts, dues, balance)) in cases.iter().enumerate() {
        let shop = Shop::new();
        let party = shop.party("Punjab Traders", "");
        let money = |direction, amount| {
            let tenders = vec![Tender { mode: Mode::Cash, amount: Paise::rupees(amount), reference: String::new() }];
            let settle = Settle::OldestFirst;
            let request = SavePayment { direction, party, tenders, date: None, settle, note: String::new() };
            shop.books.ask(request).unwrap();
        };
        let mut bills = Vec::new();
        for act in *acts {
            match *act {
                Bought(amount) => {
                    let request = SavePurchase {
                        supplier: Some(party),
                        amount: Paise::rupees(amount),
                        tax: Paise::ZERO,
                        lines: Vec::new(),
                        paid: Paise::ZERO,
                        mode: None,
                        date: None,
                        note: String::new(),
                    };
                    shop.books.ask(request).unwrap();
                }
                Paid(amount) => money(Direction::Out, amount),
                Got(amount) => money(Direction::In, amount),
                Gave(amount) => {
                    let (side, amount) = (KhataSide::Gave, Paise::rupees(amount));
                    let request =
                        AddKhata { party, side, amount, mode: None, opening: false, date: None, note: String::new() };
                    shop.books.ask(request).unwrap();
                }
                Sold(amount) => {
                    let id = u128::MAX - 100 + bills.len() as u128;
                    let lines = vec![open_line("Misc", &amount.to_string())];
                    let draft = Draft { party: Some(party), lines, ..draft(id) };
                    bills.push(shop.books.ask(FinalizeBill { draft }).unwrap().voucher.id);
                }
            }
        }
        let due: Vec<Paise> = bills.iter().map(|id| shop.books.ask(GetBill { id: *id }).unwrap().due).collect();
        assert_eq!(due, dues.iter().map(|due| Paise::rupees(*due)).collect::<Vec<_>>(), "case {n}");
        assert_eq!(shop.books.ask(GetParty { id: party }).unwrap().balance, Paise::rupees(*balance), "case {n}");
        // What is open adds up to the balance, unless the party has more to get.
        let open = shop.books.ask(OpenBills { party }).unwrap().bills;
        let open = Paise::sum(open.iter().map(|bill| bill.total.sub(bill.paid, "due").unwrap()), "due").unwrap();
        assert_eq!(open, Paise::rupees(*balance).max(Paise::ZERO), "case {n}");
        shop.verified();
    }
}

#[test]
fn only_bills_have_a_number_among_what_is_open() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let draft = Draft { party: Some(party), lines: vec![open_line("Misc", "10")], ..draft(u128::MAX) };
    shop.books.ask(FinalizeBill { draft }).unwrap();
    let (direction, settle) = (Direction::Out, Settle::Advance);
    let request = SavePayment { direction, party, tenders: vec![cash("20")], date: None, settle, note: String::new() };
    shop.books.ask(request).unwrap();
    let open = shop.books.ask(OpenBills { party }).unwrap().bills;
    let open: Vec<_> = open.iter().map(|bill| (bill.number.as_str(), bill.total)).collect();
    assert_eq!(open, [("", Paise::rupees(20)), ("A/2627/0001", Paise::rupees(10))]);
}
