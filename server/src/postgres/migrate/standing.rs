//! How far the tables of a database are, and what a start does about it: who owns them brings them to what this program
//! knows; who only serves waits until that was done. So a server that is reached from outside need not hold the login
//! that may change everything.

use smartkhata_core::clock::Clock;
use smartkhata_core::store::schema;
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::Client;

use super::{MIGRATIONS, config, migrate, reach, scalar};
use crate::postgres::pool::Settings;
use crate::postgres::tls;

/// Of which versions there are tables of the books is kept beside the migrations: at this number and the version's. What
/// they were last made like is at the version's number below zero.
pub const BOOKS: i64 = 1_000_000;

/// Whether this login may change the tables: it owns them, or there are none and it may make them.
const MAY_CHANGE: &str = "select coalesce((select pg_has_role(relowner, 'member') from pg_class \
    where oid = to_regclass('public.migration')), has_schema_privilege('public', 'create'))";

/// Whether this login may read how far they are. Nobody may where they were never made, and one who serves not before
/// whoever made them has let it.
const MAY_LOOK: &str = "select coalesce(has_table_privilege(to_regclass('public.migration')::oid, 'select'), false)";

/// Brings the database to what this program knows, if its owner's login was told or this login is the owner's; whether it
/// may be served.
///
/// # Errors
/// `newer_database`, which this program does not serve; what migrating or reaching it met.
pub async fn settle(settings: &Settings, clock: &dyn Clock) -> Result<bool> {
    if settings.owner_url.is_none() {
        let tls = tls::connector(settings.authorities.as_deref())?;
        let client = reach(&config(&settings.url)?, &tls).await?;
        if !scalar::<bool>(&client, MAY_CHANGE).await? {
            return is_served(&client).await;
        }
    }
    migrate(settings, clock).await.map(|()| true)
}

async fn is_served(client: &Client) -> Result<bool> {
    if !scalar::<bool>(client, MAY_LOOK).await? {
        return Ok(false);
    }
    refuse_newer(client).await?;
    is_current(client).await
}

/// Refuses a database whose programs have to know more than this one does.
pub async fn refuse_newer(client: &Client) -> Result<()> {
    if oldest(client).await? > known() { Err(newer()) } else { Ok(()) }
}

/// The refusal of a database that only newer programs serve.
pub fn newer() -> Error {
    let message = "This database was migrated by a newer SmartKhata. Start that one; nothing was changed.";
    Error::new(Code::NewerDatabase, message)
}

/// How many migrations this program knows.
pub fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// How many the database has.
pub async fn done(client: &Client) -> Result<i64> {
    let query = format!("select coalesce(max(number), 0) from migration where number < {BOOKS}");
    scalar(client, &query).await
}

/// The least that a program must know to serve this database.
async fn oldest(client: &Client) -> Result<i64> {
    scalar(client, &format!("select coalesce(max(oldest), 0) from migration where number < {BOOKS}")).await
}

/// Whether there are tables of the books of this program's version.
pub async fn has_tables(client: &Client) -> Result<bool> {
    let number = BOOKS.saturating_add(schema::VERSION);
    scalar(client, &format!("select exists (select 1 from migration where number = {number})")).await
}

/// Whether this program serves this database: it was brought there, whatever a newer one has added to it.
pub async fn is_current(client: &Client) -> Result<bool> {
    Ok(done(client).await? >= known() && oldest(client).await? <= known() && has_tables(client).await?)
}
