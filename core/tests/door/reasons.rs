//! Each reason to refuse has a code of its own: a screen says the code's sentence and nothing else.

use crate::shop::*;
use serde_json::{Value, json};
use smartkhata_core::api::backup::{CreateBackup, RestoreBackup};
use smartkhata_core::api::bill::*;
use smartkhata_core::api::payment::ListPayments;
use smartkhata_core::document::{Draft, DraftCharge};
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::tax::cess::{Cess, CessRule};
use smartkhata_core::{Code, Error};
use uuid::Uuid;

/// Rupees, in the paise of the door.
const RUPEE: i64 = 100;

type Case<'a> = (Code, &'a str, &'a str, Value);

fn refused_each(shop: &Shop, cases: Vec<Case<'_>>) {
    for (code, field, request, body) in cases {
        let told = shop.books.call(request, &body.to_string()).expect_err(field);
        assert_eq!((told.code, told.field.as_deref()), (code, Some(field)), "{request} {body}: {told}");
    }
}

/// A bill of 100 rupees.
fn bill(n: u128, party: Option<PartyId>) -> Draft {
    Draft { lines: vec![open_line("Misc", "100")], party, ..draft(n) }
}

fn sold(shop: &Shop, draft: Draft) -> VoucherId {
    shop.books.ask(FinalizeBill { draft }).unwrap().voucher.id
}

fn paid(mode: &str, rupees: i64) -> Value {
    json!([{ "mode": mode, "amount": rupees * RUPEE }])
}

#[test]
fn what_a_bill_is_refused_for() {
    let shop = Shop::registered();
    let case = |code, field, spoil: &dyn Fn(&mut Draft)| {
        let mut draft = Draft { tenders: vec![cash("100")], ..bill(1, None) };
        spoil(&mut draft);
        (code, field, "bill.finalize", json!({ "draft": draft }))
    };
    let tender = |mode: &str, rupees| serde_json::from_value(paid(mode, rupees)).unwrap();
    refused_each(
        &shop,
        vec![
            case(Code::CustomerNeeded, "party", &|draft| draft.tenders = tender("cash", 99)),
            case(Code::Overpaid, "tenders", &|draft| draft.tenders = tender("upi", 101)),
            case(Code::BelowZero, "tenders.0.amount", &|draft| draft.tenders = tender("cash", -1)),
            case(Code::TooMany, "tenders", &|draft| draft.tenders = vec![cash("5"); 21]),
            case(Code::DueBeforeBill, "due", &|draft| draft.due = "2026-11-22".parse().ok()),
            case(Code::InvalidState, "place_of_supply", &|draft| draft.place_of_supply = "55".into()),
            case(Code::BelowZero, "charges.0.amount", &|draft| draft.charges = vec![charge(-1)]),
            case(Code::CessOverPrice, "lines.0.price", &|draft| {
                draft.lines[0].cess = Cess { rule: CessRule::PerUnit, per_unit: Paise::rupees(101), rate: Rate::ZERO };
            }),
        ],
    );
    let needs = |code| Error::new(code, "").wants_customer();
    assert!(
        needs(Code::CustomerNeeded) && needs(Code::Overpaid),
        "a named customer owes the rest or holds the advance"
    );
    assert!(!needs(Code::SupplierNeeded) && !needs(Code::RefundShort));
}

fn charge(rupees: i32) -> DraftCharge {
    DraftCharge { name: "Packing".into(), amount: Paise::rupees(rupees), includes_tax: false, rate: Some(Rate::ZERO) }
}

