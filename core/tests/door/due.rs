//! Until when a bill is to be paid, and what is overdue: what is still owed of it after that day.

use crate::shop::*;
use serde_json::json;
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::returns::*;
use smartkhata_core::date::Date;
use smartkhata_core::document::bill::DueBy;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::document::{Allocation, Bill, Draft};
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyEdit;
use smartkhata_core::payment::Direction;
use uuid::Uuid;

fn today() -> Date {
    "2026-11-23".parse().unwrap()
}

/// One customer of a shop.
struct Khata {
    shop: Shop,
    id: PartyId,
    next: std::cell::Cell<u128>,
}

impl Khata {
    fn new(credit_days: Option<u16>) -> Self {
        let shop = Shop::new();
        let id = shop.party("Ramesh", "");
        let khata = Self { shop, id, next: 1.into() };
        if credit_days.is_some() {
            khata.pays_within(credit_days);
        }
        khata
    }

    fn pays_within(&self, days: Option<u16>) {
        let edit = PartyEdit { credit_days: Some(days), ..PartyEdit::default() };
        self.shop.books.ask(SaveParty { id: Some(self.id), edit, opening: Paise::ZERO }).unwrap();
    }

    /// A bill of so many days ago; `due` is so many days after today.
    fn sell(&self, rupees: &str, ago: i64, due: Option<i64>) -> VoucherId {
        self.save(self.draft(rupees, ago, due)).voucher.id
    }

    fn owes(&self, rupees: &str, ago: i64, due: Option<i64>) {
        self.sell(rupees, ago, due);
    }

    fn draft(&self, rupees: &str, ago: i64, due: Option<i64>) -> Draft {
        self.next.set(self.next.get() + 1);
        Draft {
            date: Some(today().plus_days(-ago)),
            due: due.map(|days| today().plus_days(days)),
            party: Some(self.id),
            lines: vec![open_line("Misc", rupees)],
            ..draft(self.next.get())
        }
    }

    fn save(&self, draft: Draft) -> BillView {
        self.shop.books.ask(FinalizeBill { draft }).unwrap()
    }

    fn pay(&self, rupees: &str, ago: i64, settle: Settle) {
        let (direction, date) = (Direction::In, Some(today().plus_days(-ago)));
        let tenders = vec![cash(rupees)];
        let paid = SavePayment { id: None, direction, party: self.id, tenders, date, settle, note: String::new() };
        self.shop.books.ask(paid).unwrap();
    }

    fn gave(&self, rupees: i32, ago: i64, opening: bool) {
        let (party, side, amount) = (self.id, KhataSide::Gave, Paise::rupees(rupees));
        let (date, note) = (Some(today().plus_days(-ago)), String::new());
        self.shop.books.ask(AddKhata { id: None, party, side, amount, mode: None, opening, date, note }).unwrap();
    }

    fn cancel(&self, id: VoucherId) {
        self.shop.books.ask(CancelVoucher { id, reason: String::new() }).unwrap();
    }

    /// Half of a bill of one line comes back.
    fn give_back_half(&self, bill: VoucherId) {
        let lines = vec![LineBack { line: 0, quantity: "0.5".parse().unwrap() }];
        let goods = Goods::OfBill { bill, lines, charges: false };
        let id = VoucherId::new(Uuid::from_u128(900));
        self.shop.books.ask(SaveReturn { id, goods, date: None, refund: vec![], reason: String::new() }).unwrap();
    }

    /// What the party's head, the report and its JSON say is overdue: the same.
    fn overdue(&self) -> Paise {
        let view = self.shop.books.ask(GetParty { id: self.id }).unwrap();
        let report = self.shop.books.ask(GetOutstanding::default()).unwrap();
        let row = report.page.rows.iter().find(|row| row.party.id == self.id);
        assert_eq!(row.map_or(Paise::ZERO, |row| row.overdue), view.overdue, "the report and the khata");
        view.overdue
    }
}

