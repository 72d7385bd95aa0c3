//! Many shops on one PostgreSQL: who sees what, who writes when, and in which order it stands.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a test that meets the unexpected fails by panicking"
)]

#[path = "../../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
mod round_trips;
mod start;

use std::sync::Arc;

use cluster::Cluster;
use serde_json::Value;
use smartkhata_core::Code;
use smartkhata_core::api;
use smartkhata_core::api::shop::CreateShop;
use smartkhata_core::id::{BusinessId, new_uuid};
use smartkhata_core::journal::change::{Hash, Standing};
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::schema;
use smartkhata_core::sync::message::Point;
use smartkhata_server::bell::Bell;
use smartkhata_server::postgres::{Caller, Database, Settings, migrate};
use tokio_postgres::Client;
use uuid::Uuid;

async fn database(cluster: &Cluster) -> (Arc<Database>, Settings) {
    let client = cluster.connect().await;
    // The owner of the tables is no superuser, as with every hosted PostgreSQL.
    client.batch_execute("create role keeper login createrole; create role server login").await.unwrap();
    client.batch_execute("create database books owner keeper").await.unwrap();
    let settings = Settings {
        url: cluster.url("server", "books"),
        owner_url: Some(cluster.url("keeper", "books")),
        authorities: None,
        connections: 20,
    };
    migrate(&settings, &SystemClock).await.unwrap();
    let database =
        Database::new(&settings, Arc::new(SystemClock), Arc::new(SystemIds), Arc::new(Bell::new().0)).unwrap();
    (Arc::new(database), settings)
}

/// A connection as the role that serves.
async fn serving(settings: &Settings) -> Client {
    let (client, connection) =
        settings.url.parse::<tokio_postgres::Config>().unwrap().connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("set role smartkhata_serving").await.unwrap();
    client
}

async fn account(settings: &Settings, n: u8) -> Caller {
    let caller = Caller { account: Uuid::from_bytes([n; 16]), session: Uuid::from_bytes([n; 16]) };
    let client = serving(settings).await;
    let id = caller.account.as_bytes().as_slice();
    let phone = format!("+9198765432{n:02}");
    client.execute("insert into account (id, phone, created_ms) values ($1, $2, 0)", &[&id, &phone]).await.unwrap();
    let session = "insert into session (id, account_id, device, created_ms, seen_ms) values ($1, $1, '', 0, 0)";
    client.execute(session, &[&id]).await.unwrap();
    caller
}

async fn shop(database: &Database, caller: Caller, name: &str) -> BusinessId {
    let request = CreateShop { name: name.into(), language: Default::default() };
    let id = BusinessId::new(new_uuid(database.clock().now_ms(), database.ids().as_ref()));
    let mut founding = database.adopt(id, caller.account).await.unwrap();
    let shop = founding.create(request).await.unwrap();
    founding.commit().await.unwrap();
    shop.id
}

async fn ask(
    database: &Database,
    business: BusinessId,
    caller: Caller,
    name: &str,
    body: &str,
) -> smartkhata_core::Result<serde_json::Value> {
    let mut writing = database.writer(business, caller, None).await?;
    let answer = api::dispatch(&mut writing.session().await?, name, body).await?;
    writing.commit().await?;
    Ok(serde_json::from_str(&answer).unwrap())
}

