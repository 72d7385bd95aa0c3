//! How far the tables of a database are, and what a start does about it: who owns them brings them to what this program
//! knows; who only serves waits until that was done. So a server that is reached from outside need not hold the login
//! that may change everything.

use smartkhata_core::clock::Clock;
use smartkhata_core::store::schema;
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::Client;

use super::{MIGRATIONS, config, migrate, optional, reach, scalar};
use crate::postgres::pool::Settings;
use crate::postgres::tls;

/// The version of the books' tables is kept beside the migrations, at this number and above.
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

/// The version of the books' tables, if there are any; refused where programs serve that know more than this one.
pub async fn refuse_newer(client: &Client) -> Result<Option<i64>> {
    let books = books(client).await?;
    if oldest(client).await? > known() || books.is_some_and(|books| books > schema::VERSION) {
        let message = "This database was migrated by a newer SmartKhata. Start that one; nothing was changed.";
        return Err(Error::new(Code::NewerDatabase, message));
    }
    Ok(books)
}

/// Of how many shops migrating would make the tables anew that are derived from the journal, because an older version of
/// them stands there: nobody is served meanwhile. None where it only adds.
pub async fn makes_anew(settings: &Settings) -> Result<Option<i64>> {
    let tls = tls::connector(settings.authorities.as_deref())?;
    let client = reach(&config(settings.owner_url.as_deref().unwrap_or(&settings.url))?, &tls).await?;
    let made = scalar::<bool>(&client, "select to_regclass('public.migration') is not null").await?;
    let older = made && books(&client).await?.is_some_and(|books| books < schema::VERSION);
    if older { scalar(&client, "select count(*) from head").await.map(Some) } else { Ok(None) }
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

async fn books(client: &Client) -> Result<Option<i64>> {
    let books: Option<i64> = optional(client, "select number from migration where name = 'books' limit 1").await?;
    Ok(books.map(|number| number.saturating_sub(BOOKS)))
}

/// Whether this program serves these tables: its own, or those that a newer one has only added to.
pub async fn is_current(client: &Client) -> Result<bool> {
    Ok(done(client).await? >= known()
        && oldest(client).await? <= known()
        && books(client).await? == Some(schema::VERSION))
}
