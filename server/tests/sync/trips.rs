//! How often a push goes to the database and back, as operators see it.

use serde_json::{Value, json};
use smartkhata_core::sync::Exchange;
use smartkhata_core::sync::message::Ask;

use crate::backend::{Backend, bill, cluster};
use crate::speaker::Shop;

/// Round trips of all connections so far.
fn trips(backend: &Backend) -> u64 {
    let figures = String::from_utf8(backend.send("GET", "/metrics", &[], None).unwrap().body).unwrap();
    let line = figures.lines().find_map(|line| line.strip_prefix("db_round_trips_total "));
    line.unwrap_or_else(|| panic!("{figures}")).parse().unwrap()
}

/// Sells so often on the counter, and pushes it: the bytes of each push and the round trips that it took.
async fn pushed(shop: &Shop<'_>, bills: std::ops::Range<u128>) -> Vec<(usize, u64)> {
    bills.for_each(|n| drop(shop.counter.ask("bill.finalize", &bill(n))));
    let me = shop.counter.books.identity().unwrap().unwrap().device;
    let (mut exchange, mut told) = (Exchange::default(), Vec::new());
    while let Some(ask) = shop.counter.books.next_ask(&mut exchange).unwrap() {
        let before = trips(shop.backend);
        let tell = shop.line.carry(me, &ask).await.unwrap();
        if let Ask::Push(push) = &ask {
            told.push((json!(push).to_string().len(), trips(shop.backend) - before));
        }
        shop.counter.books.answered(&mut exchange, &tell).unwrap();
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_takes_two_round_trips_and_a_large_one_three() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let (mut small, mut large) = (Vec::new(), Vec::new());
    for round in 1..=3_u128 {
        let begins = round * 1_000;
        small.extend(pushed(&shop, begins..begins + 1).await);
        large.extend(pushed(&shop, begins + 100..begins + 200).await);
    }
    // Nothing large is held of somebody who is no member: before that is read, it is asked who sends it.
    assert_eq!((small.len(), large.len()), (3, 3), "{small:?} {large:?}");
    assert!(small.iter().all(|(bytes, _)| *bytes < 64 * 1024) && large.iter().all(|(bytes, _)| *bytes > 64 * 1024));
    // What is looked after beside the requests may fall between: it takes none away.
    let least = |told: &[(usize, u64)]| told.iter().map(|(_, trips)| *trips).min();
    assert_eq!((least(&small), least(&large)), (Some(2), Some(3)), "{small:?} {large:?}");
    let verified: Value = shop.counter.ask("books.verify", &json!({}));
    assert_eq!(verified["faults"], json!([]));
}