fn bill(n: u32) -> String {
    let id = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(n));
    serde_json::json!({ "draft": {
        "id": id,
        "lines": [{ "name": "Sugar", "quantity": 2000, "price": 450_000, "price_includes_tax": true, "rate": 500 }],
        "tenders": [{ "mode": "cash", "amount": 9000 }],
    }})
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_serving_role_sees_one_business_and_takes_no_entry_back() {
    let cluster = Cluster::new();
    let (database, settings) = database(&cluster).await;
    let (asha, babu) = (account(&settings, 1).await, account(&settings, 2).await);
    let (hers, his) = (shop(&database, asha, "Asha Stores").await, shop(&database, babu, "Babu Traders").await);
    ask(&database, hers, asha, "bill.finalize", &bill(1)).await.unwrap();

    // Another's shop is not there, nor one that nobody has.
    for business in [his, BusinessId::new(Uuid::from_u128(7))] {
        assert_eq!(database.read_as(business, asha).await.err().unwrap().code, Code::NotFound);
        let mut writing = database.writer(business, asha, None).await.unwrap();
        assert_eq!(writing.open().await.unwrap_err().code, Code::NotFound);
    }
    let client = serving(&settings).await;
    let owner: String = client.query_one("select current_user::text", &[]).await.unwrap().get(0);
    assert_eq!(owner, "smartkhata_serving");
    let others = ["membership", "device", "idempotency", "blob", "audit", "built"];
    let tables: Vec<&str> = schema::TABLES.iter().map(|table| table.name).chain(others).collect();
    // Every table that holds a business is guarded: none was forgotten. A code that lets a device in is looked up by its
    // digest before its shop is known.
    let guarded = client
        .query(
            "select c.relname::text, c.relrowsecurity and c.relforcerowsecurity from pg_class c \
             join pg_attribute a on a.attrelid = c.oid and a.attname = 'business_id' where c.relkind = 'r' \
             and c.relname <> 'invite'",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(guarded.len(), tables.len());
    assert!(guarded.iter().all(|row| row.get::<_, bool>(1)), "{guarded:?}");
    let count = async |table: &str, which: &str| -> i64 {
        client.query_one(&format!("select count(*) from {table} where {which}"), &[]).await.unwrap().get(0)
    };
    let (hers_hex, his_hex) = (hers.uuid().simple().to_string(), his.uuid().simple().to_string());
    for table in &tables {
        assert_eq!(count(table, "true").await, 0, "{table} without a business");
    }
    client.batch_execute(&format!("begin; set local app.business = '{his_hex}'")).await.unwrap();
    let mut seen = 0;
    for table in &tables {
        assert_eq!(count(table, &format!("business_id = '\\x{hers_hex}'")).await, 0, "{table}: another's rows");
        seen += count(table, "true").await;
    }
    assert!(seen > 0, "his own rows are there");
    client.batch_execute("rollback").await.unwrap();
    // Writing for another, taking entries back, changing them, and letting the guard go are refused.
    let refused = [
        format!("insert into local values ('\\x{hers_hex}', 'device', 'x')"),
        format!("insert into head (business_id, chain, created_ms) values ('\\x{}', '', 0)", "0".repeat(32)),
        "delete from change".into(),
        "update change set body = ''".into(),
        "truncate change".into(),
        "alter table change disable row level security".into(),
        "drop table change".into(),
        "set local row_security = off; select * from change".into(),
        "set local role keeper".into(),
    ];
    for statement in refused {
        client.batch_execute(&format!("begin; set local app.business = '{his_hex}'")).await.unwrap();
        assert!(client.batch_execute(&statement).await.is_err(), "{statement}");
        client.batch_execute("rollback").await.unwrap();
    }
    client.batch_execute(&format!("begin; set local app.business = '{his_hex}'")).await.unwrap();
    let moved = format!("update local set value = 'x' where business_id = '\\x{hers_hex}'");
    assert_eq!(client.execute(&moved, &[]).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_of_one_shop_give_no_number_twice_and_leave_no_hole() {
    let cluster = Cluster::new();
    let (database, settings) = database(&cluster).await;
    let caller = account(&settings, 1).await;
    let business = shop(&database, caller, "Asha Stores").await;
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..8 {
        let database = Arc::clone(&database);
        writers.spawn(async move {
            for n in 0..10 {
                let bill = ask(&database, business, caller, "bill.finalize", &bill(writer * 100 + n)).await.unwrap();
                assert!(bill["voucher"]["number"].as_str().unwrap().starts_with("A/"));
            }
        });
    }
    writers.join_all().await;
    let client = cluster.connect().await;
    drop(client);
    let owner = keeper(&cluster).await;
    let rows = owner.query("select serial from voucher where kind = 'sale' order by serial", &[]).await.unwrap();
    let serials: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(serials, (1..=80).collect::<Vec<i64>>());
    // The log: no place free, none twice, stamps below the cap, its digest chained from nothing.
    let log =
        owner.query("select seq, hash, chain, coalesce(granted, ms) from change order by seq", &[]).await.unwrap();
    let head = owner.query_one("select seq, cap, chain from head", &[]).await.unwrap();
    let mut at = Point::default();
    for (n, row) in (1_i64..).zip(&log) {
        assert_eq!(row.get::<_, Option<i64>>(0), Some(n));
        at = at.then(Hash::from_bytes(row.get(1)).unwrap(), Standing::Counted, None);
        assert_eq!(row.get::<_, &[u8]>(2), at.chain.0);
        assert!(row.get::<_, i64>(3) <= head.get::<_, i64>(1));
    }
    assert_eq!((head.get::<_, i64>(0), head.get::<_, &[u8]>(2)), (log.len() as i64, at.chain.0.as_slice()));
    // What holds the head longer than two seconds is waited for no longer.
    let holder = database.write(business).await.unwrap();
    assert_eq!(database.write(business).await.err().unwrap().code, Code::Busy);
    drop(holder);
    let verified = ask(&database, business, caller, "books.verify", "{}").await.unwrap();
    assert_eq!(verified["faults"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_for_one_question_ends_with_it() {
    let cluster = Cluster::new();
    let (database, settings) = database(&cluster).await;
    let caller = account(&settings, 1).await;
    let business = shop(&database, caller, "Asha Stores").await;
    ask(&database, business, caller, "bill.finalize", &bill(1)).await.unwrap();
    let mut reading = database.reading(business, caller, None).await.unwrap().once().unwrap();
    let list = api::dispatch(&mut reading.session().unwrap(), "bill.list", "{}").await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(&list).unwrap()["rows"].as_array().unwrap().len(), 1);
    let idle = "select count(*) from pg_stat_activity where datname = 'books' and state like 'idle in transaction%'";
    let count: i64 = keeper(&cluster).await.query_one(idle, &[]).await.unwrap().get(0);
    assert_eq!(count, 0, "it has ended before it is dropped");
    let second = api::dispatch(&mut reading.session().unwrap(), "bill.list", "{}").await;
    assert_eq!(second.unwrap_err().code, Code::Internal);
    drop(reading);
    // Strangers are refused as by every other, and the connection serves the next.
    let stranger = account(&settings, 2).await;
    let mut reading = database.reading(business, stranger, None).await.unwrap().once().unwrap();
    let refused = api::dispatch(&mut reading.session().unwrap(), "bill.list", "{}").await;
    assert_eq!(refused.unwrap_err().code, Code::NotFound);
    drop(reading);
    ask(&database, business, caller, "bill.finalize", &bill(2)).await.unwrap();
}

/// A superuser's connection to the books, whom no policy holds.
async fn keeper(cluster: &Cluster) -> Client {
    let config: tokio_postgres::Config = cluster.url("postgres", "books").parse().unwrap();
    let (client, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_database_goes_on_under_a_new_device_and_series() {
    let cluster = Cluster::new();
    let (database, settings) = database(&cluster).await;
    let caller = account(&settings, 1).await;
    let business = shop(&database, caller, "Asha Stores").await;
    let first = ask(&database, business, caller, "bill.finalize", &bill(1)).await.unwrap();
    assert_eq!(first["voucher"]["series"], "A");
    // As after a restore: the database is another than the one that the device was made for.
    keeper(&cluster).await.batch_execute("update head set incarnation = 'elsewhere'").await.unwrap();
    // Where the server had seen its device in the database before, whoever comes first is told to come again.
    assert_eq!(ask(&database, business, caller, "bill.finalize", &bill(2)).await.unwrap_err().code, Code::Busy);
    let second = ask(&database, business, caller, "bill.finalize", &bill(2)).await.unwrap();
    let series = second["voucher"]["series"].as_str().unwrap().to_owned();
    assert_eq!((series.len(), second["voucher"]["serial"].as_i64()), (3, Some(1)));
    let third = ask(&database, business, caller, "bill.finalize", &bill(3)).await.unwrap();
    assert_eq!(
        (third["voucher"]["series"].as_str(), third["voucher"]["serial"].as_i64()),
        (Some(series.as_str()), Some(2))
    );
    assert_eq!(ask(&database, business, caller, "books.verify", "{}").await.unwrap()["devices"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_committed_or_fails_is_taken_back() {
    let cluster = Cluster::new();
    let (database, settings) = database(&cluster).await;
    let caller = account(&settings, 1).await;
    let business = shop(&database, caller, "Asha Stores").await;
    let mut writing = database.writer(business, caller, None).await.unwrap();
    api::dispatch(&mut writing.session().await.unwrap(), "bill.finalize", &bill(1)).await.unwrap();
    drop(writing);
    assert!(ask(&database, business, caller, "bill.finalize", "{}").await.is_err());
    let mut reading = database.read_as(business, caller).await.unwrap();
    let list = api::dispatch(&mut reading.session().unwrap(), "bill.list", "{}").await.unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&list).unwrap()["rows"], serde_json::json!([]));
    drop(reading);
    let bill = ask(&database, business, caller, "bill.finalize", &bill(2)).await.unwrap();
    assert_eq!(bill["voucher"]["serial"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn migrations_run_once_leave_older_tables_beside_and_refuse_newer_ones() {
    let cluster = Cluster::new();
    let (database, settings) = database(&cluster).await;
    let caller = account(&settings, 1).await;
    let business = shop(&database, caller, "Asha Stores").await;
    ask(&database, business, caller, "bill.finalize", &bill(1)).await.unwrap();
    drop(database);
    let owner = keeper(&cluster).await;
    let both = tokio::join!(migrate(&settings, &SystemClock), migrate(&settings, &SystemClock));
    assert_eq!(both, (Ok(()), Ok(())));
    let before: i64 = owner.query_one("select sum(amount * n + date)::bigint from posting", &[]).await.unwrap().get(0);
    // As an older release has left it: its tables have a place of their own and stay there, this one's are not made yet,
    // and a column of what all share is not there.
    let left = format!(
        "alter schema {HOME} rename to {OLDER}; alter table local drop column value; \
         update migration set number = number - 1 where name = 'books'",
        HOME = home(),
        OLDER = older()
    );
    owner.batch_execute(&left).await.unwrap();
    migrate(&settings, &SystemClock).await.unwrap();
    let sum = async |place: String| -> Option<i64> {
        let sum = format!("select sum(amount * n + date)::bigint from {place}.posting");
        owner.query_one(&sum, &[]).await.unwrap().get(0)
    };
    assert_eq!((sum(home()).await, sum(older()).await), (None, Some(before)), "nobody was kept waiting for it");
    // They are made when the shop is used, as whoever serves it.
    let books = Database::new(&settings, Arc::new(SystemClock), Arc::new(SystemIds), Arc::new(Bell::new().0)).unwrap();
    drop(books.read_as(business, caller).await.unwrap());
    assert_eq!(sum(home()).await, Some(before));
    drop(books);
    // What stood beside for a week goes, where nobody goes back to it any more.
    migrate(&settings, &SystemClock).await.unwrap();
    assert_eq!(sum(older()).await, Some(before));
    owner.batch_execute("update migration set at_ms = at_ms - 7 * 86400000 - 1 where name = 'books'").await.unwrap();
    migrate(&settings, &SystemClock).await.unwrap();
    let left = format!("select to_regnamespace('{}') is null, to_regnamespace('{}') is null", older(), home());
    let left = owner.query_one(&left, &[]).await.unwrap();
    assert_eq!((left.get(0), left.get(1)), (true, false));
    // An index that nobody uses any more goes, beside those who write.
    let unused = "select count(*) from pg_class where relname = 'change_unsealed'";
    let back = "delete from migration where number >= 7 and name <> 'books'; drop table account_answer, place, known_in, built cascade; \
                alter table blob drop column promised_ms; alter table moved drop column coming; \
                alter table head drop column former, drop column books; alter table device drop column retired_role; \
                alter table membership drop column before_role, drop column before_ms; \
                create index change_unsealed on change (business_id, dev, dseq) where seq is null";
    owner.batch_execute(back).await.unwrap();
    migrate(&settings, &SystemClock).await.unwrap();
    assert_eq!(owner.query_one(unused, &[]).await.unwrap().get::<_, i64>(0), 0);
    // One of the books' own that is missing, or was cut short, is built beside them, too.
    let whole = "select count(*) from pg_index where indexrelid in ('change_rec'::regclass, 'change_odd'::regclass) and indisvalid";
    let broken = "delete from migration where number < 0; drop index change_rec";
    owner.batch_execute(broken).await.unwrap();
    let cut_short = "update pg_index set indisvalid = false where indexrelid = 'change_odd'::regclass";
    cluster.connect_to("books").await.batch_execute(cut_short).await.unwrap();
    migrate(&settings, &SystemClock).await.unwrap();
    assert_eq!(owner.query_one(whole, &[]).await.unwrap().get::<_, i64>(0), 2);
    // Newer ones: one that takes away what this program uses; one that has expanded it, and by now has taken this program's
    // own tables away.
    for newer in [
        "insert into migration values (999, 'later', 0, 999)",
        "update migration set oldest = 0 where number = 999; update migration set number = number + 1 where name = 'books'",
    ] {
        owner.batch_execute(newer).await.unwrap();
        assert_eq!(migrate(&settings, &SystemClock).await.unwrap_err().code, Code::NewerDatabase);
    }
}

/// Where the tables of this version are that are worked out of the journal.
fn home() -> String {
    format!("books_{}", schema::VERSION)
}

/// Where those of the version before are.
fn older() -> String {
    format!("books_{}", schema::VERSION - 1)
}
