//! The tables, brought to what this program knows by who owns them: at a start or by `smartkhata migrate`, one process at a
//! time.
//!
//! Numbered files expand first and contract in a later release, so that the release before goes on serving meanwhile:
//! `migrate/rules.rs` holds them to it, and each says which programs may serve after it (`oldest`). The books' own
//! tables are printed from their one description; when its version rises, its projections get a place of their own
//! (`super::tables`), beside those of the release before, and are filled shop by shop while everybody is served.

mod books;
#[cfg(test)]
mod rules;
mod standing;

use std::time::Duration;

use sha2::{Digest, Sha256};
use smartkhata_core::clock::Clock;
use smartkhata_core::store::schema::{self, Role, VERSION};
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::fault::fault;
use super::pool::Settings;
use super::tables::{self, home};
use super::tls;

use standing::{BOOKS, done, has_tables, known, newer, refuse_newer};
pub use standing::{is_current, settle};

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

/// How long tables of the version before are kept beside those of this one, in milliseconds: for a roll-back.
const KEPT_MS: i64 = 7 * 86_400_000;

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
    ("built", include_str!("migrations/0013_built.sql")),
];

/// Tables of a shop that the migrations make; the books' own come from their description.
const SHOP_TABLES: &[&str] = &["membership", "device", "idempotency", "blob", "audit", "built"];

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
    batch(&client, &tables::path()).await?;
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
    refuse_older(&scalar::<String>(&client, "show server_version_num").await?)?;
    // Asked for again and again: one who waits inside PostgreSQL would hold up an index that is built concurrently.
    while !locked(&client).await? {
        tokio::time::sleep(PAUSE).await;
    }
    let mut tries = 1;
    // The lock goes with the connection; what failed is told first.
    loop {
        match run(&client, settings, clock).await {
            Err(error) if error.code == Code::Busy && tries < LOCK_TRIES => {
                tries += 1;
                batch(&client, "rollback").await?;
                tokio::time::sleep(PAUSE).await;
            }
            migrated => return migrated,
        }
    }
}

/// Refuses a PostgreSQL that is older than what is served, by `server_version_num`.
fn refuse_older(version: &str) -> Result<()> {
    if version.parse::<i32>().is_ok_and(|version| version >= OLDEST) {
        return Ok(());
    }
    Err(Error::new(Code::InvalidValue, format!("PostgreSQL 15 or newer is needed; this is {version}.")))
}

async fn locked(client: &Client) -> Result<bool> {
    let row = client.query_one("select pg_try_advisory_lock($1)", &[&LOCK]).await;
    row.and_then(|row| row.try_get(0)).map_err(|error| fault("lock", &error))
}

async fn run(client: &Client, settings: &Settings, clock: &dyn Clock) -> Result<()> {
    batch(client, &format!("set search_path = public, {}", home(VERSION))).await?;
    batch(
        client,
        "create table if not exists migration (number bigint primary key, name text not null, at_ms bigint not null, \
         oldest bigint not null default 0); \
         alter table migration add column if not exists oldest bigint not null default 0",
    )
    .await?;
    let (done, known) = (done(client).await?, known());
    refuse_newer(client).await?;
    let made = has_tables(client).await?;
    if done > known {
        // A newer one has expanded it, beside which this one serves: its tables and rules stay as they are.
        return if made { Ok(()) } else { Err(newer()) };
    }
    let mut guarded = books::all();
    guarded.extend(guard(settings)?);
    let mark = mark(client, &guarded).await?;
    let marked = format!("select name from migration where number = {}", -VERSION);
    let marked: Option<String> = optional(client, &marked).await?;
    if done == known && made && marked.as_deref() == Some(&mark) {
        // Nothing to do: a server that starts beside others takes no lock on any table.
        return forget_older(client, clock).await;
    }
    let plan = books::plan(client).await?;
    let begin = || vec!["begin".to_owned(), LOCK_WAIT.to_owned()];
    if !plan.beside.is_empty() {
        batch(client, &[begin(), plan.before, vec!["commit".into()]].concat().join(";\n")).await?;
        for statement in &plan.beside {
            batch(client, statement).await?;
        }
    }
    let mut steps = begin();
    // Where they were before each version had a place of its own.
    steps.extend(schema::of(Role::Projection).map(|table| format!("drop table if exists public.{}", table.name)));
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
    if !made {
        // Whatever is said of tables of this version, they are empty: of every shop, which nobody else may touch at once.
        steps.extend([
            format!("delete from built where books = {VERSION}"),
            "create policy of_migration on head for update to current_user using (true)".into(),
            format!("update head set books = 0 where books = {VERSION}"),
            "drop policy of_migration on head".into(),
        ]);
    }
    let (number, now) = (BOOKS.saturating_add(VERSION), clock.now_ms());
    steps.extend([
        format!("delete from migration where number in (0, {})", -VERSION),
        format!("insert into migration (number, name, at_ms) values ({}, '{mark}', {now})", -VERSION),
        format!(
            "insert into migration (number, name, at_ms) values ({number}, 'books', {now}) on conflict (number) do nothing"
        ),
        "commit".into(),
    ]);
    batch(client, &steps.join(";\n")).await?;
    forget_older(client, clock).await
}

