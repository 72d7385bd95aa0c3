//! Whether the books of many shops are sound: after a restore, after a move, or because somebody asks.
//!
//! Shop by shop and in one read-only snapshot each, so that it costs no more memory than the largest page and may run
//! beside the server. Derived tables are worked out anew in tables of this connection alone, and compared there.

use smartkhata_core::api::shop::Verified;
use smartkhata_core::id::BusinessId;
use smartkhata_core::report::verify;
use smartkhata_core::store::rebuild;
use smartkhata_core::store::schema::{self, Kind, Role, Table, VERSION};
use smartkhata_core::sync::verify::{LogCheck, log};
use smartkhata_core::{Code, Error, Result};

use super::connection::Connection;
use super::engine::PostgresEngine;
use super::fault::fault;
use super::migrate::{self, SERVING};
use super::pool::Settings;
use super::tables::{self, home};
use super::tenant::beginning;
use super::tls;

/// One snapshot that nothing is written to but this connection's own tables.
const SNAPSHOT: &str = "begin isolation level repeatable read read only";

/// Where statements find tables: the stored ones, or this connection's own before them.
fn stored() -> String {
    format!("set local search_path = {}, public, pg_temp", home(VERSION))
}

fn own() -> String {
    format!("set local search_path = pg_temp, {}, public", home(VERSION))
}

/// After so many entries this connection's own tables are emptied: what a snapshot that was given up left behind is
/// passed by until then.
const EMPTIED_AFTER: i64 = 5_000;

/// What checking one shop found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopCheck {
    /// The shop.
    pub business: BusinessId,
    /// Entries that were followed.
    pub entries: i64,
    /// Each fault as a sentence; none in sound books.
    pub faults: Vec<String>,
}

/// A connection that checks one shop after the other.
pub struct Checker {
    connection: Connection,
    tables: bool,
    since_emptied: i64,
}

impl Checker {
    /// Over a database that this program's release has migrated. `tables`: whether derived tables are compared too,
    /// which a standby cannot.
    pub async fn begin(settings: &Settings, tables: bool) -> Result<Self> {
        let tls = tls::connector(settings.authorities.as_deref())?;
        let config = migrate::config(settings.owner_url.as_deref().unwrap_or(&settings.url))?;
        let client = migrate::connect(&config, &tls).await?;
        if !migrate::is_current(&client).await? {
            let message = "This database is of another release of SmartKhata. Check it with that release, or start this \
                           one's server on it first.";
            return Err(Error::new(Code::Conflict, message));
        }
        let checker = Self { connection: Connection::over(client), tables, since_emptied: 0 };
        // From here on row-level security holds this connection to one shop at a time, whoever signed in.
        checker.run(&format!("set role {SERVING}; set plan_cache_mode = force_generic_plan")).await?;
        if tables {
            let make = schema::of(Role::Projection).map(|table| {
                let (name, home) = (table.name, home(VERSION));
                format!("create temp table {name} (like {home}.{name} including defaults including indexes)")
            });
            checker.run(&make.collect::<Vec<_>>().join(";")).await?;
            // Plans are made once, while the tables are empty: without this they would be read from end to end.
            checker.run("set enable_seqscan = off").await?;
        }
        Ok(checker)
    }

    /// Follows every chain and the log, sums all postings, and compares the derived tables. What cannot even be read is
    /// a fault of the shop like any other.
    ///
    /// # Errors
    /// Only when PostgreSQL is not reached any more.
    pub async fn check(&mut self, business: BusinessId) -> Result<ShopCheck> {
        let mut check = ShopCheck { business, entries: 0, faults: Vec::new() };
        self.run(&beginning(SNAPSHOT, business)).await?;
        let looked = self.look(business, &mut check).await;
        if let Err(error) = looked {
            if error.code == Code::Unavailable {
                return Err(error);
            }
            check.faults.push(format!("What is stored cannot be read: {}", error.message));
        }
        self.run("rollback").await?;
        self.since_emptied = self.since_emptied.saturating_add(check.entries);
        if self.tables && self.since_emptied >= EMPTIED_AFTER {
            let own: Vec<String> =
                schema::of(Role::Projection).map(|table| format!("pg_temp.{}", table.name)).collect();
            self.run(&format!("truncate {}", own.join(", "))).await?;
            self.since_emptied = 0;
        }
        Ok(check)
    }

