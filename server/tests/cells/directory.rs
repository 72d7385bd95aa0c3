//! Shops of two cells at one address, and people who have shops in both.

use std::sync::Arc;

use serde_json::json;
use smartkhata_courier::{Account, Courier, Line};

use crate::backend::{Tokens, bill};
use crate::device::{Device, first, invite, until};
use crate::support::{err, out};
use crate::{Cells, ask, count, execute, numbers, sell, shops, sold};

#[tokio::test(flavor = "multi_thread")]
async fn any_task_answers_for_the_shops_of_every_cell() {
    let cells = Cells::new();
    let (old, new) = (cells.task("first"), cells.task("two"));
    let asha = old.sign_in("asha@shop.example");
    let here = old.shop(&asha, "Asha Stores");
    let there = new.shop(&asha, "Asha Cloths");
    for cluster in [&cells.first, &cells.two] {
        assert_eq!(count(cluster, "select count(*) from head").await, 1);
    }
    for task in [&old, &new] {
        assert_eq!(shops(task, &asha), [here.clone(), there.clone()]);
    }
    let mut n = 0;
    for (task, shop) in [(&old, &here), (&old, &there), (&new, &here), (&new, &there)] {
        n += 1;
        sold(task, &asha, shop, n);
        assert_eq!(ask(task, &asha, shop, "/api/invoices").json()["rows"][0]["id"], bill(n)["draft"]["id"]);
    }
    assert_eq!((numbers(&old, &asha, &there).len(), numbers(&new, &asha, &here).len()), (2, 2));

    // A shop of the first cell that a device brings again is where it is.
    assert_eq!(new.with(&asha, "PUT", &format!("/b/{here}"), None).status, 204);
    assert_eq!(count(&cells.two, "select count(*) from head").await, 1);

    // Who is let in there signs in as everywhere, and has that one shop without naming it.
    let joins = json!({ "identity": "babu@shop.example", "role": "staff" });
    assert_eq!(old.with(&asha, "PUT", &format!("/b/{there}/members"), Some(joins)).status, 204);
    let babu = old.sign_in("babu@shop.example");
    assert_eq!(shops(&old, &babu), std::slice::from_ref(&there));
    assert_eq!(new.with(&babu, "GET", "/api/invoices", None).status, 200);
    sold(&old, &babu, &there, 10);
    let members = new.with(&asha, "GET", &format!("/b/{there}/members"), None).json();
    assert_eq!(members["members"][1]["identity"], "babu@shop.example", "{members}");

    // Strangers find nothing in either; they are not told that they are signed out.
    let chitra = new.sign_in("chitra@shop.example");
    for shop in [&here, &there, &uuid::Uuid::from_u128(7).to_string()] {
        let refused = sell(&new, &chitra, shop, 11).err().unwrap();
        assert_eq!(refused.refusal(), (404, "not_found".into()));
        assert_eq!(old.post(&format!("/b/{shop}/sync/hello"), json!({})).refusal().0, 401);
    }
    assert_eq!(count(&cells.two, "select count(*) from account").await, 2, "who has no shop there is not known there");

    // What is not there is not there, whichever cell it is in.
    let nothing = format!("/b/{there}/devices/{}", uuid::Uuid::from_u128(8));
    assert_eq!(old.with(&asha, "DELETE", &nothing, None).refusal(), (404, "not_found".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_ends_has_ended_in_every_cell() {
    let cells = Cells::new();
    let task = cells.task("two");
    let asha = task.sign_in("asha@shop.example");
    let shop = task.shop(&asha, "Asha Stores");
    let phone = task.sign_in("asha@shop.example");
    sold(&task, &phone, &shop, 1);
    assert_eq!(task.with(&asha, "DELETE", &format!("/account/sessions/{}", phone.session), None).status, 204);
    assert_eq!(sell(&task, &phone, &shop, 2).err().unwrap().refusal(), (401, "unauthorized".into()));

    // A refresh token that is in two hands ends its session in both, too.
    let lost = task.sign_in("asha@shop.example");
    sold(&task, &lost, &shop, 3);
    let draw = |tokens: &Tokens| task.post("/account/refresh", json!({ "refresh_token": tokens.refresh }));
    let next = Tokens::of(&draw(&lost).json());
    assert_eq!(draw(&next).status, 200);
    assert_eq!(draw(&lost).status, 401);
    assert_eq!(sell(&task, &lost, &shop, 4).err().unwrap().status, 401);

    // Who leaves is erased where their shop is; who stays after all, stays there too.
    let leaving = "select count(*) from account where leaving_ms is not null and leaving_books = 'erase'";
    assert_eq!(task.with(&asha, "POST", "/account/leave", Some(json!({ "books": "erase" }))).status, 202);
    assert_eq!((count(&cells.first, leaving).await, count(&cells.two, leaving).await), (1, 1));
    assert_eq!(task.with(&asha, "DELETE", "/account/leave", None).status, 204);
    assert_eq!((count(&cells.first, leaving).await, count(&cells.two, leaving).await), (0, 0));

    // Thirty days later one command goes through every cell.
    assert_eq!(task.with(&asha, "POST", "/account/leave", Some(json!({ "books": "erase" }))).status, 202);
    for cell in [&cells.first, &cells.two] {
        execute(cell, "update account set leaving_ms = 1 where leaving_ms is not null").await;
    }
    let erased = cells.operate(&["operator", "erase"]);
    assert!(erased.status.success(), "{}", err(&erased));
    assert_eq!(out(&erased), "first: Erased: 1 accounts, 0 shops.\ntwo: Erased: 1 accounts, 1 shops.\n");
    assert_eq!(count(&cells.two, "select count(*) from head").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_of_a_shop_in_another_cell_are_in_step_and_let_others_in() {
    let cells = Cells::new();
    let (old, new) = (cells.task("first"), cells.task("two"));
    let asha = new.sign_in("asha@shop.example");
    let (counter, line) = first(&new, &asha).await;
    let shop = counter.business();
    // Said again by another task it changes nothing, and it is not made anew in another cell.
    assert_eq!(old.with(&asha, "PUT", &format!("/b/{shop}"), None).status, 204);
    assert_eq!(count(&cells.first, "select count(*) from head").await, 0);
    let courier = |device: &Device, line: Line| Courier::begin(Arc::clone(&device.books), line);
    let carried = courier(&counter, line);
    let phone = Device::new();
    let code = invite(&old, &asha, shop, "staff");
    let line = phone.join(&old, &code, "Phone").await;
    let again = json!({ "code": code, "device": uuid::Uuid::from_u128(9) });
    assert_eq!(new.post("/join", again).refusal().1, "invalid_code", "a code is used once");
    let also = courier(&phone, line);
    until("the phone's first pull", || phone.numbers() == counter.numbers()).await;
    let numbers = [phone.sell(2), counter.sell(3)];
    until("both have both", || {
        [&counter, &phone].iter().all(|device| numbers.iter().all(|number| device.numbers().contains(number)))
    })
    .await;
    assert_eq!(Account::read(phone.folder.path()).unwrap().unwrap().backend, old.address);
    drop((carried, also));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_that_fails_takes_no_other_along() {
    let mut cells = Cells::new();
    let task = cells.task("two");
    let asha = task.sign_in("asha@shop.example");
    let there = task.shop(&asha, "Asha Cloths");
    let here = cells.task("first").shop(&asha, "Asha Stores");
    cells.two.crash();
    sold(&task, &asha, &here, 1);
    assert_eq!(sell(&task, &asha, &there, 2).err().unwrap().refusal(), (503, "unavailable".into()));
    // Neither does one that is away when a task begins.
    let late = cells.task("first");
    sold(&late, &asha, &here, 3);
    assert_eq!(sell(&late, &asha, &there, 4).err().unwrap().refusal(), (503, "unavailable".into()));
    // Nor one where nothing can be erased today; that is told.
    let erased = cells.operate(&["operator", "erase"]);
    assert!(!erased.status.success() && err(&erased).contains("two: "), "{}", err(&erased));
    assert_eq!(out(&erased), "first: Erased: 0 accounts, 0 shops.\n");
    cells.two.begin();
    execute(&cells.two, "select 1").await;
    for (n, task) in [(5, &task), (6, &late)] {
        until("the cell is back", || sell(task, &asha, &there, n).is_ok()).await;
    }
}
