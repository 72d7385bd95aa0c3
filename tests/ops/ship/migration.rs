//! Two versions on the same tables. There is no older release yet: the program of today plays it, and the next
//! release's migration is made up here, from every table that there is.

use smartkhata_tests::program::named;
use tokio_postgres::Client;

use crate::server::{Http, KEEPER, PASSWORD, Server, cluster};

/// What the next release may do to tables that this one serves: columns and an index in each, a table, a rule.
async fn expand(owner: &Client) {
    let tables = "select relnamespace::regnamespace || '.' || relname, relname::text from pg_class where relkind = 'r' \
        and (relnamespace = 'public'::regnamespace or relnamespace::regnamespace::text like 'books\\_%')";
    for row in owner.query(tables, &[]).await.unwrap() {
        let (of, table): (String, String) = (row.get(0), row.get(1));
        let columns = format!(
            "alter table {of} add column next_text text not null default 'next', add column next_number bigint, \
             add constraint {table}_next check (next_number is null or next_number > 0) not valid"
        );
        owner.batch_execute(&columns).await.unwrap();
        owner.batch_execute(&format!("alter table {of} validate constraint {table}_next")).await.unwrap();
        let index = format!("create index concurrently {table}_next_text on {of} (next_text)");
        owner.batch_execute(&index).await.unwrap();
    }
    owner
        .batch_execute("create table next_table (id bytea primary key, business_id bytea references head)")
        .await
        .unwrap();
}

/// Notes the next migration as done; programs serve on that know at least so many.
async fn note(owner: &Client, oldest: &str) {
    let row = format!(
        "insert into migration (number, name, at_ms, oldest) \
         select max(number) + 1, 'next', 0, {oldest} from migration where number < 1000000 \
         on conflict (number) do update set oldest = excluded.oldest"
    );
    owner.batch_execute(&row).await.unwrap();
}

/// The smoke test with a bill's life.
fn smoke(server: &Server) {
    let mut command = std::process::Command::new(named("SMARTKHATA_RELEASE"));
    command.args(["smoke", &server.address, "--whole"]).env("SMOKE_IDENTITY", KEEPER).env("SMOKE_PASSWORD", PASSWORD);
    let ended = command.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "{said}{}", String::from_utf8_lossy(&ended.stderr));
    for line in [
        "ok      health",
        "ok      ready",
        "ok      API document",
        "ok      sign-in",
        "ok      printed",
        "ok      cancelled",
    ] {
        assert!(said.contains(line), "{line}:\n{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs HAProxy, Prometheus and built programs: `cargo xtask test --operations` brings them"]
async fn this_release_serves_on_when_the_next_one_has_added_to_its_tables() {
    let cluster = cluster().await;
    let running = Server::start(&cluster);
    running.keeper().await;
    smoke(&running);
    let owner = cluster.connect_to("books").await;
    expand(&owner).await;
    note(&owner, "0").await;
    // The one that ran meanwhile, and one that starts: a task that is replaced, a roll-back.
    assert_eq!(running.ready().await.0, 200);
    smoke(&running);
    let started = Server::start(&cluster);
    smoke(&started);
    // It has changed nothing of what the next one made.
    let kept = owner.query_one("select count(*) from migration where name = 'next'", &[]).await.unwrap();
    assert_eq!(kept.get::<_, i64>(0), 1);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs HAProxy, Prometheus and built programs: `cargo xtask test --operations` brings them"]
async fn it_stands_back_when_something_that_it_uses_was_taken_away() {
    let cluster = cluster().await;
    let running = Server::start(&cluster);
    let owner = cluster.connect_to("books").await;
    note(&owner, "(select max(number) + 1 from migration where number < 1000000)").await;
    let (status, parts) = running.ready().await;
    assert_eq!((status, &parts["migrations"]), (503, &false.into()), "the load balancer takes it out");
    assert!(Server::refused(&cluster).contains("newer_database"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs HAProxy, Prometheus and built programs: `cargo xtask test --operations` brings them"]
async fn one_that_starts_beside_others_waits_for_no_lock() {
    let cluster = cluster().await;
    let running = Server::start(&cluster);
    let (token, shop) = running.keeper().await;
    // A report that takes long, on every table.
    let mut reading = cluster.connect_to("books").await;
    let reading = reading.transaction().await.unwrap();
    reading.batch_execute("lock table head, change, voucher, posting in access share mode").await.unwrap();
    let second = tokio::task::spawn_blocking(move || (Server::start(&cluster), cluster));
    // The report lasts until it has started: one that waits for it waits for ever.
    let (second, _cluster) = tokio::time::timeout(std::time::Duration::from_secs(300), second).await.unwrap().unwrap();
    let list = format!("{}/b/{shop}/door/bill.list", second.address);
    Http::new().ask("POST", &list, &token, serde_json::json!({})).await;
    reading.rollback().await.unwrap();
}
