//! A purchase that is looked at again: its goods, its tax, and what of it is paid by now.

use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::document::Draft;
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::item::{Item, StockEntry};
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Direction, Mode};

use crate::shop::*;

fn rupees(text: &str) -> Paise {
    text.parse().unwrap()
}

fn goods(item: &Item, quantity: &str, cost: &str) -> PurchaseLine {
    PurchaseLine { item: item.id, quantity: quantity.parse().unwrap(), cost: rupees(cost) }
}

/// Goods for so much, of which so much is paid at once.
fn bought(supplier: Option<PartyId>, amount: &str, paid: &str, day: &str) -> SavePurchase {
    SavePurchase {
        id: None,
        supplier,
        amount: rupees(amount),
        tax: Paise::ZERO,
        lines: Vec::new(),
        paid: rupees(paid),
        mode: Some(Mode::Upi),
        date: Some(day.parse().unwrap()),
        note: "GT/17".into(),
    }
}

fn view(shop: &Shop, id: VoucherId) -> PurchaseView {
    shop.books.ask(GetPurchase { id }).unwrap()
}

fn due(shop: &Shop, id: VoucherId) -> String {
    view(shop, id).due.to_string()
}

fn take_back(shop: &Shop, id: VoucherId) {
    shop.books.ask(CancelVoucher { id, reason: String::new() }).unwrap();
}

#[test]
fn it_shows_what_the_suppliers_bill_said() {
    let shop = Shop::registered();
    let (sugar, rice, from) = (shop.item("Sugar", "50", 5), shop.item("Rice", "60", 0), shop.party("Gupta", ""));
    let lines = vec![goods(&sugar, "10", "400"), goods(&rice, "3", "100")];
    let request = SavePurchase { tax: rupees("25"), lines, ..bought(Some(from), "560", "200", "2026-11-20") };
    let saved = shop.books.ask(request).unwrap();
    let seen = view(&shop, saved.voucher);
    let lines: Vec<_> = seen
        .lines
        .iter()
        .map(|line| (line.name.as_str(), line.quantity.to_string(), line.rate.to_string(), line.cost.to_string()))
        .collect();
    let said = |name, quantity: &str, rate: &str, cost: &str| (name, quantity.into(), rate.into(), cost.into());
    assert_eq!(lines, [said("Sugar", "10", "40.00", "400.00"), said("Rice", "3", "33.3333", "100.00")]);
    // 500 of goods, 25 of tax, 35 of freight.
    assert_eq!((seen.goods, seen.tax, seen.other), (rupees("500"), rupees("25"), rupees("35")));
    assert_eq!((seen.voucher.note.as_str(), seen.voucher.date.to_string().as_str()), ("GT/17", "2026-11-20"));
    assert!(seen.bought && seen.cancelled.is_none() && seen.mode.is_none());
    assert_eq!((seen.due, seen.balance), (rupees("360"), rupees("-360")));
    let [paid] = seen.paid.as_slice() else { panic!("{:?}", seen.paid) };
    assert_eq!(
        (Some(paid.payment), paid.amount, paid.modes.as_slice()),
        (saved.payment, rupees("200"), &[Mode::Upi][..])
    );
    let cash = shop.books.ask(bought(None, "90", "90", "2026-11-20")).unwrap();
    let seen = view(&shop, cash.voucher);
    assert_eq!((seen.mode, seen.due, seen.other), (Some(Mode::Upi), Paise::ZERO, rupees("90")));
    let list = |request: ListPurchases| {
        let page = shop.books.ask(request).unwrap();
        (page.rows.into_iter().map(|row| (row.id, row.supplier, row.amount)).collect::<Vec<_>>(), page.next)
    };
    let of = |id, name: &str, amount| (id, name.to_owned(), rupees(amount));
    let mut both = list(ListPurchases::default()).0;
    both.sort_by_key(|(.., amount)| *amount);
    assert_eq!(both, [of(cash.voucher, "", "90"), of(saved.voucher, "Gupta", "560")]);
    let one = ListPurchases { limit: 1, ..ListPurchases::default() };
    let (first, after) = list(one.clone());
    assert_ne!(list(ListPurchases { after, ..one }).0, first);
    let his = ListPurchases { supplier: Some(from), ..ListPurchases::default() };
    assert_eq!(list(his.clone()).0, [of(saved.voucher, "Gupta", "560")]);
    assert_eq!(list(ListPurchases { from: Some("2026-11-21".parse().unwrap()), ..his }).0, []);
    shop.verified();
}

