//! An answer that was lost on its way: what is sent again under the id that was drawn for it is saved once.

use serde_json::{Value, json};
use smartkhata_core::Code;
use smartkhata_core::api::report::*;
use smartkhata_core::id::VoucherId;
use uuid::Uuid;

use crate::shop::*;

fn call(shop: &Shop, request: &str, body: &Value) -> Result<Value, Code> {
    let answer = shop.books.call(request, &body.to_string()).map_err(|error| error.code)?;
    Ok(serde_json::from_str(&answer).unwrap())
}

#[test]
fn what_is_saved_twice_under_one_id_stands_once() {
    let shop = Shop::new();
    let (sita, mill) = (shop.party("Sita", ""), shop.party("Rice mill", ""));
    let sugar = shop.item("Sugar", "50", 0).id;
    shop.books.call("khata.add", &json!({"party": sita, "side": "gave", "amount": 50_000}).to_string()).unwrap();
    let cash = json!([{"mode": "cash", "amount": 7_000}]);
    let owed = json!([{"item": sugar, "quantity": 2_000, "cost": 8_000}]);
    let cases = [
        ("payment.save", json!({"direction": "in", "party": sita, "tenders": cash})),
        ("payment.settle", json!({"payment": {"direction": "in", "party": sita, "tenders": cash}, "discount": 100})),
        ("khata.add", json!({"party": sita, "side": "gave", "amount": 2_000, "note": "दूध"})),
        ("khata.add", json!({"party": sita, "side": "got", "amount": 3_000, "mode": "upi"})),
        ("khata.add", json!({"party": sita, "side": "gave", "amount": 4_000, "mode": "cash"})),
        ("khata.add", json!({"party": sita, "side": "gave", "amount": 5_000, "opening": true})),
        ("expense.save", json!({"account": "expense.rent", "tenders": cash})),
        ("stock.add", json!({"entry": {"item": sugar, "quantity": 3_000, "cost": 9_000}})),
        ("stock.add", json!({"entry": {"item": sugar, "quantity": -500, "cost": 0, "note": "waste"}})),
        ("purchase.save", json!({"supplier": mill, "amount": 8_000, "lines": owed, "paid": 1_000})),
        ("purchase.save", json!({"amount": 900, "lines": [], "paid": 900})),
    ];
    for (n, (request, mut body)) in (0_u128..).zip(cases) {
        let id = VoucherId::new(Uuid::from_u128(0x0ce0 + n));
        let of = if request == "payment.settle" { &mut body["payment"] } else { &mut body };
        of["id"] = json!(id);
        let first = call(&shop, request, &body).unwrap();
        let books = shop.books.ask(GetTrialBalance::default()).unwrap();
        assert_eq!(call(&shop, request, &body), Ok(first.clone()), "{request}");
        assert_eq!(shop.books.ask(GetTrialBalance::default()).unwrap(), books, "{request}: {body}");
        if body["opening"] == true {
            continue;
        }
        let voucher = first.get("voucher").unwrap();
        let saved = voucher.get("id").unwrap_or(voucher);
        assert_eq!(saved, &json!(id), "{request}");

        // Something else under its id is told of, and nothing of it is saved.
        let of = if request == "payment.settle" { &mut body["payment"] } else { &mut body };
        let of = if request == "stock.add" { &mut of["entry"] } else { of };
        of["note"] = json!("another");
        assert_eq!(call(&shop, request, &body), Err(Code::AlreadySaved), "{request}");
        assert_eq!(shop.books.ask(GetTrialBalance::default()).unwrap(), books, "{request}");
    }
    shop.verified();
}

/// A new customer with an old balance, a new item with what was there of it: the form draws the record's id.
#[test]
fn a_new_record_that_is_sent_twice_is_one_with_what_it_brought() {
    let shop = Shop::new();
    let id = |n: u128| Uuid::from_u128(0x0cf0 + n);
    let party = |n, name: &str, opening: i64| json!({"id": id(n), "edit": {"name": name, "phone": "98765 43210"}, "opening": opening});
    let item = |n, name: &str, quantity: i64| {
        let opening = json!({"quantity": quantity, "cost": 5_000});
        json!({"id": id(n), "edit": {"name": name, "price": 450_000}, "opening": opening})
    };
    let none = |mut body: Value, empty: Value| {
        body["opening"] = empty;
        body
    };
    for (request, first, other, refused) in [
        ("party.save", party(1, "Asha", 50_000), party(1, "Asha", 60_000), Code::InvalidOpening),
        ("party.save", party(2, "Mill", -70_000), party(2, "Rice mill", -70_000), Code::InvalidOpening),
        ("item.save", item(3, "Sugar", 2_000), item(3, "Sugar", 3_000), Code::OpeningOfKnownItem),
        ("item.save", item(4, "Dal", 2_000), item(4, "Toor dal", 2_000), Code::OpeningOfKnownItem),
    ] {
        let saved = call(&shop, request, &first).unwrap();
        assert_eq!(saved.get("party").unwrap_or(&saved)["id"], json!(first["id"]), "{request}");
        let books = shop.books.ask(GetTrialBalance::default()).unwrap();
        assert_eq!(call(&shop, request, &first), Ok(saved), "{request}");
        assert_eq!(call(&shop, request, &other), Err(refused), "{other}");
        assert_eq!(shop.books.ask(GetTrialBalance::default()).unwrap(), books, "{request}");
    }
    // Without anything that they bring.
    for (request, body) in
        [("party.save", none(party(5, "Ravi", 0), json!(0))), ("item.save", none(item(6, "Salt", 0), Value::Null))]
    {
        let saved = call(&shop, request, &body).unwrap();
        assert_eq!(call(&shop, request, &body), Ok(saved), "{request}");
    }
    let count = |request: &str| call(&shop, request, &json!({})).unwrap()["rows"].as_array().unwrap().len();
    assert_eq!((count("party.list"), count("item.list")), (3, 3));
    // An id of something else is not taken; what is not there is changed by nobody.
    assert_eq!(call(&shop, "party.save", &party(3, "Sugar", 0)), Err(Code::Conflict));
    assert_eq!(call(&shop, "item.save", &none(item(1, "Asha", 0), Value::Null)), Err(Code::Conflict));
    assert_eq!(call(&shop, "party.save", &json!({"id": id(9), "edit": {"note": "x"}})), Err(Code::NotFound));
    shop.verified();
}

#[test]
fn what_was_taken_back_is_not_answered_as_saved() {
    let shop = Shop::new();
    let sita = shop.party("Sita", "");
    let id = VoucherId::new(Uuid::from_u128(0x0ce0));
    let entry = json!({"id": id, "party": sita, "side": "gave", "amount": 2_000});
    call(&shop, "khata.add", &entry).unwrap();
    call(&shop, "voucher.cancel", &json!({"id": id, "reason": "wrong"})).unwrap();
    assert_eq!(call(&shop, "khata.add", &entry), Err(Code::AlreadySaved));
}
