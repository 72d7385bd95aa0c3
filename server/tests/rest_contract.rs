//! The REST API against its own document: a suite that is generated from it meets no fault and no answer that the
//! document does not describe. `cargo xtask test` brings the generator.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected fails by panicking")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
mod support;

use std::process::Command;

use backend::{Backend, Tokens, bill, cluster};
use serde_json::json;

/// What every answer is held against.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
response_schema_conformance,negative_data_rejection,unsupported_method,ignored_auth";

#[test]
#[ignore = "needs schemathesis, which `cargo xtask test` installs and names in SCHEMATHESIS"]
fn every_answer_is_as_the_document_says() {
    let schemathesis = std::env::var_os("SCHEMATHESIS").expect("SCHEMATHESIS names the program");
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let shop = backend.shop(&asha, "Asha Stores");
    unlimited(&cluster);
    furnish(&backend, &asha, &shop);
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new(schemathesis)
        .current_dir(folder.path())
        .args(["run", &format!("{}/api/openapi.json", backend.address)])
        .args(["--header", &format!("Authorization: Bearer {}", asha.access)])
        .args(["--header", &format!("X-Business: {shop}")])
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", "12", "--seed", "20261123", "--generation-deterministic"])
        .args(["--suppress-health-check", "all", "--workers", "2", "--no-color", "--continue-on-failure"])
        .status()
        .unwrap();
    let faults: Vec<_> = backend.log().into_iter().filter(|line| line["level"] == "ERROR").collect();
    assert!(status.success() && faults.is_empty(), "{faults:#?}");
}

/// The suite asks more often than a shop does.
fn unlimited(cluster: &cluster::Cluster) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let config: tokio_postgres::Config = cluster.url("postgres", "books").parse().unwrap();
        let (client, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute("update head set plan = 'chain'").await.unwrap();
    });
}

/// Something in every list.
fn furnish(backend: &Backend, asha: &Tokens, shop: &str) {
    let ask = |request: &str, body: serde_json::Value| {
        let answer = backend.door(asha, shop, request, &body).unwrap();
        assert_eq!(answer.status, 200, "{request}: {}", String::from_utf8_lossy(&answer.body));
        answer.json()
    };
    let party = ask("party.save", json!({ "edit": { "name": "Ramesh" } }))["party"]["id"].clone();
    let item = ask("item.save", json!({ "edit": { "name": "Soap", "track_stock": true, "low_stock": 5000 } }))["id"].clone();
    ask("stock.add", json!({ "entry": { "item": item, "quantity": 1000, "cost": 3500, "opening": true } }));
    ask("bill.finalize", bill(1));
    ask("khata.add", json!({ "party": party, "side": "gave", "amount": 12_500 }));
    let tenders = json!([{ "mode": "cash", "amount": 500 }]);
    ask("payment.save", json!({ "direction": "in", "party": party, "tenders": tenders }));
    ask("expense.save", json!({ "account": "expense.rent", "tenders": tenders }));
}
