//! The tables, brought to what this program knows by who owns them: at a start or by `smartkhata migrate`, one process at a
//! time.
//!
//! Numbered files expand first and contract in a later release, so that the release before goes on serving meanwhile:
//! `migrate/rules.rs` holds them to it, and each says which programs may serve after it (`oldest`). The books' own
//! tables are printed from their one description; their projections are rebuilt when its version rises, which is the
//! one change that the release before does not serve through.

mod books;
#[cfg(test)]
mod rules;
mod standing;

use std::time::Duration;

use sha2::{Digest, Sha256};
use smartkhata_core::clock::Clock;
use smartkhata_core::id::BusinessId;
use smartkhata_core::store::rebuild;
use smartkhata_core::store::schema::{self, Role};
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connection::Connection;
use super::engine::PostgresEngine;
use super::fault::fault;
use super::pool::Settings;
use super::tls;

use standing::{BOOKS, done, known, refuse_newer};
pub use standing::{is_current, makes_anew, settle};

/// The role that serves: it owns nothing, and row-level security holds it to one business at a time.
pub const SERVING: &str = "smartkhata_serving";

/// Held while one process migrates.
const LOCK: i64 = 0x736d_6172_746b_6861; // "smartkha"

/// The oldest PostgreSQL that is served.
const OLDEST: i32 = 150_000;

/// How often a database that is not there yet is tried again, and after which pause.
const TRIES: u32 = 60;
const PAUSE: Duration = Duration::from_millis(500);

/// How long a change of tables waits for those who use them, how often it is tried, and after which pause. While it
/// waits, everybody else waits behind it: so it gives up soon and comes again.
const LOCK_WAIT: &str = "set local lock_timeout = '2s'";
const LOCK_TRIES: u32 = 30;

/// Every migration in its order; a number is its place, from 1.
const MIGRATIONS: &[(&str, &str)] = &[
    ("accounts", include_str!("migrations/0001_accounts.sql")),
    ("shops", include_str!("migrations/0002_shops.sql")),
    ("invites", include_str!("migrations/0003_invites.sql")),
    ("security", include_str!("migrations/0004_security.sql")),
    ("letters", include_str!("migrations/0005_letters.sql")),
    ("moved", include_str!("migrations/0006_moved.sql")),
    ("sealed", include_str!("migrations/0007_sealed.sql")),
    ("answers", include_str!("migrations/0008_answers.sql")),
    ("promised", include_str!("migrations/0009_promised.sql")),
    ("places", include_str!("migrations/0010_places.sql")),
    ("former", include_str!("migrations/0011_former.sql")),
    ("late", include_str!("migrations/0012_late.sql")),
];

/// Tables of a shop that the migrations make; the books' own come from their description.
const SHOP_TABLES: &[&str] = &["membership", "device", "idempotency", "blob", "audit"];

/// How long one host may take to answer; of several, each.
const CONNECT: Duration = Duration::from_secs(5);
const CONNECT_OF_SEVERAL: Duration = Duration::from_millis(1_500);

/// How long what was sent may stay unconfirmed.
const VANISHED: Duration = Duration::from_secs(10);

/// The settings of a connection, from its address.
pub fn config(url: &str) -> Result<Config> {
    let mut config: Config = url
        .parse()
        .map_err(|error| Error::new(Code::InvalidValue, format!("DATABASE_URL cannot be read: {error}.")))?;
    config.application_name("smartkhata").connect_timeout(CONNECT).keepalives_idle(Duration::from_secs(30));
    // A host that vanished closes nothing: what waits for its answer is told after this time.
    config.tcp_user_timeout(VANISHED).keepalives_interval(Duration::from_secs(5)).keepalives_retries(3);
    if config.get_hosts().len() > 1 {
        // A primary and its standbys: whichever takes writes now. One that is gone must not use up the time of the next.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite).connect_timeout(CONNECT_OF_SEVERAL);
    }
    Ok(config)
}

/// A connection as the address says.
pub async fn connect(config: &Config, tls: &MakeRustlsConnect) -> Result<Client> {
    let (client, connection) = config.connect(tls.clone()).await.map_err(|error| fault("connect", &error))?;
    // Ends with its client; an error is told to whoever waits for an answer.
    tokio::spawn(connection);
    Ok(client)
}

/// A connection to a database that may be starting, as it does beside this program.
async fn reach(config: &Config, tls: &MakeRustlsConnect) -> Result<Client> {
    for _ in 0..TRIES {
        match connect(config, tls).await {
            Err(error) if error.code == Code::Unavailable => tokio::time::sleep(PAUSE).await,
            other => return other,
        }
    }
    connect(config, tls).await
}

