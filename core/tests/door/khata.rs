//! Parties, their khata and their statements.

use std::collections::BTreeMap;

use crate::shop::*;
use crate::tools;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smartkhata_core::Code;
use smartkhata_core::api::attachment::*;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::SavePurchase;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::shop::*;
use smartkhata_core::api::sync::ListAttention;
use smartkhata_core::attachment::Owner;
use smartkhata_core::business::{Language, ShopEdit};
use smartkhata_core::document::{Draft, VoucherKind};
use smartkhata_core::money::Paise;
use smartkhata_core::party::{PartyEdit, PartyRole, Registration};
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
                id: None,
                party: sita,
                side,
                amount,
                mode: None,
                opening: false,
                date: None,
                note: "दूध".into(),
            })
            .unwrap()
    };
    assert_eq!(khata(KhataSide::Gave, "500").balance, Paise::rupees(500));
    let got = khata(KhataSide::Got, "200");
    assert_eq!(got.balance, Paise::rupees(300));
    let statement = shop
        .books
        .ask(GetStatement { id: sita, sort: DaySort::Newest, from: None, to: None, after: None, limit: 1 })
        .unwrap();
    assert_eq!(statement.closing, Some(Paise::rupees(300)));
    let first = &statement.page.rows[0];
    assert_eq!((first.amount, first.balance), (Paise::rupees(-200), Some(Paise::rupees(300))));
    assert_eq!(first.mode, Some(Mode::Cash));
    let second = shop
        .books
        .ask(GetStatement {
            id: sita,
            sort: DaySort::Newest,
            from: None,
            to: None,
            after: statement.page.next,
            limit: 1,
        })
        .unwrap();
    assert_eq!((second.page.rows[0].balance, second.page.rows[0].note.as_str()), (Some(Paise::rupees(500)), "दूध"));
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
        shop.books.ask(AddKhata { id: None, party, side, amount, mode: None, opening: true, date, note }).unwrap()
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
    let paid = SavePayment { id: None, direction, party: asha, tenders, date: None, settle, note: String::new() };
    let set = shop.books.ask(paid).unwrap().voucher.allocations;
    assert_eq!(set.iter().map(|set| set.amount).collect::<Vec<_>>(), [Paise::rupees(300), Paise::rupees(50)]);
    assert_eq!(set[0].bill, old.voucher);

    let statement = GetStatement { id: mill, sort: DaySort::Newest, from: None, to: None, after: None, limit: 50 };
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
fn a_khata_is_read_in_both_orders_by_pages_with_the_balance_after_each_line() {
    let shop = Shop::new();
    let sita = shop.party("Sita", "");
    for (n, day) in (1_i32..).zip(["2026-11-01", "2026-11-02", "2026-11-02", "2026-11-02", "2026-11-03", "2026-11-20"])
    {
        let (side, amount) = (if n % 3 == 0 { KhataSide::Got } else { KhataSide::Gave }, Paise::rupees(n * 100));
        let (date, note) = (Some(day.parse().unwrap()), String::new());
        let entry = AddKhata { id: None, party: sita, side, amount, mode: None, opening: false, date, note };
        let saved = shop.books.ask(entry).unwrap();
        if n == 2 {
            shop.books.ask(CancelVoucher { id: saved.voucher, reason: "wrong".into() }).unwrap();
        }
    }
    let read = |sort, days: [Option<&str>; 2], limit| {
        let [from, to] = days.map(|day| day.map(|day| day.parse().unwrap()));
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let page = shop.books.ask(GetStatement { id: sita, sort, from, to, after, limit }).unwrap();
            rows.extend(page.page.rows);
            after = page.page.next;
            if after.is_none() {
                return (rows, page.opening.unwrap(), page.closing.unwrap());
            }
        }
    };
    for days in [[None, None], [Some("2026-11-02"), None], [None, Some("2026-11-02")], [Some("2026-11-02"); 2]] {
        let (oldest, opening, closing) = read(DaySort::Oldest, days, 500);
        assert!(oldest.len() >= 4, "{days:?}");
        let mut running = opening;
        for row in &oldest {
            running = running.add(row.amount, "balance").unwrap();
            assert_eq!(row.balance, Some(running), "{days:?}");
        }
        assert_eq!(running, closing, "{days:?}");
        for limit in [1, 2, 3, 500] {
            let (by_pages, ..) = read(DaySort::Oldest, days, limit);
            assert_eq!(by_pages, oldest, "{days:?} by {limit}");
            let (mut newest, ..) = read(DaySort::Newest, days, limit);
            newest.reverse();
            assert_eq!(newest, oldest, "{days:?} by {limit}, the newest first");
        }
    }
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
            .ask(AddKhata {
                id: None, party: sita, side, amount, mode: None, opening: false, date, note: "दूध".into()
            })
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
        (last("पिछला बाक़ी"), last("उधार (+)"), last("जमा (-)")),
        ("500.00".into(), "600.00".into(), "200.00".into())
    );
    assert!(text.contains("₹ 900.00") || text.contains("₹\u{a0}900.00"), "{text}");

    let to = Some("2026-10-31".parse().unwrap());
    let refused = shop.books.ask(PrintStatement { id: sita, from, to, language: None }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::DaysOutOfOrder, Some("from")));
}

