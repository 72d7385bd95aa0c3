//! Reports from a copy that follows.

use std::time::Duration;

use serde_json::Value;

use crate::backend::{Backend, Tokens, bill};
use crate::device::until;
use crate::{KEY, ask, backend, execute};

/// Reports as callers ask for them.
const REPORTS: [&str; 6] = [
    "profit-loss?from=2026-04-01&to=2027-03-31",
    "outstanding",
    "trial-balance",
    "day-book?from=2026-04-01&to=2027-03-31",
    "stock",
    "gst?from=2026-04-01&to=2027-03-31",
];

fn report(task: &Backend, tokens: &Tokens, shop: &str, report: &str) -> Value {
    let answer = ask(task, tokens, shop, &format!("/api/reports/{report}"));
    assert_eq!(answer.status, 200, "{report}: {}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

/// Reports that were read from so far.
fn read(task: &Backend, from: &str) -> u64 {
    let figures = task.send("GET", "/metrics", &[], None).unwrap();
    let text = String::from_utf8(figures.body).unwrap();
    let name = format!("reports_read_total{{from=\"{from}\"}} ");
    text.lines().find_map(|line| line.strip_prefix(&name)).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_are_read_from_a_copy_that_is_not_behind() {
    let primary = tokio::task::block_in_place(backend::cluster);
    let mut copy = primary.follower();
    drop(copy.connect_to("books").await);
    let replica = copy.url("keeper", "books");
    let task = Backend::start(&primary, &["--data-keys", KEY, "--database-replica-url", &replica]);
    let plain = Backend::start(&primary, &["--data-keys", KEY]);
    let asha = task.sign_in("asha@shop.example");
    let shop = task.shop(&asha, "Asha Stores");
    let sell = |n| assert_eq!(task.door(&asha, &shop, "bill.finalize", &bill(n)).unwrap().status, 200);
    sell(1);

    // As soon as it has come that far; they say what the primary's say.
    until("the copy has come that far", || {
        report(&task, &asha, &shop, "stock");
        read(&task, "replica") > 0
    })
    .await;
    let before = read(&task, "replica");
    for name in REPORTS {
        assert_eq!(report(&task, &asha, &shop, name), report(&plain, &asha, &shop, name), "{name}");
    }
    let door = task.door(&asha, &shop, "report.trial_balance", &serde_json::json!({})).unwrap();
    assert_eq!(door.status, 200);
    assert_eq!(read(&task, "replica") - before, 7);

    // A stranger is refused before the copy is asked.
    let babu = task.sign_in("babu@shop.example");
    assert_eq!(task.door(&babu, &shop, "report.trial_balance", &serde_json::json!({})).unwrap().status, 404);

    // It stands still: what was sold since is in no report of it, so the primary draws them up.
    execute(&copy, "select pg_wal_replay_pause()").await;
    let stale = report(&task, &asha, &shop, REPORTS[5]);
    sell(2);
    let (from_copy, from_primary) = (read(&task, "replica"), read(&task, "primary"));
    let fresh = report(&task, &asha, &shop, REPORTS[5]);
    assert_eq!(fresh, report(&plain, &asha, &shop, REPORTS[5]));
    assert_ne!(fresh, stale);
    assert_eq!((read(&task, "replica"), read(&task, "primary")), (from_copy, from_primary + 1));
    execute(&copy, "select pg_wal_replay_resume()").await;
    until("it has caught up", || {
        assert_eq!(report(&task, &asha, &shop, REPORTS[5]), fresh);
        read(&task, "replica") > from_copy
    })
    .await;

    // It is gone: nobody notices, but for the count.
    copy.crash();
    std::thread::sleep(Duration::from_millis(100));
    let from_primary = read(&task, "primary");
    for name in REPORTS {
        assert_eq!(report(&task, &asha, &shop, name), report(&plain, &asha, &shop, name), "{name}");
    }
    assert_eq!(read(&task, "primary"), from_primary + 6);
}
