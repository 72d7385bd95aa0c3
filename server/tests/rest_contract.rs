//! The REST API against its own document: a suite that is generated from it meets no fault and no answer that the
//! document does not describe. `cargo xtask test` brings the generator.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
mod support;

use std::process::Command;

use backend::{Backend, Tokens, cluster};
use serde_json::{Value, json};

/// What every answer is held against.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
response_schema_conformance,negative_data_rejection,unsupported_method,ignored_auth";

#[test]
#[ignore = "needs schemathesis, which `cargo xtask test` installs and names in SCHEMATHESIS"]
fn every_answer_is_as_the_document_says() {
    let schemathesis = std::env::var_os("SCHEMATHESIS").expect("SCHEMATHESIS names the program");
    let cluster = cluster();
    let mut backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let shop = backend.shop(&asha, "Asha Stores");
    unlimited(&cluster);
    let examples = std::env::var("SCHEMATHESIS_EXAMPLES").unwrap_or_else(|_| "25".into());
    let folder = tempfile::tempdir().unwrap();
    let settings = [furnished(&backend, &asha), peopled(&cluster, &backend, &asha, &shop)].concat();
    std::fs::write(folder.path().join("schemathesis.toml"), settings).unwrap();
    let mut log = Vec::new();
    let mut held = true;
    // Who shows no token is counted by their address, which is one here: each part of the suite has a minute of its own.
    for phases in ["examples", "coverage", "fuzzing"] {
        // She is signed in still. A server learns from its first answer that she is of the shop, and counts by its plan.
        assert_eq!(backend.with(&asha, "GET", "/api/parties", None).status, 200);
        let status = Command::new(&schemathesis)
            .current_dir(folder.path())
            .args(["run", &format!("{}/api/openapi.json", backend.address)])
            .args(["--header", &format!("Authorization: Bearer {}", asha.access)])
            .args(["--header", &format!("X-Business: {shop}")])
            .args(["--checks", CHECKS, "--phases", phases])
            .args(["--max-examples", &examples, "--seed", "20261123", "--generation-deterministic"])
            .args(["--suppress-health-check", "all", "--workers", "1", "--no-color", "--continue-on-failure"])
            .status()
            .unwrap();
        held &= status.success();
        log.extend(backend.log());
        backend.signal("-TERM");
        backend.child.wait().unwrap();
        backend.restart(&cluster);
    }
    let faults: Vec<&Value> = log.iter().filter(|line| line["log.level"] == "error").collect();
    assert!(held && faults.is_empty(), "{faults:#?}");
    // What was only ever refused was not held against its description.
    let document = backend.send("GET", "/api/openapi.json", &[], None).unwrap().json();
    let mut unmet = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let same =
                |line: &&Value| line["http.route"] == *path && line["http.request.method"] == method.to_uppercase();
            let statuses: Vec<u64> =
                log.iter().filter(same).filter_map(|line| line["http.response.status_code"].as_u64()).collect();
            if !statuses.iter().any(|status| (200..300).contains(status)) {
                unmet.push(format!("{method} {path} {statuses:?}"));
            }
        }
    }
    assert!(unmet.is_empty(), "answered with refusals alone: {unmet:#?}");
}

/// Runs against the books as a superuser whom no policy holds.
fn as_superuser<T>(cluster: &cluster::Cluster, work: impl AsyncFnOnce(tokio_postgres::Client) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { work(cluster.connect_to("books").await).await })
}

/// The suite asks more often than a shop does.
fn unlimited(cluster: &cluster::Cluster) {
    as_superuser(cluster, async |client| client.batch_execute("update head set plan = 'chain'").await.unwrap());
}

/// More sign-ins of an account than codes are sent for.
fn signed_in(cluster: &cluster::Cluster, account: &str) -> Vec<Value> {
    let ids: Vec<uuid::Uuid> = (1..=6).map(uuid::Uuid::from_u128).collect();
    as_superuser(cluster, async |client| {
        let add = "insert into session (id, account_id, device, created_ms, seen_ms) values ($1, $2, 'Counter', 0, 0)";
        let goes_on = "insert into refresh_token (hash, session_id, expires_ms) values ($1, $1, $2)";
        let account: uuid::Uuid = account.parse().unwrap();
        for id in &ids {
            let id = id.as_bytes().as_slice();
            client.execute(add, &[&id, &account.as_bytes().as_slice()]).await.unwrap();
            client.execute(goes_on, &[&id, &i64::MAX]).await.unwrap();
        }
    });
    ids.iter().map(|id| json!(id)).collect()
}

/// Values that the suite chooses from.
fn dictionary(name: &str, ids: &[Value]) -> String {
    format!("[dictionaries.{name}]\nvalues = {}\n", json!(ids))
}