#[test]
fn a_supplier_reads_what_is_due_to_him() {
    let shop = Shop::new();
    let edit = PartyEdit { name: Some("Gupta".into()), role: Some(PartyRole::Supplier), ..PartyEdit::default() };
    let gupta = shop.books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id;
    shop.books
        .ask(SavePurchase {
            id: None,
            supplier: Some(gupta),
            amount: Paise::rupees(900),
            tax: Some(Paise::ZERO),
            lines: Vec::new(),
            paid: Paise::ZERO,
            mode: None,
            date: Some("2026-11-01".parse().unwrap()),
            note: String::new(),
        })
        .unwrap();
    let paid = |amount: &str| {
        let (amount, mode) = (amount.parse().unwrap(), Some(Mode::Cash));
        let (id, side, opening, date) = (None, KhataSide::Gave, false, None);
        shop.books.ask(AddKhata { id, party: gupta, side, amount, mode, opening, date, note: String::new() }).unwrap();
        let language = Some(Language::English);
        let file = shop.books.ask(PrintStatement { id: gupta, from: None, to: None, language }).unwrap();
        tools::pages(&STANDARD.decode(file.base64).unwrap()).concat()
    };
    let text = paid("300");
    let row = |words: &str| {
        let line = text.lines().rev().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words} in\n{text}"));
        line.split_whitespace().last().unwrap().to_owned()
    };
    assert_eq!((row("Goods received from you"), row("Paid to you")), ("900.00".into(), "600.00".into()));
    assert_eq!((row("Udhar (+)"), row("Jama (-)")), ("900.00".into(), "300.00".into()));
    assert!(text.contains("Due to you") && !text.contains("Advance"), "{text}");
    let ahead = paid("700");
    assert!(ahead.contains("Advance 100.00") && !ahead.contains("Due to you"), "{ahead}");
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
fn a_corrected_payment_settles_the_same_bill_and_keeps_its_photo() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let sell = |n, amount: &str| {
        let draft = Draft { party: Some(party), lines: vec![open_line("Misc", amount)], ..draft(n) };
        shop.books.ask(FinalizeBill { draft }).unwrap().voucher.id
    };
    let due = |id| shop.books.ask(GetBill { id }).unwrap().due.to_string();
    let got = |mode, amount: &str| AddKhata {
        id: None,
        party,
        side: KhataSide::Got,
        amount: amount.parse().unwrap(),
        mode: Some(mode),
        opening: false,
        date: None,
        note: String::new(),
    };
    let photos = |id| shop.books.ask(ListAttachments { owner: Owner::Voucher(id), hidden: false }).unwrap().rows.len();
    let correct = |id, entry| shop.books.ask(CorrectKhata { id, entry, reason: "corrected".into() });
    let (first, second) = (sell(1, "500"), sell(2, "300"));
    let old = shop.books.ask(got(Mode::Cash, "500")).unwrap().voucher;
    let (owner, base64) = (Owner::Voucher(old), STANDARD.encode(b"\xff\xd8\xff a photo"));
    shop.books.attach(&AddAttachment { owner, name: "slip.jpg".into(), mime: String::new(), base64 }).unwrap();
    let new = correct(old, got(Mode::Upi, "500")).unwrap();
    assert_eq!((due(first), due(second), photos(new.voucher)), ("0.00".into(), "300.00".into(), 1));
    assert_eq!(new.balance, Paise::rupees(300));
    assert_eq!(shop.books.ask(GetPayment { id: new.voucher }).unwrap().advance, Paise::ZERO);
    // The same key twice takes nothing back twice, and writes nothing twice.
    assert_eq!(correct(old, got(Mode::Upi, "500")).unwrap_err().code, Code::AlreadyCancelled);
    // Less leaves a rest of the same bill, more goes on to the next.
    let less = correct(new.voucher, got(Mode::Upi, "450")).unwrap();
    assert_eq!((due(first), due(second)), ("50.00".into(), "300.00".into()));
    let more = correct(less.voucher, got(Mode::Upi, "600")).unwrap();
    assert_eq!((due(first), due(second), photos(more.voucher)), ("0.00".into(), "200.00".into(), 1));
    shop.verified();
}

