//! A bill once more: the draft that says what a bill or a credit note said.

use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::returns::*;
use smartkhata_core::document::draft_copy::draft_of;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::document::{Draft, DraftCharge, DraftLine};
use smartkhata_core::id::VoucherId;
use smartkhata_core::item::ItemEdit;
use smartkhata_core::money::Rate;
use smartkhata_core::tax::compute::{Discount, TaxMode};
use smartkhata_core::tax::rate::DatedRate;
use uuid::Uuid;

use crate::shop::*;

#[test]
fn a_bill_and_a_credit_note_come_to_the_same_as_a_draft() {
    let shop = Shop::new();
    let (sari, oil) = (shop.item("Sari", "1180", 5), shop.item("Oil", "333", 18));
    let charge =
        DraftCharge { name: "Packing".into(), amount: rupees("59"), includes_tax: true, rate: Some(Rate::percent(18)) };
    let discounted = DraftLine { discount: Discount::Percent(Rate::percent(7)), ..line(&sari, "2") };
    let bill = shop.finalize(Draft {
        party: Some(shop.party()),
        place_of_supply: "27".into(),
        lines: vec![discounted, line(&oil, "1.5")],
        charges: vec![charge],
        discount: Discount::Percent(Rate::percent(3)),
        ..draft(1)
    });
    let lines = [(0, "1"), (1, "0.5")].map(|(line, back)| LineBack { line, quantity: back.parse().unwrap() });
    let goods = Goods::OfBill { bill: bill.voucher.id, lines: lines.to_vec(), charges: true };
    let back = shop.books.ask(SaveReturn { goods, ..of_bill(9, bill.voucher.id, &[], "0") }).unwrap();
    let Detail::Bill(sold) = &bill.voucher.detail else { panic!() };
    let Detail::CreditNote(note) = &back.voucher.detail else { panic!() };
    for (voucher, content) in [(&bill.voucher, &**sold), (&back.voucher, &note.content)] {
        let again = draft_of(voucher, content, draft(2).id).unwrap();
        let preview = shop.books.ask(PreviewBill { draft: again }).unwrap();
        let result = preview.result.unwrap();
        assert_eq!((result.total, result.amounts), (content.total, content.amounts), "{}", voucher.number);
        assert_eq!((preview.place_of_supply.as_str(), preview.mode), ("27", TaxMode::Inter));
    }
}

#[test]
fn a_bill_once_more_is_supplied_where_it_was() {
    let shop = Shop::new();
    let soap = shop.item("Soap", "118", 18);
    let copied = |bill: Draft| {
        let bill = shop.finalize(Draft { lines: vec![line(&soap, "1")], tenders: money("118"), ..bill }).voucher;
        let again = shop.books.ask(CopyBill { id: bill.id }).unwrap();
        let preview = shop.books.ask(PreviewBill { draft: again.clone() }).unwrap();
        (again.place_of_supply, preview.place_of_supply, preview.mode)
    };
    let usual = copied(draft(1));
    assert_eq!(usual, (String::new(), "19".into(), TaxMode::Intra), "what is picked anyway is not chosen");
    for (n, place) in [(2, "29"), (3, "96")] {
        let chosen = copied(Draft { place_of_supply: place.into(), ..draft(n) });
        assert_eq!(chosen, (place.into(), place.into(), TaxMode::Inter));
    }
}

#[test]
fn a_bill_once_more_is_a_draft_at_todays_rates() {
    let shop = Shop::new();
    let soap = shop.item("Soap", "40", 18);
    let discount = Discount::Amount(rupees("6"));
    let sale =
        Draft { lines: vec![line(&soap, "3")], tenders: money("114"), discount, note: "gift".into(), ..draft(1) };
    let bill = shop.finalize(sale).voucher;
    let rates = vec![DatedRate {
        from: "2026-11-01".parse().unwrap(),
        rate: Rate::percent(5),
        cess: Default::default(),
        on_retail_price: false,
    }];
    shop.books
        .ask(SaveItem {
            id: Some(soap.id),
            edit: ItemEdit { rates: Some(rates), ..ItemEdit::default() },
            opening: None,
        })
        .unwrap();
    let again = shop.books.ask(CopyBill { id: bill.id }).unwrap();
    assert_eq!(shop.books.ask(GetDraft { id: again.id }).unwrap(), again);
    assert_eq!((again.note.as_str(), again.date, again.tenders.len()), ("gift", None, 0));
    assert_eq!((again.lines[0].rate, again.discount), (Rate::percent(5), discount));
    let next = shop.finalize(Draft { tenders: money("114"), ..again }).voucher;
    assert_eq!((next.amount, next.id == bill.id), (bill.amount, false));
    assert_eq!(shop.books.ask(CopyBill { id: VoucherId::new(Uuid::from_u128(99)) }).unwrap_err().code, Code::NotFound);
    shop.sound();
}
