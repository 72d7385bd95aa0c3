//! The primary is killed while counters sell: the standby takes over, the server finds it, and no bill is lost or
//! numbered twice.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

use super::backend::{Backend, now_ms};
use super::node::{Place, host};
use super::writer::sell;

/// How often the primary is asked whether it is there, and after how many silences the standby takes over.
const ASKED: Duration = Duration::from_millis(500);
const SILENCES: u32 = 3;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
async fn a_standby_takes_over_and_no_acknowledged_bill_is_lost() {
    let place = Place::new(60);
    // No archive here: what is tried is the standby.
    let mut primary = place.primary("first", &["archive_mode=off", "synchronous_commit=local"]);
    let client = primary.connect("postgres").await;
    client.batch_execute("create role keeper login createrole").await.expect("a role");
    client.batch_execute("create database books owner keeper").await.expect("a database");
    let standby = place.standby(&place.shipped("synchronous_standby_names"), &primary, &["archive_mode=off"]);
    // Both hosts, the primary named second: whichever takes writes is found.
    let url = format!("postgres://keeper@{},{}/books", host(&standby.socket), host(&primary.socket));
    let backend = Backend::start(&url, &[], &[]);
    let owner = backend.sign_in("asha@shop.example").await;
    let shop = backend.send(&owner.token, "POST", "/shops", Some(&serde_json::json!({ "name": "Asha Stores" })));
    let shop = shop.expect("answered").body["id"].as_str().expect("a shop").to_owned();
    let books = primary.connect("books").await;
    books.batch_execute("update head set plan = 'chain'").await.expect("no limits for the drill");
    let synchronous: i64 = books
        .query_one("select count(*) from pg_stat_replication where sync_state = 'sync'", &[])
        .await
        .expect("who follows")
        .get(0);
    assert_eq!(synchronous, 1, "an answer waits for the standby");

    let (sold, (killed, promoted)) = sell(&backend, &owner.token, &shop, 3, |sold| {
        std::thread::sleep(Duration::from_secs(2));
        let killed = now_ms();
        primary.kill();
        // As whoever watches over them does: three silences, then the standby takes over.
        let mut silences = 0;
        while silences < SILENCES {
            let mut ask = place.postgres("pg_isready");
            ask.arg("-q").arg("-t").arg("1").arg("-h").arg(&primary.socket).stdout(Stdio::null());
            silences = if ask.status().expect("pg_isready runs").success() { 0 } else { silences + 1 };
            std::thread::sleep(ASKED);
        }
        // It waits for nobody from now on: there is nobody else.
        let mut promote = place.postgres("psql");
        promote.arg("-qAt").arg("-h").arg(&standby.socket).args(["-U", "postgres"]);
        promote.args(["-c", "alter system set synchronous_standby_names = ''", "-c", "select pg_reload_conf()"]);
        let said = super::node::run(promote.args(["-c", "select pg_promote(true, 60)", "postgres"]));
        assert_eq!(said.trim(), "t\nt", "{}", standby.log());
        let promoted = now_ms();
        // Until somebody has sold again, and a little longer.
        let sells = || sold.lock().expect("nobody panics").iter().any(|sold| sold.at_ms > promoted);
        (0..2_400).take_while(|_| !sells()).for_each(|_| std::thread::sleep(Duration::from_millis(50)));
        std::thread::sleep(Duration::from_secs(1));
        (killed, promoted)
    });
    let last = sold.iter().map(|sold| sold.at_ms).take_while(|at| *at <= killed).last().expect("bills before");
    let first = sold.iter().map(|sold| sold.at_ms).find(|at| *at > promoted).expect("bills after");
    eprintln!(
        "    down for {} ms: {} ms until it took over, {} ms until the next bill; {} bills",
        first - last,
        promoted - killed,
        first - promoted,
        sold.len()
    );
    assert!(first - last < 30_000, "down for {} ms", first - last);

    // Nothing acknowledged is lost, no number is there twice, and the new timeline has a series of its own.
    let books = standby.writes("books").await;
    let rows = books.query("select number, series from voucher where kind = 'sale'", &[]).await.expect("bills");
    let kept: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(kept.len(), rows.len(), "a number was given twice");
    for sold in &sold {
        assert!(kept.contains(&sold.number), "{} was acknowledged and is lost", sold.number);
    }
    let series: BTreeSet<String> = rows.iter().map(|row| row.get(1)).collect();
    assert_eq!(series.len(), 2, "{series:?}");
    let verified = backend.door(&owner.token, &shop, "books.verify", &serde_json::json!({})).expect("answered");
    assert_eq!((&verified.body["faults"], &verified.body["devices"]), (&serde_json::json!([]), &serde_json::json!(2)));
}