#[test]
fn what_taking_back_and_putting_back_is_refused_for() {
    let shop = Shop::registered();
    let ramesh = shop.party("Ramesh", "");
    let walk_in = sold(&shop, Draft { tenders: vec![cash("100")], ..bill(1, None) });
    let money = shop.books.ask(ListPayments::default()).unwrap().rows[0].id;
    let returned = sold(&shop, Draft { charges: vec![charge(10)], ..bill(2, Some(ramesh)) });
    let back = |n: u128, bill: VoucherId, lines: Value, charges: bool, refund: Value| {
        let goods = json!({ "of_bill": { "bill": bill, "lines": lines, "charges": charges } });
        json!({ "id": Uuid::from_u128(n), "goods": goods, "refund": refund })
    };
    let half = |line| json!({ "line": line, "quantity": 500 });
    let first = back(50, returned, json!([half(0)]), true, json!([]));
    shop.books.call("return.save", &first.to_string()).unwrap();
    let mut early = back(51, returned, json!([half(0)]), false, json!([]));
    early["date"] = json!("2026-11-22");
    let whole = |refund| back(52, walk_in, json!([{ "line": 0, "quantity": 1000 }]), false, refund);
    refused_each(
        &shop,
        vec![
            (Code::HasCreditNote, "id", "voucher.cancel", json!({ "id": returned, "reason": "" })),
            (Code::WalkInMoney, "id", "voucher.cancel", json!({ "id": money, "reason": "" })),
            (Code::StillStands, "id", "voucher.rewrite", json!({ "id": walk_in })),
            (Code::ReturnBeforeSale, "date", "return.save", early),
            (
                Code::NamedTwice,
                "lines.1.line",
                "return.save",
                back(52, returned, json!([half(0), half(0)]), false, json!([])),
            ),
            (Code::NothingReturned, "lines", "return.save", back(52, returned, json!([]), false, json!([]))),
            (Code::ChargesReturned, "charges", "return.save", back(52, returned, json!([half(0)]), true, json!([]))),
            (Code::RefundShort, "refund", "return.save", whole(paid("cash", 99))),
            (Code::RefundTooLarge, "refund", "return.save", whole(paid("cash", 101))),
        ],
    );
    shop.books.ask(CancelVoucher { id: walk_in, reason: String::new() }).unwrap();
    refused_each(
        &shop,
        vec![
            (Code::WriteAnew, "id", "voucher.rewrite", json!({ "id": walk_in })),
            (Code::WalkInMoney, "id", "voucher.rewrite", json!({ "id": money })),
            (Code::AlreadyCancelled, "id", "voucher.cancel", json!({ "id": walk_in, "reason": "" })),
        ],
    );
}

#[test]
fn what_money_and_goods_are_refused_for() {
    let shop = Shop::registered();
    let ramesh = shop.party("Ramesh", "");
    let owed = sold(&shop, bill(1, Some(ramesh)));
    let sugar = shop.item("Sugar", "50", 5).id;
    let chosen = |rupees: &[i64]| {
        let set: Vec<Value> = rupees.iter().map(|rupees| json!({ "bill": owed, "amount": rupees * RUPEE })).collect();
        json!({ "direction": "in", "party": ramesh, "tenders": paid("cash", 150), "settle": { "chosen": set } })
    };
    let purchase = |amount: i64, paid: i64, supplier: Option<PartyId>, cost: i64| {
        json!({ "supplier": supplier, "amount": amount * RUPEE, "paid": paid * RUPEE,
            "lines": [{ "item": sugar, "quantity": 1000, "cost": cost * RUPEE }] })
    };
    let stock = |quantity: i64, cost: i64, supplier: Option<PartyId>| {
        json!({ "entry": { "item": sugar, "quantity": quantity, "cost": cost * RUPEE, "supplier": supplier,
            "opening": supplier.is_some() } })
    };
    let rate = |day: u32| json!({ "from": format!("20{:02}-01-01", day % 100), "rate": 500 });
    let rates = |days: Vec<u32>| {
        let rates: Vec<Value> = days.into_iter().map(rate).collect();
        json!({ "id": sugar, "edit": { "rates": rates } })
    };
    let used_up = {
        let second = sold(&shop, bill(2, Some(ramesh)));
        let mut used_up = chosen(&[100]);
        let set = used_up["settle"]["chosen"].as_array_mut().unwrap();
        set.push(json!({ "bill": second, "amount": 100 * RUPEE }));
        used_up
    };
    refused_each(
        &shop,
        vec![
            (Code::OverAllocated, "settle.0", "payment.save", chosen(&[101])),
            (Code::NamedTwice, "settle.1", "payment.save", chosen(&[10, 10])),
            (Code::PaymentUsedUp, "settle", "payment.save", used_up),
            (Code::PaidOverCost, "paid", "purchase.save", purchase(100, 101, None, 100)),
            (Code::BelowZero, "paid", "purchase.save", purchase(100, -1, Some(ramesh), 100)),
            (Code::SupplierNeeded, "supplier", "purchase.save", purchase(100, 99, None, 100)),
            (Code::GoodsOverAmount, "amount", "purchase.save", purchase(100, 100, None, 101)),
            (Code::BelowZero, "lines.0.cost", "purchase.save", purchase(100, 100, None, -1)),
            (Code::Required, "quantity", "stock.add", stock(0, 0, None)),
            (Code::CostOfGoodsOut, "cost", "stock.add", stock(-1000, 5, None)),
            (Code::BelowZero, "cost", "stock.add", stock(1000, -5, None)),
            (Code::OpeningFromSupplier, "opening", "stock.add", stock(1000, 5, Some(ramesh))),
            (Code::BelowZero, "low_stock", "item.save", json!({ "id": sugar, "edit": { "low_stock": -1 } })),
            (Code::NamedTwice, "rates", "item.save", rates(vec![26, 26])),
            (Code::TooMany, "rates", "item.save", rates((0..121).collect())),
            (Code::BelowZero, "credit_limit", "party.save", json!({ "id": ramesh, "edit": { "credit_limit": -1 } })),
            (Code::InvalidOpening, "opening", "party.save", json!({ "id": ramesh, "edit": {}, "opening": 1 })),
            (
                Code::InvalidOpening,
                "mode",
                "khata.add",
                json!({ "party": ramesh, "side": "got", "amount": 1, "mode": "cash", "opening": true }),
            ),
        ],
    );
}

