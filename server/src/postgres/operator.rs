//! What an operator does as the owner of the tables. Each act that touches the data of shops is noted first, in a table
//! that who serves does not reach and nobody changes.

use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use super::connection::Connection;
use super::fault::fault;
use super::migrate;
use super::pool::Settings;
use super::tables;
use super::tenant::{beginning, writes};
use super::tls;

const NOTE: &str = "insert into operator_access (operator, act, shop, detail) values ($1, $2, $3, $4)";

const LOG: &str = "select at_ms, login, operator, act, shop, detail from operator_access order by id desc limit $1";

const OWNS: &str = "select coalesce((select pg_has_role(relowner, 'member') from pg_class \
    where oid = to_regclass('public.head')), false)";

const SHOPS: &str = "select business_id from head order by business_id";

const PLAN: &str = "update head set plan = $2 where business_id = $1";

const REFILL: &str = "update head set refill_until_ms = $2 where business_id = $1";

/// An act of an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// The login of PostgreSQL.
    pub login: String,
    /// Who, as they said.
    pub operator: String,
    /// What was done.
    pub act: String,
    /// With the data of which shop; none for all.
    pub shop: Option<BusinessId>,
    /// What else there is to know.
    pub detail: String,
}

/// A connection as the owner of the tables.
pub struct Operator {
    pub(super) client: Client,
    settings: Settings,
    name: String,
}

impl Operator {
    /// Signs in; `name` is who will have done it.
    pub async fn begin(settings: &Settings, name: &str) -> Result<Self> {
        let tls = tls::connector(settings.authorities.as_deref())?;
        let config = migrate::config(settings.owner_url.as_deref().unwrap_or(&settings.url))?;
        let client = migrate::connect(&config, &tls).await?;
        // Anybody else sees no shop, and would find that nothing is wrong with none.
        let owns: bool = client.query_one(OWNS, &[]).await.and_then(|row| row.try_get(0)).map_err(told)?;
        if !owns {
            let message = "This login does not own the tables: name the one that does with DATABASE_OWNER_URL.";
            return Err(Error::new(Code::Forbidden, message));
        }
        Ok(Self { client, settings: settings.clone(), name: name.to_owned() })
    }

    /// Notes what is about to be done.
    pub async fn note(&self, act: &str, shop: Option<BusinessId>, detail: &str) -> Result<()> {
        let shop = shop.map(|shop| shop.bytes());
        let noted = self.client.execute(NOTE, &[&self.name, &act, &shop, &detail]).await;
        noted.map(drop).map_err(told)
    }

    /// What was done, the newest first.
    pub async fn log(&self, most: i64) -> Result<Vec<Access>> {
        let rows = self.client.query(LOG, &[&most]).await.map_err(told)?;
        let access = |row: &tokio_postgres::Row| {
            let shop: Option<Vec<u8>> = row.try_get(4).map_err(told)?;
            Ok(Access {
                at_ms: row.try_get(0).map_err(told)?,
                login: row.try_get(1).map_err(told)?,
                operator: row.try_get(2).map_err(told)?,
                act: row.try_get(3).map_err(told)?,
                shop: shop.map(|bytes| BusinessId::from_bytes(&bytes)).transpose()?,
                detail: row.try_get(5).map_err(told)?,
            })
        };
        rows.iter().map(access).collect()
    }

    /// Every shop.
    pub async fn shops(&self) -> Result<Vec<BusinessId>> {
        let rows = self.client.query(SHOPS, &[]).await.map_err(told)?;
        rows.iter().map(|row| BusinessId::from_bytes(row.try_get(0).map_err(told)?)).collect()
    }

    /// Lets the devices of a shop give back what its log has lost, until then.
    ///
    /// # Errors
    /// `not_found` where there is no such shop.
    pub async fn refill(&self, shop: BusinessId, until_ms: i64) -> Result<()> {
        self.change(shop, REFILL, &until_ms).await
    }

    /// Sets a shop's plan, which each server knows within a minute.
    ///
    /// # Errors
    /// `not_found` where there is no such shop.
    pub async fn plan(&self, shop: BusinessId, name: &str) -> Result<()> {
        self.change(shop, PLAN, &name).await
    }

    async fn change(&self, shop: BusinessId, statement: &str, value: &(dyn ToSql + Sync)) -> Result<()> {
        self.run(&beginning(writes(), shop)).await?;
        let touched = self.client.execute(statement, &[&shop.bytes(), value]).await.map_err(told)?;
        self.run("commit").await?;
        if touched == 0 {
            return Err(Error::field(Code::NotFound, "shop", format!("There is no shop {shop}.")));
        }
        Ok(())
    }

    /// Brings the tables of a shop to the end of its log, on a connection of its own: for what is read of them.
    pub(super) async fn bring_tables(&self, shop: BusinessId) -> Result<()> {
        let tls = tls::connector(self.settings.authorities.as_deref())?;
        let config = migrate::config(self.settings.owner_url.as_deref().unwrap_or(&self.settings.url))?;
        let mut connection = Connection::over(migrate::connect(&config, &tls).await?);
        tables::bring(&mut connection, shop, false).await.map(drop)
    }

    /// Lets go of every key that access tokens are signed with; how many there were. A server that starts makes a new one.
    pub async fn drop_keys(&self) -> Result<u64> {
        self.client.execute("delete from token_key", &[]).await.map_err(told)
    }

    pub(super) async fn run(&self, text: &str) -> Result<()> {
        self.client.batch_execute(text).await.map_err(told)
    }
}

pub(super) fn told(error: tokio_postgres::Error) -> Error {
    fault("operator", &error)
}
