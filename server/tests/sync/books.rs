//! The books of a shop on its devices and the backend: the same everywhere, whatever was away, lost or restored.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use smartkhata_core::Code;
use smartkhata_core::id::{DeviceId, new_uuid};
use smartkhata_core::machine::SystemIds;
use smartkhata_core::sync::Exchange;
use smartkhata_courier::{Account, Courier, Line, LinkedBooks};

use crate::backend::{Backend, bill, cluster};
use crate::device::{Device, PATIENCE, first, invite, open, until};
use crate::support;

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_and_the_backend_have_the_same_books() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    // Said again by the same owner it changes nothing; somebody else is told that the shop is taken.
    line.adopt().await.unwrap();
    let babu = backend.sign_in("babu@shop.example");
    assert_eq!(counter.line(&backend, &babu).adopt().await.unwrap_err().code, Code::ShopExists);
    let carried = Courier::begin(Arc::clone(&counter.books), counter.line(&backend, &asha));
    until("the first push", || carried.standing().borrow().in_step).await;
    // Field by field once a day, from the first time on.
    assert!(counter.books.kept("fields_compared_ms").unwrap().is_some());

    // A phone comes in by a code, once; it gets the whole journal and a series of its own.
    let code = invite(&backend, &asha, counter.business(), "staff");
    let phone = Device::new();
    let line = phone.join(&backend, &code.to_lowercase().replace('-', " "), "Phone").await;
    let device = DeviceId::new(new_uuid(0, &SystemIds));
    let again = Line::join(&backend.address, &code, device, "Thief", None).await;
    assert_eq!(again.unwrap_err().code, Code::InvalidCode);
    let also = Courier::begin(Arc::clone(&phone.books), line);
    until("the phone's first pull", || phone.numbers() == counter.numbers()).await;

    // What its owner's role may not ask for, the device may not say either: goods that came in say what they cost.
    let item = counter.ask("item.save", &json!({ "edit": { "name": "Sugar", "price": 450_000 } }))["id"].clone();
    until("the item", || phone.ask("item.list", &json!({}))["rows"].as_array().unwrap().len() == 1).await;
    phone.ask("stock.add", &json!({ "entry": { "item": item, "quantity": 5000, "cost": 20_000 } }));
    until("the refusal", || {
        let shown = counter.ask("attention.list", &json!({}))["matters"].to_string();
        shown.contains("refused") && counter.code() == phone.code()
    })
    .await;
    assert_eq!(counter.ask("item.get", &json!({ "id": item }))["stock"], 0);
    until("the phone knows", || phone.ask("item.get", &json!({ "id": item }))["stock"] == 0).await;

    // Both sell, each in its series; both hear of the other at once.
    let (here, there) = (counter.sell(2), phone.sell(3));
    assert!(here.starts_with("A/") && there.starts_with("B/"), "{here} {there}");
    until("both sales", || counter.numbers().len() == 3 && phone.numbers().len() == 3).await;
    until("the same code", || counter.code() == phone.code()).await;

    // What is billed through the door reaches the devices, and the other way round.
    let shop = counter.business().to_string();
    let online = backend.door(&asha, &shop, "bill.finalize", &bill(4)).unwrap().json();
    let online = online["voucher"]["number"].as_str().unwrap().to_owned();
    until("the bill of the web edition", || phone.numbers().contains(&online)).await;
    let listed = backend.door(&asha, &shop, "bill.list", &json!({ "limit": 50 })).unwrap().json();
    assert_eq!(listed["rows"].as_array().unwrap().len(), 4);
    let verified = backend.door(&asha, &shop, "books.verify", &json!({})).unwrap().json();
    assert_eq!((verified["faults"].clone(), verified["trial_balance"].clone()), (json!([]), json!(0)));
    until("the same code again", || counter.code() == phone.code()).await;
    let status = backend.door(&asha, &shop, "status.get", &json!({})).unwrap().json();
    assert_eq!(status["same_books_code"], counter.code());

    // A hundred bills made offline arrive together.
    drop(also);
    for n in 100..200 {
        phone.sell(n);
    }
    let account = Account::read(phone.folder.path()).unwrap().unwrap();
    let line = Line::new(phone.folder.path(), phone.business(), account).unwrap();
    let also = Courier::begin(Arc::clone(&phone.books), line);
    let took = until("a hundred bills", || counter.numbers().len() == 104).await;
    println!("a hundred bills made offline reached the other device in {} ms", took.as_millis());
    until("the phone in step", || also.standing().borrow().in_step && counter.code() == phone.code()).await;

    // Who is shut out hears nothing more; what it still holds is taken, and shown as late.
    let devices = backend.with(&asha, "GET", &format!("/b/{shop}/devices"), None).json();
    let id = phone.books.identity().unwrap().unwrap().device.to_string();
    assert!(devices["devices"].as_array().unwrap().iter().any(|device| device["id"] == id.as_str()));
    let gone = backend.with(&asha, "DELETE", &format!("/b/{shop}/devices/{id}"), None);
    assert_eq!(gone.status, 204);
    // Nor does whoever holds it now read the shop by its door.
    let account = Account::read(phone.folder.path()).unwrap().unwrap();
    let bearer = format!("Bearer {}", account.access_token);
    for (path, body) in
        [(format!("/b/{shop}/door/party.list"), "{}"), (format!("/b/{shop}/devices/invite"), r#"{"role":"staff"}"#)]
    {
        let refused = backend.send("POST", &path, &[("authorization", &bearer)], Some(body)).unwrap();
        assert_eq!(refused.refusal(), (403, "device_removed".into()), "{path}");
    }
    drop(also);
    let lost = phone.sell(300);
    counter.sell(301);
    let account = Account::read(phone.folder.path()).unwrap().unwrap();
    let line = Line::new(phone.folder.path(), phone.business(), account).unwrap();
    let also = Courier::begin(Arc::clone(&phone.books), line);
    until("the bill of the device that was shut out", || counter.numbers().contains(&lost)).await;
    until("the device knows", || also.standing().borrow().removed).await;
    assert_eq!(phone.numbers().len(), counter.numbers().len() - 1, "it hears nothing of the shop any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_device_and_a_backend_that_was_away_lose_nothing() {
    let cluster = tokio::task::block_in_place(cluster);
    let mut backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    let copied = tempfile::tempdir().unwrap();
    counter.books.call("backup.create", &json!({ "folder": copied.path() }).to_string()).unwrap();
    let carried = Courier::begin(Arc::clone(&counter.books), line);
    counter.sell(2);
    until("both bills", || carried.standing().borrow().in_step).await;
    until("nothing waits", || counter.books.next_ask(&mut Exchange::default()).is_ok()).await;

    // The backend dies; the shop sells on; the backend comes back.
    backend.signal("-KILL");
    backend.child.wait().unwrap();
    counter.sell(3);
    until("the courier sees it", || carried.standing().borrow().error.is_some()).await;
    drop(carried);
    tokio::task::block_in_place(|| backend.restart(&cluster));
    let account =
        Account { backend: backend.address.clone(), ..Account::read(counter.folder.path()).unwrap().unwrap() };
    account.keep(counter.folder.path()).unwrap();
    let line = Line::new(counter.folder.path(), counter.business(), account).unwrap();
    let carried = Courier::begin(Arc::clone(&counter.books), line);
    let shop = counter.business().to_string();
    let there = || {
        let listed = backend.door(&asha, &shop, "bill.list", &json!({ "limit": 50 })).unwrap().json();
        listed["rows"].as_array().unwrap().len()
    };
    until("the bill that was sold meanwhile", || there() == 3).await;

    // The phone restores yesterday's backup: a new name, a new series, and all that the shop did since.
    let file = std::fs::read_dir(copied.path()).unwrap().next().unwrap().unwrap().path();
    let restored = Device::new();
    restored.books.call("backup.restore", &json!({ "path": file }).to_string()).unwrap();
    assert_eq!(restored.numbers().len(), 1);
    let sold = restored.sell(4);
    assert!(!sold.starts_with("A/"), "{sold}");
    let other = backend.sign_in("asha@shop.example");
    let also = Courier::begin(Arc::clone(&restored.books), restored.line(&backend, &other));
    until("the restored device in step", || restored.numbers().len() == 4 && counter.numbers().len() == 4).await;
    until("the same code", || restored.code() == counter.code()).await;
    drop((also, carried));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_backend_gets_back_what_a_lost_device_said_while_the_operator_lets_others() {
    let cluster = tokio::task::block_in_place(cluster);
    let mut backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    let carried = Courier::begin(Arc::clone(&counter.books), line);
    let phone = Device::new();
    let code = invite(&backend, &asha, counter.business(), "staff");
    let also = Courier::begin(Arc::clone(&phone.books), phone.join(&backend, &code, "Phone").await);
    until("the first bill", || phone.numbers().len() == 1).await;

    // A copy of the database is taken; the counter sells on; then the database and the counter are lost.
    let owner = cluster.connect().await;
    let run = async |statements: &[&str]| {
        for statement in statements {
            // Connections of a backend that was killed end a moment after it.
            let mut tries = 0;
            while let Err(error) = owner.batch_execute(statement).await {
                tries += 1;
                assert!(tries < 50, "{statement}: {error:?}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    };
    backend.signal("-KILL");
    backend.child.wait().unwrap();
    run(&["create database kept template books owner keeper"]).await;
    tokio::task::block_in_place(|| backend.restart(&cluster));
    let moved = |device: &Device| {
        let account = Account::read(device.folder.path()).unwrap().unwrap();
        let account = Account { backend: backend.address.clone(), ..account };
        account.keep(device.folder.path()).unwrap();
        Line::new(device.folder.path(), device.business(), account).unwrap()
    };
    drop((carried, also));
    let carried = Courier::begin(Arc::clone(&counter.books), moved(&counter));
    let also = Courier::begin(Arc::clone(&phone.books), moved(&phone));
    let lost = counter.sell(2);
    until("the bill that will be lost", || phone.numbers().contains(&lost)).await;
    drop((carried, also));
    let shop = counter.business().to_string();
    drop(counter);
    backend.signal("-KILL");
    backend.child.wait().unwrap();
    run(&["drop database books", "alter database kept rename to books"]).await;

    // The phone comes to the restored database with what it holds; what the counter had said is the counter's to say.
    tokio::task::block_in_place(|| backend.restart(&cluster));
    let on_the_server = |backend: &Backend| {
        let listed = backend.door(&asha, &shop, "bill.list", &json!({ "limit": 50 })).unwrap().json();
        listed["rows"].as_array().unwrap().len()
    };
    let line = |backend: &Backend| {
        let account = Account::read(phone.folder.path()).unwrap().unwrap();
        let account = Account { backend: backend.address.clone(), ..account };
        account.keep(phone.folder.path()).unwrap();
        Line::new(phone.folder.path(), phone.business(), account).unwrap()
    };
    let also = Courier::begin(Arc::clone(&phone.books), line(&backend));
    phone.sell(3);
    until("the phone's own bill", || on_the_server(&backend) == 2).await;
    drop(also);

    // The operator lets it, while the phone is there already.
    let also = Courier::begin(Arc::clone(&phone.books), line(&backend));
    until("the phone in step", || also.standing().borrow().in_step).await;
    let refill = |arguments: &[&str]| {
        let mut command =
            support::program(&[&["operator", "refill", "--shop"], arguments].concat(), phone.folder.path());
        command.env("DATABASE_URL", cluster.url("keeper", "books")).output().unwrap()
    };
    let nobody = refill(&["00000000-0000-7000-8000-000000000009"]);
    assert!(!nobody.status.success() && support::err(&nobody).contains("[not_found]"), "{}", support::err(&nobody));
    let opened = refill(&[&shop, "--hours", "2"]);
    assert!(opened.status.success() && support::out(&opened).starts_with("1 shops"), "{}", support::err(&opened));
    assert_eq!(on_the_server(&backend), 2);
    // It hears of it with whatever comes next.
    phone.sell(4);
    until("the lost counter's bill", || on_the_server(&backend) == 4).await;
    until("the same code", || {
        let status = backend.door(&asha, &shop, "status.get", &json!({})).unwrap().json();
        status["same_books_code"] == phone.code().as_str()
    })
    .await;
    let verified = backend.door(&asha, &shop, "books.verify", &json!({})).unwrap().json();
    assert_eq!((verified["faults"].clone(), verified["trial_balance"].clone()), (json!([]), json!(0)));
    assert!(phone.numbers().contains(&lost));
    drop(also);
    assert!(refill(&[&shop, "--hours", "0"]).status.success());
}

#[test]
fn a_shopkeeper_connects_by_a_code_and_lets_a_phone_in_through_the_door() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let (counter, phone) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let link = |folder: &Path| LinkedBooks::new(Arc::new(open(folder))).unwrap();
    let (counter, joined) = (link(counter.path()), link(phone.path()));
    let ask = |link: &LinkedBooks, request: &str, body: Value| -> Value {
        serde_json::from_str(&link.call(request, &body.to_string()).unwrap()).unwrap()
    };
    let wait = |what: &str, done: &dyn Fn() -> bool| {
        let begun = Instant::now();
        while !done() {
            assert!(begun.elapsed() < PATIENCE, "{what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    ask(&counter, "shop.create", json!({ "name": "Sita Stores" }));
    ask(&counter, "bill.finalize", bill(1));
    assert_eq!(ask(&counter, "cloud.status", json!({}))["connected"], false);
    assert_eq!(ask(&counter, "sync.status", json!({}))["joined"], false);
    let who = json!({ "backend": backend.address, "identity": "sita@shop.example" });
    ask(&counter, "cloud.send_code", who.clone());
    let code = backend.mail.code();
    let wrong = json!({ "backend": backend.address, "identity": "sita@shop.example", "code": "000000" });
    if code != "000000" {
        assert_eq!(counter.call("cloud.connect", &wrong.to_string()).unwrap_err().code, Code::InvalidCode);
    }
    let mut signs = who;
    signs["code"] = json!(code);
    assert_eq!(ask(&counter, "cloud.connect", signs)["connected"], true);
    wait("the counter in step", &|| ask(&counter, "sync.status", json!({}))["pending"] == 0);

    // The phone has no shop yet, and comes in by a code.
    let code = ask(&counter, "cloud.invite", json!({ "role": "staff" }))["code"].as_str().unwrap().to_owned();
    let join = json!({ "backend": backend.address, "code": code, "name": "Ravi's phone" });
    assert_eq!(ask(&joined, "cloud.join", join.clone())["connected"], true);
    assert_eq!(joined.call("cloud.join", &join.to_string()).unwrap_err().code, Code::InvalidCode);
    wait("the shop's name on the phone", &|| {
        joined.call("shop.get", "{}").is_ok_and(|shop| shop.contains("Sita Stores"))
    });
    ask(&joined, "bill.finalize", bill(2));
    wait("both devices with everything", &|| {
        // Who looks hears how far the others have read.
        ask(&counter, "cloud.look", json!({}));
        std::thread::sleep(Duration::from_millis(300));
        let status = ask(&counter, "sync.status", json!({}));
        let devices = status["devices"].as_array().unwrap();
        let all = |device: &Value| device["entries"] == status["head"];
        status["pending"] == 0 && devices.len() == 2 && devices.iter().all(all)
    });
    assert_eq!(ask(&counter, "attention.list", json!({}))["matters"], json!([]));

    // Shut out, the phone keeps what it has and hears no more.
    let phone = joined.books().identity().unwrap().unwrap().device;
    ask(&counter, "cloud.remove", json!({ "device": phone }));
    ask(&joined, "cloud.look", json!({}));
    ask(&joined, "bill.finalize", bill(3));
    wait("the late bill at the counter", &|| {
        ask(&counter, "attention.list", json!({}))["matters"].to_string().contains("late")
    });
    ask(&counter, "cloud.leave", json!({}));
    assert_eq!(ask(&counter, "cloud.status", json!({}))["connected"], false);
    assert_eq!(ask(&counter, "books.verify", json!({}))["faults"], json!([]));
}
