//! Who may ask what, and what strangers see.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::backend::{Backend, Tokens, cluster};
use crate::{Caller, owner, sugar};

#[test]
fn roles_hold_and_another_shop_is_not_there() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let draft = asha.ask("POST", "/api/invoices", Some(sugar(None)), 201)["id"].clone();
    let party = asha.ask("POST", "/api/parties", Some(json!({ "name": "Ramesh" })), 201)["party"]["id"].clone();
    let (draft, party) = (draft.as_str().unwrap(), party.as_str().unwrap());

    let babu = owner(&backend, "babu@shop.example", "Babu Stores");
    let stranger = Caller { backend: &backend, tokens: babu.tokens.clone(), shop: asha.shop.clone() };
    for path in [format!("/api/invoices/{draft}"), format!("/api/parties/{party}"), "/api/parties".into()] {
        assert_eq!(stranger.get(&path).refusal(), (404, "not_found".into()), "{path}");
    }
    assert_eq!(stranger.send("POST", "/api/parties", &[], Some(json!({ "name": "x" }))).status, 404);
    // In his own shop the other's ids name nothing.
    for path in
        [format!("/api/invoices/{draft}"), format!("/api/parties/{party}"), format!("/api/parties/{party}/ledger")]
    {
        assert_eq!(babu.get(&path).refusal(), (404, "not_found".into()), "{path}");
    }
    for path in [
        format!("/api/invoices/{draft}/finalize"),
        format!("/api/invoices/{draft}/cancel"),
        format!("/api/invoices/{draft}/duplicate"),
    ] {
        assert_eq!(babu.send("POST", &path, &[], None).refusal(), (404, "not_found".into()), "{path}");
    }
    assert_eq!(babu.send("PUT", &format!("/api/invoices/{draft}"), &[], Some(sugar(None))).status, 404);
    // Without a name the only shop is meant; with two, one is named.
    let bare = |tokens: &Tokens, path: &str| backend.with(tokens, "GET", path, None);
    assert_eq!(bare(&babu.tokens, "/api/parties").status, 200);
    // It is known by now: what is asked counts as the shop's, by its plan.
    assert_eq!(bare(&babu.tokens, "/api/parties").header("ratelimit-limit"), "1200");
    backend.shop(&babu.tokens, "Babu Two");
    assert_eq!(bare(&babu.tokens, "/api/parties").json()["field"], "X-Business");
    assert_eq!(backend.send("GET", "/api/parties", &[], None).unwrap().refusal(), (401, "unauthorized".into()));

    let members = format!("/b/{}/members", asha.shop);
    let set = |role: &str| {
        backend.with(&asha.tokens, "PUT", &members, Some(json!({ "identity": "chitra@shop.example", "role": role })))
    };
    assert_eq!(set("staff").status, 204);
    let chitra = Caller { backend: &backend, tokens: backend.sign_in("chitra@shop.example"), shop: asha.shop.clone() };
    let mine = chitra.ask("POST", "/api/invoices", Some(sugar(None)), 201);
    assert!(mine["preview"].get("below_cost").is_none_or(|lines| lines == &json!([])));
    for report in ["profit-loss", "gst", "day-book"] {
        let path = format!("/api/reports/{report}?from=2026-04-01&to=2026-04-30");
        assert_eq!(chitra.get(&path).refusal(), (403, "forbidden".into()), "{report}");
    }
    assert_eq!(chitra.get("/api/reports/stock").refusal().0, 403);
    let moved = json!({ "from": "cash", "to": "bank", "amount": 100 });
    for (path, body) in [("/api/money/moves", moved), ("/api/money/counts", json!({ "counted": 100 }))] {
        assert_eq!(chitra.send("POST", path, &[], Some(body)).refusal(), (403, "forbidden".into()), "{path}");
    }
    assert_eq!(chitra.get("/api/money/drawer").refusal().0, 403);
    let key = [("idempotency-key", "k")];
    assert_eq!(chitra.send("POST", "/api/parties", &key, Some(json!({ "name": "Mine" }))).status, 201);
    assert_eq!(set("viewer").status, 204);
    assert_eq!(chitra.send("POST", "/api/parties", &key, Some(json!({ "name": "Mine" }))).refusal().0, 403);
    assert_eq!(chitra.get("/api/parties").status, 200);
    assert_eq!(chitra.get("/api/drafts").refusal().0, 403);
    assert_eq!(chitra.get(&format!("/api/invoices/{draft}")).refusal().0, 404, "drafts are not for who only looks");
}

