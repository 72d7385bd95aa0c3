//! The cloud backend under load when something ends: what was acknowledged is there, and no number is given twice.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
mod support;

use std::collections::BTreeSet;
use std::io::Write;
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backend::{Backend, Tokens, bill, cluster};
use cluster::Cluster;
use serde_json::json;

/// How many counters sell at once.
const COUNTERS: u128 = 6;

/// What happened to the requests of all counters.
#[derive(Default)]
struct Told {
    /// Numbers of bills that were acknowledged.
    numbers: Vec<String>,
    /// Answers that were neither a bill nor a refusal for now.
    wrong: Vec<String>,
    refused_for_now: usize,
    /// Connections that were there and broke before an answer.
    broken: usize,
    /// Connections that could not be made.
    unreached: usize,
}

/// Sells at every counter of two shops until told to stop; `meanwhile` does what it does to the server.
fn sell(backend: &Backend, tokens: &Tokens, shops: &[String], round: u128, meanwhile: impl FnOnce()) -> Told {
    let (told, stop) = (Mutex::new(Told::default()), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for counter in 0..COUNTERS {
            let (told, stop) = (&told, &stop);
            let shop = &shops[usize::try_from(counter).unwrap() % shops.len()];
            scope.spawn(move || {
                for n in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let bill = bill(round * 1_000_000 + counter * 10_000 + n);
                    let answer = backend.door(tokens, shop, "bill.finalize", &bill);
                    let mut told = told.lock().unwrap();
                    match answer {
                        Ok(answer) if answer.status == 200 => {
                            told.numbers
                                .push(format!("{shop} {}", answer.json()["voucher"]["number"].as_str().unwrap()));
                        }
                        Ok(answer) if answer.status == 503 => {
                            assert!(answer.header("retry-after").parse::<u64>().is_ok());
                            let code = answer.refusal().1;
                            assert!(["busy", "disk_full", "unavailable"].contains(&code.as_str()), "{code}");
                            told.refused_for_now += 1;
                        }
                        Ok(answer) => told.wrong.push(String::from_utf8_lossy(&answer.body).into_owned()),
                        Err(error) if refused(&error) => told.unreached += 1,
                        Err(_) => told.broken += 1,
                    }
                    let pause = told.unreached > 0 || told.refused_for_now > 0;
                    drop(told);
                    if pause {
                        std::thread::sleep(Duration::from_millis(20));
                    }
                }
            });
        }
        std::thread::sleep(Duration::from_millis(1_500));
        meanwhile();
        stop.store(true, Ordering::Relaxed);
    });
    told.into_inner().unwrap()
}

/// Whether nobody listened.
fn refused(error: &ureq::Error) -> bool {
    matches!(error, ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused)
        || matches!(error, ureq::Error::ConnectionFailed)
}

/// Every acknowledged bill is in the books, no number is there twice, none is left out, and the books are sound.
fn assert_whole(backend: &Backend, tokens: &Tokens, shops: &[String], told: &[Told]) {
    let acknowledged: Vec<&String> = told.iter().flat_map(|told| &told.numbers).collect();
    let distinct: BTreeSet<&&String> = acknowledged.iter().collect();
    assert_eq!(distinct.len(), acknowledged.len(), "a number was given twice");
    let mut kept = BTreeSet::new();
    for shop in shops {
        let (mut serials, mut after) = (Vec::new(), serde_json::Value::Null);
        loop {
            let page = backend.door(tokens, shop, "bill.list", &json!({ "after": after, "limit": 100 })).unwrap();
            assert_eq!(page.status, 200, "{}", String::from_utf8_lossy(&page.body));
            let page = page.json();
            for row in page["rows"].as_array().unwrap() {
                let number = row["number"].as_str().unwrap().to_owned();
                serials.push(number.rsplit('/').next().unwrap().parse::<usize>().unwrap());
                kept.insert(format!("{shop} {number}"));
            }
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        serials.sort_unstable();
        assert_eq!(serials, (1..=serials.len()).collect::<Vec<_>>(), "numbers follow each other");
        let verified = backend.door(tokens, shop, "books.verify", &json!({})).unwrap().json();
        assert_eq!((verified["faults"].clone(), verified["trial_balance"].clone()), (json!([]), json!(0)));
    }
    for number in acknowledged {
        assert!(kept.contains(number), "{number} was acknowledged and is lost");
    }
}

fn two_shops(backend: &Backend) -> (Tokens, Vec<String>) {
    let tokens = backend.sign_in("asha@shop.example");
    let shops = ["Asha Stores", "Asha Textiles"].map(|name| backend.shop(&tokens, name));
    (tokens, shops.into())
}

/// A plan that lets the pace of this test through.
fn plan_for_load(cluster: &cluster::Cluster) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let config: tokio_postgres::Config = cluster.url("postgres", "books").parse().unwrap();
        let (client, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        client.batch_execute("update head set plan = 'chain'").await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
    });
}

