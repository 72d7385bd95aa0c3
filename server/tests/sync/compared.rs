//! Books that say something else than the backend's: found, told to whoever runs it, made anew once; and a comparison that
//! did not come through is still due.

use std::sync::Arc;

use serde_json::json;
use smartkhata_core::store::schema;
use smartkhata_core::sync::Exchange;
use smartkhata_core::sync::exchange::Check;
use smartkhata_courier::{Courier, Line};

use crate::backend::{Backend, cluster};
use crate::between::Between;
use crate::device::{Device, first, until};
use crate::speaker::in_step;

/// When the books were last compared field by field.
const COMPARED: &str = "fields_compared_ms";

#[tokio::test(flavor = "multi_thread")]
async fn a_comparison_that_was_lost_on_the_way_is_still_due() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let between = Between::start(&backend).await;
    between.holds_checks(true);
    let carried = Courier::begin(Arc::clone(&counter.books), between.line(&counter));
    let told = || {
        let pulls = between.travelled("pull");
        let texts: Vec<String> = pulls.iter().map(|pull| String::from_utf8_lossy(&pull.body).into_owned()).collect();
        texts.into_iter().filter(|text| text.contains(r#""check":"#)).collect::<Vec<_>>()
    };
    until("two comparisons that are lost", || told().len() >= 2).await;
    assert_eq!(counter.books.kept(COMPARED).unwrap(), None, "nothing was compared yet");
    between.holds_checks(false);
    // Who looks asks for less than what is due.
    carried.look();
    until("the books are compared", || counter.books.kept(COMPARED).unwrap().is_some()).await;
    let told = told();
    assert!(told.iter().all(|text| text.contains(r#""masters":"#)), "{told:?}");
    until("it is in step", || carried.standing().borrow().in_step).await;
}

/// Compares, as a courier does once an hour.
async fn compare(device: &Device, line: &Line) {
    let mut exchange = Exchange::default();
    exchange.check(Check::Books);
    while let Some(ask) = device.books.next_ask(&mut exchange).unwrap() {
        let me = device.books.identity().unwrap().unwrap().device;
        let tell = line.carry(me, &ask).await.unwrap();
        device.books.answered(&mut exchange, &tell).unwrap();
    }
    assert_eq!(exchange.due(), Check::No);
}

#[tokio::test(flavor = "multi_thread")]
async fn books_that_differ_are_told_of_and_shown_where_they_stay_so() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    let party = counter.ask("party.save", &json!({ "edit": { "name": "Ramesh" } }))["party"]["id"].clone();
    counter.ask("khata.add", &json!({ "party": party, "side": "gave", "amount": 500 }));
    in_step(&counter, &line).await;
    let differing = || {
        let figures = String::from_utf8(backend.send("GET", "/metrics", &[], None).unwrap().body).unwrap();
        let line = figures.lines().find_map(|line| line.strip_prefix("sync_books_differ_total ")).unwrap().to_owned();
        line.parse::<u64>().unwrap()
    };
    let shown = || counter.ask("attention.list", &json!({}))["matters"].to_string().contains("figures_differ");
    compare(&counter, &line).await;
    assert_eq!((differing(), shown()), (0, false));

    // The backend's own table is spoiled: here nothing is to be cured, and the second time that is said.
    let books = cluster.connect_to("books").await;
    let spoil = format!("update books_{}.party set balance = balance + $1", schema::VERSION);
    let spoiled = async |by: i64| books.execute(&spoil, &[&by]).await.unwrap();
    assert_eq!(spoiled(1).await, 1);
    compare(&counter, &line).await;
    assert_eq!((differing(), shown()), (1, false));
    compare(&counter, &line).await;
    assert_eq!((differing(), shown()), (2, true));
    assert_eq!(counter.ask("party.get", &json!({ "id": party }))["balance"], 500);

    assert_eq!(spoiled(-1).await, 1);
    compare(&counter, &line).await;
    assert_eq!((differing(), shown()), (2, false));
}