/// Brings the database to what this program knows, as who owns its tables.
pub async fn migrate(settings: &Settings, clock: &dyn Clock) -> Result<()> {
    let tls = tls::connector(settings.authorities.as_deref())?;
    let client = reach(&config(settings.owner_url.as_deref().unwrap_or(&settings.url))?, &tls).await?;
    let version: String = scalar(&client, "show server_version_num").await?;
    if version.parse::<i32>().map_or(true, |version| version < OLDEST) {
        return Err(Error::new(Code::InvalidValue, format!("PostgreSQL 15 or newer is needed; this is {version}.")));
    }
    // Asked for again and again: one who waits inside PostgreSQL would hold up an index that is built concurrently.
    while !locked(&client).await? {
        tokio::time::sleep(PAUSE).await;
    }
    let mut connection = Connection::over(client);
    let mut tries = 1;
    // The lock goes with the connection; what failed is told first.
    loop {
        match run(&mut connection, settings, clock).await {
            Err(error) if error.code == Code::Busy && tries < LOCK_TRIES => {
                tries += 1;
                batch(connection.client(), "rollback").await?;
                tokio::time::sleep(PAUSE).await;
            }
            migrated => return migrated,
        }
    }
}

async fn locked(client: &Client) -> Result<bool> {
    let row = client.query_one("select pg_try_advisory_lock($1)", &[&LOCK]).await;
    row.and_then(|row| row.try_get(0)).map_err(|error| fault("lock", &error))
}

async fn run(connection: &mut Connection, settings: &Settings, clock: &dyn Clock) -> Result<()> {
    let client = connection.client();
    batch(
        client,
        "create table if not exists migration (number bigint primary key, name text not null, at_ms bigint not null, \
         oldest bigint not null default 0); \
         alter table migration add column if not exists oldest bigint not null default 0",
    )
    .await?;
    let (done, known) = (done(client).await?, known());
    let books = refuse_newer(client).await?;
    if done > known {
        // A newer one has expanded it, beside which this one serves: its tables and rules stay as they are.
        return Ok(());
    }
    let mut guarded = books::all();
    guarded.extend(guard(settings)?);
    let mark = mark(client, &guarded).await?;
    let marked: Option<String> = optional(client, "select name from migration where number = 0").await?;
    if done == known && books == Some(schema::VERSION) && marked.as_deref() == Some(&mark) {
        // Nothing to do: a server that starts beside others takes no lock on any table.
        return Ok(());
    }
    let anew = books.is_some_and(|books| books < schema::VERSION);
    let plan = books::plan(client, anew).await?;
    let begin = || vec!["begin".to_owned(), LOCK_WAIT.to_owned()];
    if !plan.beside.is_empty() {
        batch(client, &[begin(), plan.before, vec!["commit".into()]].concat().join(";\n")).await?;
        for statement in &plan.beside {
            batch(client, statement).await?;
        }
    }
    let mut steps = begin();
    if anew {
        steps.extend(schema::of(Role::Projection).map(|table| format!("drop table if exists {}", table.name)));
    }
    steps.extend(plan.made);
    for (number, (name, sql)) in (1_i64..).zip(MIGRATIONS).filter(|(number, _)| *number > done) {
        let (now, oldest) = (clock.now_ms(), serves_from(sql));
        let noted =
            format!("insert into migration (number, name, at_ms, oldest) values ({number}, '{name}', {now}, {oldest})");
        if stands_alone(sql) {
            // Built beside those who write, which no transaction may hold: what came before is kept first.
            steps.push("commit".into());
            batch(client, &steps.join(";\n")).await?;
            for statement in sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
                batch(client, statement).await?;
            }
            steps = begin();
            steps.push(noted);
        } else {
            steps.extend([sql.trim_end().trim_end_matches(';').to_owned(), noted]);
        }
    }
    steps.extend(guard(settings)?);
    batch(client, &steps.join(";\n")).await?;
    if anew {
        rebuild_all(connection).await?;
    }
    let (number, now) = (BOOKS.saturating_add(schema::VERSION), clock.now_ms());
    let client = connection.client();
    batch(
        client,
        &format!(
            "delete from migration where name = 'books' or number = 0; \
             insert into migration (number, name, at_ms) values ({number}, 'books', {now}), (0, '{mark}', {now}); commit"
        ),
    )
    .await
}

/// After a migration that takes something away, programs serve that know at least this many: `-- serves from: 4` in its
/// file. After one that only adds, all do.
fn serves_from(sql: &str) -> i64 {
    let line = sql.lines().find_map(|line| line.strip_prefix("-- serves from: "));
    line.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
}

