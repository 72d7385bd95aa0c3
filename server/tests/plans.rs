//! How PostgreSQL means to find what the books' statements ask for. Plans are kept, so they are made for tables of any
//! size and with whatever is known of them: nothing, in a new database.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected fails by panicking")]

#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;

use std::collections::BTreeSet;

use cluster::Cluster;
use smartkhata_core::machine::SystemClock;
use smartkhata_core::store::schema::{self, Kind};
use smartkhata_core::store::{Sql, statements};
use smartkhata_server::postgres::{Settings, migrate};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;

/// A migrated database, and a connection to it as the server's are, with a transaction of one business begun.
async fn serving(cluster: &Cluster) -> Client {
    let owner = cluster.connect().await;
    owner.batch_execute("create role keeper login createrole; create role server login").await.unwrap();
    owner.batch_execute("create database books owner keeper").await.unwrap();
    let settings = Settings {
        url: cluster.url("server", "books"),
        owner_url: Some(cluster.url("keeper", "books")),
        authorities: None,
        connections: 1,
    };
    migrate(&settings, &SystemClock).await.unwrap();
    let (client, connection) =
        settings.url.parse::<tokio_postgres::Config>().unwrap().connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
        .batch_execute(
            "set role smartkhata_serving; set plan_cache_mode = force_generic_plan; set enable_seqscan = off; begin; \
             set local app.business = '00'",
        )
        .await
        .unwrap();
    client
}