#[test]
fn what_days_and_settings_are_refused_for() {
    let shop = Shop::registered();
    let zone = json!({ "edit": { "name": "Zone", "gstin": "19ABCPK5678L1Z1" } });
    let zone: Value = serde_json::from_str(&shop.books.call("party.save", &zone.to_string()).unwrap()).unwrap();
    let zone = &zone["party"]["id"];
    let days = |from: &str, to: &str| json!({ "from": from, "to": to });
    let wrong = days("2026-11-02", "2026-11-01");
    let mut statement = wrong.clone();
    statement["id"] = zone.clone();
    refused_each(
        &shop,
        vec![
            (Code::DaysOutOfOrder, "from", "report.day_book", wrong.clone()),
            (Code::DaysOutOfOrder, "from", "report.gst", wrong),
            (Code::DaysOutOfOrder, "from", "party.statement", statement),
            (Code::DaysOutOfOrder, "from", "report.profit_loss", days("2026-11-02", "2026-10-01")),
            (Code::TooManyDays, "to", "report.gst", days("2025-01-01", "2026-11-01")),
            (Code::TooManyDays, "from", "bill.list", json!({ "sort": "largest", "from": "2020-01-01" })),
            (Code::StateNotOfGstin, "state", "party.save", json!({ "id": zone, "edit": { "state": "29" } })),
            (Code::StateNotOfGstin, "state", "shop.edit", json!({ "edit": { "state": "29" } })),
            (Code::InvalidState, "state", "shop.edit", json!({ "edit": { "state": "55" } })),
            (Code::InvalidSeries, "series", "shop.edit", json!({ "edit": { "series": "0A" } })),
            (Code::NoSuchFile, "path", "backup.restore", json!({ "path": "/no/such/file" })),
        ],
    );
    shop.books.call("shop.edit", r#"{"edit":{"registration":"composition"}}"#).unwrap();
    let draft = Draft { place_of_supply: "29".into(), tenders: vec![cash("100")], ..bill(1, None) };
    let sale = json!({ "draft": draft });
    refused_each(&shop, vec![(Code::CompositionOtherState, "place_of_supply", "bill.finalize", sale)]);
    // A unit of a Special Economic Zone in the same State counts as another one (section 7(5) of the IGST Act).
    let sez = json!({ "edit": { "name": "Zone", "gstin": "19AAPFU0939F1ZS", "registration": "sez" } });
    let sez: Value = serde_json::from_str(&shop.books.call("party.save", &sez.to_string()).unwrap()).unwrap();
    let sez = serde_json::from_value(sez["party"]["id"].clone()).unwrap();
    let sale = json!({ "draft": bill(3, Some(sez)) });
    refused_each(&shop, vec![(Code::CompositionOtherState, "party", "bill.finalize", sale)]);
    // Andhra Pradesh is 37 now and was 28: to a buyer with a GSTIN of then, a shop there sells within its State.
    shop.books.call("shop.edit", r#"{"edit":{"gstin":"37ABCPK5678L1Z3"}}"#).unwrap();
    let old = json!({ "edit": { "name": "Nellore Traders", "gstin": "28AAPFU0939F1ZT" } });
    let old: Value = serde_json::from_str(&shop.books.call("party.save", &old.to_string()).unwrap()).unwrap();
    let old = serde_json::from_value(old["party"]["id"].clone()).unwrap();
    sold(&shop, bill(2, Some(old)));
    let backup = shop.books.create_backup(&CreateBackup::default()).unwrap();
    shop.books.restore_backup(&RestoreBackup { path: backup.path }).unwrap();
    refused_each(&shop, vec![(Code::SeriesTaken, "series", "shop.edit", json!({ "edit": { "series": "a" } }))]);
}
