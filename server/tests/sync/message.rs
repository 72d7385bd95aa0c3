//! A message that is forged, foreign or malformed changes nothing.

use std::process::Command;

use serde_json::json;
use smartkhata_core::Code;
use smartkhata_core::id::{ChangeId, DeviceId, new_uuid};
use smartkhata_core::journal::change::Hash;
use smartkhata_core::machine::SystemIds;
use smartkhata_core::sync::Exchange;
use smartkhata_core::sync::message::{Ask, Hello, Link, Point, Pull, Push, Pushed, Said, Tell};

use crate::backend::{Backend, cluster};
use crate::device::first;
use crate::speaker::{sale, with};

#[tokio::test(flavor = "multi_thread")]
async fn forged_foreign_and_malformed_messages_change_nothing() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let (asha, babu) = (backend.sign_in("asha@shop.example"), backend.sign_in("babu@shop.example"));
    let (counter, line) = first(&backend, &asha).await;
    let me = counter.books.identity().unwrap().unwrap();
    let mut exchange = Exchange::default();
    let mut first_push = None;
    while let Some(ask) = counter.books.next_ask(&mut exchange).unwrap() {
        let tell = line.carry(me.device, &ask).await.unwrap();
        if let Ask::Push(push) = &ask {
            first_push = Some(push.clone());
        }
        counter.books.answered(&mut exchange, &tell).unwrap();
    }
    let push = first_push.unwrap();
    let sent = Ask::Push(push.clone());

    // Another account is told that there is no such business, whatever it asks.
    let theirs = counter.line(&backend, &babu);
    let hello = Ask::Hello(Hello { protocol: 1, app: String::new(), device: me.device, at: Vec::new() });
    let pull = |device: DeviceId, seq: i64| {
        let after = Point { seq, chain: Hash([9; 32]) };
        Ask::Pull(Pull { device, after, whole: false, wait: 0, check: None })
    };
    let stranger = DeviceId::new(new_uuid(0, &SystemIds));
    let books = cluster.connect_to("books").await;
    let readers = async || {
        let rows = books.query("select dev, seq from reader order by dev", &[]).await.unwrap();
        rows.iter().map(|row| (row.get::<_, Vec<u8>>(0), row.get::<_, i64>(1))).collect::<Vec<_>>()
    };
    let before = readers().await;
    for ask in [&hello, &sent, &pull(me.device, 1 << 60), &pull(stranger, 7), &pull(stranger, 0)] {
        assert_eq!(theirs.carry(me.device, ask).await.unwrap_err().code, Code::NotFound);
    }
    // Nothing is kept of it: nobody is told that somebody else holds the books.
    assert_eq!(readers().await, before);
    let ours = counter.line(&backend, &asha);
    // Nor of what a device says that it has read, and has not.
    assert!(matches!(ours.carry(me.device, &pull(me.device, 1 << 60)).await.unwrap(), Tell::Lost));
    assert_eq!(readers().await, before);
    // After a restore a device names points far back: a question that grew long travels packed, too.
    let at = (0..40).map(|back| Point { seq: 9_000 - back, chain: Hash([7; 32]) }).collect();
    let far = Ask::Hello(Hello { protocol: 1, app: String::new(), device: me.device, at });
    assert!(matches!(ours.carry(me.device, &far).await, Ok(Tell::Welcome(welcome)) if welcome.common.is_none()));
    let old = Hello { protocol: 99, app: String::new(), device: me.device, at: Vec::new() };
    assert_eq!(ours.carry(me.device, &Ask::Hello(old.clone())).await.unwrap_err().code, Code::UpdateNeeded);
    let path = |what: &str| format!("/b/{}/sync/{what}", counter.business());
    assert_eq!(backend.with(&asha, "POST", &path("hello"), Some(json!(old))).refusal(), (426, "update_needed".into()));

    // The same message again is answered with where the chain stands, and nothing is written twice.
    let Tell::Receipt(again) = ours.carry(me.device, &sent).await.unwrap() else { panic!("a receipt") };
    assert!(again.verdicts.is_empty());
    let entries = again.base.seq;
    // A chain that does not follow is not taken; a device that is not the sender's, neither.
    let forged = Push { after: Link { hash: smartkhata_core::journal::Hash([7; 32]), ..again.mine }, ..push.clone() };
    let Tell::Receipt(told) = ours.carry(me.device, &Ask::Push(forged)).await.unwrap() else { panic!("a receipt") };
    assert_eq!((told.base.seq, told.verdicts.len()), (entries, 0));
    let foreign = Push { device: DeviceId::new(uuid::Uuid::from_u128(9)), ..push };
    let refused = ours.carry(foreign.device, &Ask::Push(foreign)).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);

    // An entry that cannot be is kept as refused, and the queue goes on behind it.
    let said = |kind: &str, body: &str| Said {
        ms: 1,
        kind: kind.to_owned(),
        v: 1,
        rec: uuid::Uuid::from_u128(77),
        body: body.to_owned(),
    };
    let bodies = [
        (
            "voucher",
            r#"{"id":"00000000-0000-7000-8000-000000000078","kind":"sale","date":"2026-01-01","amount":100,
            "postings":[{"account":"cash.cash","amount":100}]}"#,
        ),
        ("party", "no json at all"),
        ("party", r#"{"fields":{"name":"Ramesh"}}"#),
    ];
    let mut entries: Vec<Pushed> = (1_u128..)
        .zip(bodies)
        .map(|(n, (kind, body))| Pushed {
            op: ChangeId::new(uuid::Uuid::from_u128(0x5000 + n)),
            said: said(kind, body),
            granted: None,
        })
        .collect();
    // One that is dated next century; the same is right in this one, in which its number names the same year.
    let next_century = with(&sale("A", 7), |body| {
        body["date"] = json!("2126-11-23");
        body["detail"]["bill"]["due"] = json!("2126-11-23");
    });
    entries.extend([next_century, sale("A", 7)]);
    let push = Ask::Push(Push { device: me.device, after: again.mine, entries });
    let Tell::Receipt(told) = ours.carry(me.device, &push).await.unwrap() else { panic!("a receipt") };
    let standings: Vec<String> =
        told.verdicts.iter().map(|verdict| json!(verdict.standing).as_str().unwrap().to_owned()).collect();
    assert_eq!(standings, ["refused", "refused", "counted", "refused", "counted"]);
    let shop = counter.business().to_string();
    let verified = backend.door(&asha, &shop, "books.verify", &json!({})).unwrap().json();
    assert_eq!((verified["faults"].clone(), verified["trial_balance"].clone()), (json!([]), json!(0)));

    // Of a stranger nothing long is even read.
    let long = "x".repeat(200_000);
    let bearer = format!("Bearer {}", babu.access);
    let answer = backend.send("POST", &path("push"), &[("authorization", &bearer)], Some(&long));
    assert_eq!(answer.unwrap().refusal(), (404, "not_found".into()));

    // More entries than one message takes: nothing of them is taken.
    let wish = |n: u128| Pushed {
        op: ChangeId::new(uuid::Uuid::from_u128(0x6000 + n)),
        said: said("wish", "{}"),
        granted: None,
    };
    let Tell::Receipt(ended) = ours.carry(me.device, &sent).await.unwrap() else { panic!("a receipt") };
    let mut push = Push { device: me.device, after: ended.mine, entries: (0..=500).map(wish).collect() };
    assert_eq!(backend.with(&asha, "POST", &path("push"), Some(json!(push))).refusal(), (413, "too_large".into()));
    push.entries.truncate(500);
    let Tell::Receipt(told) = ours.carry(me.device, &Ask::Push(push)).await.unwrap() else { panic!("a receipt") };
    assert_eq!((told.base, told.verdicts.len()), (ended.base, 500));

    // A body larger than is taken, and one that only unpacks to that: of neither more is held than would be taken.
    let huge = json!({ "device": me.device, "after": Link::default(), "entries": [], "x": "y".repeat(9_000_000) });
    assert_eq!(backend.with(&asha, "POST", &path("push"), Some(huge)).status, 413);
    let bomb = packed_zeros(300_000_000);
    assert!(bomb.len() < 2_000_000, "{}", bomb.len());
    let before = most_memory(&backend);
    let bearer = format!("Bearer {}", asha.access);
    let headers =
        [("authorization", bearer.as_str()), ("content-type", "application/json"), ("content-encoding", "gzip")];
    let answer = backend.send_bytes("POST", &path("push"), &headers, Some(&bomb)).unwrap();
    assert_eq!(answer.refusal(), (413, "too_large".into()));
    let grown = most_memory(&backend) - before;
    assert!(grown < 40_000, "{grown} kB");
}

/// So many zeros in the packing that devices use.
fn packed_zeros(count: usize) -> Vec<u8> {
    let made =
        Command::new("sh").args(["-euc", "head -c \"$1\" /dev/zero | gzip -6", "sh", &count.to_string()]).output();
    made.unwrap().stdout
}

/// The most memory that the backend has held so far, in kB.
fn most_memory(backend: &Backend) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", backend.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
