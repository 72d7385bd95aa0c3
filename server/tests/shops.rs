//! Two shops in one installation: books, backups and sign-ins apart, each in step with its own devices.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "how long a test waits is measured on the machine's clock")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
mod support;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use backend::{Backend, bill, cluster};
use serde_json::{Value, json};
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite::Books;
use smartkhata_courier::LinkedBooks;
use support::Server;

/// The shop of the data folder itself.
const FIRST: &str = "first";

fn wait(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A device of its own, elsewhere.
fn device(folder: &Path) -> LinkedBooks {
    let books = Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {}).unwrap();
    LinkedBooks::new(Arc::new(books)).unwrap()
}

fn ask(device: &LinkedBooks, request: &str, body: &Value) -> Value {
    serde_json::from_str(&device.call(request, &body.to_string()).unwrap()).unwrap()
}

fn bills(answer: &Value) -> usize {
    answer["rows"].as_array().unwrap().len()
}

#[test]
fn a_device_with_a_shop_joins_another_one_beside_it() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let signs_in = |identity: &str, send: &dyn Fn(&str, Value) -> Value| {
        let mut who = json!({ "backend": backend.address, "identity": identity });
        send("cloud.send_code", who.clone());
        who["code"] = json!(backend.mail.code());
        assert_eq!(send("cloud.connect", who)["connected"], true);
    };

    // Ravi's shop, on his own device.
    let elsewhere = tempfile::tempdir().unwrap();
    let ravi = device(elsewhere.path());
    ask(&ravi, "shop.create", &json!({ "name": "Ravi Cloth" }));
    ask(&ravi, "bill.finalize", &bill(1));
    signs_in("ravi@shop.example", &|request, body| ask(&ravi, request, &body));
    let code = ask(&ravi, "cloud.invite", &json!({ "role": "manager" }))["code"].clone();

    // Sita's, in a folder that was made before there could be two; then Ravi's beside it.
    let data = tempfile::tempdir().unwrap();
    let before = device(data.path());
    ask(&before, "shop.create", &json!({ "name": "Sita Stores" }));
    ask(&before, "bill.finalize", &bill(11));
    ask(&before, "bill.finalize", &bill(12));
    drop(before);
    let mut server = Server::start(data.path(), &[]);
    let listed = |server: &Server| -> Vec<String> {
        let shops = server.shop(FIRST, "shops.list", &json!({}));
        shops["shops"].as_array().unwrap().iter().map(|shop| shop["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed(&server), ["Sita Stores"]);
    signs_in("sita@shop.example", &|request, body| server.shop(FIRST, request, &body));
    let joins = json!({ "backend": backend.address, "code": code, "name": "Sita's counter" });
    assert_eq!(server.shop(FIRST, "cloud.join", &joins)["code"], "shop_exists", "two journals are never mixed");
    let second = server.shop(FIRST, "shops.add", &json!({}))["key"].as_str().unwrap().to_owned();
    assert_eq!(server.shop(&second, "shop.get", &json!({}))["code"], "no_shop");
    assert_eq!(server.shop(&second, "cloud.join", &joins)["connected"], true);
    wait("the other shop's books", || listed(&server) == ["Sita Stores", "Ravi Cloth"]);

    // Each sells, and each hears its own alone.
    server.shop(FIRST, "bill.finalize", &bill(13));
    let sold = server.shop(&second, "bill.finalize", &bill(2));
    let sold = sold["voucher"]["number"].as_str().unwrap().to_owned();
    wait("the bill on Ravi's device", || ask(&ravi, "bill.list", &json!({})).to_string().contains(&sold));
    ask(&ravi, "bill.finalize", &bill(3));
    wait("Ravi's bill here", || bills(&server.shop(&second, "bill.list", &json!({}))) == 3);
    assert_eq!(bills(&server.shop(FIRST, "bill.list", &json!({}))), 3);
    for (key, devices) in [(FIRST, 1), (&second, 2)] {
        wait("all devices with everything", || {
            server.shop(key, "cloud.look", &json!({}));
            std::thread::sleep(Duration::from_millis(300));
            let status = server.shop(key, "sync.status", &json!({}));
            let known = status["devices"].as_array().unwrap();
            let all = |device: &Value| device["entries"] == status["head"];
            status["pending"] == 0 && known.len() == devices && known.iter().all(all)
        });
        assert_eq!(server.shop(key, "books.verify", &json!({}))["faults"], json!([]));
    }
    let codes = [FIRST, &second].map(|key| server.shop(key, "status.get", &json!({}))["same_books_code"].clone());
    assert_ne!(codes[0], codes[1]);
    assert_eq!(codes[1], ask(&ravi, "status.get", &json!({}))["same_books_code"]);

    // After a restart both go on, also the one that nobody looks at.
    drop(server);
    ask(&ravi, "bill.finalize", &bill(4));
    server = Server::start(data.path(), &[]);
    assert_eq!(listed(&server), ["Sita Stores", "Ravi Cloth"]);
    wait("what came meanwhile", || bills(&server.shop(&second, "bill.list", &json!({}))) == 4);

    // A backup is its shop's own, and so is the restore of one.
    let backup = server.shop(&second, "backup.create", &json!({}))["path"].as_str().unwrap().to_owned();
    assert!(Path::new(&backup).starts_with(data.path().join("shops").join(&second)), "{backup}");
    server.shop(&second, "bill.finalize", &bill(5));
    wait("the bill on Ravi's device", || bills(&ask(&ravi, "bill.list", &json!({}))) == 5);
    server.shop(&second, "backup.restore", &json!({ "path": backup }));
    assert_eq!(bills(&server.shop(FIRST, "bill.list", &json!({}))), 3);
    wait("the bill after the backup, from the others", || bills(&server.shop(&second, "bill.list", &json!({}))) == 5);
    assert_eq!(listed(&server), ["Sita Stores", "Ravi Cloth"]);
}

#[test]
fn a_request_names_a_shop_of_this_installation_or_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), &[]);
    let unknown = server.shop("0192f0c1-2345-7abc-8def-0123456789ab", "shop.get", &json!({}));
    assert_eq!((unknown["code"].as_str(), unknown["field"].as_str()), (Some("not_found"), Some("shop")));
    assert_eq!(server.shop(FIRST, "shops.list", &json!({}))["shops"], json!([]));
}
