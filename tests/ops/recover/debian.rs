//! The monthly drill where Debian made the cluster: its settings lie beside the data and in no backup, and it knows people
//! by who they are on the machine.

use std::process::Command;

use super::backend::{Backend, bill, program};
use super::node::{Node, Place, run};

/// What `pg_createcluster` puts into `/etc/postgresql`.
const BESIDE: [&str; 3] = ["postgresql.conf", "pg_hba.conf", "pg_ident.conf"];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
async fn a_drill_brings_back_what_has_its_settings_elsewhere_and_knows_people_by_the_machine() {
    let place = Place::new(3);
    let mut node = place.made("main", "synchronous_standby_names = ''\nmax_connections = 240");
    let etc = place.folder("etc");
    for file in BESIDE {
        std::fs::rename(node.data.join(file), etc.join(file)).expect("moved");
    }
    let file = |name: &str| etc.join(name).to_string_lossy().into_owned();
    let elsewhere = |option: &str, name: &str| format!("{option}={}", file(name));
    let told = [
        elsewhere("config_file", "postgresql.conf"),
        elsewhere("hba_file", "pg_hba.conf"),
        elsewhere("ident_file", "pg_ident.conf"),
    ];
    node.start(&place, &told.each_ref().map(String::as_str));
    let client = node.connect("postgres").await;
    client.batch_execute("create role keeper login createrole").await.expect("a role");
    client.batch_execute("create database books owner keeper").await.expect("a database");
    place.stanza(&node);
    let backend = Backend::start(&node.url("keeper", "books"), &[], &[]);
    let owner = backend.sign_in("asha@shop.example").await;
    let shop = backend.send(&owner.token, "POST", "/shops", Some(&serde_json::json!({ "name": "Asha Stores" })));
    let shop = shop.expect("answered").body["id"].as_str().expect("a shop").to_owned();
    let sold = backend.door(&owner.token, &shop, "bill.finalize", &bill()).expect("answered");
    assert_eq!(sold.status, 200, "{}", sold.body);
    drop(backend);

    // Nobody is the tables' owner by the machine: who runs PostgreSQL, and these tests, is its superuser alone.
    let me = run(Command::new("id").arg("-un"));
    let known = format!("who {} postgres\nwho postgres postgres\n", me.trim());
    std::fs::write(etc.join("pg_ident.conf"), known).expect("it is ours");
    std::fs::write(etc.join("pg_hba.conf"), "local all all peer map=who\n").expect("it is ours");
    client.batch_execute("select pg_reload_conf()").await.expect("read anew");
    refused(&place, &node).await;

    drilled(&place, &node, "full");
    // And where they lie in the data, and so come back with it.
    for name in BESIDE {
        std::fs::copy(etc.join(name), node.data.join(name)).expect("copied");
        place.owned(&node.data.join(name));
    }
    drilled(&place, &node, "diff");
}

/// The owner of the tables is let in by nobody on this machine: a drill that goes by the cluster's own rules could not check.
async fn refused(place: &Place, node: &Node) {
    for _ in 0..100 {
        let mut ask = place.postgres("psql");
        ask.arg("-h").arg(&node.socket).args(["-U", "keeper", "-d", "books", "-qAtc", "select 1"]);
        if !ask.output().expect("psql runs").status.success() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the rules were not read anew");
}

fn drilled(place: &Place, node: &Node, kind: &str) {
    let mut backup = place.script("backup.sh");
    backup.arg(kind).env("PGBACKREST_PG1_PATH", &node.data).env("PGBACKREST_PG1_SOCKET_PATH", &node.socket);
    run(backup.env("BACKUP_REPOSITORIES", "1"));
    let copy = place.path().join("smartkhata");
    std::fs::copy(program(), &copy).expect("the program where PostgreSQL's user may run it");
    place.owned(&copy);
    let folder = place.path().join("drill");
    // A machine that has another PostgreSQL in mind: the drill speaks to its own.
    let said = run(place.script("drill.sh").arg(&folder).env("SMARTKHATA", &copy).env("PGPORT", "6543"));
    assert!(said.contains("\"sound\":true") && said.contains("Sound: 1 shops"), "{said}");
    assert!(!folder.exists(), "the drill leaves nothing behind");
}
