//! The end of accounts and shops. Who leaves is erased when the time to think it over is past; a shop that nobody owns
//! any more when its books need not be kept any longer. As the owner of the tables: who serves deletes no entry.

use smartkhata_core::clock::IST_MS;
use smartkhata_core::date::Date;
use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

use super::operator::{Operator, told};
use super::tenant::{beginning, writes};
use crate::blob::BlobStore;

const LEAVING: &str = "select id, coalesce(leaving_books, 'keep') from account \
    where leaving_ms <= $1 and erased_ms is null order by leaving_ms limit 1000";

const MEMBER_OF: &str = "select business_id from membership where account_id = $1";

const OWNERS_BESIDE: &str =
    "select count(*) from membership where business_id = $1 and role = 'owner' and account_id <> $2";

const OWNS: &str = "select 1 from membership where business_id = $1 and role = 'owner' and account_id = $2";

const LAST_DAY: &str = "select max(date) from voucher where business_id = $1";

const ERASE_AT: &str = "update head set erase_ms = $2 where business_id = $1";

const LEAVE: &str = "delete from membership where business_id = $1 and account_id = $2";

const SHUT_OUT: &str = "update device set name = '', retired_ms = coalesce(retired_ms, $3) \
    where business_id = $1 and account_id = $2";

const FORGET_TOKENS: &str =
    "delete from refresh_token where session_id in (select id from session where account_id = $1)";

const FORGET_SESSIONS: &str = "update session set device = '', ended_ms = coalesce(ended_ms, $2) where account_id = $1";

const FORGET_ANSWERS: &str = "delete from account_answer where account_id = $1";

const FORGET: &str = "update account set phone = null, email = null, lookup = null, sealed = null, sealed_by = null, \
    name = '', password = null, leaving_ms = null, erased_ms = $2 where id = $1";

const OVER: &str = "select business_id from head where erase_ms <= $1 order by erase_ms limit 1000";

/// Tables with rows of shops, those of every version, the head last: others refer to it.
const TABLES: &str = "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace \
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'business_id' and not a.attisdropped \
    where (n.nspname = 'public' or n.nspname like 'books\\_%') and c.relkind in ('r', 'p') \
    order by c.relname = 'head', n.nspname, c.relname";

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// People of whom nothing is left but an id.
    pub accounts: usize,
    /// Shops of which nothing is left.
    pub shops: usize,
}

/// Until when the books of a shop have to be kept whose newest entry is of this day: 72 months from the day on which the
/// annual return of its year is due, 31 December (sections 36 and 44 of the CGST Act, rule 80).
pub fn kept_until(newest: Date) -> Result<Date> {
    // The year begins on 1 April; its return is due at the end of the next calendar year.
    Date::new(newest.financial_year().start().saturating_add(7), 12, 31)
}

impl Operator {
    /// Erases whose time is over. A shop's photos and PDFs go first: where they do not, its rows stay, and the next time
    /// tries again.
    ///
    /// # Errors
    /// `invalid_value` where a shop has to go and no store is named.
    pub async fn erase(&self, now_ms: i64, store: Option<&dyn BlobStore>) -> Result<Erased> {
        let mut erased = Erased { accounts: 0, shops: 0 };
        let rows = self.client.query(LEAVING, &[&now_ms]).await.map_err(told)?;
        for row in rows {
            let account = Uuid::from_slice(row.try_get(0).map_err(told)?).unwrap_or_default();
            let keep = row.try_get::<_, &str>(1).map_err(told)? == "keep";
            self.note("erase.account", None, &account.to_string()).await?;
            self.forget(account, keep, now_ms).await?;
            erased.accounts = erased.accounts.saturating_add(1);
        }
        let rows = self.client.query(OVER, &[&now_ms]).await.map_err(told)?;
        for row in rows {
            let shop = BusinessId::from_bytes(row.try_get(0).map_err(told)?)?;
            self.note("erase.shop", Some(shop), "").await?;
            if !self.went_to_a_cell(shop).await? {
                store.ok_or_else(no_store)?.forget(shop).await?;
            }
            self.erase_shop(shop).await?;
            erased.shops = erased.shops.saturating_add(1);
        }
        Ok(erased)
    }

