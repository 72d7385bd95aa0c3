//! People sign in at the first cell. Another cell knows an account that is a member of one of its shops, and of its
//! sign-ins those that have asked there, so that who may is found out where the books are, in one round trip. What ends a
//! sign-in ends it in all of them; in one that is not reached it is over with its access token, for the next is drawn at
//! the first.

use std::sync::Arc;

use smartkhata_core::Result;
use smartkhata_core::store::{Engine, Sql, Statement};
use uuid::Uuid;

use super::{Cell, Cells};
use crate::account::session;
use crate::postgres::Caller;

static KNOWN_IN: Sql = Sql { name: "KNOWN_IN", text: "select cell from known_in where account_id = ?1 order by cell" };
static KNOW: Sql = Sql {
    name: "KNOW",
    text: "insert into known_in (account_id, cell) values (?1, ?2) on conflict (account_id, cell) do nothing",
};
static ACCOUNT: Sql = Sql {
    name: "ACCOUNT",
    text: "select id, phone, email, name, created_ms, invited_ms, lookup, sealed, sealed_by, leaving_ms, leaving_books \
        from account where id = ?1 and erased_ms is null",
};
static ACCOUNT_COPY: Sql = Sql {
    name: "ACCOUNT_COPY",
    text: "insert into account (id, phone, email, name, created_ms, invited_ms, lookup, sealed, sealed_by, leaving_ms, \
        leaving_books) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) on conflict (id) do nothing",
};
static IS_KNOWN: Sql = Sql { name: "IS_KNOWN", text: "select cast(1 as bigint) from account where id = ?1" };
/// Held until the copy is there: who ends the sign-in meanwhile waits, and then ends the copy too.
static SESSION: Sql = Sql {
    name: "SESSION",
    text: "select id, account_id, device, created_ms, seen_ms from session \
        where id = ?1 and account_id = ?2 and ended_ms is null for share",
};
static SESSION_COPY: Sql = Sql {
    name: "SESSION_COPY",
    text: "insert into session (id, account_id, device, created_ms, seen_ms) values (?1, ?2, ?3, ?4, ?5) \
        on conflict (id) do nothing",
};

impl Cells {
    /// Makes an account known in a cell in which it is to be a member. Noted first, so that what is to be everywhere
    /// finds every copy.
    pub async fn know(&self, account: Uuid, cell: &Cell) -> Result<()> {
        if self.is_first(cell) {
            return Ok(());
        }
        let mut directory = self.directory.accounts().await?;
        directory.run(&[KNOW.with([account.into(), cell.name.as_str().into()])]).await?;
        directory.commit().await?;
        let mut directory = self.directory.accounts().await?;
        let row = directory.query_one(&ACCOUNT.with([account.into()])).await?;
        drop(directory);
        let mut there = cell.database.accounts().await?;
        let copy = row.map(|row| Statement { sql: &ACCOUNT_COPY, params: row.0 });
        there.run(copy.as_slice()).await?;
        there.commit().await
    }

    /// Lets a sign-in in where its account is known; whether it is.
    ///
    /// # Errors
    /// `unauthorized` when it has ended.
    pub async fn let_in(&self, caller: Caller, cell: &Cell) -> Result<bool> {
        if self.is_first(cell) {
            return Ok(true);
        }
        let mut there = cell.database.accounts().await?;
        if there.query_one(&IS_KNOWN.with([caller.account.into()])).await?.is_none() {
            return Ok(false);
        }
        let mut directory = self.directory.accounts().await?;
        let row = directory.query_one(&SESSION.with([caller.session.into(), caller.account.into()])).await?;
        let row = row.ok_or_else(session::over)?;
        there.run(&[Statement { sql: &SESSION_COPY, params: row.0 }]).await?;
        there.commit().await?;
        drop(directory);
        Ok(true)
    }

    /// The cells beside the first that know an account.
    pub async fn knowing(&self, account: Uuid) -> Result<Vec<&Cell>> {
        if !self.are_several() {
            return Ok(Vec::new());
        }
        let mut directory = self.directory.accounts().await?;
        let rows = directory.query(&KNOWN_IN.with([account.into()])).await?;
        let cells = rows.iter().map(|row| Ok(self.all.get(self.named(&row.text(0)?)?))).collect::<Result<Vec<_>>>()?;
        Ok(cells.into_iter().flatten().collect())
    }

    /// Runs what concerns an account in the other cells that know it: in all that are reached.
    pub async fn elsewhere(&self, account: Uuid, statement: &Statement) -> Result<()> {
        let mut told = Ok(());
        for cell in self.knowing(account).await? {
            let ran = async {
                let mut there = cell.database.accounts().await?;
                there.run(std::slice::from_ref(statement)).await?;
                there.commit().await
            };
            told = told.and(ran.await);
        }
        told
    }

    /// Whether people sign in there.
    pub fn is_first(&self, cell: &Cell) -> bool {
        Arc::ptr_eq(&self.directory, &cell.database)
    }
}
