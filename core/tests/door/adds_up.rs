//! What the door writes adds up, and what does not is told by name.

use serde_json::{Value as Json, json};
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::money::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::returns::*;
use smartkhata_core::document::{Draft, DraftCharge};
use smartkhata_core::id::VoucherId;
use smartkhata_core::item::StockEntry;
use smartkhata_core::journal::fits;
use smartkhata_core::journal::{Change, Kind};
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Direction, Mode, Tender};
use smartkhata_core::store::rebuild::Pages;
use smartkhata_core::tax::compute::Discount;
use uuid::Uuid;

use crate::shop::*;

/// One entry of each kind that the door writes, by the kind of its voucher; the last of a kind.
struct Entries(Vec<Change>);

impl Entries {
    fn written() -> Self {
        let shop = Shop::registered();
        let (sugar, ravi, mill) = (shop.item("Sugar", "45.35", 5), shop.party("Ravi", ""), shop.party("Rice mill", ""));
        let khata = |party, side, opening| {
            let (amount, note) = ("500".parse().unwrap(), String::new());
            shop.books.ask(AddKhata { id: None, party, side, amount, mode: None, opening, date: None, note }).unwrap();
        };
        khata(ravi, KhataSide::Gave, true);
        khata(mill, KhataSide::Got, true);
        khata(ravi, KhataSide::Gave, false);
        let lines = vec![PurchaseLine {
            item: sugar.id,
            quantity: "50".parse().unwrap(),
            cost: "2000".parse().unwrap(),
            rate: None,
        }];
        let purchase = SavePurchase {
            id: None,
            supplier: Some(mill),
            amount: "2205".parse().unwrap(),
            tax: "105".parse().ok(),
            lines,
            paid: "205".parse().unwrap(),
            mode: Some(Mode::Bank),
            date: None,
            note: String::new(),
        };
        shop.books.ask(purchase).unwrap();
        let entry = StockEntry {
            item: sugar.id,
            quantity: "-1".parse().unwrap(),
            cost: Paise::ZERO,
            supplier: None,
            opening: false,
            date: None,
            note: "damp".into(),
        };
        shop.books.ask(AddStock { id: None, entry }).unwrap();
        // The buyer pays the tax.
        let (lines, tenders) = (vec![line(&sugar, "3")], vec![cash("20")]);
        let reverse = Draft { party: Some(ravi), lines, tenders, reverse_charge: true, ..draft(2) };
        let reverse = shop.books.ask(FinalizeBill { draft: reverse }).unwrap().voucher.id;
        let freight =
            DraftCharge { name: "Freight".into(), amount: "40".parse().unwrap(), includes_tax: false, rate: None };
        let lines = vec![line(&sugar, "2.5"), line(&sugar, "1"), open_line("Bag", "12.50")];
        let (discount, tenders) = (Discount::Amount("7".parse().unwrap()), vec![cash("100")]);
        let bill = Draft { party: Some(ravi), lines, charges: vec![freight], discount, tenders, ..draft(1) };
        let bill = shop.books.ask(FinalizeBill { draft: bill }).unwrap().voucher.id;
        for (n, (bill, quantity)) in (10..).zip([(reverse, "1"), (bill, "0.7")]) {
            let lines = vec![LineBack { line: 0, quantity: quantity.parse().unwrap() }];
            let goods = Goods::OfBill { bill, lines, charges: false };
            let (id, refund) = (VoucherId::new(Uuid::from_u128(n)), vec![cash("10")]);
            shop.books.ask(SaveReturn { id, goods, date: None, refund, reason: String::new() }).unwrap();
        }
        let tenders =
            vec![cash("80"), Tender { mode: Mode::Upi, amount: "20".parse().unwrap(), reference: String::new() }];
        let account = "expense.rent".to_owned();
        shop.books
            .ask(SaveExpense { id: None, account, tenders: tenders.clone(), date: None, note: String::new() })
            .unwrap();
        let (direction, settle) = (Direction::In, Settle::OldestFirst);
        shop.books
            .ask(SavePayment { id: None, direction, party: ravi, tenders, date: None, settle, note: String::new() })
            .unwrap();
        let (from, to, amount) = (Mode::Cash, Mode::Bank, "30".parse().unwrap());
        shop.books.ask(MoveMoney { from, to, amount, date: None, note: String::new() }).unwrap();
        let counted = "1".parse().unwrap();
        let (holds, date, note) = (None, None, String::new());
        shop.books.ask(CountDrawer { counted, holds, date, opening: false, note }).unwrap();
        shop.verified();
        let read = |pages: &mut Pages| shop.books.snapshot(|batch| batch.journal(pages));
        let business = shop.books.snapshot(|batch| batch.business()).unwrap();
        let mut pages = Pages::new(business);
        Self(read(&mut pages).unwrap().into_iter().map(|(change, _)| change).collect())
    }

