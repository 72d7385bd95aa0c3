//! Every statement of the books on a real PostgreSQL, beside SQLite: prepared, run, and compared row by row.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    reason = "a test stops at what it did not expect"
)]

#[path = "../core/tests/journal/acts.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod acts;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use smartkhata_core::id::SeededIds;
use smartkhata_core::journal::Change;
use smartkhata_core::store::schema::{self, Dialect, Role, Table};
use smartkhata_core::store::sqlite::Scratch;
use smartkhata_core::store::{Engine, Row, Sql, Statement, Value, apply, rebuild, statements};
use smartkhata_core::{Code, Error, Result};
use smartkhata_tests::postgres::{Cluster, Connection, PostgresEngine, read};
use tokio_postgres::Client;
use tokio_postgres::types::Type;

/// How often each statement runs, with other parameters each time.
const RUNS: usize = 40;

/// Empty tables in PostgreSQL.
async fn create(client: &Client) {
    for statement in schema::TABLES.iter().flat_map(|table| table.create(Dialect::Postgres)) {
        client.execute(&statement, &[]).await.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    }
}

async fn empty(client: &Client, tables: impl Iterator<Item = &'static Table>) {
    let names: Vec<&str> = tables.map(|table| table.name).collect();
    client.batch_execute(&format!("truncate {}", names.join(", "))).await.unwrap();
}

async fn rows(client: &Client, table: &Table) -> Vec<Row> {
    client.query(&table.select(), &[]).await.unwrap().iter().map(|row| read(row).unwrap()).collect()
}

async fn assert_same_tables(client: &Client, sqlite: &Scratch, when: &str) {
    for table in schema::TABLES {
        assert_eq!(rows(client, table).await, sqlite.rows(table).unwrap(), "table {} {when}", table.name);
    }
}

/// The `n`th random journal; the same at every run.
fn journal(n: u8, most: usize) -> Vec<Change> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[n; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    acts::journal(&acts::steps(most, most).new_tree(&mut runner).unwrap().current())
}

#[tokio::test]
async fn one_journal_gives_equal_tables_on_both_engines() {
    let cluster = Cluster::new();
    let mut connection = Connection::over(cluster.connect().await);
    create(connection.client()).await;
    for n in 0..8 {
        let changes = journal(n, 120);
        let mut sqlite = Scratch::new().unwrap();
        sqlite.apply(&changes).unwrap();
        empty(connection.client(), schema::TABLES.iter()).await;
        connection.client().batch_execute("begin").await.unwrap();
        let mut engine = PostgresEngine::new(&mut connection);
        assert_eq!(apply::apply_all(&mut engine, &changes).await.unwrap(), changes.len());
        assert_eq!(apply::apply_all(&mut engine, &changes).await.unwrap(), 0, "each is taken in once");
        connection.client().batch_execute("commit").await.unwrap();
        assert_same_tables(connection.client(), &sqlite, "after the changes").await;

        empty(connection.client(), schema::of(Role::Projection)).await;
        let mut engine = PostgresEngine::new(&mut connection);
        rebuild::rebuild(&mut engine, acts::BUSINESS).await.unwrap();
        assert_same_tables(connection.client(), &sqlite, "after a rebuild").await;
    }
}

#[tokio::test]
async fn every_statement_does_the_same_on_both_engines() {
    let cluster = Cluster::new();
    let mut connection = Connection::over(cluster.connect().await);
    create(connection.client()).await;
    let changes = journal(100, 200);
    let mut sqlite = Scratch::new().unwrap();
    sqlite.apply(&changes).unwrap();
    apply::apply_all(&mut PostgresEngine::new(&mut connection), &changes).await.unwrap();

    let draws = Draws::over(&sqlite);
    let mut refused = Vec::new();
    for sql in statements::all() {
        let prepared = match connection.client().prepare(&sql.postgres()).await {
            Ok(prepared) => prepared,
            Err(error) => {
                refused.push(format!("{}: {error:?}", sql.name));
                continue;
            }
        };
        let kept = |ty: &Type| matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA);
        let columns: Vec<&Type> = prepared.columns().iter().map(|column| column.type_()).collect();
        if !prepared.params().iter().chain(columns).all(kept) {
            refused.push(format!("{}: types other than bigint, text, bytea: {prepared:?}", sql.name));
            continue;
        }
        // After one that writes, all tables are compared.
        let runs = if sql.text.starts_with("select") { RUNS } else { RUNS / 5 };
        for _ in 0..runs {
            let params = prepared.params().iter().enumerate().map(|(n, ty)| draws.value(sql, n, ty)).collect();
            let statement = Statement { sql, params };
            if let Err(difference) = same(&mut connection, &mut sqlite, &statement).await {
                refused.push(format!("{}: {difference}\n  with {:?}", sql.name, statement.params));
                break;
            }
        }
    }
    assert!(refused.is_empty(), "{} statements:\n{}", refused.len(), refused.join("\n"));
}

