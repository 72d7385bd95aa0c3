//! Many devices at once, and a database that dies under them.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;
use smartkhata_core::id::{ChangeId, new_uuid};
use smartkhata_core::machine::SystemIds;
use smartkhata_core::sync::Exchange;
use smartkhata_core::sync::message::{Ask, Point, Pull, Tell};
use smartkhata_core::{Code, Error};
use smartkhata_courier::Line;

use crate::backend::{Backend, cluster};
use crate::device::{Device, all_numbers};
use crate::speaker::{Shop, Speaker, in_step, said};

/// Lets the pace of these tests through.
async fn plan_for_load(cluster: &crate::cluster::Cluster) {
    let books = cluster.connect_to("books").await;
    books.batch_execute("update head set plan = 'chain'").await.unwrap();
}

/// Reads the log page by page until it was told to end and nothing more comes; the acts in the order in which it saw them.
async fn reads_along(line: &Line, device: &Device, ended: &AtomicBool) -> Vec<ChangeId> {
    let me = device.books.identity().unwrap().unwrap().device;
    let (mut at, mut seen) = (Point::default(), Vec::new());
    loop {
        let last = ended.load(Ordering::SeqCst);
        let pull = Pull { device: me, after: at, whole: true, wait: u16::from(!last), check: None };
        let Tell::Page(page) = line.carry(me, &Ask::Pull(pull)).await.unwrap() else { panic!("a page") };
        assert_eq!(page.after, at);
        seen.extend(page.entries.iter().map(|entry| entry.op));
        at = Point { seq: at.seq + i64::try_from(page.entries.len()).unwrap(), chain: page.chain };
        assert!(at.seq <= page.head, "{} of {}", at.seq, page.head);
        if last && page.entries.is_empty() {
            assert_eq!(at.seq, page.head);
            return seen;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_along_while_many_push_sees_every_entry_once_and_in_its_order() {
    const PUSHES: usize = 25;
    const ENTRIES: usize = 4;
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let mut phones = Vec::new();
    for _ in 0..4 {
        phones.push(shop.phone("staff").await);
    }
    plan_for_load(&cluster).await;
    let ended = AtomicBool::new(false);
    let pushes = async {
        let all = phones.iter().map(|(phone, line)| async move {
            let speaker = Speaker::of(phone, line);
            for _ in 0..PUSHES {
                let named = json!({ "fields": { "name": "Ramesh" } });
                let entries = (0..ENTRIES).map(|_| said("party", new_uuid(1, &SystemIds), &named)).collect();
                assert_eq!(speaker.say(entries).await, ["counted"; ENTRIES]);
            }
        });
        futures_util::future::join_all(all).await;
        ended.store(true, Ordering::SeqCst);
    };
    let ((), seen) = tokio::join!(pushes, reads_along(&shop.line, &shop.counter, &ended));

    let books = cluster.connect_to("books").await;
    let rows = books.query("select op_id, seq from change order by seq", &[]).await.unwrap();
    let log: Vec<(Vec<u8>, i64)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert!(log.len() > 4 * PUSHES * ENTRIES && log.iter().map(|(_, seq)| *seq).eq((1..).take(log.len())));
    assert_eq!(
        seen.iter().map(|op| op.bytes().to_vec()).collect::<Vec<_>>(),
        log.into_iter().map(|(op, _)| op).collect::<Vec<_>>()
    );
}

/// A device that sells, and sends what it sold, whatever becomes of it; what was acknowledged, and how often nothing was.
async fn sells_on(device: &Device, line: &Line, first: u128, ended: &AtomicBool) -> (BTreeSet<ChangeId>, usize) {
    let (mut acknowledged, mut refused) = (BTreeSet::new(), 0);
    for n in 0.. {
        if ended.load(Ordering::SeqCst) {
            break;
        }
        tokio::task::block_in_place(|| device.sell(first + n));
        if let Err(error) = sends(device, line, &mut acknowledged).await {
            assert!(matches!(error.code, Code::Unavailable | Code::Busy), "{error:?}");
            refused += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    (acknowledged, refused)
}

async fn sends(device: &Device, line: &Line, acknowledged: &mut BTreeSet<ChangeId>) -> Result<(), Error> {
    let mut exchange = Exchange::default();
    while let Some(ask) = device.books.next_ask(&mut exchange).unwrap() {
        let me = device.books.identity().unwrap().unwrap().device;
        let tell = line.carry(me, &ask).await?;
        if let (Ask::Push(push), Tell::Receipt(receipt)) = (&ask, &tell) {
            acknowledged.extend(push.entries.iter().zip(&receipt.verdicts).map(|(entry, _)| entry.op));
        }
        device.books.answered(&mut exchange, &tell).unwrap();
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_killed_while_devices_push_loses_nothing_that_was_acknowledged() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let phones = [shop.phone("staff").await, shop.phone("staff").await];
    plan_for_load(&cluster).await;
    let ended = AtomicBool::new(false);
    let kills = async {
        let mut cluster = cluster;
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_millis(1_500)).await;
            // Apart from the devices, which go on meanwhile.
            let killed = tokio::task::spawn_blocking(move || {
                cluster.kill();
                cluster
            });
            cluster = killed.await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        ended.store(true, Ordering::SeqCst);
        cluster
    };
    let [(one, line), (other, also)] = &phones;
    let (counter, own) = (&shop.counter, &shop.line);
    let (cluster, first, second, third) = tokio::join!(
        kills,
        sells_on(counter, own, 10_000, &ended),
        sells_on(one, line, 20_000, &ended),
        sells_on(other, also, 30_000, &ended)
    );
    for _ in 0..2 {
        for (device, line) in [(counter, own), (one, line), (other, also)] {
            in_step(device, line).await;
        }
    }
    let books = cluster.connect_to("books").await;
    let rows = books.query("select op_id from change where standing < 2", &[]).await.unwrap();
    let kept: BTreeSet<Vec<u8>> = rows.iter().map(|row| row.get(0)).collect();
    for (acknowledged, refused) in [&first, &second, &third] {
        assert!(acknowledged.len() > 5 && *refused > 0, "{} {refused}", acknowledged.len());
        assert!(acknowledged.iter().all(|op| kept.contains(&op.bytes().to_vec())), "something acknowledged is lost");
    }
    let business = counter.business().to_string();
    let mut there = all_numbers(|page| backend.door(&shop.asha, &business, "bill.list", &page).unwrap().json());
    there.sort();
    for device in [counter, one, other] {
        assert_eq!(device.numbers(), there);
        assert_eq!(device.code(), counter.code());
    }
    let verified = backend.door(&shop.asha, &business, "books.verify", &json!({})).unwrap().json();
    assert_eq!((&verified["faults"], &verified["trial_balance"]), (&json!([]), &json!(0)));
}
