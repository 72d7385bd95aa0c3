//! The whole chain with real programs and the real files: a backend and its PostgreSQL, exporters, Prometheus,
//! Alertmanager, rsyslog. Only intervals, addresses and secrets are a test's own. What leaves the house (PagerDuty,
//! Slack, Sentry, Elasticsearch) comes to a sink.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use smartkhata_core::store::schema::VERSION;
use smartkhata_tests::postgres::Cluster;
use smartkhata_tests::program;

use crate::amazon::Amazon;
use crate::place::{ops, text, with};
use crate::service::{Service, free_port, get, query, run, until};
use crate::shop::{METRICS_TOKEN, Shop};
use crate::sink::{Sent, Sink};
use crate::{backup, dashboards, log, runbooks};

/// What must not leave: the owner, the shop, a good, a phone, an address.
const PERSONAL: [&str; 6] = ["asha", "Asha", "Sugar", "98765", "@shop.example", "27AAPFU0939F1ZV"];

/// Panels that have nothing to show on one healthy machine, each with its reason.
const EMPTY: [&str; 0] = [];

/// Where everything listens.
struct Ports {
    prometheus: u16,
    alertmanager: u16,
    postgres: u16,
    node: u16,
    blackbox: u16,
}

#[test]
#[ignore = "needs Prometheus, its exporters and rsyslog; `cargo xtask test --operations` installs them"]
fn from_a_database_that_dies_to_a_page_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let sink = Sink::start();
    let mut cluster = database();
    let shop = Shop::open(&cluster, folder, &format!("http://key@127.0.0.1:{}/42", sink.port));
    watch_role(&cluster);
    // The first file of WAL is shipped, so that its age is known.
    sql(&cluster, "select pg_switch_wal()");
    let textfiles = folder.join("textfiles");
    std::fs::create_dir(&textfiles).unwrap();
    // Backups of long ago: an alert for the working day.
    backup::tell(folder, &textfiles, &backup::info(1_700_000_000, 1_700_000_000));
    let ports = Ports {
        prometheus: free_port(),
        alertmanager: free_port(),
        postgres: free_port(),
        node: free_port(),
        blackbox: free_port(),
    };
    let _exporters = exporters(folder, &cluster, &textfiles, &ports);
    let _alertmanager = alertmanager(folder, &sink, &ports);
    let _prometheus = prometheus(folder, &shop, &ports);
    let _shipper = log::ship(folder, &shop.log, &sink);
    let prometheus = format!("http://127.0.0.1:{}", ports.prometheus);

    // A shop that trades, seen on every panel.
    for n in 0..20 {
        shop.trade(n);
    }
    until("every target is scraped", || {
        let up = query(&prometheus, "up == 1").ok()?;
        (up.len() == 4).then_some(())
    });
    for n in 20..30 {
        shop.trade(n);
    }
    panels_show_something(&prometheus);
    a_standby_is_told_of(&cluster, &prometheus);

    // The working day's alert comes to Slack, and to nobody's bed; and goes when there is a backup.
    let channel = |sent: &Sent| sent.json()["channel"].as_str().unwrap_or_default().to_owned();
    let said = |sent: &Sent, part: &str| sent.body.contains(part);
    sink.wait("Slack hears of backups that are too old", "/slack", |sent| {
        channel(sent) == "#alerts" && said(sent, "BackupTooOld") && said(sent, "docs/runbooks/backup-too-old.md")
    });
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = i64::try_from(now).unwrap();
    backup::tell(folder, &textfiles, &backup::info(now - 3600, now - 3600));
    sink.wait("the watchdog is heard outside", "/watchdog", |sent| said(sent, "Watchdog"));

    // The database dies as if its machine had. Somebody is woken.
    cluster.crash();
    let page = |action: &'static str, alert: &'static str| {
        move |sent: &Sent| {
            let event = sent.json();
            event["event_action"] == action && event["payload"]["class"] == alert
        }
    };
    let woken = sink.wait("PagerDuty is told", "/v2/enqueue", page("trigger", "DatabaseDown")).json();
    assert_eq!(woken["routing_key"], "0123456789abcdef0123456789abcdef");
    assert_eq!(woken["payload"]["severity"], "critical");
    assert_eq!(woken["payload"]["summary"], "[FIRING 1] DatabaseDown in test");
    assert_eq!(woken["payload"]["custom_details"]["runbook"], "docs/runbooks/database-down.md");
    sink.wait("Slack hears of the incident", "/slack", |sent| {
        channel(sent) == "#incidents" && said(sent, "DatabaseDown") && said(sent, "danger")
    });
    let (status, _) = shop.ask("GET", "/ready", None);
    assert_eq!(status, 503, "no work comes to a server without its database");
    // The prober sees it as well; Alertmanager leaves that out of what wakes people.
    until("the prober sees it too", || {
        let firing = query(&prometheus, r#"ALERTS{alertname="WebsiteDown",alertstate="firing"}"#).unwrap();
        (firing.len() == 1).then_some(())
    });

    // It comes back, and the incident is over.
    cluster.begin();
    sink.wait("PagerDuty is told of the end", "/v2/enqueue", |sent| {
        let event = sent.json();
        event["event_action"] == "resolve" && event["dedup_key"] == woken["dedup_key"]
    });
    sink.wait("Slack hears of the end", "/slack", |sent| said(sent, "RESOLVED") && said(sent, "DatabaseDown"));
    until("the shop trades again", || (shop.ask("GET", "/ready", None).0 == 200).then_some(()));
    shop.trade(30);

    // Every command of every runbook, while all is well.
    let run = run_the_runbooks(folder, &cluster, &shop, &ports);
    assert!(run > 40, "{run} commands were run");

    // A fault of ours: a table is gone. It is told to Sentry, to the log, and wakes somebody; nobody's words leave.
    sql(&cluster, "alter table voucher rename to voucher_gone");
    for n in 0..20 {
        let (status, refusal) = shop.ask_as(&format!("broken-{n:04}"), "GET", "/api/invoices", None);
        assert_eq!((status, refusal["code"].as_str()), (500, Some("storage")), "{refusal}");
        // Over a few looks of Prometheus: it counts rises.
        std::thread::sleep(Duration::from_millis(300));
    }
    let told = sink.wait("Sentry is told", "/api/42/envelope/", |sent| said(sent, "fault storage"));
    let event: Value = serde_json::from_str(told.body.lines().nth(2).unwrap()).unwrap();
    assert_eq!(event["environment"], "test");
    assert_eq!(event["release"], format!("smartkhata-server@{}", env!("CARGO_PKG_VERSION")));
    assert_eq!(event["transaction"], "/api/invoices");
    sink.wait("failing requests wake somebody", "/v2/enqueue", page("trigger", "HighErrorRate"));
    sql(&cluster, "alter table voucher_gone rename to voucher");

    // The log came to Elasticsearch, under names that its index knows.
    let shipped = sink.wait("the log is shipped", "/_bulk", |sent| said(sent, "broken-0019"));
    let create = json!({ "create": { "_index": "logs-smartkhata-production" } });
    let action: Value = serde_json::from_str(shipped.body.lines().next().unwrap()).unwrap();
    assert_eq!(action, create, "{}", shipped.body);
    let documents: String = sink
        .sent("/_bulk")
        .iter()
        .flat_map(|sent| sent.body.lines().map(str::to_owned).collect::<Vec<_>>())
        .filter(|line| !line.starts_with(r#"{"create""#))
        .flat_map(|line| [line, "\n".to_owned()])
        .collect();
    // Lines that are not the server's own words were wrapped; they have what the schema asks for as well.
    assert!(log::must_fit_the_index(&shop.log()) > 100, "what was logged fits the index");
    assert!(log::must_fit_the_index(&documents) > 100, "what was shipped fits the index");
    let line = documents.lines().find(|line| line.contains("broken-0019") && line.contains("answered")).unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!((&line["http.response.status_code"], &line["event.outcome"]), (&json!(500), &json!("failure")));
    for personal in PERSONAL.into_iter().chain([shop.id.as_str()]) {
        for sent in sink.sent("/").iter().filter(|sent| !sent.path.contains("_bulk")) {
            assert!(!sent.body.contains(personal), "{personal} left the house: {sent:?}");
        }
    }
}

/// A PostgreSQL as a watched one is: statements counted, WAL shipped.
fn database() -> Cluster {
    let cluster = Cluster::with(&[
        "shared_preload_libraries=pg_stat_statements",
        "archive_mode=on",
        "archive_command=/bin/true",
        "archive_timeout=60",
    ]);
    sql_in(&cluster, "postgres", "create role keeper login createrole");
    sql_in(&cluster, "postgres", "create database books owner keeper");
    cluster
}

fn sql(cluster: &Cluster, statement: &str) -> String {
    sql_in(cluster, "books", statement)
}

fn sql_in(cluster: &Cluster, database: &str, statement: &str) -> String {
    until("PostgreSQL takes connections", || {
        let ready = cluster.client("pg_isready").output().unwrap();
        ready.status.success().then_some(())
    });
    run(cluster.client("psql").args([
        "--quiet",
        "--tuples-only",
        "--no-align",
        "-v",
        "ON_ERROR_STOP=1",
        "-d",
        database,
        "-c",
        statement,
    ]))
}

/// The role that watches, made as its file says; twice, as it may be run again. It reads counts and no books.
fn watch_role(cluster: &Cluster) {
    for _ in 0..2 {
        let mut psql = cluster.client("psql");
        psql.args(["--quiet", "--set", "owner=keeper", "-d", "books", "--file"]);
        run(psql.arg(ops("monitoring/postgres/role.sql")));
    }
    let counted = sql(cluster, "set role smartkhata_watching; select accounts, shops from smartkhata_counts()");
    assert_eq!(counted.trim(), "1|1");
    for table in ["account", "change", &format!("books_{VERSION}.voucher"), "session"] {
        let mut psql = cluster.client("psql");
        psql.args(["-d", "books", "-c", &format!("set role smartkhata_watching; select * from {table}")]);
        let refused = psql.output().unwrap();
        assert!(String::from_utf8_lossy(&refused.stderr).contains("permission denied"), "{table} can be read");
    }
}

fn exporters(folder: &Path, cluster: &Cluster, textfiles: &Path, ports: &Ports) -> [Service; 3] {
    let listen = |port: u16| format!("--web.listen-address=127.0.0.1:{port}");
    let page = |port: u16| format!("http://127.0.0.1:{port}/");
    let mut postgres = Command::new("prometheus-postgres-exporter");
    let socket = cluster.folder().display();
    postgres.env("DATA_SOURCE_NAME", format!("postgres://smartkhata_watching@/books?host={socket}&sslmode=disable"));
    postgres.arg(listen(ports.postgres));
    postgres.arg(format!("--extend.query-path={}", ops("monitoring/postgres/queries.yml").display()));
    let mut node = Command::new("prometheus-node-exporter");
    node.arg(listen(ports.node)).arg(format!("--collector.textfile.directory={}", textfiles.display()));
    let mut blackbox = Command::new("prometheus-blackbox-exporter");
    blackbox.arg(listen(ports.blackbox));
    blackbox.arg(format!("--config.file={}", ops("monitoring/blackbox/blackbox.yml").display()));
    [
        Service::answering("postgres-exporter", folder, &mut postgres, &page(ports.postgres)),
        Service::answering("node-exporter", folder, &mut node, &page(ports.node)),
        Service::answering("blackbox-exporter", folder, &mut blackbox, &page(ports.blackbox)),
    ]
}

/// The real configuration, told sooner, to a sink.
fn alertmanager(folder: &Path, sink: &Sink, ports: &Ports) -> Service {
    let secrets = folder.join("secrets");
    std::fs::create_dir(&secrets).unwrap();
    std::fs::write(secrets.join("pagerduty_key"), "0123456789abcdef0123456789abcdef").unwrap();
    std::fs::write(secrets.join("slack_url"), format!("{}/slack", sink.address)).unwrap();
    std::fs::write(secrets.join("metrics_token"), METRICS_TOKEN).unwrap();
    let file = folder.join("alertmanager.yml");
    let config = with(
        text("monitoring/alertmanager/alertmanager.yml"),
        &[
            ("/etc/smartkhata/secrets", &secrets.to_string_lossy()),
            ("https://events.pagerduty.com", &sink.address),
            ("https://heartbeat.smartkhata.example", &sink.address),
            ("templates/*.tmpl", &ops("monitoring/alertmanager/templates/*.tmpl").to_string_lossy()),
            ("group_wait: 30s", "group_wait: 1s"),
            ("group_wait: 10s", "group_wait: 1s"),
            ("group_interval: 5m", "group_interval: 2s"),
        ],
    );
    std::fs::write(&file, config).unwrap();
    let mut alertmanager = Command::new("prometheus-alertmanager");
    alertmanager.arg(format!("--config.file={}", file.display()));
    alertmanager.arg(format!("--storage.path={}", folder.join("alerts").display()));
    alertmanager.arg(format!("--web.listen-address=127.0.0.1:{}", ports.alertmanager));
    alertmanager.arg("--cluster.listen-address=");
    let ready = format!("http://127.0.0.1:{}/-/ready", ports.alertmanager);
    Service::answering("alertmanager", folder, &mut alertmanager, &ready)
}

/// The real configuration and rules, asked every other second and firing at once.
fn prometheus(folder: &Path, shop: &Shop, ports: &Ports) -> Service {
    let home = folder.join("prometheus");
    std::fs::create_dir_all(home.join("rules")).unwrap();
    std::fs::create_dir_all(home.join("targets")).unwrap();
    let secrets = folder.join("secrets");
    let config = with(
        text("monitoring/prometheus/prometheus.yml"),
        &[
            ("15s", "2s"),
            ("scrape_timeout: 10s", "scrape_timeout: 2s"),
            ("environment: production", "environment: test"),
            ("/etc/smartkhata/secrets", &secrets.to_string_lossy()),
            ("module: [website]", "module: [website_plain]"),
        ],
    );
    std::fs::write(home.join("prometheus.yml"), config).unwrap();
    for name in ["recording.yml", "alerts.yml"] {
        let rules = text(&format!("monitoring/prometheus/rules/{name}"));
        let at_once: String = rules
            .lines()
            .filter(|line| !line.trim_start().starts_with("for: "))
            .flat_map(|line| [line, "\n"])
            .collect();
        std::fs::write(home.join("rules").join(name), at_once).unwrap();
    }
    let server = shop.address.strip_prefix("http://").unwrap();
    let local = |port: u16| format!("127.0.0.1:{port}");
    for (name, target) in [
        ("smartkhata", server.to_owned()),
        ("database", local(ports.postgres)),
        ("node", local(ports.node)),
        ("alertmanager", local(ports.alertmanager)),
    ] {
        std::fs::write(home.join(format!("targets/{name}.yml")), format!("- targets: [\"{target}\"]\n")).unwrap();
    }
    let website =
        format!("- targets: [\"{}/ready\"]\n  labels: {{blackbox: \"{}\"}}\n", shop.address, local(ports.blackbox));
    std::fs::write(home.join("targets/website.yml"), website).unwrap();
    let mut prometheus = Command::new("prometheus");
    prometheus.arg(format!("--config.file={}", home.join("prometheus.yml").display()));
    prometheus.arg(format!("--storage.tsdb.path={}", home.join("data").display()));
    prometheus.arg(format!("--web.listen-address=127.0.0.1:{}", ports.prometheus));
    // What fired before Alertmanager was found is sent again sooner than after a minute.
    prometheus.arg("--rules.alert.resend-delay=5s");
    let ready = format!("http://127.0.0.1:{}/-/ready", ports.prometheus);
    Service::answering("prometheus", folder, &mut prometheus, &ready)
}

/// A real standby before the real exporter: one that replays nothing is behind, and a slot that nobody reads is told of.
fn a_standby_is_told_of(cluster: &Cluster, prometheus: &str) {
    let firing = |alert: &str| {
        let firing = query(prometheus, &format!(r#"ALERTS{{alertname="{alert}",alertstate="firing"}}"#)).unwrap();
        !firing.is_empty()
    };
    let standby = cluster.follower();
    let write = || sql(cluster, "select pg_logical_emit_message(true, 'test', 'something to replay')");
    until("the standby is seen to follow", || {
        write();
        let lag = query(prometheus, "database:replication_lag_seconds:max < 1").unwrap();
        (!lag.is_empty()).then_some(())
    });
    assert!(!firing("ReplicationLagHigh"));
    sql(&standby, "select pg_wal_replay_pause()");
    until("a standby that replays nothing is told of", || {
        write();
        firing("ReplicationLagHigh").then_some(())
    });
    sql(&standby, "select pg_wal_replay_resume()");
    until("it follows again", || {
        write();
        (!firing("ReplicationLagHigh")).then_some(())
    });
    sql(cluster, "select pg_create_physical_replication_slot('nobody_s', true)");
    until("a slot that nobody reads is told of", || {
        let slot = query(prometheus, r#"pg_slot_active{slot="nobody_s"} == 0 and pg_slot_kept_bytes >= 0"#).unwrap();
        (!slot.is_empty() && firing("StandbyGone")).then_some(())
    });
    sql(cluster, "select pg_drop_replication_slot('nobody_s')");
}

/// Asks every panel of every dashboard. What is empty at first may need another look of Prometheus.
fn panels_show_something(prometheus: &str) {
    let questions = dashboards::questions();
    assert!(questions.len() > 90, "{} questions", questions.len());
    for question in questions.iter().filter(|question| !EMPTY.contains(&question.place.as_str())) {
        let what = format!("{} shows something: {}", question.place, question.expression);
        until(&what, || {
            let result = query(prometheus, &question.expression);
            let result =
                result.unwrap_or_else(|refusal| panic!("{}: {}\n{refusal}", question.place, question.expression));
            let number = |series: &Value| series["value"][1].as_str().is_some_and(|value| value != "NaN");
            result.iter().any(number).then_some(())
        });
    }
}

fn run_the_runbooks(folder: &Path, cluster: &Cluster, shop: &Shop, ports: &Ports) -> usize {
    assert_eq!(get(&format!("http://127.0.0.1:{}/-/healthy", ports.alertmanager)).0, 200);
    let amazon = Amazon::start(folder);
    let (aws, checker) = (program::named("AWS_CLI"), backup::checker(folder, 0));
    let log = shop.log.to_string_lossy();
    let environment = [
        ("SERVER", shop.address.as_str()),
        ("METRICS_TOKEN", METRICS_TOKEN),
        ("PROMETHEUS", &format!("http://127.0.0.1:{}", ports.prometheus)),
        ("ALERTMANAGER", &format!("http://127.0.0.1:{}", ports.alertmanager)),
        ("DATABASE", &format!("host={} user=postgres dbname=books", cluster.folder().display())),
        ("LOG", &log),
        ("DRILL_URL", "postgres://keeper@HOST/books?sslmode=require"),
        ("AWS_CLI", &aws.to_string_lossy()),
        ("SMARTKHATA", &checker.to_string_lossy()),
    ];
    let environment: Vec<_> = environment.into_iter().chain(amazon.environment()).collect();
    runbooks::all().iter().map(|runbook| runbook.run(&environment)).sum()
}
