//! The servers' two logins, of which one is used at a time.

use crate::*;

/// The servers' logins show a password from now on.
fn asks_for_passwords(cluster: &Cluster) {
    let file = cluster.folder().join("data/pg_hba.conf");
    let rules = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("local books server,server_2 scram-sha-256\n{rules}")).unwrap();
    execute(cluster, "select pg_reload_conf()");
}

fn login(cluster: &Cluster, serving: &str, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(&[&["operator", "login"], more].concat(), folder.path());
    command.env("DATABASE_OWNER_URL", cluster.url("keeper", "books")).env("DATABASE_SERVING_URL", serving);
    command.env("SMARTKHATA_OPERATOR", "Ravi").output().unwrap()
}

fn is_ready(backend: &Backend) -> bool {
    backend.send("GET", "/ready", &[], None).unwrap().status == 200
}

#[test]
fn the_servers_login_changes_while_people_sell() {
    let cluster = cluster();
    execute(&cluster, "create role server login password 'the-first-one'");
    let first = cluster.url("server:the-first-one", "books");
    let folder = tempfile::tempdir().unwrap();
    let mut migrate = program(&["migrate"], folder.path());
    migrate.env("DATABASE_URL", &first).env("DATABASE_OWNER_URL", cluster.url("keeper", "books"));
    done(&migrate.output().unwrap());
    asks_for_passwords(&cluster);
    let before = Backend::start(&cluster, &["--database-url", &first]);
    let asha = before.sign_in("asha@shop.example");
    let shop = before.shop(&asha, "Asha Stores");
    sold(&before, &asha, &shop, 1);

    // The other login is made. Until every server has it, both are good.
    let second = done(&login(&cluster, &first, &[])).trim().to_owned();
    assert!(second.starts_with("postgres://server_2:") && second.ends_with("/books"), "{second}");
    let after = Backend::start(&cluster, &["--database-url", &second]);
    assert!(is_ready(&before) && is_ready(&after));
    sold(&before, &asha, &shop, 2);
    sold(&after, &asha, &shop, 3);
    // What PostgreSQL was told of it is a digest.
    let digest = "select count(*) from pg_authid where rolname = 'server_2' and rolpassword like 'SCRAM-SHA-256$%'";
    assert_eq!(count(&cluster, digest), 1);

    // Then the first is let in no more, and what it had open ends.
    let ended = done(&login(&cluster, &second, &["--end"]));
    assert!(ended.starts_with("Nobody is let in by server any more; "), "{ended}");
    assert!(!is_ready(&before) && is_ready(&after));
    sold(&after, &asha, &shop, 4);
    assert_eq!(count(&cluster, "select count(*) from pg_stat_activity where usename = 'server'"), 0);

    // The next time it is the first one's turn again, with a password that nobody had.
    let third = done(&login(&cluster, &second, &[])).trim().to_owned();
    assert!(third.starts_with("postgres://server:") && third != first, "{third}");
    let again = Backend::start(&cluster, &["--database-url", &third]);
    assert!(is_ready(&again) && is_ready(&after) && !is_ready(&before));
    sold(&again, &asha, &shop, 5);
    let may = "select count(*) from pg_roles where rolname in ('server', 'server_2') \
        and not (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls) and pg_has_role(oid, 'smartkhata_serving', 'member')";
    assert_eq!(count(&cluster, may), 2);
    let log = done(&operate(&cluster, &["operator", "log"]));
    assert!(log.contains("Ravi (keeper)  login  -  server in place of server_2"), "{log}");

    // The owner's own login is not one of them.
    let refused = login(&cluster, &cluster.url("keeper", "books"), &[]);
    assert!(!refused.status.success() && err(&refused).contains("keeper owns the tables"), "{}", err(&refused));
}