    /// Whether the shop lives on in another cell. Cells share the store: the bytes are its own.
    async fn went_to_a_cell(&self, shop: BusinessId) -> Result<bool> {
        Ok(self.led(shop).await?.is_some_and(|led| !led.to.contains("://")))
    }

    async fn forget(&self, account: Uuid, keep: bool, now_ms: i64) -> Result<()> {
        let id = account.as_bytes().as_slice();
        self.run(&format!("begin; set local app.account = '{}'", account.simple())).await?;
        let shops = self.client.query(MEMBER_OF, &[&id]).await.map_err(told)?;
        for row in shops {
            let shop = BusinessId::from_bytes(row.try_get(0).map_err(told)?)?;
            self.run(&format!("set local app.business = '{}'", shop.uuid().simple())).await?;
            let (business, shop) = (shop, shop.bytes());
            let beside: i64 = self.one(OWNERS_BESIDE, &shop, id).await?.unwrap_or_default();
            let owns: Option<i32> = self.one(OWNS, &shop, id).await?;
            if owns.is_some() && beside == 0 {
                // The day of its newest entry is read from a table.
                self.bring_tables(business).await?;
                let erase_ms = if keep { self.kept_until(&shop, now_ms).await? } else { now_ms };
                self.client.execute(ERASE_AT, &[&shop, &erase_ms]).await.map_err(told)?;
            }
            self.client.execute(LEAVE, &[&shop, &id]).await.map_err(told)?;
            self.client.execute(SHUT_OUT, &[&shop, &id, &now_ms]).await.map_err(told)?;
        }
        self.client.execute(FORGET_TOKENS, &[&id]).await.map_err(told)?;
        self.client.execute(FORGET_SESSIONS, &[&id, &now_ms]).await.map_err(told)?;
        self.client.execute(FORGET_ANSWERS, &[&id]).await.map_err(told)?;
        self.client.execute(FORGET, &[&id, &now_ms]).await.map_err(told)?;
        self.run("commit").await
    }

    async fn one<T>(&self, query: &str, shop: &[u8], account: &[u8]) -> Result<Option<T>>
    where
        T: for<'a> tokio_postgres::types::FromSql<'a>,
    {
        let row = self.client.query_opt(query, &[&shop, &account]).await.map_err(told)?;
        row.map(|row| row.try_get(0).map_err(told)).transpose()
    }

    async fn kept_until(&self, shop: &[u8], now_ms: i64) -> Result<i64> {
        let newest = self.client.query_one(LAST_DAY, &[&shop]).await.map_err(told)?;
        let newest: Option<i64> = newest.try_get(0).map_err(told)?;
        let newest = newest.map(Date::from_days).transpose()?;
        Ok(newest.map(kept_until).transpose()?.map_or(now_ms, |day| begins_ms(day.days().saturating_add(1))))
    }

    pub(super) async fn erase_shop(&self, shop: BusinessId) -> Result<()> {
        let tables = self.client.query(TABLES, &[]).await.map_err(told)?;
        self.run(&beginning(writes(), shop)).await?;
        for row in tables {
            let table: &str = row.try_get(0).map_err(told)?;
            let delete = format!("delete from {table} where business_id = $1");
            self.client.execute(&delete, &[&shop.bytes()]).await.map_err(told)?;
        }
        self.run("commit").await
    }
}

fn no_store() -> Error {
    let message = "A shop has to be erased: say where attachments lie, with SMARTKHATA_DATA or ATTACHMENTS_BUCKET.";
    Error::field(Code::InvalidValue, "data", message)
}

/// When a day begins in India, in milliseconds since the Unix epoch.
const fn begins_ms(day: i64) -> i64 {
    day.saturating_mul(86_400_000).saturating_sub(IST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn books_are_kept_for_72_months_after_the_annual_return_is_due() {
        let check = |newest: &str, until: &str| {
            let newest: Date = newest.parse().unwrap();
            assert_eq!(kept_until(newest).unwrap(), until.parse().unwrap(), "{newest}");
        };
        // The year to 31 March 2027: its return is due on 31 December 2027.
        check("2026-04-01", "2033-12-31");
        check("2027-03-31", "2033-12-31");
        check("2027-04-01", "2034-12-31");
    }
}