#[test]
fn what_is_owed_after_its_due_date_is_overdue() {
    type Case<'a> = (&'a str, Option<u16>, i32, &'a dyn Fn(&Khata));
    let cases: &[Case<'_>] = &[
        ("nothing agreed: 30 days are in time", None, 0, &|khata| khata.owes("100", 30, None)),
        ("nothing agreed: 31 days are not", None, 100, &|khata| khata.owes("100", 31, None)),
        ("due in future, though 40 days old", None, 0, &|khata| khata.owes("100", 40, Some(5))),
        ("due today", None, 0, &|khata| khata.owes("100", 5, Some(0))),
        ("due yesterday", None, 100, &|khata| khata.owes("100", 5, Some(-1))),
        ("due on its own day", None, 100, &|khata| khata.owes("100", 1, Some(-1))),
        ("7 days, a week old", Some(7), 0, &|khata| khata.owes("100", 7, None)),
        ("7 days, a day more", Some(7), 100, &|khata| khata.owes("100", 8, None)),
        ("pays the same day, of today", Some(0), 0, &|khata| khata.owes("100", 0, None)),
        ("pays the same day, of yesterday", Some(0), 100, &|khata| khata.owes("100", 1, None)),
        ("typed goes before the days", Some(7), 0, &|khata| khata.owes("100", 20, Some(3))),
        ("typed shorter than the days", Some(60), 100, &|khata| khata.owes("100", 20, Some(-20))),
        ("without a bill the days count, too", Some(7), 100, &|khata| khata.gave(100, 8, false)),
        ("without a bill and without days", None, 0, &|khata| khata.gave(100, 30, false)),
        ("an old balance", None, 100, &|khata| khata.gave(100, 31, true)),
        ("an old balance of who has longer", Some(60), 0, &|khata| khata.gave(100, 40, true)),
        ("part paid", None, 40, &|khata| {
            khata.sell("100", 40, None);
            khata.pay("60", 0, Settle::OldestFirst);
        }),
        ("the oldest is paid first", None, 0, &|khata| {
            khata.sell("100", 40, None);
            khata.sell("50", 5, None);
            khata.pay("100", 0, Settle::OldestFirst);
        }),
        ("the newer was paid by choice", None, 100, &|khata| {
            khata.sell("100", 40, None);
            let bill = khata.sell("50", 5, None);
            khata.pay("50", 0, Settle::Chosen(vec![Allocation { bill, amount: Paise::rupees(50) }]));
        }),
        ("money set against nothing counts for the oldest", None, 20, &|khata| {
            khata.sell("100", 40, None);
            khata.sell("50", 5, Some(20));
            khata.pay("80", 0, Settle::Advance);
        }),
        ("cancelled", None, 0, &|khata| khata.cancel(khata.sell("100", 40, None))),
        ("half of it came back", None, 50, &|khata| khata.give_back_half(khata.sell("100", 40, None))),
        ("an advance paid a part", None, 70, &|khata| {
            khata.pay("30", 50, Settle::Advance);
            khata.sell("100", 40, None);
        }),
        ("an advance paid all", None, 0, &|khata| {
            khata.pay("130", 50, Settle::Advance);
            khata.sell("100", 40, None);
        }),
        ("two overdue, one not", Some(7), 150, &|khata| {
            khata.sell("100", 40, None);
            khata.sell("50", 9, None);
            khata.sell("25", 2, None);
        }),
        ("days that were agreed later", None, 100, &|khata| {
            khata.sell("100", 8, None);
            assert_eq!(khata.overdue(), Paise::ZERO);
            khata.pays_within(Some(7));
        }),
        ("what a bill says stays", Some(7), 100, &|khata| {
            khata.sell("100", 8, None);
            khata.pays_within(Some(60));
        }),
        ("days taken away", Some(7), 0, &|khata| {
            khata.gave(100, 8, false);
            khata.pays_within(None);
        }),
    ];
    for (what, credit_days, overdue, does) in cases {
        let khata = Khata::new(*credit_days);
        does(&khata);
        assert_eq!(khata.overdue(), Paise::rupees(*overdue), "{what}");
        khata.shop.verified();
    }
}

/// Until when a bill is to be paid, as it says itself and as its row in lists does.
fn agreed(khata: &Khata, view: &BillView) -> Option<(Date, Option<DueBy>)> {
    let voucher = &view.voucher;
    let Detail::Bill(bill) = &voucher.detail else { panic!("a bill") };
    let rows = khata.shop.books.ask(ListBills::default()).unwrap().rows;
    let listed = rows.iter().find(|row| row.id == voucher.id).unwrap().due;
    let due = Bill::agreed(bill, voucher.date);
    assert_eq!(listed, due, "the list and the bill");
    due.map(|due| (due, bill.due_by))
}

#[test]
fn what_is_not_paid_at_once_is_due_as_the_customer_has_days() {
    let khata = Khata::new(Some(7));
    let week = today().plus_days(7);
    let by_days = Some((week, Some(DueBy::CreditDays)));
    let preview = |draft: &Draft| khata.shop.books.ask(PreviewBill { draft: draft.clone() }).unwrap().due;

    let open = khata.draft("100", 0, None);
    assert_eq!(preview(&Draft { lines: vec![], ..open.clone() }), Some(week), "before its first line");
    assert_eq!(preview(&open), Some(week));
    let open = khata.save(open);
    assert_eq!(agreed(&khata, &open), by_days);

    let part = Draft { tenders: vec![cash("40")], ..khata.draft("100", 0, None) };
    assert_eq!((preview(&part), agreed(&khata, &khata.save(part))), (Some(week), by_days));
    let paid = Draft { tenders: vec![cash("100")], ..khata.draft("100", 0, None) };
    assert_eq!((preview(&paid), agreed(&khata, &khata.save(paid))), (None, None), "paid at once");
    let walk_in = Draft { party: None, tenders: vec![cash("100")], ..khata.draft("100", 0, None) };
    assert_eq!(agreed(&khata, &khata.save(walk_in)), None);

    let typed = khata.save(khata.draft("100", 0, Some(20)));
    assert_eq!(agreed(&khata, &typed), Some((today().plus_days(20), Some(DueBy::Typed))));
    let at_once = khata.save(khata.draft("100", 0, Some(0)));
    assert_eq!(agreed(&khata, &at_once), Some((today(), Some(DueBy::Typed))), "on its own day");

    // Corrected, a bill keeps its day.
    let correction = khata.shop.books.ask(BeginCorrection { id: open.voucher.id }).unwrap();
    assert_eq!(correction.due, Some(week));

    // Who has an advance that pays it all owes nothing.
    khata.pay("1000", 0, Settle::OldestFirst);
    assert_eq!(agreed(&khata, &khata.save(khata.draft("100", 0, None))), None);
    khata.shop.verified();
}