    /// The last voucher of a kind whose detail is of a kind.
    fn last(&self, kind: &str, detail: &str) -> &Change {
        let is = |change: &&Change| {
            let body: Json = serde_json::from_slice(&change.body).unwrap();
            change.kind == Kind::Voucher
                && body["kind"] == kind
                && (body["detail"] == detail || body["detail"].get(detail).is_some())
        };
        self.0.iter().rfind(is).unwrap_or_else(|| panic!("a {kind}"))
    }
}

/// The same entry with other figures.
fn altered(change: &Change, figures: &[(&str, Json)]) -> Change {
    let mut body: Json = serde_json::from_slice(&change.body).unwrap();
    for (at, figure) in figures {
        *body.pointer_mut(at).unwrap_or_else(|| panic!("no {at}")) = figure.clone();
    }
    Change { body: serde_json::to_vec(&body).unwrap(), ..change.clone() }
}

fn number(change: &Change, at: &str) -> i64 {
    let body: Json = serde_json::from_slice(&change.body).unwrap();
    body.pointer(at).and_then(Json::as_i64).unwrap_or_else(|| panic!("{at} of {body}"))
}

#[test]
fn what_the_door_writes_adds_up_and_another_figure_does_not() {
    let entries = Entries::written();
    for change in &entries.0 {
        assert_eq!(fits::check(change), Ok(()), "{}", String::from_utf8_lossy(&change.body));
    }
    let (sale, note) = (entries.last("sale", "bill"), entries.last("return", "credit_note"));
    let (receipt, payment) = (entries.last("receipt", "payment"), entries.last("payment", "payment"));
    let (gave, opening) = (entries.last("gave", "plain"), entries.last("opening", "plain"));
    let (credit, waste) = (entries.last("opening_credit", "plain"), entries.last("stock", "plain"));
    let (moved, counted) = (entries.last("moved", "plain"), entries.last("counted", "plain"));
    let is_purchase =
        |change: &&Change| change.kind == Kind::Voucher && change.body.windows(9).any(|text| text == b"purchases");
    let bought = entries.0.iter().find(is_purchase).unwrap();
    let (line, total, other) = ("a line whose value and tax", "another total", "posts something else");
    let (sums, parts, moves) = ("other sums", "another amount than its parts", "moves other goods");
    let own = "something else than the shop's own money";
    let bill = "/detail/bill";
    let back = "/detail/credit_note/content";
    let cases: Vec<(&Change, String, &str)> = vec![
        (sale, format!("{bill}/lines/0/amounts/taxable"), line),
        (sale, format!("{bill}/lines/0/amounts/cgst"), line),
        (sale, format!("{bill}/lines/1/total"), line),
        (sale, format!("{bill}/charges/0/total"), line),
        (sale, format!("{bill}/amounts/sgst"), sums),
        (sale, format!("{bill}/amounts/taxable"), sums),
        (sale, format!("{bill}/round_off"), total),
        (sale, format!("{bill}/total"), total),
        (sale, "/amount".to_owned(), total),
        (sale, "/movements/0/quantity".to_owned(), moves),
        (sale, format!("{bill}/lines/0/quantity"), moves),
        (note, format!("{back}/lines/0/total"), line),
        (note, format!("{back}/amounts/cgst"), sums),
        (note, format!("{back}/total"), total),
        (note, "/amount".to_owned(), total),
        (note, "/movements/0/quantity".to_owned(), moves),
        (receipt, "/amount".to_owned(), parts),
        (receipt, "/detail/payment/tenders/0/amount".to_owned(), parts),
        (payment, "/amount".to_owned(), parts),
        (gave, "/amount".to_owned(), other),
        (opening, "/amount".to_owned(), other),
        (credit, "/amount".to_owned(), other),
        (waste, "/amount".to_owned(), other),
        (waste, "/movements/0/value".to_owned(), "worth more than they cost"),
        (bought, "/amount".to_owned(), other),
        (moved, "/amount".to_owned(), own),
        (counted, "/amount".to_owned(), own),
    ];
    for (change, at, what) in cases {
        let wrong = altered(change, &[(&at, json!(number(change, &at) + 100))]);
        let told = fits::check(&wrong).expect_err(&at);
        assert!(told.message.contains(what), "{at}: {}", told.message);
    }
    // Amounts that agree with each other, posted as something else.
    let more = |change: &Change, at: &str, by: i64| (number(change, at) + by).into();
    let pairs: [(&Change, [&str; 2]); 4] = [
        (sale, ["/postings/0/amount", "/postings/1/amount"]),
        (note, ["/postings/0/amount", "/postings/1/amount"]),
        (receipt, ["/postings/0/amount", "/postings/1/amount"]),
        (payment, ["/postings/0/amount", "/postings/1/amount"]),
    ];
    for (change, [one, another]) in pairs {
        let posted = altered(change, &[(one, more(change, one, 100)), (another, more(change, another, -100))]);
        assert!(fits::check(&posted).unwrap_err().message.contains(other), "{}", String::from_utf8_lossy(&posted.body));
    }
    // On the account of somebody else.
    let to_another = altered(gave, &[("/postings/0/party", json!(Uuid::from_u128(9)))]);
    assert!(fits::check(&to_another).unwrap_err().message.contains(other));
    // The shop's own money goes to no party, and pays for nothing; an account of an app to come may be any.
    for (change, line, account, agrees) in [
        (moved, 0, "party.account", false),
        (moved, 0, "expense.rent", false),
        (moved, 1, "income.sales", false),
        (moved, 1, "expense.cash_short", false),
        (moved, 1, "asset.bank", false),
        (moved, 1, "asset.upi", true),
        (moved, 1, "asset.wallet", true),
        (counted, 1, "asset.bank", false),
        (counted, 1, "equity.opening", false),
        (counted, 0, "income.sales", false),
        (counted, 0, "equity.opening", true),
    ] {
        let elsewhere = altered(change, &[(&format!("/postings/{line}/account"), json!(account))]);
        let told = fits::check(&elsewhere);
        assert_eq!(told.is_ok(), agrees, "{line} {account}: {told:?}");
    }
    let went_out = altered(receipt, &[("/detail/payment/direction", json!("out"))]);
    assert!(fits::check(&went_out).unwrap_err().message.contains("came in and went out"));
    // Postings that do not balance are no postings at all.
    let unbalanced = altered(sale, &[("/postings/0/amount", json!(1))]);
    assert!(fits::adds_up(&unbalanced).unwrap_err().message.contains("lacks what its kind has"));
    // Nor is a voucher with details that nobody can read, or with another kind's.
    for (detail, told) in [
        (json!({ "loan": {} }), "lacks what its kind has"),
        (json!({ "bill": { "total": 100 } }), "lacks what its kind has"),
        (json!("plain"), "the details of another kind"),
    ] {
        for change in [sale, note, receipt] {
            let wrong = altered(change, &[("/detail", detail.clone())]);
            assert!(fits::check(&wrong).unwrap_err().message.contains(told), "{detail}");
        }
    }
    for (kind, change) in [("sale", gave), ("gave", sale), ("payment", sale), ("return", sale), ("discount", gave)] {
        assert!(fits::check(&altered(change, &[("/kind", json!(kind))])).is_err(), "{kind}");
    }
}

