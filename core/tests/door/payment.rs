//! Payments: what they are set against, and what is still owed.

use crate::shop::*;
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::SavePurchase;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::document::{Allocation, Draft};
use smartkhata_core::id::AllocationId;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Direction, Mode, Tender};

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
            id: None,
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
    let choice = vec![Allocation { bill: ids[1], amount: Paise::rupees(250) }];
    let payment = pay("300", Settle::Chosen(choice)).unwrap();
    assert_eq!(payment.advance, Paise::rupees(150));
    assert_eq!((due(0), due(1)), (Paise::rupees(600), Paise::rupees(750)));
    let too_much = vec![Allocation { bill: ids[1], amount: Paise::rupees(2000) }];
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
        let paid = SavePayment { id: None, direction, party: ramesh, tenders, date: None, settle, note: String::new() };
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
fn money_paid_out_is_a_debt_of_its_day_and_uses_up_an_advance() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let pay = |direction, amount: &str| {
        let tenders = vec![cash(amount)];
        let request = SavePayment {
            id: None,
            direction,
            party,
            tenders,
            date: None,
            settle: Settle::OldestFirst,
            note: String::new(),
        };
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
        let request = SavePayment {
            id: None,
            direction,
            party,
            tenders: vec![cash(amount)],
            date: None,
            settle,
            note: String::new(),
        };
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
            let request = SavePayment { id: None, direction, party, tenders, date: None, settle, note: String::new() };
            shop.books.ask(request).unwrap();
        };
        let mut bills = Vec::new();
        for act in *acts {
            match *act {
                Bought(amount) => {
                    let request = SavePurchase {
                        id: None,
                        supplier: Some(party),
                        amount: Paise::rupees(amount),
                        tax: None,
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
                    let request = AddKhata {
                        id: None,
                        party,
                        side,
                        amount,
                        mode: None,
                        opening: false,
                        date: None,
                        note: String::new(),
                    };
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
    let request =
        SavePayment { id: None, direction, party, tenders: vec![cash("20")], date: None, settle, note: String::new() };
    shop.books.ask(request).unwrap();
    let open = shop.books.ask(OpenBills { party }).unwrap().bills;
    let open: Vec<_> = open.iter().map(|bill| (bill.number.as_str(), bill.total)).collect();
    assert_eq!(open, [("", Paise::rupees(20)), ("A/2627/0001", Paise::rupees(10))]);
}
