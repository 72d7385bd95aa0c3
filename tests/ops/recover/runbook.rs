//! Runbooks that begin with a decision and not with an alert: every command in them is run word for word and in its order,
//! on books of the test's own. What only a machine has (its services, its way to PostgreSQL) has something in its place.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::backend::{Backend, bill, program};
use super::node::{Node, Place, host, run};
use super::shops::Device;

/// Those that are run here; the others are an alert's, and run by `tests/ops/watch`.
const RUN: [&str; 3] = ["restore.md", "region-loss.md", "leaked-key.md"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/runbooks")
}

fn text(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).expect("the runbook")
}

/// The machine of whoever is on call: its programs, and what a runbook's names stand for here.
struct Desk<'a> {
    place: &'a Place,
    programs: PathBuf,
    environment: Vec<(&'static str, String)>,
    names: Vec<(&'static str, String)>,
}

impl<'a> Desk<'a> {
    /// Beside a cluster, whose books are reached at an address.
    fn beside(place: &'a Place, node: &Node, url: &str) -> Self {
        let programs = place.folder("programs");
        let copy = programs.join("smartkhata");
        std::fs::copy(program(), &copy).expect("the program where PostgreSQL's user may run it");
        place.owned(&copy);
        let data = place.folder("served");
        let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
        let environment = vec![
            ("PATH", path),
            ("HOME", data.to_string_lossy().into_owned()),
            ("DATABASE_URL", url.to_owned()),
            ("SMARTKHATA_DATA", data.to_string_lossy().into_owned()),
            ("SMARTKHATA_OPERATOR", "who is on call".to_owned()),
            ("PGBACKREST_PG1_PATH", node.data.to_string_lossy().into_owned()),
            ("PGBACKREST_PG1_SOCKET_PATH", node.socket.to_string_lossy().into_owned()),
        ];
        let names = vec![
            ("/usr/lib/smartkhata/backup", place.path().join("backup").to_string_lossy().into_owned()),
            ("/var/lib/postgresql/15/main", node.data.to_string_lossy().into_owned()),
        ];
        let desk = Self { place, programs, environment, names };
        let (data, socket, served) = (node.data.display(), node.socket.display(), data.display());
        desk.stands_for("psql", &format!("exec /usr/bin/psql -h {socket} -U postgres \"$@\""));
        desk.stands_for(
            "systemctl",
            &format!(
                "case \"$1 $2\" in\n\
                 'stop smartkhata') kill -TERM \"$(cat {served}/pid)\" ;;\n\
                 'start smartkhata') : >{served}/address; setsid smartkhata serve --port 0 --print-codes </dev/null >{served}/address 2>{served}/log &\n\
                 echo $! >{served}/pid; until grep -q http {served}/address; do sleep 0.1; done ;;\n\
                 'stop postgresql') \"$PG_BIN/pg_ctl\" -D {data} -s -w -m fast stop ;;\n\
                 'start postgresql') \"$PG_BIN/pg_ctl\" -D {data} -s -w -l {served}/postgresql.log \
                 -o '-k {socket} -c listen_addresses= -c fsync=off' start ;;\n\
                 *) exit 1 ;;\nesac"
            ),
        );
        desk
    }

    /// A program of the machine that something else takes the place of.
    fn stands_for(&self, name: &str, script: &str) {
        let file = self.programs.join(name);
        std::fs::write(&file, format!("#!/bin/sh\nset -eu\n{script}\n")).expect("written");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).expect("ours");
    }

    fn tell(&mut self, name: &'static str, value: &str) {
        self.environment.push((name, value.to_owned()));
    }

    fn name(&mut self, name: &'static str, here: &str) {
        self.names.push((name, here.to_owned()));
    }

    /// Runs every command of a runbook; each name that was given has to be in one.
    fn follows(&self, runbook: &str) {
        let text = text(runbook);
        let blocks: Vec<&str> =
            text.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
        assert!(blocks.len() > 3, "{runbook} has {} commands", blocks.len());
        for block in blocks {
            let block = self.names.iter().fold(block.to_owned(), |block, (name, here)| block.replace(name, here));
            eprintln!("    {runbook}: {}", block.trim().replace('\n', "\n        "));
            // Amazon's command line is where only who runs the tests may look.
            let amazons = block.starts_with("aws ") || block.contains("/rds-restore.sh ");
            let mut shell = if amazons { Command::new("sh") } else { self.place.program("sh") };
            shell.args(["-euc", &block]).envs(self.environment.iter().map(|(name, value)| (name, value)));
            run(&mut shell);
        }
    }
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        for service in ["smartkhata", "postgresql"] {
            let mut stop = self.place.program(self.programs.join("systemctl"));
            stop.args(["stop", service]).envs(self.environment.iter().map(|(name, value)| (name, value)));
            let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
        }
    }
}

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