    async fn look(&mut self, business: BusinessId, check: &mut ShopCheck) -> Result<()> {
        self.run(&stored()).await?;
        let mut engine = PostgresEngine::new(&mut self.connection);
        let Verified { entries, faults, .. } = verify::books(&mut engine, business).await?;
        check.entries = entries;
        check.faults.extend(faults);
        let LogCheck { end, fault } = log(&mut engine, business).await?;
        let whole = check.faults.is_empty() && fault.is_none();
        check.faults.extend(fault);
        if whole && end.seq != entries {
            check.faults.push(format!("The journal has {entries} entries, and the log {} places.", end.seq));
        }
        if !self.tables || !self.are_at_hand(business).await? {
            // Those that are still to be made are made before anybody reads them.
            return Ok(());
        }
        self.run(&own()).await?;
        let mut engine = PostgresEngine::new(&mut self.connection);
        rebuild::fill(&mut engine, business).await?;
        for table in schema::of(Role::Projection) {
            check.faults.extend(self.compare(business, table).await?);
        }
        Ok(())
    }

    async fn are_at_hand(&mut self, business: BusinessId) -> Result<bool> {
        let asked = self.connection.prepare_own(tables::AT_HAND).await?;
        let row = self.connection.client().query_opt(&asked, &[&business.bytes()]).await.map_err(told)?;
        row.map_or(Ok(false), |row| row.try_get(0).map_err(told))
    }

    /// What is wrong with a stored table, beside its rebuilt self.
    async fn compare(&mut self, business: BusinessId, table: &'static Table) -> Result<Option<String>> {
        let statement = self.connection.prepare(table.name, || comparison(table)).await?;
        let row = self.connection.client().query_one(&statement, &[&business.bytes()]).await.map_err(told)?;
        let count = |at| row.try_get::<_, i64>(at).map_err(told);
        let (missing, extra, different) = (count(0)?, count(1)?, count(2)?);
        if (missing, extra, different) == (0, 0, 0) {
            return Ok(None);
        }
        let at: Option<String> = row.try_get(3).map_err(told)?;
        Ok(Some(format!(
            "The table {} is not what the journal says: {missing} rows are missing, {extra} should not be there, \
             {different} say something else; the first is {}.",
            table.name,
            at.unwrap_or_default()
        )))
    }

    async fn run(&self, text: &str) -> Result<()> {
        self.connection.client().batch_execute(text).await.map_err(told)
    }
}

/// Counts the rows that are missing, should not be there, and say something else, and names the first of them.
fn comparison(table: &Table) -> String {
    let key: Vec<&str> = table.key.split(", ").collect();
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let shown = table.columns.iter().filter(|column| key.contains(&column.name) && column.name != "business_id");
    let shown: Vec<String> = shown
        .map(|column| match column.kind {
            Kind::Bytes | Kind::OptBytes => format!("encode({}, 'hex')", column.name),
            Kind::Int | Kind::OptInt | Kind::Text => format!("{}::text", column.name),
        })
        .collect();
    let (key, columns, shown, name) = (key.join(", "), columns.join(", "), shown.join(", "), table.name);
    let rows = |schema: &str| format!("select {columns} from {schema}.{name} where business_id = $1");
    format!(
        "with stored as ({}), made as ({}), \
         missing as (select {key} from made except select {key} from stored), \
         extra as (select {key} from stored except select {key} from made), \
         other as (select {columns} from made except select {columns} from stored), \
         wrong as (select {key} from other union select {key} from extra) \
         select (select count(*) from missing), (select count(*) from extra), \
         (select count(*) from other) - (select count(*) from missing), \
         (select concat_ws(' ', {shown}) from wrong order by {key} limit 1)",
        rows(&home(VERSION)),
        rows("pg_temp"),
    )
}

fn told(error: tokio_postgres::Error) -> Error {
    fault("check", &error)
}