#[test]
fn days_that_were_changed_since_make_no_other_bill_of_the_same_draft() {
    let khata = Khata::new(Some(7));
    let (drafted, typed) = (khata.draft("100", 0, None), khata.draft("100", 0, Some(3)));
    let (saved, other) = (khata.save(drafted.clone()), khata.save(typed.clone()));
    for days in [Some(30), None] {
        khata.pays_within(days);
        assert_eq!(khata.save(drafted.clone()).voucher, saved.voucher);
        assert_eq!(khata.save(typed.clone()).voucher, other.voucher);
    }
    let again = |draft| khata.shop.books.ask(FinalizeBill { draft }).unwrap_err().code;
    assert_eq!(again(Draft { due: Some(today().plus_days(7)), ..drafted }), Code::AlreadySaved);
    assert_eq!(again(Draft { due: None, ..typed }), Code::AlreadySaved);
}

#[test]
fn days_of_credit_are_a_field_like_any_other() {
    let khata = Khata::new(Some(7));
    let books = &khata.shop.books;
    let save = |edit: serde_json::Value| {
        let asked = json!({ "id": khata.id, "edit": edit }).to_string();
        let view: PartyView = serde_json::from_str(&books.call("party.save", &asked)?).unwrap();
        let listed = books.ask(ListParties::default()).unwrap().rows[0].credit_days;
        assert_eq!(listed, view.party.credit_days, "the list and the khata");
        Ok::<_, smartkhata_core::Error>(listed)
    };
    assert_eq!(save(json!({ "note": "since 2019" })), Ok(Some(7)), "what is absent stays");
    assert_eq!(save(json!({ "credit_days": 0 })), Ok(Some(0)));
    assert_eq!(save(json!({ "credit_days": 365 })), Ok(Some(365)));
    assert_eq!(save(json!({ "credit_days": null })), Ok(None));
    assert_eq!(save(json!({ "credit_days": 366 })).unwrap_err().code, Code::TooManyDays);
    for wrong in [json!(-1), json!(1.5), json!("7"), json!(70_000)] {
        let refused = save(json!({ "credit_days": wrong })).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidRequest, Some("credit_days")));
    }
    khata.shop.verified();
}

#[test]
fn a_list_says_since_when_somebody_owes_where_that_is_asked() {
    let khata = Khata::new(None);
    let books = &khata.shop.books;
    khata.shop.party("Sita", "");
    let listed = |asked: ListParties| {
        let mut rows = books.ask(asked).unwrap().rows;
        rows.retain(|row| row.due_since.is_some() || row.id == khata.id);
        assert_eq!(rows.len(), 1, "who owes nothing owes since never");
        rows[0].due_since
    };
    let since = || {
        let of_list = listed(ListParties { ages: true, ..ListParties::default() });
        let search = "ramesh".to_owned();
        assert_eq!(listed(ListParties { ages: true, search, ..ListParties::default() }), of_list, "of a search");
        assert_eq!(books.ask(GetParty { id: khata.id }).unwrap().due_since, of_list, "the khata");
        let report = books.ask(GetOutstanding::default()).unwrap().page.rows;
        assert_eq!(report.first().and_then(|row| row.party.due_since), of_list, "the report");
        of_list
    };
    let ago = |days: i64| Some(today().plus_days(-days));
    assert_eq!(since(), None);
    khata.owes("100", 40, None);
    khata.gave(50, 12, false);
    assert_eq!(listed(ListParties::default()), None, "nobody asked");
    assert_eq!(since(), ago(40));
    khata.pay("60", 3, Settle::OldestFirst);
    assert_eq!(since(), ago(40), "part of the oldest is owed still, though there was an entry since");
    khata.pay("40", 0, Settle::Advance);
    assert_eq!(since(), ago(12), "money that is set against nothing counts for the oldest");
    khata.pay("90", 0, Settle::OldestFirst);
    assert_eq!(since(), None, "an advance");
    khata.shop.verified();
}