/// The plan of every statement that the server may run.
async fn plans(client: &Client) -> Vec<(&'static Sql, Vec<String>)> {
    let mut plans = Vec::new();
    for (n, sql) in statements::all().enumerate() {
        let prepared = client.prepare(&sql.postgres()).await.unwrap_or_else(|error| panic!("{}: {error:?}", sql.name));
        let values: Vec<&str> = prepared
            .params()
            .iter()
            .map(|ty| match *ty {
                Type::BYTEA => "'\\x00'::bytea",
                Type::TEXT => "''::text",
                _ => "0::bigint",
            })
            .collect();
        client.batch_execute(&format!("prepare s{n} as {}", sql.postgres())).await.unwrap();
        let call = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
        client.batch_execute("savepoint before").await.unwrap();
        match client.query(&format!("explain (costs off) execute s{n}{call}"), &[]).await {
            Ok(plan) => plans.push((sql, plan.iter().map(|row| row.get(0)).collect())),
            // What only a device does to its own journal.
            Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
                client.batch_execute("rollback to savepoint before").await.unwrap();
            }
            Err(error) => panic!("{}: {error:?}", sql.name),
        }
    }
    plans
}

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_of_the_books_reads_through_the_rows_of_other_shops() {
    let cluster = Cluster::new();
    let client = serving(&cluster).await;
    let mut through = Vec::new();
    for (sql, plan) in plans(&client).await {
        through.extend(scans(&plan).filter(Scan::of_all).map(|scan| scan.told(sql)));
    }
    assert!(through.is_empty(), "{}", through.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_finds_its_rows_by_their_keys_before_anybody_has_looked_at_the_tables() {
    let cluster = Cluster::new();
    let client = serving(&cluster).await;
    fill(&cluster.connect_to("books").await).await;
    let mut through = Vec::new();
    for (sql, plan) in plans(&client).await {
        let writes = !sql.text.starts_with("select") && !rebuilds(sql);
        if writes || WRITES_ASK.contains(&sql.name) {
            through.extend(scans(&plan).filter(Scan::of_the_shop).map(|scan| scan.told(sql)));
        }
    }
    assert!(through.is_empty(), "{}", through.join("\n"));
}

/// Tables with rows of shops whose key is found before the shop is known.
const BEFORE_THE_SHOP: [&str; 1] = ["public.invite"];

/// Tables with no rows of a shop's books: people, their sign-ins, where shops are, what operators and migrations did.
const OF_NO_SHOP: [&str; 13] = [
    "account",
    "account_answer",
    "attempt",
    "known_in",
    "letter",
    "login_code",
    "migration",
    "moved",
    "operator_access",
    "place",
    "refresh_token",
    "session",
    "token_key",
];

/// By the key that a table's rows are told apart by, they may lie on machines apart: each shop's on one.
#[tokio::test(flavor = "multi_thread")]
async fn every_key_of_a_table_with_rows_of_shops_begins_with_the_shop() {
    let cluster = Cluster::new();
    let client = serving(&cluster).await;
    let asked = "select n.nspname || '.' || c.relname, a.attname, i.indexrelid::regclass::text, first.attname \
                 from pg_class c join pg_namespace n on n.oid = c.relnamespace \
                 left join pg_attribute a on a.attrelid = c.oid and a.attname = 'business_id' and not a.attisdropped \
                 left join pg_index i on i.indrelid = c.oid and i.indisunique \
                 left join pg_attribute first on first.attrelid = c.oid and first.attnum = i.indkey[0] \
                 where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema)' order by 1, 3";
    let (mut of_shops, mut of_none, mut others) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for row in client.query(asked, &[]).await.unwrap() {
        let (table, business): (String, Option<&str>) = (row.get(0), row.get(1));
        let (key, first): (Option<&str>, Option<&str>) = (row.get(2), row.get(3));
        if business.is_none() {
            of_none.insert(table);
            continue;
        }
        if first != business && !BEFORE_THE_SHOP.contains(&table.as_str()) {
            others.push(format!("{table}: {key:?} begins with {first:?}"));
        }
        of_shops.insert(table);
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
    assert!(of_shops.len() > 25 && of_shops.contains("public.change"), "{of_shops:?}");
    let of_none: Vec<&str> = of_none.iter().map(|table| table.trim_start_matches("public.")).collect();
    assert_eq!(of_none, OF_NO_SHOP, "whose are these?");
}

/// What works a shop's tables out anew reads all of it.
fn rebuilds(sql: &Sql) -> bool {
    statements::rebuild::ALL.iter().copied().chain(statements::rebuild::CLEAR).any(|other| std::ptr::eq(other, sql))
}

/// Questions that are asked for each entry that is written.
const WRITES_ASK: [&str; 9] = [
    "CHANGES_BY_OP",
    "KINDS_OF_RECORDS",
    "SAID_OF_RECORDS",
    "CHANGE_HEAD",
    "VOUCHERS_KNOWN",
    "CLAIMS_KNOWN",
    "ATTACHMENTS_KNOWN",
    "STOCK_CHAINS",
    "ITEMS_GET",
];

/// Some thousand rows of one business in every table, as a push of a whole journal leaves them: PostgreSQL gathers what it
/// knows of a table a minute later.
async fn fill(client: &Client) {
    for table in schema::TABLES {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let values = table.columns.iter().map(|column| match (column.name, column.kind) {
            ("business_id", _) => "'\\x00'::bytea",
            (_, Kind::Int | Kind::OptInt) => "n",
            (_, Kind::Text) => "n::text",
            (_, Kind::Bytes | Kind::OptBytes) => "int8send(n) || int8send(n)",
        });
        let (names, values) = (names.join(", "), values.collect::<Vec<_>>().join(", "));
        let rows = if table.key == "business_id" { 1 } else { 3_000 };
        let insert = format!("insert into {} ({names}) select {values} from generate_series(1, {rows}) n", table.name);
        client.batch_execute(&insert).await.unwrap();
    }
}

/// A scan of a table in a plan.
#[derive(Debug, PartialEq, Eq)]
struct Scan<'a> {
    line: &'a str,
    /// What the index is entered by.
    condition: &'a str,
}

impl Scan<'_> {
    /// Reads the rows of other shops.
    fn of_all(&self) -> bool {
        !self.condition.contains("business_id")
    }

    /// Reads all that the shop has in the table.
    fn of_the_shop(&self) -> bool {
        let whole_key = self.line.ends_with(" on head");
        self.of_all() || !(whole_key || self.condition.contains(" AND "))
    }

    fn told(&self, sql: &Sql) -> String {
        format!("{}: {}", sql.name, self.line)
    }
}

/// The scans of a plan: what is said of one stands below it.
fn scans(plan: &[String]) -> impl Iterator<Item = Scan<'_>> {
    let of_table = |line: &str| {
        ["Seq Scan on", "Index Scan using", "Index Scan Backward", "Index Only Scan", "Bitmap Index Scan"]
            .iter()
            .any(|kind| line.contains(kind))
    };
    plan.iter().enumerate().filter(move |(_, line)| of_table(line)).map(|(at, line)| {
        let mut below = plan.iter().skip(at + 1).take_while(|line| !line.contains("->")).map(|line| line.trim());
        let condition = below.find_map(|line| line.strip_prefix("Index Cond: ")).unwrap_or_default();
        Scan { line: line.trim(), condition }
    })
}

#[test]
fn a_scan_of_all_rows_is_told_from_one_by_the_business_and_one_by_a_key() {
    let read = |plan: &[&str]| {
        let plan: Vec<String> = plan.iter().map(|line| (*line).to_owned()).collect();
        scans(&plan).map(|scan| (scan.of_all(), scan.of_the_shop())).collect::<Vec<_>>()
    };
    let by_key = ["Index Scan using voucher_pkey on voucher", "  Index Cond: ((business_id = $1) AND (id = $2))"];
    assert_eq!(read(&by_key), [(false, false)]);
    let whole = ["->  Bitmap Index Scan on voucher_pkey", "  Index Cond: (business_id = $1)", "  Filter: (id = $2)"];
    assert_eq!(read(&whole), [(false, true)]);
    assert_eq!(read(&["Seq Scan on voucher", "  Filter: (business_id = $1)"]), [(true, true)]);
    assert_eq!(read(&["Sort", "  ->  Index Scan using a on voucher", "        Filter: (amount = 1)"]), [(true, true)]);
    assert_eq!(read(&["Index Only Scan using claim_pkey on claim"]), [(true, true)]);
    assert_eq!(read(&["CTE Scan on s", "  Filter: (dev IS NOT NULL)"]), []);
}
