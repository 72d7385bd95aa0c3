//! Goods, and what they cost.

use serde_json::{Value, json};

use crate::backend::{Backend, cluster};
use crate::{Caller, owner, rows};

#[test]
fn goods_are_found_by_code_counted_and_worth_what_they_cost() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let soap =
        json!({ "name": "Soap", "code": "8901030865278", "price": 350_000, "track_stock": true, "low_stock": 5000 });
    let item = asha.ask("POST", "/api/items", Some(soap), 201);
    let id = item["id"].as_str().unwrap();
    assert_eq!(rows(&asha.ask("GET", "/api/items?code=8901030865278", None, 200))[0]["id"], id);
    assert_eq!(asha.get("/api/items?code=1&search=soap").refusal().0, 400);
    assert_eq!(rows(&asha.ask("GET", "/api/stock/low", None, 200)).len(), 1);
    let entry = json!({ "item": id, "quantity": 10_000, "cost": 25_000, "opening": true });
    let stocked = asha.ask("POST", "/api/stock", Some(entry), 201);
    assert_eq!(stocked["stock"], 10_000);
    assert_eq!(rows(&asha.ask("GET", "/api/stock/low", None, 200)).len(), 0);
    let stock = asha.ask("GET", "/api/reports/stock", None, 200);
    let row = &stock["page"]["rows"][0];
    assert_eq!(
        (stock["value"].as_i64(), row["value"].as_i64(), row["stock"].as_i64()),
        (Some(25_000), Some(25_000), Some(10_000))
    );
    // An edit names what it changes, and is refused when somebody was quicker.
    let path = format!("/api/items/{id}");
    let tag = asha.get(&path).header("etag").to_owned();
    let dearer = asha.send("PATCH", &path, &[("if-match", &tag)], Some(json!({ "price": 400_000 })));
    assert_eq!((dearer.json()["price"].as_i64(), dearer.json()["name"].as_str()), (Some(400_000), Some("Soap")));
    let late = asha.send("PATCH", &path, &[("if-match", &tag)], Some(json!({ "price": 1 })));
    assert_eq!(late.refusal(), (412, "conflict".into()));
    assert_eq!(asha.ask("GET", &path, None, 200)["price"], 400_000);
    let voucher = format!("/api/vouchers/{}/cancel", stocked["voucher"].as_str().unwrap());
    asha.ask("POST", &voucher, Some(json!({ "reason": "counted wrong" })), 204);
    assert_eq!(asha.ask("GET", &path, None, 200)["stock"], 0);
    let rent = json!({ "account": "expense.rent", "tenders": [{ "mode": "cash", "amount": 500_000 }] });
    let rent = asha.ask("POST", "/api/expenses", Some(rent), 201)["voucher"]["id"].clone();
    let costs = asha.ask("GET", "/api/expenses?account=expense.rent", None, 200);
    assert_eq!((rows(&costs).len(), &rows(&costs)[0]["id"]), (1, &rent));
    assert_eq!(rows(&asha.ask("GET", "/api/expenses?account=expense.tea", None, 200)).len(), 0);
    assert_eq!(asha.get("/api/expenses?account=sales").json()["field"], "account");
    let one = asha.ask("GET", &format!("/api/expenses/{}", rent.as_str().unwrap()), None, 200);
    assert_eq!(one["voucher"]["amount"], 500_000);
    let loss = asha.ask("GET", "/api/reports/profit-loss?from=2026-04-01&to=2099-12-31", None, 200);
    assert_eq!(loss["profit"], -500_000);
    assert_eq!(rows(&asha.ask("GET", "/api/payments?direction=out", None, 200))[0]["expense"], "expense.rent");
}

#[test]
fn an_item_brings_its_opening_stock_from_who_may_say_what_goods_cost() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let soap = |opening: Value| json!({ "name": "Soap", "price": 350_000, "opening": opening });
    let brought = json!({ "quantity": 10_000, "cost": 25_000, "date": "2026-04-01" });
    let item = asha.ask("POST", "/api/items", Some(soap(brought.clone())), 201);
    assert_eq!(item["stock"], 10_000);
    assert_eq!(asha.ask("GET", "/api/reports/stock", None, 200)["value"], 25_000);
    for (body, code) in [
        (soap(json!({ "quantity": 0 })), "not_positive"),
        (soap(json!({ "quantity": 1, "much": 1 })), "invalid_request"),
        (json!({ "name": "Soap", "colour": "red" }), "invalid_request"),
    ] {
        assert_eq!(asha.send("POST", "/api/items", &[], Some(body)).refusal(), (400, code.into()));
    }
    assert_eq!(rows(&asha.ask("GET", "/api/items", None, 200)).len(), 1, "what is refused leaves nothing");

    let members = format!("/b/{}/members", asha.shop);
    let member = json!({ "identity": "chitra@shop.example", "role": "staff" });
    assert_eq!(backend.with(&asha.tokens, "PUT", &members, Some(member)).status, 204);
    let chitra = Caller { backend: &backend, tokens: backend.sign_in("chitra@shop.example"), shop: asha.shop.clone() };
    assert_eq!(chitra.send("POST", "/api/items", &[], Some(soap(brought.clone()))).refusal().0, 403);
    let door = |opening: Value| {
        let body = json!({ "edit": { "name": "Oil" }, "opening": opening });
        backend.with(&chitra.tokens, "POST", &format!("/b/{}/door/item.save", asha.shop), Some(body)).status
    };
    assert_eq!((door(brought), door(Value::Null)), (403, 200));
}