#[test]
fn the_end_under_load_fails_no_request() {
    let cluster = cluster();
    let mut backend = Backend::start(&cluster, &[]);
    let (tokens, shops) = two_shops(&backend);
    plan_for_load(&cluster);
    let told = sell(&backend, &tokens, &shops, 1, || {
        backend.signal("-TERM");
        let address = backend.address.strip_prefix("http://").unwrap();
        while TcpStream::connect(address).is_ok() {
            std::thread::sleep(Duration::from_millis(100));
        }
        std::thread::sleep(Duration::from_millis(500));
    });
    assert_eq!((told.wrong.len(), told.broken, told.refused_for_now), (0, 0, 0), "{:?}", told.wrong.first());
    assert!(told.numbers.len() > 5 && told.unreached > 0, "{} {}", told.numbers.len(), told.unreached);
    assert!(backend.child.wait().unwrap().success());
    backend.restart(&cluster);
    assert_whole(&backend, &tokens, &shops, &[told]);
}

#[test]
fn killed_under_load_it_has_lost_nothing_that_it_acknowledged() {
    let cluster = cluster();
    let mut backend = Backend::start(&cluster, &[]);
    let (tokens, shops) = two_shops(&backend);
    plan_for_load(&cluster);
    let mut all = Vec::new();
    for round in 1..=3 {
        let told = sell(&backend, &tokens, &shops, round, || {
            backend.signal("-KILL");
            std::thread::sleep(Duration::from_millis(200));
        });
        assert_eq!(told.wrong, Vec::<String>::new());
        assert!(!told.numbers.is_empty());
        backend.child.wait().unwrap();
        all.push(told);
        backend.restart(&cluster);
    }
    assert_whole(&backend, &tokens, &shops, &all);
}

#[test]
fn a_database_that_goes_and_comes_back_is_waited_for() {
    let mut cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let (tokens, shops) = two_shops(&backend);
    plan_for_load(&cluster);
    let told = sell(&backend, &tokens, &shops, 1, || {
        for _ in 0..2 {
            cluster.restart();
            std::thread::sleep(Duration::from_millis(2_500));
        }
    });
    assert_eq!((told.wrong.clone(), told.broken, told.unreached), (Vec::new(), 0, 0), "the server stays up");
    assert!(told.refused_for_now > 0 && told.numbers.len() > 5, "{} {}", told.refused_for_now, told.numbers.len());
    let ready = backend.send("GET", "/ready", &[], None).unwrap();
    assert_eq!(ready.status, 200);
    assert_whole(&backend, &tokens, &shops, &[told]);
}

/// Where the test that runs again in a mount of its own finds the small disk.
const DISK: &str = "SMARTKHATA_TEST_DISK";

/// Runs a test of this file again, alone, in a mount namespace of its own with a small disk: nothing stays mounted,
/// whatever happens to the test.
fn on_a_disk_of(size: &str, test: &str) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let root = folder.path().metadata().unwrap().uid() == 0;
    let mut command = Command::new("unshare");
    // PostgreSQL refuses to run as root, also as the root of a namespace: who is nobody special stays who they are.
    let own = ["--user", "--map-current-user", "--keep-caps"];
    command.arg("--mount").args(own.iter().filter(|_| !root));
    let script = format!("mount -t tmpfs -o size={size},mode=777 tmpfs \"$1\"; shift; exec \"$@\"");
    command.args(["sh", "-euc", &script, "sh"]).arg(folder.path());
    command.arg(std::env::current_exe().unwrap()).args(["--exact", test, "--ignored", "--nocapture"]);
    let output = command.env(DISK, folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_full_disk_refuses_what_writes_and_all_goes_on_when_there_is_room() {
    on_a_disk_of("24m", "when_the_disk_of_the_tables_is_full");
}

#[test]
#[ignore = "runs in a mount of its own"]
fn when_the_disk_of_the_tables_is_full() {
    let disk: PathBuf = std::env::var_os(DISK).expect("run through the test that mounts the disk").into();
    let cluster = Cluster::new();
    let tables = disk.join("tables");
    std::fs::create_dir(&tables).unwrap();
    cluster.give(&tables);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = cluster.connect().await;
        for statement in [
            "create role keeper login createrole".to_owned(),
            format!("create tablespace small location '{}'", tables.display()),
            "create database books owner keeper tablespace small".to_owned(),
        ] {
            client.batch_execute(&statement).await.unwrap();
        }
    });
    let backend = Backend::start(&cluster, &[]);
    let (tokens, shops) = two_shops(&backend);
    plan_for_load(&cluster);

    // Of what is left of the disk, most is taken.
    let ballast = disk.join("ballast");
    let mut file = std::fs::File::create(&ballast).unwrap();
    let mut taken = 0_u64;
    while file.write_all(&[0; 65_536]).is_ok() {
        taken += 65_536;
    }
    file.set_len(taken - 512 * 1024).unwrap();
    let (mut told, mut full, mut n) = (Told::default(), 0, 0_u128);
    while full < 20 {
        let shop = &shops[usize::try_from(n % 2).unwrap()];
        let answer = backend.door(&tokens, shop, "bill.finalize", &bill(5_000_000 + n)).unwrap();
        n += 1;
        assert!(n < 5_000, "the disk is never full");
        if answer.status == 200 {
            told.numbers.push(format!("{shop} {}", answer.json()["voucher"]["number"].as_str().unwrap()));
        } else {
            assert_eq!(answer.refusal(), (503, "disk_full".to_owned()));
            assert!(answer.header("retry-after").parse::<u64>().is_ok());
            full += 1;
        }
    }
    assert!(told.numbers.len() > 5, "{} bills fitted", told.numbers.len());

    // What is there can be read, and the server is up.
    let list = backend.door(&tokens, &shops[0], "bill.list", &json!({})).unwrap();
    assert_eq!((list.status, backend.send("GET", "/health", &[], None).unwrap().status), (200, 200));
    assert!(backend.log().iter().any(|line| line.to_string().contains("disk_full")), "the operator is told");

    // With room again the next bill has the next number, and the books are whole.
    drop(file);
    std::fs::remove_file(&ballast).unwrap();
    for n in 0..6 {
        let shop = &shops[usize::try_from(n % 2).unwrap()];
        let sold = backend.door(&tokens, shop, "bill.finalize", &bill(6_000_000 + n)).unwrap();
        assert_eq!(sold.status, 200, "{}", String::from_utf8_lossy(&sold.body));
        told.numbers.push(format!("{shop} {}", sold.json()["voucher"]["number"].as_str().unwrap()));
    }
    assert_whole(&backend, &tokens, &shops, &[told]);
}