/// Runs a statement on both, compares what comes back and what the tables then hold, and takes it back.
async fn same(
    connection: &mut Connection,
    sqlite: &mut Scratch,
    statement: &Statement,
) -> std::result::Result<(), String> {
    connection.client().batch_execute("begin").await.unwrap();
    let mut engine = PostgresEngine::new(connection);
    let query = statement.sql.text.starts_with("select");
    let there = answer(&mut engine, statement, query).await;
    let mut here = None;
    let mut tables = Vec::new();
    let _taken_back: Result<()> = sqlite.write(async |engine| {
        here = Some(answer(engine, statement, query).await);
        if !query {
            for table in schema::TABLES {
                tables.push(engine.query(&all_of(table)).await.unwrap());
            }
        }
        Err(Error::new(Code::Internal, "taken back"))
    });
    let mut difference = None;
    match (here.expect("the work ran"), there) {
        (Ok(here), Ok(there)) if here == there => {
            for (table, rows_here) in schema::TABLES.iter().zip(tables) {
                if difference.is_none() && rows(connection.client(), table).await != rows_here {
                    difference = Some(format!("table {} differs afterwards", table.name));
                }
            }
        }
        // What the one refuses the other refuses too: a key that is taken, a number that is too large.
        (Err(_), Err(_)) => {}
        (here, there) => difference = Some(format!("\n  SQLite {here:?}\n  PostgreSQL {there:?}")),
    }
    connection.client().batch_execute("rollback").await.unwrap();
    difference.map_or(Ok(()), Err)
}

async fn answer<E: Engine>(engine: &mut E, statement: &Statement, query: bool) -> Result<(Vec<Row>, Vec<u64>)> {
    Ok(if query {
        let mut rows = engine.query(statement).await?;
        if !statement.sql.text.contains("order by") {
            rows.sort_by(|a, b| a.0.cmp(&b.0));
        }
        (rows, Vec::new())
    } else {
        (Vec::new(), engine.run(std::slice::from_ref(statement)).await?)
    })
}

/// The query of a whole table as a statement of the books.
fn all_of(table: &Table) -> Statement {
    static ALL: std::sync::OnceLock<Vec<Sql>> = std::sync::OnceLock::new();
    let all = ALL.get_or_init(|| {
        let select = |table: &Table| Sql { name: table.name, text: table.select().leak() };
        schema::TABLES.iter().map(select).collect()
    });
    all.iter().find(|sql| sql.name == table.name).expect("each table is there").with([])
}

/// Parameters drawn from what the tables hold, so that statements find rows.
struct Draws {
    random: SeededIds,
    ints: Vec<Value>,
    texts: Vec<Value>,
    bytes: Vec<Value>,
}

impl Draws {
    fn over(sqlite: &Scratch) -> Self {
        let mut draws = Self {
            random: SeededIds::new(7),
            ints: [0, 1, 2, 5, 50, 1_000_000].map(Value::Int).into(),
            texts: ["", "a", "zz", "sale", "receipt", "A", "party"].map(Value::from).into(),
            bytes: vec![Value::from(Vec::new()), Value::from(vec![0xff; 16])],
        };
        let tables = schema::TABLES.iter().filter(|table| table.role != Role::Journal);
        for Row(values) in tables.flat_map(|table| sqlite.rows(table).unwrap()) {
            for value in values {
                match &value {
                    // A limit below zero means all to the one and is refused by the other; no request makes one.
                    Value::Int(n) if *n >= 0 => draws.ints.push(value),
                    Value::Text(_) => draws.texts.push(value),
                    Value::Bytes(bytes) if bytes.as_slice() != acts::BUSINESS.uuid().as_bytes() => {
                        draws.bytes.push(value)
                    }
                    Value::Int(_) | Value::Bytes(_) | Value::Null => {}
                }
            }
        }
        draws
    }

    fn value(&self, sql: &Sql, n: usize, ty: &Type) -> Value {
        if n == 0 && sql.text.contains("business_id") {
            return acts::BUSINESS.into();
        }
        let values = match *ty {
            Type::INT8 => &self.ints,
            Type::TEXT => &self.texts,
            _ => &self.bytes,
        };
        values[(self.random.next_u64() % values.len() as u64) as usize].clone()
    }
}