/// A migration that runs outside a transaction, statement by statement: `-- alone` in its file. It may be cut short
/// anywhere and is then run again from its beginning.
fn stands_alone(sql: &str) -> bool {
    sql.lines().any(|line| line.trim() == "-- alone")
}

/// What tables and guards were last made like, in which database: restored from a dump, it is another one.
async fn mark(client: &Client, guarded: &[String]) -> Result<String> {
    let place: String = scalar(
        client,
        "select system_identifier::text || '/' || (select oid::text from pg_database where datname = current_database()) \
         || '/' || 'migration'::regclass::oid::text from pg_control_system()",
    )
    .await?;
    let digest = Sha256::digest(format!("{place};{}", guarded.join(";")));
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The serving role and what it may: rows of the business that its transaction named, and no journal taken back.
fn guard(settings: &Settings) -> Result<Vec<String>> {
    let mut statements = vec![
        format!(
            "do $$ begin create role {SERVING} nologin; exception when duplicate_object or unique_violation then null; end $$"
        ),
        format!("grant {SERVING} to current_user"),
        format!("grant usage on schema public to {SERVING}"),
        format!("grant select, insert, update, delete on all tables in schema public to {SERVING}"),
        format!("revoke insert, update, delete on migration from {SERVING}"),
        // Appended to and never changed; the server adds its place in the log and its grant.
        format!("revoke update, delete on change, audit from {SERVING}"),
        format!("grant update (seq, chain, granted, standing) on change to {SERVING}"),
        // What operators do is none of its business.
        format!("revoke all on operator_access from {SERVING}"),
        // Nor is where a shop is led to; a new one finds its place once.
        format!("revoke insert, update, delete on moved from {SERVING}"),
        format!("revoke update, delete on place, known_in from {SERVING}"),
    ];
    if settings.owner_url.is_some() {
        let login = config(&settings.url)?.get_user().unwrap_or_default().replace('"', "\"\"");
        statements.push(format!("grant {SERVING} to \"{login}\""));
    }
    let names = schema::TABLES.iter().map(|table| table.name).chain(SHOP_TABLES.iter().copied());
    for name in names {
        statements.extend([
            format!("alter table {name} enable row level security"),
            format!("alter table {name} force row level security"),
            format!("drop policy if exists of_business on {name}"),
            format!(
                "create policy of_business on {name} using \
                 (business_id = decode(nullif(current_setting('app.business', true), ''), 'hex'))"
            ),
        ]);
    }
    statements.extend([
        // An account sees where it is a member, whichever shops those are.
        "drop policy if exists of_account on membership".into(),
        "create policy of_account on membership for select using \
         (account_id = decode(nullif(current_setting('app.account', true), ''), 'hex'))"
            .into(),
        // Who owns the tables lists the shops, to rebuild them; nobody else does.
        "drop policy if exists of_owner on head".into(),
        "create policy of_owner on head for select to current_user using (true)".into(),
    ]);
    Ok(statements)
}

/// After so many shops the log is told how far it is.
const TOLD: usize = 100;

/// Works the projections of every shop out anew from its journal.
async fn rebuild_all(connection: &mut Connection) -> Result<()> {
    let told = |error| fault("rebuild", &error);
    let rows = connection.client().query("select business_id from head", &[]).await.map_err(told)?;
    let shops = rows.len();
    for (shop, row) in rows.iter().enumerate() {
        if shop.is_multiple_of(TOLD) {
            tracing::info!(shop, shops, event.action = "migrate", "tables are made anew");
        }
        let business = BusinessId::from_bytes(row.try_get(0).map_err(told)?)?;
        batch(connection.client(), &format!("set local app.business = '{}'", business.uuid().simple())).await?;
        let mut engine = PostgresEngine::new(connection);
        rebuild::fill(&mut engine, business).await?;
    }
    Ok(())
}

async fn batch(client: &Client, text: &str) -> Result<()> {
    client.batch_execute(text).await.map_err(|error| fault("migration", &error))
}

async fn scalar<T: for<'a> tokio_postgres::types::FromSql<'a>>(client: &Client, query: &str) -> Result<T> {
    let row = client.query_one(query, &[]).await.map_err(|error| fault("migration", &error))?;
    row.try_get(0).map_err(|error| fault("migration", &error))
}

async fn optional<T: for<'a> tokio_postgres::types::FromSql<'a>>(client: &Client, query: &str) -> Result<Option<T>> {
    let row = client.query_opt(query, &[]).await.map_err(|error| fault("migration", &error))?;
    row.map(|row| row.try_get(0).map_err(|error| fault("migration", &error))).transpose()
}