/// Takes the tables of versions away that stood beside this one's for a week, and under which nobody wrote in it: nobody
/// goes back to them any more.
async fn forget_older(client: &Client, clock: &dyn Clock) -> Result<()> {
    let number = BOOKS.saturating_add(VERSION);
    let before = clock.now_ms().saturating_sub(KEPT_MS);
    let older = format!(
        "select o.number from migration o join migration m on m.number = {number} and m.at_ms < {before} \
         where o.name = 'books' and o.number < {number} \
         and not exists (select 1 from head h where h.books = o.number - {BOOKS} and h.cap >= {before}) order by 1 limit 1"
    );
    while let Some(older) = optional::<i64>(client, &older).await? {
        let books = older.saturating_sub(BOOKS);
        tracing::info!(books, event.action = "migrate", "tables of an older version go");
        let home = home(books);
        batch(
            client,
            &format!(
                "begin; {LOCK_WAIT}; drop schema if exists {home} cascade; delete from built where books = {books}; \
                 delete from migration where number in ({older}, {}); commit",
                -books
            ),
        )
        .await?;
    }
    Ok(())
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
        format!("grant usage on schema {} to {SERVING}", home(VERSION)),
        format!("grant select, insert, update, delete on all tables in schema {} to {SERVING}", home(VERSION)),
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
        // Who owns the tables lists the shops; nobody else does.
        "drop policy if exists of_owner on head".into(),
        "create policy of_owner on head for select to current_user using (true)".into(),
        "drop policy if exists of_owner on built".into(),
        "create policy of_owner on built to current_user using (true)".into(),
        SHOPS_BEHIND.into(),
        // Whoever looks by hand finds the newest tables, where this login may say so.
        format!(
            "do $$ begin execute format('alter database %I set search_path = public, {}', current_database()); \
             exception when insufficient_privilege then null; end $$",
            home(VERSION)
        ),
        "revoke all on function shops_behind(bigint, bytea, bigint) from public".into(),
        format!("grant execute on function shops_behind(bigint, bytea, bigint) to {SERVING}"),
    ]);
    Ok(statements)
}

/// Who serves hears which shops are behind, from an id on, and nothing else of shops that it was not asked for.
const SHOPS_BEHIND: &str = "create or replace function shops_behind(version bigint, since bytea, most bigint) \
    returns setof bytea language sql stable security definer set search_path = public, pg_temp as $$ \
    select h.business_id from head h where h.business_id >= since and h.books <> version \
    and not exists (select 1 from built b where b.business_id = h.business_id and b.books = version and b.seq = h.seq) \
    and not exists (select 1 from moved o where o.shop = h.business_id) order by h.business_id limit most $$";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postgresql_before_15_is_refused_by_its_number() {
        for served in ["150000", "150010", "160004", "170000", "180001"] {
            assert_eq!(refuse_older(served), Ok(()), "{served}");
        }
        for refused in ["149999", "140013", "130000", "90624", "", "15"] {
            let error = refuse_older(refused).unwrap_err();
            assert!(error.code == Code::InvalidValue && error.message.contains("15 or newer"), "{refused}: {error:?}");
        }
    }
}
