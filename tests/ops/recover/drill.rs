//! The drill: many shops, a mistake, a power cut, and everything brought back; each shop's books checked by the program's
//! own checker. Prints what each phase took and writes it down.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio_postgres::Client;

use super::backend::{Backend, bill, now_ms, program};
use super::node::{Node, Place, run};
use super::s3::S3;
use super::shops::{Device, many};
use super::writer::sell;

/// The database.
const DATABASE: &str = "books";

/// How large a drill is.
struct Size {
    shops: u32,
    bills: u32,
    archive_timeout: u32,
}

impl Size {
    /// As the environment says; else what a test can wait for.
    fn told() -> Self {
        let number = |name: &str, usual: u32| {
            std::env::var(name).ok().map_or(usual, |text| text.parse().expect("a size is a number"))
        };
        Self {
            shops: number("SMARTKHATA_DRILL_SHOPS", 8),
            bills: number("SMARTKHATA_DRILL_BILLS", 60),
            archive_timeout: number("SMARTKHATA_DRILL_ARCHIVE_TIMEOUT", 3),
        }
    }
}

/// What each phase took.
struct Phases {
    begun: Instant,
    last: Instant,
    ms: Vec<(&'static str, u128)>,
}

impl Phases {
    fn begin() -> Self {
        let now = clock();
        Self { begun: now, last: now, ms: Vec::new() }
    }

    /// The phase that ends now.
    fn end(&mut self, name: &'static str) {
        let now = clock();
        let took = now.duration_since(self.last).as_millis();
        eprintln!("    {name:<44} {} min {:02}.{} s", took / 60_000, took / 1000 % 60, took / 100 % 10);
        self.ms.push((name, took));
        self.last = now;
    }

