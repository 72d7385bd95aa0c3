//! Two versions of the tables beside each other: another version of the program has put a shop's newest entries into
//! tables of its own, and this one's are brought to the end of the log before anybody reads them. There is no other
//! version at hand: what it leaves behind is played, by putting this one's tables back to where they stood.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
#[path = "support/mod.rs"]
mod support;

use std::time::Duration;

use backend::{Backend, Tokens, bill};
use cluster::Cluster;
use serde_json::{Value, json};
use smartkhata_core::store::schema::{self, Role, VERSION};
use support::{out, program};

/// How many bills a shop has before the other version serves it, and after it.
const BEFORE: usize = 2;
const AFTER: usize = 5;

/// A bill.
fn nth(n: usize) -> Value {
    bill(u128::try_from(n).unwrap())
}

struct Played {
    cluster: Cluster,
    owner: Tokens,
    shop: String,
    other: String,
}

impl Played {
    /// Two shops, each with bills that another version has made after this one. `from_the_beginning`: this one's tables have
    /// never been made.
    async fn new(from_the_beginning: bool) -> Self {
        let cluster = tokio::task::block_in_place(backend::cluster);
        let server = Backend::start(&cluster, &[]);
        let owner = server.sign_in("keeper@shop.example");
        let (shop, other) = (server.shop(&owner, "Asha Stores"), server.shop(&owner, "Ravi Stores"));
        let sell = |shop: &str, from: usize, to: usize| {
            for n in from..to {
                assert_eq!(server.door(&owner, shop, "bill.finalize", &nth(n)).unwrap().status, 200);
            }
        };
        sell(&shop, 0, BEFORE);
        sell(&other, 10, 10 + BEFORE);
        let tables: Vec<&str> = schema::of(Role::Projection).map(|table| table.name).collect();
        let each = |text: &dyn Fn(&str) -> String| tables.iter().map(|table| text(table)).collect::<String>();
        let books = cluster.connect_to("books").await;
        let kept = each(&|table| format!("create table kept.{table} as table books_{VERSION}.{table};"));
        let kept = format!("create schema kept; create table kept.head as table head; {kept}");
        books.batch_execute(&kept).await.unwrap();
        sell(&shop, BEFORE, AFTER);
        sell(&other, 10 + BEFORE, 10 + AFTER);
        drop(server);
        let back = each(&|table| {
            let place = format!("books_{VERSION}.{table}");
            let kept = if from_the_beginning { "limit 0" } else { "" };
            format!("truncate {place}; insert into {place} select * from kept.{table} {kept};")
        });
        let stands = if from_the_beginning {
            String::new()
        } else {
            format!("insert into built select business_id, {VERSION}, seq from kept.head;")
        };
        let played = format!(
            "begin; {back} {stands} update head set books = {VERSION} - 1; \
             insert into migration (number, name, at_ms) values (1000000 + {VERSION} - 1, 'books', 0); \
             drop schema kept cascade; commit"
        );
        books.batch_execute(&played).await.unwrap();
        Self { cluster, owner, shop, other }
    }

    fn bills(&self, server: &Backend, shop: &str) -> Result<usize, (u16, String)> {
        let answer = server.door(&self.owner, shop, "bill.list", &json!({})).unwrap();
        if answer.status == 200 {
            return Ok(answer.json()["rows"].as_array().unwrap().len());
        }
        Err((answer.status, answer.header("retry-after").to_owned()))
    }

    /// Whose tables the newest entries of the shop went into, and where those of a version stand below its log's end.
    async fn stands(&self, books: i64) -> (i64, Option<i64>) {
        let asked = format!(
            "select h.books, h.seq - b.seq from head h left join built b on b.business_id = h.business_id and b.books = {books} \
             where h.business_id = decode(replace('{}', '-', ''), 'hex')",
            self.shop
        );
        let row = self.cluster.connect_to("books").await.query_one(&asked, &[]).await.unwrap();
        (row.get(0), row.get(1))
    }