#[test]
fn staff_read_on_no_voucher_what_goods_cost() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let door = |who: &Tokens, request: &str, body: Value| {
        let answer = backend.door(who, &asha.shop, request, &body).unwrap();
        assert_eq!(answer.status, 200, "{request}: {}", String::from_utf8_lossy(&answer.body));
        answer.json()
    };
    let item = door(&asha.tokens, "item.save", json!({ "edit": { "name": "Sugar", "price": 450_000 } }))["id"].clone();
    door(&asha.tokens, "stock.add", json!({ "entry": { "item": item, "quantity": 9000, "cost": 20_000 } }));
    let party = door(&asha.tokens, "party.save", json!({ "edit": { "name": "Ramesh" } }))["party"]["id"].clone();
    let sold = |n: u128, who: &Tokens| {
        let id = Uuid::from_u128(n);
        let line = json!({ "item": item, "name": "Sugar", "quantity": 2000, "price": 450_000, "rate": 0 });
        door(who, "bill.finalize", json!({ "draft": { "id": id, "party": party, "lines": [line] } }))
    };
    let back = |n: u128, bill: &Value| {
        let goods = json!({ "of_bill": { "bill": bill["voucher"]["id"], "lines": [{ "line": 0, "quantity": 1000 }] } });
        json!({ "id": Uuid::from_u128(n), "goods": goods, "reason": "torn" })
    };
    let members = format!("/b/{}/members", asha.shop);
    let staff = json!({ "identity": "chitra@shop.example", "role": "staff" });
    assert_eq!(backend.with(&asha.tokens, "PUT", &members, Some(staff)).status, 204);
    let chitra = Caller { backend: &backend, tokens: backend.sign_in("chitra@shop.example"), shop: asha.shop.clone() };

    let bill = sold(1, &asha.tokens);
    let note = door(&asha.tokens, "return.save", back(2, &bill));
    assert!(costs(&note) > 0, "{note}");
    let id = note["voucher"]["id"].clone();
    let get = json!({ "id": id });
    assert!(costs(&door(&asha.tokens, "return.get", get.clone())) > 0);

    let theirs = sold(3, &chitra.tokens);
    let bill_path = format!("/api/invoices/{}", theirs["voucher"]["id"].as_str().unwrap());
    let settle = json!({ "id": id, "settle": "oldest_first" });
    let mut answers = vec![
        ("bill.finalize", theirs.clone()),
        ("return.save", door(&chitra.tokens, "return.save", back(4, &theirs))),
        ("return.save again", door(&chitra.tokens, "return.save", back(4, &theirs))),
        ("GET a bill", chitra.ask("GET", &bill_path, None, 200)),
    ];
    answers.push(("return.get", door(&chitra.tokens, "return.get", get)));
    answers.push(("bill.get", door(&chitra.tokens, "bill.get", json!({ "id": theirs["voucher"]["id"] }))));
    let allocate = backend.door(&chitra.tokens, &asha.shop, "payment.allocate", &settle).unwrap();
    answers.push(("payment.allocate", allocate.json()));
    for (what, answer) in answers {
        assert_eq!(costs(&answer), 0, "{what}: {answer}");
    }
}

