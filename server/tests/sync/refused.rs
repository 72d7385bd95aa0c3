//! What the log refused is kept to be looked at, and takes no more room than that needs.

use serde_json::{Value, json};
use smartkhata_core::id::new_uuid;
use smartkhata_core::journal::cut::{ROOM, WHOLE};
use smartkhata_core::machine::SystemIds;

use crate::backend::{Backend, cluster};
use crate::device::{Device, invite};
use crate::speaker::{Shop, Speaker, in_step, said};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_kept_in_part_and_every_copy_goes_on() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let (phone, theirs) = shop.phone("staff").await;
    let speaker = Speaker::of(&phone, &theirs);
    let Shop { asha, counter, line, .. } = shop;
    let shop = counter.business().to_string();

    // Too long for the books; not for this role, with a number; no JSON at all. And then what counts.
    let stock = |note: usize| json!({ "kind": "stock", "number": "B/2627/0009", "note": "x".repeat(note) });
    let new = || new_uuid(1, &SystemIds);
    let mut text = said("party", new(), &json!({}));
    text.said.body = "no JSON".to_owned();
    let entries = vec![
        said("party", new(), &json!({ "fields": { "note": "x".repeat(3_000_000) } })),
        said("voucher", new(), &stock(WHOLE)),
        text,
        said("voucher", new(), &stock(100)),
        said("party", new(), &json!({ "fields": { "name": "Ramesh" } })),
    ];
    assert_eq!(speaker.say(entries).await, ["refused", "refused", "refused", "refused", "counted"]);
    let client = cluster.connect_to("books").await;
    let kept =
        "select cast(max(length(body)) as bigint), cast(sum(length(body)) as bigint) from change where standing = 3";
    let row = client.query_one(kept, &[]).await.unwrap();
    assert!(row.get::<_, i64>(0) < 1_024, "{}", row.get::<_, i64>(0));

    // Whoever reads the log holds the same of it, and its chains are whole.
    let late = Device::new();
    let last = late.join(&backend, &invite(&backend, &asha, counter.business(), "manager"), "Late").await;
    let matters = |attention: Value| {
        let matters = attention["matters"].as_array().unwrap().clone();
        let refused = matters.iter().filter_map(|matter| matter["refused"]["number"].as_str());
        let mut numbers: Vec<String> = refused.map(str::to_owned).collect();
        numbers.sort();
        numbers
    };
    for (device, line) in [(&counter, &line), (&late, &last)] {
        in_step(device, line).await;
        assert_eq!(device.ask("books.verify", &json!({}))["faults"], json!([]));
        assert_eq!(matters(device.ask("attention.list", &json!({}))), ["", "", "B/2627/0009", "B/2627/0009"]);
        assert_eq!(device.ask("party.list", &json!({ "search": "Ramesh" }))["rows"].as_array().unwrap().len(), 1);
    }
    let there = |request: &str| backend.door(&asha, &shop, request, &json!({})).unwrap().json();
    assert_eq!(there("books.verify")["faults"], json!([]));
    assert_eq!(matters(there("attention.list")).len(), 4);
    assert_eq!(backend.with(&asha, "GET", &format!("/b/{shop}/export"), None).status, 200, "it leaves as JSON");

    // However much is said, the shop keeps so much.
    for _ in 0..3 {
        let entries = (0..60).map(|_| said("voucher", new(), &stock(WHOLE - 1_000))).collect();
        assert!(speaker.say(entries).await.iter().all(|standing| standing == "refused"));
    }
    let sum: i64 = client.query_one(kept, &[]).await.unwrap().get(1);
    assert!(sum > ROOM && sum < ROOM + 200_000, "{sum}");
    in_step(&counter, &line).await;
    assert_eq!(counter.ask("books.verify", &json!({}))["faults"], json!([]));
}