#[test]
fn a_number_is_what_its_series_and_its_place_print() {
    let entries = Entries::written();
    let (sale, note) = (entries.last("sale", "bill"), entries.last("return", "credit_note"));
    let (receipt, gave) = (entries.last("receipt", "payment"), entries.last("gave", "plain"));
    for (change, at, said) in [
        (sale, "/number", json!("A/2627/0999")),
        (sale, "/number", json!("B/2627/0001")),
        (sale, "/number", json!("")),
        (sale, "/series", json!("A2")),
        (sale, "/series", json!("B")),
        (sale, "/series", json!("R:A")),
        (sale, "/series", json!("")),
        (sale, "/serial", json!(0)),
        (sale, "/serial", json!(number(sale, "/serial") + 1)),
        (sale, "/date", json!("2025-11-23")),
        (note, "/series", json!("A")),
        (note, "/series", json!("R:A")),
        (receipt, "/series", json!("RA")),
        (receipt, "/serial", json!(0)),
        (gave, "/number", json!("A/2627/0001")),
        (gave, "/serial", json!(1)),
    ] {
        let told = fits::check(&altered(change, &[(at, said.clone())])).expect_err(at);
        assert!(told.message.contains("another number"), "{at} {said}: {}", told.message);
    }
}

#[test]
fn what_another_version_says_in_its_own_way_is_not_judged() {
    let entries = Entries::written();
    let sale = entries.last("sale", "bill");
    let wrong = altered(sale, &[("/amount", json!(1))]);
    assert!(fits::check(&wrong).is_err());
    assert_eq!(fits::check(&Change { version: 2, ..wrong.clone() }), Ok(()), "a body of a newer app");
    assert_eq!(fits::check(&Change { kind: Kind::Unknown("tip".into()), ..wrong.clone() }), Ok(()), "a newer kind");
    assert_eq!(fits::check(&altered(&wrong, &[("/kind", json!("loan"))])), Ok(()), "a newer kind of voucher");
    let newer = Change { version: 2, ..altered(&wrong, &[("/detail", json!({"loan": {}}))]) };
    assert_eq!(fits::check(&newer), Ok(()), "a newer shape");
    // Fields of a newer app beside those that are known.
    let mut body: Json = serde_json::from_slice(&sale.body).unwrap();
    body["reward"] = json!({"points": 3});
    body["detail"]["bill"]["lines"][0]["colour"] = json!("red");
    assert_eq!(fits::check(&Change { body: serde_json::to_vec(&body).unwrap(), ..sale.clone() }), Ok(()));
    // The first apps moved no goods that they did not count, and said lines under reverse charge with the buyer's tax.
    body["movements"] = json!([]);
    assert_eq!(fits::check(&Change { body: serde_json::to_vec(&body).unwrap(), ..sale.clone() }), Ok(()));
    let is_reverse = |change: &&Change| {
        let body: Json = serde_json::from_slice(&change.body).unwrap();
        body["kind"] == "sale" && body["detail"]["bill"]["reverse_charge"] == true
    };
    let reverse = entries.0.iter().find(is_reverse).unwrap();
    let amounts = ["taxable", "cgst", "sgst", "igst", "cess"]
        .map(|head| number(reverse, &format!("/detail/bill/lines/0/amounts/{head}")));
    assert!(amounts[1] > 0, "{amounts:?}");
    let with_tax = altered(reverse, &[("/detail/bill/lines/0/total", json!(amounts.iter().sum::<i64>()))]);
    assert_eq!(fits::check(&with_tax), Ok(()));
}