/// People, devices and sign-ins beside the caller's own: so many that some are left when others were shut out. The suite
/// names these alone, so that it cannot put its caller out of the shop, nor sign it out.
fn peopled(cluster: &cluster::Cluster, backend: &Backend, asha: &Tokens, shop: &str) -> String {
    let (mut devices, mut identities) = (Vec::new(), Vec::new());
    for n in 0..6_u128 {
        let invite = format!("/b/{shop}/devices/invite");
        let code = backend.with(asha, "POST", &invite, Some(json!({ "role": "staff" }))).json()["code"].clone();
        let device = uuid::Uuid::from_u128(n + 1).to_string();
        assert_eq!(backend.post("/join", json!({ "code": code, "device": device, "name": "Counter" })).status, 200);
        devices.push(json!(device));
        let member = json!({ "identity": format!("member{n}@shop.example"), "role": "staff" });
        assert_eq!(backend.with(asha, "PUT", &format!("/b/{shop}/members"), Some(member.clone())).status, 204);
        identities.push(member["identity"].clone());
    }
    let members = backend.with(asha, "GET", &format!("/b/{shop}/members"), None).json();
    let others = members["members"].as_array().unwrap().iter().filter(|member| member["current"] == false);
    let accounts: Vec<Value> = others.map(|member| member["account"].clone()).collect();
    let sessions = signed_in(cluster, &asha.account);
    let business = format!("\"path.business\" = \"{shop}\"");
    let from = |place: &str, name: &str| format!("\"{place}\" = {{ dictionary = \"{name}\" }}");
    let operation = |name: &str, parameters: &[&str]| {
        format!("[[operations]]\ninclude-name = \"{name}\"\nparameters = {{ {} }}\n", parameters.join(", "))
    };
    [
        dictionary("devices", &devices),
        dictionary("identities", &identities),
        dictionary("accounts", &accounts),
        dictionary("sessions", &sessions),
        operation("GET /b/{business}/members", &[&business]),
        operation("GET /b/{business}/devices", &[&business]),
        operation("POST /b/{business}/devices/invite", &[&business]),
        operation("PUT /b/{business}/members", &[&business, &from("body.identity", "identities")]),
        operation("PATCH /b/{business}/members/{account}", &[&business, &from("path.account", "accounts")]),
        operation("DELETE /b/{business}/members/{account}", &[&business, &from("path.account", "accounts")]),
        operation("DELETE /b/{business}/devices/{device}", &[&business, &from("path.device", "devices")]),
        operation("DELETE /account/sessions/{session}", &[&from("path.session", "sessions")]),
    ]
    .concat()
}

/// Something in every list, and what the suite has to know of it: its settings.
fn furnished(backend: &Backend, asha: &Tokens) -> String {
    let ask = |path: &str, body: Value| {
        let answer = backend.with(asha, "POST", path, Some(body));
        assert!(answer.status < 300, "{path}: {}", String::from_utf8_lossy(&answer.body));
        answer.json()
    };
    let finalized = |draft: &Value| ask(&format!("/api/invoices/{}/finalize", draft.as_str().unwrap()), json!({}));
    let (mut parties, mut items, mut invoices, mut vouchers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut expenses, mut advances) = (Vec::new(), Vec::new());
    for n in 0..4 {
        let party = ask("/api/parties", json!({ "name": format!("Ramesh {n}") }))["party"]["id"].clone();
        let item = json!({ "name": format!("Soap {n}"), "track_stock": true, "low_stock": 5000, "price": 350_000 });
        let item = ask("/api/items", item)["id"].clone();
        let stock = json!({ "item": item, "quantity": 1000, "cost": 3500, "opening": true });
        vouchers.push(ask("/api/stock", stock)["voucher"].clone());
        let gave = json!({ "party": party, "side": "gave", "amount": 12_500 });
        vouchers.push(ask("/api/khata", gave)["voucher"].clone());
        let line = json!({ "item": item, "name": "Soap", "quantity": 1000, "price": 350_000, "unit": "PCS" });
        for _ in 0..2 {
            invoices.push(ask("/api/invoices", json!({ "party": party, "lines": [line] }))["id"].clone());
        }
        finalized(invoices.last().unwrap());
        let tenders = json!([{ "mode": "cash", "amount": 500 }]);
        let payment = json!({ "direction": "in", "party": party, "tenders": tenders });
        vouchers.push(ask("/api/payments", payment)["voucher"]["id"].clone());
        let kept = json!({ "direction": "in", "party": party, "tenders": tenders, "settle": "advance" });
        advances.push(ask("/api/payments", kept)["voucher"]["id"].clone());
        let rent = ask("/api/expenses", json!({ "account": "expense.rent", "tenders": tenders }));
        expenses.push(rent["voucher"]["id"].clone());
        let moved = ask("/api/money/moves", json!({ "from": "cash", "to": "bank", "amount": 300 }));
        vouchers.push(moved["voucher"]["id"].clone());
        parties.push(party);
        items.push(item);
    }
    let of = |path: &str, name: &str| {
        format!(
            "[[operations]]\ninclude-path-regex = \"^/api/{path}\"\nparameters = {{ \"path.id\" = {{ dictionary = \"{name}\" }} }}\n"
        )
    };
    let bodies = [("party", "parties"), ("supplier", "parties"), ("item", "items"), ("lines[*].item", "items")];
    let bodies = bodies.map(|(field, name)| format!("\"body.{field}\" = {{ dictionary = \"{name}\" }}\n"));
    [
        format!("[parameters]\n{}", bodies.concat()),
        dictionary("parties", &parties),
        dictionary("items", &items),
        dictionary("invoices", &invoices),
        dictionary("vouchers", &vouchers),
        dictionary("expenses", &expenses),
        dictionary("advances", &advances),
        of("parties/", "parties"),
        of("items/", "items"),
        of("invoices/", "invoices"),
        // What is taken back by others is no advance any more.
        of("payments/(?!.*allocate)", "vouchers"),
        of("payments/.*allocate", "advances"),
        of("expenses/", "expenses"),
        of("vouchers/", "vouchers"),
    ]
    .concat()
}