    /// Every table of every shop is what its journal says.
    fn assert_sound(&self) {
        let folder = tempfile::tempdir().unwrap();
        let mut check = program(&["verify", "--all", "--operator", "Ravi"], folder.path());
        let said = out(&check.env("DATABASE_URL", self.cluster.url("keeper", "books")).output().unwrap());
        assert!(said.starts_with("Sound: 2 shops"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_version_wrote_is_followed_before_a_shop_is_used() {
    let played = Played::new(false).await;
    let server = Backend::start(&played.cluster, &[]);
    assert_eq!(played.bills(&server, &played.shop), Ok(AFTER));
    let (books, behind) = played.stands(VERSION).await;
    assert_eq!((books, behind), (VERSION - 1, Some(0)), "who reads takes nothing from whoever else serves it");
    // Who writes does: where the other's tables stand is kept for when that one comes back to it.
    let sold = server.door(&played.owner, &played.shop, "bill.finalize", &nth(AFTER)).unwrap();
    assert_eq!((sold.status, &sold.json()["voucher"]["serial"]), (200, &json!(AFTER + 1)));
    let (books, behind) = played.stands(VERSION - 1).await;
    assert_eq!(books, VERSION);
    assert!(behind.is_some_and(|behind| behind > 0), "{behind:?}");
    assert_eq!(played.bills(&server, &played.shop), Ok(AFTER + 1));
    assert_eq!(played.bills(&server, &played.other), Ok(AFTER));
    played.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_shop_whose_tables_are_being_made_is_told_to_come_again() {
    let played = Played::new(true).await;
    // Another task makes this shop's tables at this moment: it has its head locked.
    let mut busy = played.cluster.connect_to("books").await;
    let making = busy.transaction().await.unwrap();
    let lock =
        format!("select 1 from head where business_id = decode(replace('{}', '-', ''), 'hex') for update", played.shop);
    making.execute(&lock, &[]).await.unwrap();
    let servers = [Backend::start(&played.cluster, &[]), Backend::start(&played.cluster, &[])];
    for server in &servers {
        assert_eq!(played.bills(server, &played.other), Ok(AFTER));
        assert_eq!(played.bills(server, &played.shop), Err((503, "1".to_owned())));
        assert_eq!(played.bills(server, &played.other), Ok(AFTER));
    }
    making.rollback().await.unwrap();
    // Both at once: one makes them, the other waits for it.
    std::thread::scope(|scope| {
        let asked = servers.each_ref().map(|server| scope.spawn(|| played.bills(server, &played.shop)));
        for asked in asked {
            assert_eq!(asked.join().unwrap(), Ok(AFTER));
        }
    });
    played.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_shops_that_nobody_uses_are_made_beside() {
    let played = Played::new(true).await;
    let server = Backend::start(&played.cluster, &[]);
    let figures = || String::from_utf8(server.send("GET", "/metrics", &[], None).unwrap().body).unwrap();
    let made = (0..300).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        figures().contains("shops_behind{cell=\"first\"} 0")
    });
    assert!(made, "{}", figures());
    assert_eq!(played.stands(VERSION).await, (VERSION - 1, Some(0)));
    let told = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        server.log().iter().any(|line| line["message"] == "tables are made")
    });
    assert!(told && figures().contains("job_runs_total{work=\"tables\",result=\"ok\"}"), "{}", figures());
    played.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_of_a_version_go_only_when_nobody_writes_under_it() {
    let played = Played::new(false).await;
    let books = played.cluster.connect_to("books").await;
    // This version was tried long ago, and all went back to the other, which sells to this day.
    let older = VERSION - 1;
    let long_ago = format!(
        "create schema books_{older} authorization keeper; update migration set at_ms = 0 where number = 1000000 + {VERSION} and name = 'books'"
    );
    books.batch_execute(&long_ago).await.unwrap();
    let stands = async || -> bool {
        let asked = format!("select exists (select 1 from pg_namespace where nspname = 'books_{older}')");
        books.query_one(&asked, &[]).await.unwrap().get(0)
    };
    drop(Backend::start(&played.cluster, &[]));
    assert!(stands().await, "its servers would have nothing to read");
    books.batch_execute(&format!("update head set books = {VERSION}")).await.unwrap();
    drop(Backend::start(&played.cluster, &[]));
    assert!(!stands().await);
}