#[test]
fn a_corrected_debt_stays_paid_and_what_is_refused_changes_nothing() {
    let shop = Shop::new();
    let party = shop.party("Sita", "");
    let entry = |side, mode, amount| AddKhata {
        id: None,
        party,
        side,
        amount: Paise::rupees(amount),
        mode,
        opening: false,
        date: None,
        note: String::new(),
    };
    let gave = shop.books.ask(entry(KhataSide::Gave, None, 500)).unwrap().voucher;
    let money = shop.books.ask(entry(KhataSide::Got, None, 200)).unwrap().voucher;
    let correct = |id, entry| shop.books.ask(CorrectKhata { id, entry, reason: String::new() });
    let before = shop.books.ask(GetTrialBalance::default()).unwrap();
    let other = AddKhata { party: shop.party("Gita", ""), ..entry(KhataSide::Gave, None, 400) };
    assert_eq!(correct(gave, other).unwrap_err().code, Code::InvalidValue);
    assert_eq!(correct(gave, entry(KhataSide::Gave, None, 0)).unwrap_err().code, Code::NotPositive);
    assert_eq!(shop.books.ask(GetTrialBalance::default()).unwrap(), before);
    let now = correct(gave, entry(KhataSide::Gave, None, 400)).unwrap();
    assert_eq!(now.balance, Paise::rupees(200));
    assert_eq!(shop.books.ask(GetPayment { id: money }).unwrap().advance, Paise::ZERO, "it pays what is right now");
    let open = shop.books.ask(OpenBills { party }).unwrap().bills;
    assert_eq!(open.iter().map(|debt| (debt.id, debt.paid)).collect::<Vec<_>>(), [(now.voucher, Paise::rupees(200))]);
    // Money of a bill at the counter belongs to that bill.
    let draft =
        Draft { party: Some(party), lines: vec![open_line("Misc", "90")], tenders: vec![cash("90")], ..draft(1) };
    shop.books.ask(FinalizeBill { draft }).unwrap();
    let list = ListPayments { party: Some(party), ..ListPayments::default() };
    let at_counter = shop.books.ask(list).unwrap().rows.into_iter().find(|row| row.id != money).unwrap().id;
    let refused = correct(at_counter, entry(KhataSide::Got, None, 80)).unwrap_err();
    assert_eq!(refused.code, Code::WriteAnew);
    shop.verified();
}
