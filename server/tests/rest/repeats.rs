//! Every write that the document tells of, sent twice under one key: done once, answered alike.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::backend::{Backend, cluster};
use crate::cluster::Cluster;
use crate::{Caller, owner, sugar};

/// What all tables hold, a digest each.
fn tables(cluster: &Cluster) -> BTreeMap<String, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let books = cluster.connect_to("books").await;
        let names = "select format('%I.%I', schemaname, tablename) from pg_tables \
            where schemaname = 'public' or schemaname like 'books%'";
        let mut told = BTreeMap::new();
        for row in books.query(names, &[]).await.unwrap() {
            let name: String = row.get(0);
            let rows = format!("select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {name} t");
            told.insert(name, books.query_one(&rows, &[]).await.unwrap().get(0));
        }
        told
    })
}

/// Makes what a write needs to be there; its address and its body.
fn prepared(asha: &Caller<'_>, operation: &str, n: usize) -> (String, Option<Value>) {
    let id = |value: &Value| value.as_str().unwrap().to_owned();
    let named = |name: &str| format!("{name} {n}");
    let party = || {
        let party = json!({ "name": named("Ramesh") });
        asha.ask("POST", "/api/parties", Some(party), 201)["party"]["id"].clone()
    };
    let item = || {
        let item = json!({ "name": named("Soap"), "price": 350_000, "track_stock": true });
        asha.ask("POST", "/api/items", Some(item), 201)["id"].clone()
    };
    let draft = || id(&asha.ask("POST", "/api/invoices", Some(sugar(Some(&party()))), 201)["id"]);
    let bill = |party: &Value| {
        let draft = id(&asha.ask("POST", "/api/invoices", Some(sugar(Some(party))), 201)["id"]);
        asha.ask("POST", &format!("/api/invoices/{draft}/finalize"), None, 200);
        draft
    };
    let tenders = json!([{ "mode": "cash", "amount": 500 }]);
    let money = |party: &Value| json!({ "direction": "in", "party": party, "tenders": tenders });
    let paid = |party: &Value, settle: &str| {
        let mut money = money(party);
        money["settle"] = json!(settle);
        id(&asha.ask("POST", "/api/payments", Some(money), 201)["voucher"]["id"])
    };
    let gave = || json!({ "party": party(), "side": "gave", "amount": 2500 });
    let reason = || Some(json!({ "reason": "wrong" }));
    let of_shop = |what: &str| format!("/b/{}/{what}", asha.shop);
    let joins = json!({ "identity": format!("member{n}@shop.example"), "role": "staff" });
    let member = || {
        asha.ask("PUT", &of_shop("members"), Some(joins.clone()), 204);
        let members = asha.ask("GET", &of_shop("members"), None, 200)["members"].clone();
        let known = |member: &&Value| member["identity"] == joins["identity"];
        of_shop(&format!("members/{}", id(&members.as_array().unwrap().iter().find(known).unwrap()["account"])))
    };
    let staff = || Some(json!({ "role": "staff" }));
    match operation {
        "POST /api/parties" => ("/api/parties".into(), Some(json!({ "name": "Sita" }))),
        "PATCH /api/parties/{id}" => (format!("/api/parties/{}", id(&party())), Some(json!({ "name": "Sita" }))),
        "POST /api/items" => ("/api/items".into(), Some(json!({ "name": "Salt", "price": 250_000 }))),
        "PATCH /api/items/{id}" => (format!("/api/items/{}", id(&item())), Some(json!({ "price": 400_000 }))),
        "POST /api/stock" => ("/api/stock".into(), Some(json!({ "item": item(), "quantity": 1000, "cost": 3500 }))),
        "POST /api/invoices" => ("/api/invoices".into(), Some(sugar(None))),
        "PUT /api/invoices/{id}" => (format!("/api/invoices/{}", draft()), Some(sugar(None))),
        "DELETE /api/invoices/{id}" => (format!("/api/invoices/{}", draft()), None),
        "POST /api/invoices/{id}/finalize" => (format!("/api/invoices/{}/finalize", draft()), None),
        "POST /api/invoices/{id}/cancel" => (format!("/api/invoices/{}/cancel", bill(&party())), reason()),
        "POST /api/invoices/{id}/duplicate" => (format!("/api/invoices/{}/duplicate", bill(&party())), None),
        "POST /api/invoices/{id}/correct" => (format!("/api/invoices/{}/correct", bill(&party())), None),
        "POST /api/payments" => ("/api/payments".into(), Some(money(&party()))),
        "POST /api/payments/{id}/allocate" => {
            let party = party();
            // A bill takes the advances by itself that were there before it.
            bill(&party);
            let advance = paid(&party, "advance");
            (format!("/api/payments/{advance}/allocate"), Some(json!({ "settle": "oldest_first" })))
        }
        "POST /api/payments/{id}/cancel" => (format!("/api/payments/{}/cancel", paid(&party(), "advance")), reason()),
        "POST /api/expenses" => {
            ("/api/expenses".into(), Some(json!({ "account": "expense.rent", "tenders": tenders })))
        }
        "POST /api/money/moves" => {
            ("/api/money/moves".into(), Some(json!({ "from": "cash", "to": "bank", "amount": 300 })))
        }
        "POST /api/money/counts" => {
            let holds = asha.ask("GET", "/api/money/drawer", None, 200)["holds"].as_i64().unwrap();
            ("/api/money/counts".into(), Some(json!({ "counted": holds + 500, "holds": holds })))
        }
        "POST /api/khata" => ("/api/khata".into(), Some(gave())),
        "POST /api/vouchers/{id}/cancel" => {
            let voucher = id(&asha.ask("POST", "/api/khata", Some(gave()), 201)["voucher"]);
            (format!("/api/vouchers/{voucher}/cancel"), reason())
        }
        "POST /shops" => ("/shops".into(), Some(json!({ "name": "Asha Two" }))),
        "PUT /b/{business}/members" => (of_shop("members"), Some(joins)),
        "PATCH /b/{business}/members/{account}" => (member(), Some(json!({ "role": "manager" }))),
        "DELETE /b/{business}/members/{account}" => (member(), None),
        "POST /b/{business}/devices/invite" => (of_shop("devices/invite"), staff()),
        "DELETE /b/{business}/devices/{device}" => {
            let code = asha.ask("POST", &of_shop("devices/invite"), staff(), 200)["code"].clone();
            let device = uuid::Uuid::from_u128(7).to_string();
            let join = json!({ "code": code, "device": device, "name": "Counter" });
            assert_eq!(asha.backend.post("/join", join).status, 200);
            (of_shop(&format!("devices/{device}")), None)
        }
        "DELETE /account/sessions/{session}" => {
            (format!("/account/sessions/{}", asha.backend.sign_in("asha@shop.example").session), None)
        }
        other => panic!("{other} writes, and nobody here says what it needs"),
    }
}

