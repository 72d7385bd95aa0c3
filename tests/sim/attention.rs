//! What needs attention: what came last is seen first, and what was put right or looked at is gone.

use serde_json::{Value as Json, json};
use smartkhata_core::api;
use smartkhata_core::id::new_uuid;
use smartkhata_core::sync::exchange::Exchange;

use crate::device::Device;
use crate::host::Host;
use crate::scenes::{NOW_MS, say, shop, sync};

/// Most of a kind that are listed.
const LISTED: usize = 200;

/// A counter and a phone in step.
fn two() -> (Device, Device, Host) {
    let (mut counter, mut host) = shop();
    sync(&mut counter, &mut host);
    let mut phone = Device::joined("D1".to_owned(), 1, host.business, "B1", NOW_MS);
    sync(&mut phone, &mut host);
    sync_both(&mut counter, &mut phone, &mut host);
    (counter, phone, host)
}

fn sync_both(counter: &mut Device, phone: &mut Device, host: &mut Host) {
    for device in [phone, counter] {
        device.exchange = Exchange::default();
        sync(device, host);
    }
}

/// The matters of a kind that a device shows.
fn matters(device: &mut Device, of: &str) -> Vec<Json> {
    let listed = say(device, "attention.list", json!({}));
    listed["matters"].as_array().unwrap().iter().filter_map(|matter| matter.get(of)).cloned().collect()
}

fn sell(device: &mut Device) -> Json {
    let id = new_uuid(NOW_MS, &device.ids);
    let lines = json!([{"name": "Goods", "quantity": 1000, "price": 100_000}]);
    let tenders = json!([{"mode": "cash", "amount": 1_000}]);
    let bill = say(device, "bill.finalize", json!({"draft": {"id": id, "lines": lines, "tenders": tenders}}));
    bill["voucher"]["id"].clone()
}

/// A bill that came late is opened from the list, and is gone from it once it was taken back; so are its receipt, and, as
/// soon as somebody has seen them, those that stay.
pub fn what_came_late_is_taken_back_or_seen() {
    let (mut counter, mut phone, mut host) = two();
    let bills = [sell(&mut phone), sell(&mut phone)];
    phone.removed = true;
    sync_both(&mut counter, &mut phone, &mut host);
    let shown = |counter: &mut Device| -> Vec<Json> {
        matters(counter, "late").iter().map(|late| late["voucher"].clone()).filter(|id| bills.contains(id)).collect()
    };
    assert_eq!(shown(&mut counter), [bills[1].clone(), bills[0].clone()], "what came last goes first");
    say(&mut counter, "voucher.cancel", json!({"id": bills[0], "reason": "sold after it was stolen"}));
    assert_eq!(shown(&mut counter), [bills[1].clone()]);

    let newest = matters(&mut counter, "late").iter().filter_map(|late| late["place"].as_i64()).max();
    say(&mut counter, "attention.seen", json!({ "entries": newest }));
    assert_eq!(matters(&mut counter, "late"), Vec::<Json>::new());
    // On every device, and only up to there.
    sync(&mut counter, &mut host);
    let there = host.write(NOW_MS, async |session| api::dispatch(session, "attention.list", "{}").await).unwrap();
    assert!(!there.contains("late"), "{there}");
    let third = sell(&mut phone);
    sync_both(&mut counter, &mut phone, &mut host);
    assert!(matters(&mut counter, "late").iter().any(|late| late["voucher"] == third));
}

/// However many entries were refused, the newest is on the list; those that were seen leave it.
pub fn what_was_refused_last_is_not_hidden_by_what_was_refused_before() {
    let (mut counter, mut phone, mut host) = two();
    phone.restricted = true;
    let item = |device: &mut Device, name: &str| {
        say(device, "item.save", json!({"edit": {"name": name, "price": 450_000}}));
    };
    for n in 0..=LISTED {
        item(&mut phone, &format!("Item {n}"));
    }
    sync_both(&mut counter, &mut phone, &mut host);
    let refused = matters(&mut counter, "refused");
    assert_eq!(refused.len(), LISTED);
    let places: Vec<i64> = refused.iter().map(|refused| refused["place"].as_i64().unwrap()).collect();
    let log = say(&mut counter, "sync.status", json!({}))["head"].as_i64().unwrap();
    assert!(places.is_sorted_by(|a, b| a > b) && places[0] == log - 1, "{log}: {places:?}");

    // A place at which nothing of the kind stands is none.
    let days = r#"{"to": 1}"#;
    let wrong = counter.run(NOW_MS, None, async |session, _| api::dispatch(session, "attention.seen", days).await);
    assert_eq!(wrong.unwrap_err().field.as_deref(), Some("to"));
    // What there was no room for comes once the others are seen.
    say(&mut counter, "attention.seen", json!({ "entries": places[0] }));
    let left = matters(&mut counter, "refused");
    assert_eq!(left.len(), 1);
    let left = say(&mut counter, "attention.seen", json!({ "entries": left[0]["place"] }));
    assert_eq!(left["matters"], json!([]));
    item(&mut phone, "One more");
    sync_both(&mut counter, &mut phone, &mut host);
    assert_eq!(matters(&mut counter, "refused").len(), 1);
}

/// A phone whose date was lost has days before it that the books know: it asks whether its own date is right, before it says
/// that theirs are wrong; once that is right there is nothing to ask.
pub fn a_clock_that_is_behind_the_books_is_asked_about() {
    const DAY_MS: i64 = 86_400_000;
    let (mut counter, mut phone, mut host) = two();
    sell(&mut counter);
    sync_both(&mut phone, &mut counter, &mut host);
    let asked = |device: &mut Device, skew_ms: i64| {
        device.skew_ms = skew_ms;
        matters(device, "clock_behind")
    };
    assert_eq!(asked(&mut phone, -11 * DAY_MS), [json!({"today": "2026-11-07", "last": "2026-11-18"})]);
    assert_eq!(asked(&mut phone, -DAY_MS), Vec::<Json>::new(), "a bill may be dated tomorrow");
    assert_eq!(asked(&mut phone, 0), Vec::<Json>::new());
}
