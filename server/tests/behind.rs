//! A server that only serves: it holds no login that may change the tables, and waits until whoever owns them has brought
//! them to what it knows.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
#[path = "support/mod.rs"]
mod support;

use std::process::Output;
use std::time::Duration;

use backend::Backend;
use cluster::Cluster;
use serde_json::json;
use support::{err, out, program};

/// A PostgreSQL with an empty database, its owner, and a login that owns nothing.
async fn cluster() -> Cluster {
    let cluster = tokio::task::block_in_place(backend::cluster);
    execute(&cluster, "create role server login").await;
    cluster
}

async fn execute(cluster: &Cluster, text: &str) {
    cluster.connect_to("books").await.batch_execute(text).await.unwrap();
}

/// A server that is told of the login that owns nothing.
fn serves(cluster: &Cluster) -> Backend {
    Backend::start(cluster, &["--database-url", &cluster.url("server", "books")])
}

fn migrate(cluster: &Cluster, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(&[&["migrate"], more].concat(), folder.path());
    command.env("DATABASE_URL", cluster.url("server", "books"));
    command.env("DATABASE_OWNER_URL", cluster.url("keeper", "books")).output().unwrap()
}

/// Until it says that work may be sent to it.
fn is_ready(backend: &Backend) -> bool {
    (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        backend.send("GET", "/ready", &[], None).unwrap().status == 200
    })
}

/// It says what it lacks, and answers nothing that would need it.
fn assert_waits(backend: &Backend) {
    let ready = backend.send("GET", "/ready", &[], None).unwrap();
    let parts = json!({ "database": true, "migrations": false, "disk": true, "serving": true });
    assert_eq!((ready.status, ready.json()), (503, parts));
    assert_eq!(backend.send("GET", "/health", &[], None).unwrap().status, 200);
    assert_eq!(backend.send("GET", "/metrics", &[], None).unwrap().status, 200);
    for (method, path, body) in [
        ("POST", "/account/code", Some(r#"{"identity":"keeper@shop.example"}"#)),
        ("GET", "/shops", None),
        ("GET", "/", None),
    ] {
        let answer = backend.send(method, path, &[], body).unwrap();
        assert_eq!((answer.status, answer.json()["code"].as_str()), (503, Some("unavailable")), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_serves_waits_for_the_tables_and_is_not_told_of_their_owner() {
    let cluster = cluster().await;
    let waiting = serves(&cluster);
    assert_waits(&waiting);
    let made = migrate(&cluster, &[]);
    assert!(made.status.success(), "{}", err(&made));
    assert!(out(&made).starts_with("first: its tables are those of "), "{}", out(&made));
    assert!(is_ready(&waiting), "it goes on by itself");
    let owner = waiting.sign_in("keeper@shop.example");
    let shop = waiting.shop(&owner, "Asha Stores");
    assert_eq!(waiting.door(&owner, &shop, "bill.finalize", &backend::bill(1)).unwrap().status, 200);
    // The same again changes nothing, and whoever starts then serves at once.
    assert!(migrate(&cluster, &[]).status.success());
    let second = serves(&cluster);
    assert_eq!(second.send("GET", "/ready", &[], None).unwrap().status, 200);
    assert_eq!(
        second.door(&owner, &shop, "bill.list", &json!({})).unwrap().json()["rows"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_an_older_version_are_not_served_and_not_changed() {
    let cluster = cluster().await;
    assert!(migrate(&cluster, &[]).status.success());
    // The newest migration is not there yet.
    let older = "create table kept as select * from migration where number < 1000000 order by number desc limit 1; \
                 delete from migration where number = (select number from kept)";
    execute(&cluster, older).await;
    let waiting = serves(&cluster);
    assert_waits(&waiting);
    execute(&cluster, "insert into migration select * from kept").await;
    assert!(is_ready(&waiting), "somebody else has brought them there");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_serves_stands_back_from_tables_that_it_does_not_know() {
    let cluster = cluster().await;
    assert!(migrate(&cluster, &[]).status.success());
    let serving = serves(&cluster);
    assert!(is_ready(&serving));
    // A newer version has taken its tables away, long after its release.
    execute(&cluster, "update migration set number = number + 1 where name = 'books'").await;
    let stands_back = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        serving.send("GET", "/shops", &[], None).unwrap().status == 503
    });
    assert!(stands_back, "whoever still sends work here is not answered wrongly");
    execute(&cluster, "update migration set number = number - 1 where name = 'books'").await;
    assert!(is_ready(&serving));
    serving.sign_in("keeper@shop.example");
}