#[test]
fn money_that_was_paid_with_no_bill_counts_against_the_oldest() {
    let shop = Shop::new();
    let from = shop.party("Gupta", "");
    let buy = |amount, paid, day| shop.books.ask(bought(Some(from), amount, paid, day)).unwrap();
    let first = buy("500", "0", "2026-11-18").voucher;
    // Paid as it was bought: it owes nothing, though the one before it does.
    let second = buy("300", "300", "2026-11-19");
    let third = buy("200", "50", "2026-11-20");
    let dues = || [first, second.voucher, third.voucher].map(|id| due(&shop, id));
    assert_eq!(dues(), ["500.00", "0.00", "150.00"]);
    let pay = |amount: &str| {
        let (direction, settle, note) = (Direction::Out, Settle::OldestFirst, String::new());
        let payment =
            SavePayment { id: None, direction, party: from, tenders: vec![cash(amount)], date: None, settle, note };
        shop.books.ask(payment).unwrap().voucher.id
    };
    let later = pay("450");
    assert_eq!(dues(), ["50.00", "0.00", "150.00"]);
    let more = pay("250");
    assert_eq!(dues(), ["0.00", "0.00", "0.00"], "the rest is ahead of what is bought next");
    take_back(&shop, more);
    take_back(&shop, later);
    take_back(&shop, second.payment.unwrap());
    assert_eq!(dues(), ["500.00", "300.00", "150.00"]);
    assert!(view(&shop, second.voucher).paid.is_empty(), "what was taken back was not paid");
    shop.verified();
}

#[test]
fn one_that_was_taken_back_and_written_again_is_paid_by_the_same_money() {
    let shop = Shop::new();
    let from = shop.party("Gupta", "");
    let saved = shop.books.ask(bought(Some(from), "500", "200", "2026-11-20")).unwrap();
    take_back(&shop, saved.voucher);
    let seen = view(&shop, saved.voucher);
    assert_eq!((seen.due, seen.balance, seen.cancelled), (Paise::ZERO, rupees("200"), Some(String::new())));
    let again = shop.books.ask(RewriteVoucher { id: saved.voucher }).unwrap().voucher;
    let seen = view(&shop, again);
    assert_eq!((seen.due, seen.balance, seen.paid.len()), (rupees("300"), rupees("-300"), 1));
    let open = shop.books.ask(OpenBills { party: from }).unwrap().bills;
    assert_eq!(open, [], "money for goods is no debt of the supplier's");
    shop.verified();
}

#[test]
fn goods_without_a_bill_show_too_and_nothing_else_does() {
    let shop = Shop::new();
    let (sugar, party) = (shop.item("Sugar", "50", 0), shop.party("Ramesh", ""));
    let stock = |quantity: &str, cost: &str, opening| {
        let (quantity, cost) = (quantity.parse().unwrap(), rupees(cost));
        let entry =
            StockEntry { item: sugar.id, quantity, cost, supplier: None, opening, date: None, note: String::new() };
        view(&shop, shop.books.ask(AddStock { id: None, entry }).unwrap().voucher)
    };
    let [delivery, opening, waste] = [stock("10", "400", false), stock("5", "200", true), stock("-1", "0", false)];
    assert_eq!([&delivery, &opening, &waste].map(|view| view.bought), [true, false, false]);
    let listed = shop.books.ask(ListPurchases::default()).unwrap().rows;
    assert_eq!(listed.iter().map(|row| row.id).collect::<Vec<_>>(), [delivery.voucher.id]);
    assert_eq!((waste.lines[0].quantity.to_string().as_str(), waste.lines[0].rate.get()), ("-1", 0));
    let bill = Draft { party: Some(party), lines: vec![line(&sugar, "1")], ..draft(1) };
    let bill = shop.books.ask(FinalizeBill { draft: bill }).unwrap().voucher.id;
    assert_eq!(shop.books.ask(GetPurchase { id: bill }).unwrap_err().code, Code::NotFound);
}