#[test]
fn staff_read_in_no_khata_what_goods_cost() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let door =
        |who: &Caller<'_>, request: &str, body: Value| backend.door(&who.tokens, &asha.shop, request, &body).unwrap();
    let item = door(&asha, "item.save", json!({ "edit": { "name": "Rice", "price": 450_000 } })).json()["id"].clone();
    let party = |name: &str| {
        let saved = asha.ask("POST", "/api/parties", Some(json!({ "name": name, "role": "supplier" })), 201);
        saved["party"]["id"].as_str().unwrap().to_owned()
    };
    let (mill, buyer) = (party("Rice mill"), party("Ramesh"));
    let owed = |party: &str, amount: i64| {
        let entry = json!({ "party": party, "side": "gave", "amount": amount });
        assert_eq!(door(&asha, "khata.add", entry).status, 200);
    };
    let lines = json!([{ "item": item, "quantity": 3_000, "cost": 71_111 }]);
    let bought = json!({ "supplier": mill, "amount": 71_111, "lines": lines, "paid": 0 });
    owed(&mill, 500);
    owed(&buyer, 700);
    assert_eq!(door(&asha, "purchase.save", bought).status, 200);
    owed(&mill, 900);

    let members = format!("/b/{}/members", asha.shop);
    let staff = json!({ "identity": "chitra@shop.example", "role": "staff" });
    assert_eq!(backend.with(&asha.tokens, "PUT", &members, Some(staff)).status, 204);
    let chitra = Caller { backend: &backend, tokens: backend.sign_in("chitra@shop.example"), shop: asha.shop.clone() };
    let text = |answer: &crate::support::Answer| String::from_utf8_lossy(&answer.body).into_owned();
    // Each way of reading a khata, of the mill: what the owner is told, and what she is not.
    let ledger = format!("/api/parties/{mill}/ledger");
    for more in ["", "?sort=oldest", "?limit=1", "?limit=1&sort=oldest"] {
        let (owners, hers) = (asha.get(&format!("{ledger}{more}")), chitra.get(&format!("{ledger}{more}")));
        assert_eq!((owners.status, hers.status), (200, 200), "{more}");
        let (owners, hers) = (owners.json(), hers.json());
        assert!(owners["closing"] == -69_711 && owners["page"]["rows"][0]["balance"].is_i64(), "{owners}");
        for figure in ["opening", "closing"] {
            assert!(hers[figure].is_null(), "{more}: {hers}");
        }
        for row in hers["page"]["rows"].as_array().unwrap() {
            assert!(row["kind"] == "gave" && row["balance"].is_null(), "{more}: {hers}");
        }
        // The page ends where the owner's does, and its cursor leads on.
        assert_eq!(owners["page"]["next"], hers["page"]["next"], "{more}");
        assert!(!hers.to_string().contains("71111") && !hers.to_string().contains("70611"), "{more}: {hers}");
    }
    let (mut rest, mut seen) = (String::new(), Vec::new());
    while let Some(page) = Some(chitra.ask("GET", &format!("{ledger}?limit=1{rest}"), None, 200)) {
        seen.extend(page["page"]["rows"].as_array().unwrap().iter().map(|row| row["amount"].clone()));
        let Some(next) = page["page"]["next"].as_str() else { break };
        rest = format!("&after={next}");
    }
    assert_eq!(seen, [json!(900), json!(500)]);
    let csv = format!("{ledger}?format=csv");
    let (owners, hers) = (text(&asha.get(&csv)), text(&chitra.get(&csv)));
    assert!(owners.contains("711.11") && owners.contains("-706.11"), "{owners}");
    assert_eq!((owners.lines().count(), hers.lines().count()), (4, 3), "{hers}");
    assert!(!hers.contains("711.11") && !hers.contains("706.11") && !hers.contains("697.11"), "{hers}");
    let pdf = format!("{ledger}?format=pdf");
    assert_eq!(asha.get(&pdf).status, 200);
    assert_eq!(chitra.get(&pdf).refusal(), (403, "forbidden".into()));
    let asked = json!({ "id": mill });
    let told = door(&chitra, "party.statement", asked.clone());
    assert_eq!(told.json(), chitra.get(&ledger).json());
    assert_eq!(door(&chitra, "party.statement_pdf", asked.clone()).refusal().0, 403);
    assert_eq!(door(&asha, "party.statement_pdf", asked).status, 200);
    let outstanding = chitra.ask("GET", "/api/reports/outstanding", None, 200).to_string();
    assert!(!outstanding.contains("71111"), "{outstanding}");

    // A khata without goods bought is hers to read and to print.
    let ledger = format!("/api/parties/{buyer}/ledger");
    let (owners, hers) = (asha.get(&ledger).json(), chitra.get(&ledger).json());
    assert!(owners == hers && hers["closing"] == 700 && hers["page"]["rows"][0]["balance"] == 700, "{hers}");
    assert_eq!(chitra.get(&format!("{ledger}?format=pdf")).status, 200);
}

/// What an answer says that goods cost.
fn costs(answer: &Value) -> i64 {
    match answer {
        Value::Object(parts) => {
            let of = |(name, part): (&String, &Value)| match (name.as_str(), part) {
                ("movements", Value::Array(moved)) => moved.iter().map(|moved| moved["value"].as_i64().unwrap()).sum(),
                _ => costs(part),
            };
            parts.iter().map(of).sum()
        }
        Value::Array(parts) => parts.iter().map(costs).sum(),
        _ => 0,
    }
}
