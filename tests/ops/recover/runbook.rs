//! Runbooks that begin with a decision and not with an alert: every command in them is run word for word and in its order,
//! on books of the test's own. What only a machine has (its services, its way to PostgreSQL) has something in its place.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::backend::{Backend, bill};
use super::desk::{Desk, commands, folder, text};
use super::node::{Node, Place, host, run};
use super::shops::Device;

/// Those that are run here; the others are an alert's, and run by `tests/ops/watch`.
const RUN: [&str; 3] = ["restore.md", "region-loss.md", "leaked-key.md"];

/// And those of which what is done on a machine is run here.
const ON_MACHINES: [&str; 5] =
    ["backup-too-old.md", "wal-not-shipped.md", "drill-too-old.md", "watcher-gone.md", "replication-lag.md"];

/// Those of which it is a roll-back, which `tests/ops/ship/rollout.rs` runs.
const ROLLED_BACK: [&str; 2] = ["high-error-rate.md", "website-down.md"];

/// A mock of Amazon with production's database and its copy in the second region.
struct Amazon {
    mock: Child,
    endpoint: String,
}

impl Amazon {
    fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let mut mock =
            Command::new(std::env::var_os("MOTO_SERVER").expect("MOTO_SERVER: cargo xtask test --operations"));
        mock.args(["-H", "127.0.0.1", "-p", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        let amazon = Self { mock: mock.spawn().expect("it starts"), endpoint: format!("http://127.0.0.1:{port}") };
        for _ in 0..1_200 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        amazon.call(
            "ap-south-1",
            "create-db-instance --db-instance-identifier smartkhata-production --engine postgres \
            --db-instance-class db.t3.micro --allocated-storage 20 --backup-retention-period 30 \
            --master-username operator --master-user-password only-for-this-test",
        );
        amazon.call(
            "ap-south-2",
            "create-db-instance-read-replica --db-instance-identifier smartkhata-production-replica \
            --source-db-instance-identifier arn:aws:rds:ap-south-1:123456789012:db:smartkhata-production",
        );
        amazon
    }

    fn environment(&self) -> [(&'static str, &str); 4] {
        [
            ("AWS_ENDPOINT_URL", &self.endpoint),
            ("AWS_DEFAULT_REGION", "ap-south-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ]
    }

    fn call(&self, region: &str, arguments: &str) -> String {
        let mut aws = Command::new(cli());
        aws.args(["rds", "--region", region, "--output", "json"]).args(arguments.split_whitespace());
        run(aws.envs(self.environment()))
    }
}

impl Drop for Amazon {
    fn drop(&mut self) {
        let _ = self.mock.kill();
        let _ = self.mock.wait();
    }
}

fn cli() -> PathBuf {
    PathBuf::from(std::env::var_os("AWS_CLI").expect("AWS_CLI: cargo xtask test --operations"))
}

#[test]
fn every_runbook_is_run_by_a_test() {
    for file in std::fs::read_dir(folder()).expect("the runbooks").flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let of_an_alert = text(&name).lines().any(|line| line.starts_with("Alert: ") || line.starts_with("Alerts: "));
        assert!(
            of_an_alert || name == "README.md" || RUN.contains(&name.as_str()),
            "nobody runs the commands of {name}"
        );
        let elsewhere = ON_MACHINES.contains(&name.as_str()) || ROLLED_BACK.contains(&name.as_str());
        assert_eq!(!commands(&name, "bash").is_empty(), elsewhere, "nobody runs what {name} does on a machine");
    }
    for name in ROLLED_BACK {
        let back = "smartkhata-release back --settings /var/lib/smartkhata/release/production.json";
        assert_eq!(commands(name, "bash").iter().map(|block| block.trim()).collect::<Vec<_>>(), [back], "{name}");
    }
}

/// Somebody with a shop, on a server of a cluster that archives its log.
async fn books(place: &Place, node: &Node) -> String {
    let client = node.connect("postgres").await;
    client.batch_execute("create role keeper login createrole").await.expect("a role");
    client.batch_execute("create database books owner keeper").await.expect("a database");
    place.stanza(node);
    node.url("keeper", "books")
}

/// Sells a bill; one that is told to come again does.
fn sell(backend: &Backend, token: &str, shop: &str) {
    let draft = bill();
    for _ in 0..60 {
        let answer = backend.door(token, shop, "bill.finalize", &draft).expect("answered");
        match answer.status {
            200 => return,
            503 => std::thread::sleep(Duration::from_millis(500)),
            status => panic!("{status}: {}", answer.body),
        }
    }
    panic!("nothing is sold: {}", backend.log());
}

fn with_amazon(desk: &mut Desk<'_>, amazon: &Amazon) {
    desk.stands_for("aws", &format!("exec {} \"$@\"", cli().display()));
    amazon.environment().iter().for_each(|(name, value)| desk.tell(name, value));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
async fn a_restore_goes_by_its_runbook() {
    let place = Place::new(3);
    let node = place.node("primary", &[]);
    let url = books(&place, &node).await;
    let backend = Backend::start(&url, &[], &[]);
    let owner = backend.sign_in("asha@shop.example").await;
    let shop = backend.send(&owner.token, "POST", "/shops", Some(&json!({ "name": "Asha Stores" }))).expect("answered");
    let shop = shop.body["id"].as_str().expect("a shop").to_owned();
    sell(&backend, &owner.token, &shop);
    let mut backup = place.script("backup.sh");
    run(backup.arg("full").env("PGBACKREST_PG1_PATH", &node.data).env("PGBACKREST_PG1_SOCKET_PATH", &node.socket));
    let client = node.connect("books").await;
    let moment: String = client.query_one("select now()::text", &[]).await.expect("the time").get(0);
    sell(&backend, &owner.token, &shop);
    // In the archive before it is stopped: else it would be lost with the disk.
    client.batch_execute("select pg_switch_wal()").await.expect("a switch");
    drop((backend, client));

    let amazon = Amazon::start();
    let mut desk = Desk::beside(&place, &node, &url);
    desk.name("2026-11-28 10:15:00+05:30", &moment);
    with_amazon(&mut desk, &amazon);
    run(place.program(desk.programs.join("systemctl")).args(["start", "smartkhata"]).envs(desk.environment.clone()));
    desk.follows("restore.md");

    let address = std::fs::read_to_string(place.path().join("served/address")).expect("it serves");
    let ready = ureq::get(format!("{}ready", address.trim())).call().expect("it is ready");
    assert_eq!(ready.status(), 200);
    let client = node.connect("books").await;
    let bills: i64 =
        client.query_one("select count(*) from voucher where kind = 'sale'", &[]).await.expect("bills").get(0);
    assert_eq!(bills, 2, "what was archived came back");
    assert!(node.data.with_file_name("data.damaged").exists(), "what was there is kept");
    let restored =
        amazon.call("ap-south-1", "describe-db-instances --db-instance-identifier smartkhata-production-restored");
    assert!(restored.contains("smartkhata-production-restored"), "{restored}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
async fn a_lost_region_goes_by_its_runbook() {
    let place = Place::new(60);
    let mut primary = place.node("first", &["archive_mode=off"]);
    let client = primary.connect("postgres").await;
    client.batch_execute("create role keeper login createrole").await.expect("a role");
    client.batch_execute("create database books owner keeper").await.expect("a database");
    let standby = place.standby("second", &primary, &["archive_mode=off"]);
    let hosts = format!("keeper@{},{}/books", host(&primary.socket), host(&standby.socket));
    let url = format!("postgres://{hosts}");
    let backend = Backend::start(&url, &[], &[]);
    let owner = backend.sign_in("asha@shop.example").await;
    let shop = backend.send(&owner.token, "POST", "/shops", Some(&json!({ "name": "Asha Stores" }))).expect("answered");
    let shop = shop.body["id"].as_str().expect("a shop").to_owned();
    sell(&backend, &owner.token, &shop);
    primary.kill();

    let amazon = Amazon::start();
    let mut desk = Desk::beside(&place, &primary, &url);
    desk.name("STANDBY", &standby.socket.to_string_lossy());
    desk.name("server@db-1,db-2/books?sslmode=require", &hosts);
    desk.name("https://api.smartkhata.example", &backend.address);
    with_amazon(&mut desk, &amazon);
    desk.follows("region-loss.md");
    sell(&backend, &owner.token, &shop);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
async fn a_leaked_key_goes_by_its_runbook() {
    let place = Place::new(3);
    let node = place.node("primary", &[]);
    let url = books(&place, &node).await;
    let backend = Backend::start(&url, &[], &[]);
    let owner = backend.sign_in("asha@shop.example").await;
    backend.sign_in("asha@shop.example").await;
    let open = backend.send(&owner.token, "GET", "/account/sessions", None).expect("answered").body;
    let elsewhere = open["sessions"].as_array().and_then(|rows| rows.iter().find(|row| row["current"] == json!(false)));
    let session = elsewhere.and_then(|row| row["id"].as_str()).expect("the other session").to_owned();
    // A phone that was lost: signed in by itself.
    let device = Device::made_up(7, 20);
    device.bring(&backend.sign_in("asha@shop.example").await).await;
    let shop = device.business.to_string();
    let lost = device.books.identity().expect("read").expect("a shop's").device.to_string();
    let client = node.connect("books").await;
    client.batch_execute("create role server login; create role ravi login in role keeper").await.expect("logins");
    let keys = async || -> i64 { client.query_one("select count(*) from token_key", &[]).await.expect("keys").get(0) };
    assert_eq!(keys().await, 1);
    // A tree in which the key was committed.
    let tree = place.folder("tree");
    std::fs::write(tree.join("settings"), "part of the key\n").expect("written");
    place.owned(&tree.join("settings"));
    for act in ["init -q", "add settings", "-c user.name=x -c user.email=x@shop.example commit -q -m settings"] {
        run(place.program("git").arg("-C").arg(&tree).args(act.split(' ')).env("HOME", &tree));
    }

    let mut desk = Desk::beside(&place, &node, &url);
    desk.environment.push(("DATABASE_SERVING_URL", node.url("server", "books")));
    desk.stands_for("git", &format!("/usr/bin/git -C {} \"$@\" | grep settings", tree.display()));
    for (name, value) in [
        ("TOKEN", &owner.token),
        ("SERVER", &backend.address),
        ("SHOP", &shop),
        ("DEVICE", &lost),
        ("SESSION", &session),
    ] {
        desk.tell(name, value);
    }
    desk.follows("leaked-key.md");
    assert_eq!(keys().await, 0, "nothing that was signed is believed once the servers start anew");
    let one = async |query: &str| -> bool { client.query_one(query, &[]).await.expect("one row").get(0) };
    assert!(one("select not rolcanlogin from pg_roles where rolname = 'ravi'").await);
    let renewed = "select rolpassword is not null and not rolcanlogin from pg_authid where rolname = 'server_2'";
    assert!(one(renewed).await, "renewed, and then, as the servers were left where they are, let in no more");
    assert!(one("select count(*) = 1 from device where retired_ms is not null").await);
    let ended =
        format!("select ended_ms is not null from session where id = decode('{}', 'hex')", session.replace('-', ""));
    assert!(one(&ended).await);
    let log =
        client.query_one("select string_agg(act, ' ' order by id) from operator_access", &[]).await.expect("acts");
    assert_eq!(log.get::<_, &str>(0), "drop-keys login login verify");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
async fn what_is_done_on_machines_goes_by_the_runbooks() {
    let place = Place::new(3);
    // Until its standby is there.
    let primary = place.primary("primary", &["synchronous_commit=local"]);
    let url = books(&place, &primary).await;
    let mut standby = place.standby(&place.shipped("synchronous_standby_names"), &primary, &["archive_mode=off"]);
    let backend = Backend::start(&url, &[], &[]);
    let owner = backend.sign_in("asha@shop.example").await;
    let shop = backend.send(&owner.token, "POST", "/shops", Some(&json!({ "name": "Asha Stores" }))).expect("answered");
    let shop = shop.body["id"].as_str().expect("a shop").to_owned();
    sell(&backend, &owner.token, &shop);

    let desk = Desk::beside(&place, &primary, &url);
    desk.has_services();
    desk.works("wal-not-shipped.md");
    let told = [("PGBACKREST_PG1_PATH", &primary.data), ("PGBACKREST_PG1_SOCKET_PATH", &primary.socket)];
    run(place.script("backup.sh").arg("full").envs(told));
    let backups = || run(&mut place.backrest_of(&primary, &["--repo=2", "info"])).matches("full backup:").count();
    assert_eq!(backups(), 1);
    desk.works("backup-too-old.md");
    assert_eq!(backups(), 2);
    desk.works("drill-too-old.md");
    assert!(place.path().join("textfiles/smartkhata_drill-smartkhata.prom").exists(), "the drill has succeeded");
    desk.works("watcher-gone.md");

    // The standby is gone: what is to be acknowledged waits, until it is decided to go on without.
    standby.stop();
    let client = primary.connect("books").await;
    let waits = client.batch_execute("set synchronous_commit = on; create table waits (x int)");
    let mut waits = std::pin::pin!(waits);
    assert!(tokio::time::timeout(Duration::from_secs(3), &mut waits).await.is_err(), "answered without its standby");
    desk.works("replication-lag.md");
    tokio::time::timeout(Duration::from_secs(60), waits).await.expect("goes on").expect("done");
    sell(&backend, &owner.token, &shop);
    let slots = primary.connect("books").await.query_one("select count(*) from pg_replication_slots", &[]).await;
    assert_eq!(slots.expect("slots").get::<_, i64>(0), 0);
}