#[test]
fn every_write_of_the_document_is_done_once_under_its_key() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let document = backend.send("GET", "/api/openapi.json", &[], None).unwrap().json();
    let mut writes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in ["post", "put", "patch", "delete"] {
            if methods[method].is_object() {
                writes.push((method.to_uppercase(), path));
            }
        }
    }
    assert!(writes.len() > 20, "{writes:?}");
    for (n, (method, path)) in writes.into_iter().enumerate() {
        let operation = format!("{method} {path}");
        let (path, body) = prepared(&asha, &operation, n);
        let key = format!("write-{n}");
        let send = || asha.send(&method, &path, &[("idempotency-key", &key)], body.clone());
        let before = tables(&cluster);
        let first = send();
        let said = String::from_utf8_lossy(&first.body).into_owned();
        assert!((200..300).contains(&first.status), "{operation}: {} {said}", first.status);
        let after = tables(&cluster);
        assert_ne!(before, after, "{operation} wrote nothing");
        for _ in 0..2 {
            let again = send();
            assert_eq!((again.status, &again.body), (first.status, &first.body), "{operation}: {said}");
            for header in ["etag", "content-type"] {
                assert_eq!(again.header(header), first.header(header), "{operation}: {header}");
            }
        }
        let differs: Vec<_> =
            tables(&cluster).into_iter().filter(|(name, rows)| after.get(name) != Some(rows)).collect();
        assert!(differs.is_empty(), "{operation} was done again: {differs:?}");
    }
}