#[test]
fn a_server_whose_disk_is_full_is_not_ready_until_there_is_room() {
    on_a_disk_of("200m", "when_the_disk_of_the_server_is_full");
}

#[test]
#[ignore = "runs in a mount of its own"]
fn when_the_disk_of_the_server_is_full() {
    let disk: PathBuf = std::env::var_os(DISK).expect("run through the test that mounts the disk").into();
    let cluster = cluster();
    let backend = Backend::start(&cluster, &["--data", disk.to_str().unwrap()]);
    let ready = |well: bool| {
        let answer = backend.send("GET", "/ready", &[], None).unwrap();
        let told = json!({ "database": true, "migrations": true, "disk": well, "serving": true });
        assert_eq!((answer.status, answer.json()), (if well { 200 } else { 503 }, told));
    };
    ready(true);
    let ballast = disk.join("ballast");
    std::fs::write(&ballast, vec![0; 110 << 20]).unwrap();
    ready(false);
    std::fs::remove_file(&ballast).unwrap();
    ready(true);
}

#[test]
fn a_full_disk_of_the_write_ahead_log_refuses_what_writes_and_loses_nothing() {
    on_a_disk_of("96m", "when_the_disk_of_the_write_ahead_log_is_full");
}

/// PostgreSQL gives itself up where it can write no log: whoever runs it makes room and starts it again.
#[test]
#[ignore = "runs in a mount of its own"]
fn when_the_disk_of_the_write_ahead_log_is_full() {
    let disk: PathBuf = std::env::var_os(DISK).expect("run through the test that mounts the disk").into();
    let mut cluster = cluster();
    cluster.log_to(&disk);
    let backend = Backend::start(&cluster, &[]);
    let (tokens, shops) = two_shops(&backend);
    plan_for_load(&cluster);
    let ready = || backend.send("GET", "/ready", &[], None).unwrap().status;
    let told = sell(&backend, &tokens, &shops, 1, || {
        let ballast = disk.join("ballast");
        let mut file = std::fs::File::create(&ballast).unwrap();
        while file.write_all(&[0; 65_536]).is_ok() {}
        use_up_the_log(&cluster);
        std::thread::sleep(Duration::from_secs(2));
        assert_eq!(backend.send("GET", "/health", &[], None).unwrap().status, 200);
        drop(file);
        std::fs::remove_file(&ballast).unwrap();
        cluster.restart();
        for _ in 0..100 {
            std::thread::sleep(Duration::from_millis(100));
            if ready() == 200 {
                break;
            }
        }
        std::thread::sleep(Duration::from_millis(1_500));
    });
    assert_eq!((told.wrong.clone(), told.broken, told.unreached), (Vec::new(), 0, 0), "the server stays up");
    assert!(told.refused_for_now > 0 && told.numbers.len() > 5, "{} {}", told.refused_for_now, told.numbers.len());
    assert_eq!(ready(), 200);
    assert_whole(&backend, &tokens, &shops, &[told]);
}

/// Writes log that says nothing until there is no room for more.
fn use_up_the_log(cluster: &Cluster) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = cluster.connect().await;
        let megabyte = "select pg_logical_emit_message(true, 'ballast', repeat('x', 1048576))";
        for n in 0.. {
            if client.batch_execute(megabyte).await.is_err() {
                return;
            }
            assert!(n < 200, "the log is never full");
        }
    });
}
