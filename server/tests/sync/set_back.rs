//! A backend that was set back: what it has lost comes from devices, each entry from somebody who may say it.

use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::backend::{Backend, Tokens, cluster};
use crate::cluster::Cluster;
use crate::device::{Device, first, invite};
use crate::speaker::in_step;
use crate::support;
use smartkhata_courier::{Account, Line};

/// Runs what has to wait for connections of a backend that was killed.
async fn run(owner: &Client, statements: &[&str]) {
    for statement in statements {
        let mut tries = 0;
        while let Err(error) = owner.batch_execute(statement).await {
            tries += 1;
            assert!(tries < 50, "{statement}: {error:?}");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }
}

fn killed(backend: &mut Backend) {
    backend.signal("-KILL");
    backend.child.wait().unwrap();
}

/// The line of a device to where the backend is now.
fn line(device: &Device, backend: &Backend) -> Line {
    let account = Account::read(device.folder.path()).unwrap().unwrap();
    let account = Account { backend: backend.address.clone(), ..account };
    account.keep(device.folder.path()).unwrap();
    Line::new(device.folder.path(), device.business(), account).unwrap()
}

/// Lets devices give back what others had said.
fn refill(cluster: &Cluster, device: &Device) {
    let shop = device.business().to_string();
    let mut command = support::program(&["operator", "refill", "--shop", &shop, "--hours", "2"], device.folder.path());
    let opened = command.env("DATABASE_URL", cluster.url("keeper", "books")).output().unwrap();
    assert!(opened.status.success(), "{}", support::err(&opened));
}

async fn count(cluster: &Cluster, what: &str) -> i64 {
    let books = cluster.connect_to("books").await;
    books.query_one(&format!("select count(*) from change where {what}"), &[]).await.unwrap().get(0)
}

fn asks(backend: &Backend, who: &Tokens, device: &Device, request: &str, body: &Value) -> Value {
    backend.door(who, &device.business().to_string(), request, body).unwrap().json()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_owner_had_said_waits_for_the_owner_and_is_not_refused() {
    let cluster = tokio::task::block_in_place(cluster);
    let mut backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, owners) = first(&backend, &asha).await;
    let item = counter.ask("item.save", &json!({ "edit": { "name": "Sugar", "price": 450_000 } }))["id"].clone();
    in_step(&counter, &owners).await;
    let code = invite(&backend, &asha, counter.business(), "staff");
    let phone = Device::new();
    let theirs = phone.join(&backend, &code, "Phone").await;
    in_step(&phone, &theirs).await;

    // A copy of the database is taken. What follows is lost with the database, and the devices have it.
    let owner = cluster.connect().await;
    killed(&mut backend);
    run(&owner, &["create database kept template books owner keeper"]).await;
    tokio::task::block_in_place(|| backend.restart(&cluster));
    let sold = counter.sell(2);
    counter.ask("stock.add", &json!({ "entry": { "item": item, "quantity": 5000, "cost": 20_000 } }));
    counter.ask("shop.edit", &json!({ "edit": { "upi": "sita@upi" } }));
    in_step(&counter, &line(&counter, &backend)).await;
    in_step(&phone, &line(&phone, &backend)).await;
    // What the phone may not say was refused, and stays so whoever gives it back.
    phone.ask("stock.add", &json!({ "entry": { "item": item, "quantity": 9000, "cost": 90_000 } }));
    in_step(&phone, &line(&phone, &backend)).await;
    in_step(&counter, &line(&counter, &backend)).await;
    killed(&mut backend);
    run(&owner, &["drop database books", "alter database kept rename to books"]).await;
    refill(&cluster, &phone);
    tokio::task::block_in_place(|| backend.restart(&cluster));

    // The phone comes first. It gives back the bill; the rest waits.
    in_step(&phone, &line(&phone, &backend)).await;
    let bills = asks(&backend, &asha, &phone, "bill.list", &json!({ "limit": 50 }));
    assert!(bills.to_string().contains(&sold), "{bills}");
    let stock = |of: &Value| of["stock"].clone();
    assert_eq!(stock(&asks(&backend, &asha, &phone, "item.get", &json!({ "id": item }))), json!(0));
    assert_eq!(count(&cluster, "standing = 3").await, 1, "what the phone itself may not say");
    assert_eq!(phone.ask("item.get", &json!({ "id": item }))["stock"], 5000, "it still has what it knows");

    // Then its owner.
    in_step(&counter, &line(&counter, &backend)).await;
    in_step(&phone, &line(&phone, &backend)).await;
    for answer in [
        asks(&backend, &asha, &phone, "item.get", &json!({ "id": item })),
        counter.ask("item.get", &json!({ "id": item })),
        phone.ask("item.get", &json!({ "id": item })),
    ] {
        assert_eq!(stock(&answer), json!(5000), "{answer}");
    }
    for answer in [asks(&backend, &asha, &phone, "shop.get", &json!({})), counter.ask("shop.get", &json!({}))] {
        assert_eq!(answer["upi"], "sita@upi");
    }
    assert_eq!(count(&cluster, "standing = 3").await, 1);
    assert_eq!(counter.code(), phone.code());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_gives_back_what_staff_had_said_and_no_more_than_staff_may() {
    let cluster = tokio::task::block_in_place(cluster);
    let mut backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, owners) = first(&backend, &asha).await;
    let item = counter.ask("item.save", &json!({ "edit": { "name": "Sugar", "price": 450_000 } }))["id"].clone();
    in_step(&counter, &owners).await;
    let code = invite(&backend, &asha, counter.business(), "staff");
    let phone = Device::new();
    let theirs = phone.join(&backend, &code, "Phone").await;
    in_step(&phone, &theirs).await;
    let owner = cluster.connect().await;
    killed(&mut backend);
    run(&owner, &["create database kept template books owner keeper"]).await;
    tokio::task::block_in_place(|| backend.restart(&cluster));
    phone.ask("stock.add", &json!({ "entry": { "item": item, "quantity": 9000, "cost": 90_000 } }));
    let sold = phone.sell(2);
    in_step(&phone, &line(&phone, &backend)).await;
    in_step(&counter, &line(&counter, &backend)).await;
    killed(&mut backend);
    run(&owner, &["drop database books", "alter database kept rename to books"]).await;
    refill(&cluster, &phone);
    tokio::task::block_in_place(|| backend.restart(&cluster));

    in_step(&counter, &line(&counter, &backend)).await;
    let bills = asks(&backend, &asha, &counter, "bill.list", &json!({ "limit": 50 }));
    assert!(bills.to_string().contains(&sold), "{bills}");
    assert_eq!(asks(&backend, &asha, &counter, "item.get", &json!({ "id": item }))["stock"], 0);
    assert_eq!(count(&cluster, "standing = 3").await, 1);
}

/// A disk that was put back as it was: PostgreSQL recovers as after a crash, and is the same by every name that it has.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_was_put_back_gives_no_number_twice() {
    let mut cluster = tokio::task::block_in_place(cluster);
    let mut backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, owners) = first(&backend, &asha).await;
    in_step(&counter, &owners).await;
    let sell = |backend: &Backend, n: u128| {
        let sold = asks(backend, &asha, &counter, "bill.finalize", &crate::backend::bill(n));
        sold["voucher"]["number"].as_str().unwrap().to_owned()
    };
    let before = sell(&backend, 10);
    in_step(&counter, &owners).await;
    // Long ago.
    let books = cluster.connect_to("books").await;
    books.batch_execute("update change set ms = ms - 3600000 where dseq = 1 and kind = 'device'").await.unwrap();
    drop(books);
    let data = cluster.folder().join("data");
    let put = |from: &std::path::Path, to: &std::path::Path| {
        let copied = std::process::Command::new("cp").arg("--archive").arg(from).arg(to).status();
        assert!(copied.unwrap().success());
    };
    let kept = cluster.folder().join("kept");
    tokio::task::block_in_place(|| {
        killed(&mut backend);
        cluster.crash();
        put(&data, &kept);
        cluster.begin();
    });
    drop(cluster.connect().await);
    tokio::task::block_in_place(|| backend.restart(&cluster));
    let lost = sell(&backend, 11);
    in_step(&counter, &line(&counter, &backend)).await;
    assert!(counter.numbers().contains(&lost));
    tokio::task::block_in_place(|| {
        killed(&mut backend);
        cluster.crash();
        std::fs::remove_dir_all(&data).unwrap();
        put(&kept, &data);
        cluster.begin();
    });
    drop(cluster.connect().await);
    tokio::task::block_in_place(|| backend.restart(&cluster));
    in_step(&counter, &line(&counter, &backend)).await;
    let after = sell(&backend, 12);
    let series = |number: &str| number.split('/').next().unwrap().to_owned();
    assert_eq!(series(&before), series(&lost));
    assert_ne!(series(&after), series(&lost), "{after} was given before, as {lost}");
    // Told again by the same device, it changes nothing more.
    in_step(&counter, &line(&counter, &backend)).await;
    assert_eq!(series(&sell(&backend, 13)), series(&after));
}
