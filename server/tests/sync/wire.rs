//! What travels, as somebody on the way sees it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use smartkhata_courier::Courier;

use crate::backend::{Backend, bill, cluster};
use crate::between::Between;
use crate::device::{Device, all_numbers, first, invite, until};
use crate::speaker::in_step;

/// How long a push is on its way.
const SLOW: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread")]
async fn what_is_long_travels_packed_both_ways_and_a_burst_in_few_messages() {
    const SALES: usize = 60;
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let between = Between::start(&backend).await;
    let carried = Courier::begin(Arc::clone(&counter.books), between.line(&counter));
    until("the counter listens", || carried.standing().borrow().in_step).await;
    let before = between.travelled("push").len();
    between.slows_pushes(SLOW);

    // A cashier's burst: many sales, few messages, none of them lost.
    let begun = Instant::now();
    let books = Arc::clone(&counter.books);
    let sold = tokio::task::spawn_blocking(move || {
        for n in (1_000..).take(SALES) {
            books.call("bill.finalize", &bill(n).to_string()).unwrap();
        }
    });
    sold.await.unwrap();
    until("nothing waits", || counter.ask("sync.status", &json!({}))["pending"] == 0).await;
    let pushes = between.travelled("push").len() - before;
    let most = usize::try_from(begun.elapsed().as_millis() / SLOW.as_millis()).unwrap() + 1;
    assert!(pushes > 0 && pushes <= most && pushes < SALES / 2, "{pushes} pushes of {SALES} sales");
    let shop = counter.business().to_string();
    let there = all_numbers(|page| backend.door(&asha, &shop, "bill.list", &page).unwrap().json());
    assert_eq!(there.len(), SALES + 1);

    // What was long was packed, and a phone that comes in is told it packed, too.
    for push in between.travelled("push").iter().filter(|push| push.bytes > 1_000) {
        assert_eq!(push.packed, "gzip", "{} bytes", push.bytes);
    }
    let phone = Device::new();
    phone.join(&backend, &invite(&backend, &asha, counter.business(), "staff"), "Phone").await;
    in_step(&phone, &between.line(&phone)).await;
    assert_eq!(phone.numbers().len(), SALES + 1);
    let pulls = between.travelled("pull");
    let longest = pulls.iter().max_by_key(|pull| pull.answer_bytes).unwrap();
    assert_eq!(longest.answer_packed, "gzip");
    // Each bill is a kilobyte and a half as it is written.
    assert!(longest.answer_bytes > 4_000 && longest.answer_bytes < 60_000, "{}", longest.answer_bytes);
    drop(carried);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offline_evening_travels_packed() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    tokio::task::block_in_place(|| (2..42).for_each(|n| drop(counter.sell(n))));
    let between = Between::start(&backend).await;
    in_step(&counter, &between.line(&counter)).await;
    let pushes = between.travelled("push");
    assert_eq!(pushes.len(), 1);
    assert_eq!(pushes[0].packed, "gzip");
    assert!(pushes[0].bytes < 30_000, "{}", pushes[0].bytes);
}
