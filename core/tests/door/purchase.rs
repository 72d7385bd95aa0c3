//! A purchase that is looked at again: its goods, its tax, and what of it is paid by now.

use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::SaveParty;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::GetGst;
use smartkhata_core::document::{Draft, adds_up};
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::item::{InputTax, Item, StockEntry};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::PartyEdit;
use smartkhata_core::payment::{Direction, Mode};

use crate::shop::*;

fn rupees(text: &str) -> Paise {
    text.parse().unwrap()
}

fn goods(item: &Item, quantity: &str, cost: &str) -> PurchaseLine {
    PurchaseLine { item: item.id, quantity: quantity.parse().unwrap(), cost: rupees(cost), rate: None }
}

/// Goods for so much, of which so much is paid at once.
fn bought(supplier: Option<PartyId>, amount: &str, paid: &str, day: &str) -> SavePurchase {
    SavePurchase {
        id: None,
        supplier,
        amount: rupees(amount),
        tax: None,
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
    let request = SavePurchase { tax: Some(rupees("25")), lines, ..bought(Some(from), "560", "200", "2026-11-20") };
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

#[test]
fn lines_of_several_rates_give_back_their_tax_by_rate_and_head() {
    let shop = Shop::registered();
    let (sugar, soap, milk) = (shop.item("Sugar", "50", 5), shop.item("Soap", "60", 18), shop.item("Milk", "27", 0));
    let supplier = |name: &str, gstin: &str| {
        let edit = PartyEdit { name: Some(name.into()), gstin: Some(gstin.into()), ..PartyEdit::default() };
        shop.books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id
    };
    let (here, away) = (supplier("Gupta", "19ABCPK5678L1Z1"), supplier("Delhi Traders", "07AAACB4321C1ZF"));
    let line =
        |item, cost, percent: u16| PurchaseLine { rate: Some(Rate::percent(percent)), ..goods(item, "10", cost) };
    let lines = || vec![line(&sugar, "400", 5), line(&soap, "1000", 18), line(&milk, "200", 0)];
    let save = |from, amount: &str, tax: Option<&str>| {
        let (lines, tax) = (lines(), tax.map(rupees));
        shop.books.ask(SavePurchase { lines, tax, ..bought(Some(from), amount, "0", "2026-11-20") })
    };
    /// `rate taxable cgst sgst igst` of each row.
    fn said(rows: &[InputTax]) -> Vec<String> {
        let row = |InputTax { rate, amounts }: &InputTax| {
            let heads = [amounts.taxable, amounts.cgst, amounts.sgst, amounts.igst].map(Paise::plain).join(" ");
            format!("{} {heads}", rate.map_or("-".to_owned(), |rate| rate.to_string()))
        };
        rows.iter().map(row).collect()
    }
    let within = view(&shop, save(here, "1800", None).unwrap().voucher);
    assert_eq!((within.tax, within.goods, within.other), (rupees("200"), rupees("1600"), Paise::ZERO));
    let nil = "0 200.00 0.00 0.00 0.00";
    assert_eq!(said(&within.voucher.input_tax), [nil, "5 400.00 10.00 10.00 0.00", "18 1000.00 90.00 90.00 0.00"]);
    // From another State; ₹100 of freight is taxed at 18%, as the bill says.
    let away = view(&shop, save(away, "1918", Some("218")).unwrap().voucher);
    assert_eq!(
        said(&away.voucher.input_tax),
        [nil, "5 400.00 0.00 0.00 20.00", "18 1000.00 0.00 0.00 180.00", "- 100.00 0.00 0.00 18.00"]
    );
    assert_eq!((away.tax, away.other), (rupees("218"), rupees("100")));
    let refused = save(here, "1800", Some("150")).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInputTax, Some("tax")));

    // A sum alone is told by the supplier's heads.
    let alone = SavePurchase { tax: Some(rupees("18")), ..bought(Some(here), "118", "0", "2026-11-21") };
    let alone = shop.books.ask(alone).unwrap().voucher;
    let (from, to) = ("2026-11-20".parse().unwrap(), "2026-11-21".parse().unwrap());
    let gst = || shop.books.ask(GetGst { from, to }).unwrap();
    let all = gst();
    assert_eq!(
        said(&all.input),
        [
            "0 400.00 0.00 0.00 0.00",
            "5 800.00 10.00 10.00 20.00",
            "18 2000.00 90.00 90.00 180.00",
            "- 200.00 9.00 9.00 18.00"
        ]
    );
    assert_eq!((all.purchases, all.input_tax.tax().unwrap()), (3, rupees("436")));
    take_back(&shop, alone);
    assert_eq!((gst().purchases, gst().input_tax.tax().unwrap()), (2, rupees("418")));
    shop.verified();
}

#[test]
fn tax_by_rate_is_for_a_shop_that_charges_it_and_all_of_what_is_posted() {
    let shop = Shop::new();
    let sugar = shop.item("Sugar", "50", 5);
    let line = PurchaseLine { rate: Some(Rate::percent(5)), ..goods(&sugar, "10", "400") };
    let request = SavePurchase { lines: vec![line], ..bought(None, "420", "420", "2026-11-20") };
    let refused = shop.books.ask(request).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInputTax, Some("tax")));

    let shop = Shop::registered();
    let line = PurchaseLine { rate: Some(Rate::percent(5)), ..goods(&shop.item("Sugar", "50", 5), "10", "400") };
    let id = Some(VoucherId::new(uuid::Uuid::from_u128(9)));
    let request = SavePurchase { id, lines: vec![line], ..bought(None, "420", "420", "2026-11-20") };
    let saved = shop.books.ask(request.clone()).unwrap();
    // Sent again it is answered; with another tax it is another bill.
    assert_eq!(shop.books.ask(request.clone()), Ok(saved.clone()));
    let dearer = PurchaseLine { rate: Some(Rate::percent(18)), ..request.lines[0].clone() };
    let said = |tax: &str| SavePurchase { tax: Some(rupees(tax)), ..request.clone() };
    assert_eq!(shop.books.ask(said("20")), Ok(saved.clone()));
    for other in [said("19.90"), SavePurchase { lines: vec![dearer], ..request.clone() }] {
        assert_eq!(shop.books.ask(other).unwrap_err().code, Code::AlreadySaved);
    }
    let mut voucher = view(&shop, saved.voucher).voucher;
    assert_eq!(adds_up::fault(&voucher).unwrap(), None);
    voucher.input_tax[0].amounts.cgst = rupees("11");
    assert_eq!(adds_up::fault(&voucher).unwrap(), Some("says another tax than it posts"));
    // An older app does not say it by rate.
    voucher.input_tax.clear();
    assert_eq!(adds_up::fault(&voucher).unwrap(), None);
}