    fn of(&self, name: &str) -> u128 {
        self.ms.iter().find(|(known, _)| *known == name).map_or(0, |(_, ms)| *ms)
    }
}

#[expect(clippy::disallowed_methods, reason = "a drill is timed by the wall clock")]
fn clock() -> Instant {
    Instant::now()
}

/// The head of every log, and of the postings of each shop how many there are and what they come to.
type Heads = BTreeMap<String, (i64, String, i64, i64)>;

async fn heads(client: &Client) -> Heads {
    let rows = client
        .query(
            "select encode(h.business_id, 'hex'), h.seq, encode(h.chain, 'hex'), count(p.*), \
             coalesce(sum(p.amount * (p.date % 97 + 1)), 0)::bigint \
             from head h left join posting p on p.business_id = h.business_id group by 1, 2, 3",
            &[],
        )
        .await
        .expect("the heads");
    rows.iter().map(|row| (row.get(0), (row.get(1), row.get(2), row.get(3), row.get(4)))).collect()
}

/// What `smartkhata verify --all` says, and whether it found all books sound.
fn verify(node: &Node) -> (bool, String) {
    let mut check = Command::new(program());
    check.args(["verify", "--all", "--operator", "the drill"]).env("DATABASE_URL", node.url("keeper", DATABASE));
    let said = check.output().expect("it runs");
    (said.status.success(), String::from_utf8_lossy(&said.stdout).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
async fn a_backup_brings_every_shop_back() {
    let size = Size::told();
    let mut place = Place::new(size.archive_timeout);
    let moto = std::env::var_os("SMARTKHATA_DRILL_S3").map(PathBuf::from);
    // Outlives every cluster: one that ends sends the last of its log there, and waits for that.
    let mut s3 = moto.map(|moto| S3::instead_of_first_repository(&mut place, &moto));
    let mut phases = Phases::begin();
    let mut primary = place.node("primary", &["synchronous_commit=on"]);
    let client = primary.connect("postgres").await;
    client.batch_execute("create role keeper login createrole").await.expect("a role");
    client.batch_execute(&format!("create database {DATABASE} owner keeper")).await.expect("a database");
    place.stanza(&primary);
    phases.end("cluster, repositories");

    let backend = Backend::start(&primary.url("keeper", DATABASE), &[], &[]);
    let mut owners = Vec::new();
    for n in 0..size.shops.div_ceil(50) {
        owners.push(backend.sign_in(&format!("owner{n}@shop.example")).await);
    }
    let devices = many(&backend, &owners, size.shops, size.bills).await;
    let books = primary.connect(DATABASE).await;
    books.batch_execute("update head set plan = 'chain'").await.expect("no limits for the drill");
    phases.end("shops, told and brought to the server");

    run(place
        .script("backup.sh")
        .arg("full")
        .env("PGBACKREST_PG1_PATH", &primary.data)
        .env("PGBACKREST_PG1_SOCKET_PATH", &primary.socket));
    phases.end("whole backup, to both repositories");
    let repository = repository(&place, &primary);

    // A counter that sells all the while; the moment before the mistake; the mistake.
    let (owner, devices) = (&owners[0], devices);
    let shop = devices[0].business.to_string();
    sell(&backend, &owner.token, &shop, 2, |_| std::thread::sleep(Duration::from_millis(800)));
    let before = heads(&books).await;
    let moment: String = books.query_one("select now()::text", &[]).await.expect("the time").get(0);
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    // After the moment a device sells, and the server has it: lost with what comes after, and given back.
    let later = &devices[usize::try_from(size.shops / 2).expect("a number")];
    smartkhata_tests::books::sell(&later.books, 4_321, None).expect("sold");
    later.exchange(&owners[usize::try_from(size.shops / 2).expect("a number") % owners.len()]).await;
    books
        .batch_execute(
            "delete from posting where business_id in (select business_id from head order by business_id limit 3); \
             update change set body = set_byte(body, 20, 0) where (business_id, dev, dseq) in \
             (select business_id, dev, dseq from change order by business_id desc, dev, dseq limit 1)",
        )
        .await
        .expect("the mistake");
    // Goes on selling until a power cut, which comes after the archive has been told of all but the last seconds.
    let socket = primary.socket.clone();
    let archived = || -> u64 {
        let mut ask = place.postgres("psql");
        ask.arg("-qAt").arg("-h").arg(&socket).args(["-U", "postgres", "-c"]);
        let said = run(ask.args(["select archived_count from pg_stat_archiver", "postgres"]));
        said.trim().parse().expect("a number")
    };
    let (sold, killed_ms) = sell(&backend, &owner.token, &shop, 2, |_| {
        // The file of now may end before anybody sells; the one after it holds sales.
        let enough = archived() + 2;
        (0..1_500).take_while(|_| archived() < enough).for_each(|_| std::thread::sleep(Duration::from_millis(200)));
        let killed = now_ms();
        primary.kill();
        killed
    });
    drop(backend);
    let aside = primary.data.with_extension("damaged");
    std::fs::rename(&primary.data, &aside).expect("moved away");
    phases.end("a mistake, sales, a power cut");

    // What is lost when nothing but the archive is left: the second region, the first one gone with its machine.
    let (first, gone) = (place.path().join("repo1"), place.path().join("repo1.gone"));
    match &mut s3 {
        Some(s3) => s3.lost(),
        None => std::fs::rename(&first, &gone).expect("the first region is lost"),
    }
    let mut from_first = place.script("restore.sh");
    from_first.arg(place.folder("nothing").join("data")).args(["newest", "1"]).env("PGBACKREST_IO_TIMEOUT", "1");
    assert!(!from_first.output().expect("it runs").status.success(), "the first region is away");
    let mut newest = place.place_of("newest");
    run(place.script("restore.sh").arg(&newest.data).args(["newest", "2"]));
    newest.start(&place, &["archive_mode=off"]);
    let client = newest.writes(DATABASE).await;
    phases.end("restored from the second region, newest");
    let kept: i64 = client
        .query_one(
            "select coalesce(max(serial), 0) from voucher where kind = 'sale' and business_id = decode($1, 'hex')",
            &[&hex(&shop)],
        )
        .await
        .expect("the newest bill")
        .get(0);
    let survivors = sold.iter().filter(|sold| serial(&sold.number) <= kept).map(|sold| sold.at_ms);
    let newest_ms = survivors.max().expect("bills of before the cut survived");
    // One that was answered as the cut came is none lost.
    let lost_ms = (killed_ms - newest_ms).max(0);
    eprintln!("    lost: {lost_ms} ms of sales, of {} that were acknowledged", sold.len());
    assert!(lost_ms < 120_000, "{lost_ms} ms of acknowledged sales are lost");
    assert!(lost_ms <= i64::from(size.archive_timeout) * 1000 + 5_000, "{lost_ms} ms are lost");
    // The checker finds the mistake, and whose books it hit.
    let (sound, said) = verify(&newest);
    assert!(!sound && said.contains("The table posting is not what the journal says"), "{said}");
    assert!(said.contains(" was altered.") && said.contains("NOT SOUND: 4 of"), "{said}");
    newest.stop();
    std::fs::remove_dir_all(&newest.data).expect("thrown away");
    match &mut s3 {
        Some(s3) => s3.back(),
        None => std::fs::rename(&gone, &first).expect("the first region is back"),
    }
    phases.end("checked: the mistake is found");

    // Back to the moment before.
    let mut restored = place.place_of("restored");
    run(place.script("restore.sh").arg(&restored.data).args([&moment, "1"]));
    phases.end("restored to the moment before the mistake");
    restored.start(&place, &[]);
    let client = restored.writes(DATABASE).await;
    // Both archives have the new timeline before anybody sells on it: else `newest` would follow the one with the mistake.
    at(&place, &restored, &["check"]);
    phases.end("replayed");
    let (sound, said) = verify(&restored);
    assert!(sound, "{said}");
    phases.end("every shop checked");
    assert_eq!(heads(&client).await, before, "the books of that moment, shop by shop");
    let entries: i64 = client.query_one("select count(*) from change", &[]).await.expect("entries").get(0);
    assert!(said.contains(&format!("Sound: {} shops, {entries} entries", size.shops)), "{said}");

    goes_on(&restored, later, &before, &shop).await;
    phases.end("the server goes on, devices give back");
    let all = phases.last.duration_since(phases.begun).as_millis();
    let back = phases.of("restored to the moment before the mistake")
        + phases.of("replayed")
        + phases.of("every shop checked");
    let report = json!({
        "shops": size.shops,
        "entries": entries,
        "database_bytes": bytes(&client).await,
        "backup": repository,
        "archive_timeout_s": size.archive_timeout,
        "acknowledged_sales_lost_ms": lost_ms,
        "back_ms": u64::try_from(back).unwrap_or(u64::MAX),
        "all_ms": u64::try_from(all).unwrap_or(u64::MAX),
        "phases_ms": phases.ms.iter().map(|(name, ms)| (*name, u64::try_from(*ms).unwrap_or(u64::MAX))).collect::<BTreeMap<_, _>>(),
    });
    eprintln!("    back and checked in {} min {:02} s: {report:#}", back / 60_000, back / 1000 % 60);
    if let Some(path) = std::env::var_os("SMARTKHATA_DRILL_REPORT").map(PathBuf::from) {
        std::fs::write(&path, format!("{report:#}\n")).expect("the report is written");
    }
    assert!(back < 30 * 60_000, "a drill takes less than half an hour");

    monthly(&place, &size);
    phases.end("the monthly drill, as its timer runs it");
    thirty_days(&place, &restored);
    phases.end("thirty days later");
    restored.stop();
    phases.end("its end");
}

/// The server on the restored database: a new series from its first bill on, no number twice, and a device whose bill
/// was lost gives it back.
async fn goes_on(restored: &Node, device: &Device, before: &Heads, shop: &str) {
    let backend = Backend::start(&restored.url("keeper", DATABASE), &[], &[]);
    let owner = backend.sign_in("owner0@shop.example").await;
    let client = restored.connect(DATABASE).await;
    let numbers = async |client: &Client| -> Vec<String> {
        let rows = client
            .query("select number from voucher where kind = 'sale' and business_id = decode($1, 'hex')", &[&hex(shop)])
            .await
            .expect("numbers");
        rows.iter().map(|row| row.get(0)).collect()
    };
    let known = numbers(&client).await;
    let (first, second) = (bill(), bill());
    let sold = [first, second].map(|bill| {
        let answer = backend.door(&owner.token, shop, "bill.finalize", &bill).expect("answered");
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["voucher"].clone()
    });
    let series = |voucher: &Value| voucher["series"].as_str().unwrap_or_default().to_owned();
    assert_eq!(series(&sold[0]), series(&sold[1]));
    assert!(!known.iter().any(|number| number.starts_with(&format!("{}/", series(&sold[0])))), "{known:?}");
    let key = hex(&device.business.to_string());
    let (seq, ..) = before.get(&key).expect("the device's shop").clone();
    device.exchange(&owner).await;
    let now: i64 = client
        .query_one("select seq from head where business_id = decode($1, 'hex')", &[&key])
        .await
        .expect("the head")
        .get(0);
    assert!(now > seq, "the device gave back what the restored log had not: {seq} {now}");
    let back: i64 = client
        .query_one(
            "select count(*) from voucher where kind = 'sale' and amount = 432100 and business_id = decode($1, 'hex')",
            &[&key],
        )
        .await
        .expect("the bill")
        .get(0);
    assert_eq!(back, 1, "{}", backend.log());
    let (sound, said) = verify(restored);
    assert!(sound, "{said}");
}

/// What `smartkhata-drill.service` runs.
fn monthly(place: &Place, size: &Size) {
    let copy = place.path().join("smartkhata");
    std::fs::copy(program(), &copy).expect("the program where PostgreSQL's user may run it");
    place.owned(&copy);
    // In place of Amazon's command line, which lies where PostgreSQL's user may run nothing: the bucket is asked all the same.
    let amazon = place.path().join("aws");
    std::fs::write(&amazon, AMAZON).expect("written");
    std::fs::set_permissions(&amazon, std::fs::Permissions::from_mode(0o755)).expect("the file is ours");
    place.owned(&amazon);
    let mut drill = place.script("drill.sh");
    let said = run(drill.arg(place.path().join("monthly")).env("SMARTKHATA", &copy).env("AWS_CLI", &amazon));
    assert!(said.contains("\"sound\":true") && said.contains(&format!("Sound: {} shops", size.shops)), "{said}");
    assert!(!place.path().join("monthly").exists(), "the drill leaves nothing behind");
    let figures =
        std::fs::read_to_string(place.path().join("textfiles/smartkhata_drill-smartkhata.prom")).expect("figures");
    assert!(figures.contains("smartkhata_drill_last_success_timestamp_seconds{stanza=\"smartkhata\"} "), "{figures}");
}

/// `aws … s3api get-bucket-versioning … --query Status --output text`, by curl.
const AMAZON: &str = r#"#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in --endpoint-url) url=$2 ;; --bucket) bucket=$2 ;; esac
  shift
done
curl -fsS --cacert "$AWS_CA_BUNDLE" "$url/$bucket?versioning" | tr -d '\n' | sed -n 's:.*<Status>\(.*\)</Status>.*:\1:p'
"#;

/// A second backup; a month later the first is let go, with its part of the log, and the second stays.
fn thirty_days(place: &Place, node: &Node) {
    let backups = |place: &Place| {
        let said = run(&mut place.backrest(&["--output=json", "--repo=1", "info"]));
        let info: Value = serde_json::from_str(&said).expect("JSON");
        let list = info[0]["backup"].as_array().expect("backups").clone();
        list.iter().map(|backup| backup["label"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    run(place
        .script("backup.sh")
        .arg("full")
        .env("PGBACKREST_PG1_PATH", &node.data)
        .env("PGBACKREST_PG1_SOCKET_PATH", &node.socket)
        .env("BACKUP_REPOSITORIES", "1"));
    let two = backups(place);
    assert_eq!(two.len(), 2, "{two:?}");
    let expire = |days: &str| {
        let mut later = place.program("/usr/bin/faketime");
        run(later.args([days, "pgbackrest", "--repo=1", "expire"]));
        backups(place)
    };
    assert_eq!(expire("+29 days"), two, "kept for thirty days");
    assert_eq!(expire("+31 days"), two[1..], "then let go, and the newest stays");
}

/// pgBackRest with a cluster named.
fn at(place: &Place, node: &Node, arguments: &[&str]) -> String {
    run(&mut place.backrest_of(node, arguments))
}

/// How large the database and its backup are, and that nothing in either repository can be read without its key.
fn repository(place: &Place, node: &Node) -> Value {
    let told = |repository: &str| -> Value {
        let said = at(place, node, &["--output=json", &format!("--repo={repository}"), "info"]);
        let info: Value = serde_json::from_str(&said).expect("JSON");
        assert_eq!(info[0]["cipher"], "aes-256-cbc", "repository {repository}: {info}");
        info
    };
    let (info, _) = (told("1"), told("2"));
    // The very bytes: of a folder they can be looked at.
    for list in ["backup/smartkhata/backup.info", "archive/smartkhata/archive.info"] {
        let bytes = std::fs::read(place.path().join("repo2").join(list)).expect("the second repository is a folder");
        assert!(bytes.starts_with(b"Salted__"), "{list} is plain");
    }
    let size = &info[0]["backup"][0]["info"];
    json!({ "bytes": size["size"], "stored_bytes": size["repository"]["delta"] })
}

async fn bytes(client: &Client) -> i64 {
    client.query_one("select pg_database_size(current_database())", &[]).await.expect("its size").get(0)
}

fn hex(id: &str) -> String {
    id.replace('-', "")
}

/// The serial of a number: `A/2627/0042`.
fn serial(number: &str) -> i64 {
    number.rsplit('/').next().and_then(|text| text.parse().ok()).unwrap_or(i64::MAX)
}
