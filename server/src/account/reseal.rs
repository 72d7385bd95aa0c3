//! Everything sealed with the newest key, while the servers run.

use smartkhata_core::store::{Engine, Row, Value};
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

use super::keys::{self, Keys};
use super::{Vault, code, session, sql};
use crate::postgres::Database;

/// What was sealed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resealed {
    /// Accounts.
    pub accounts: usize,
    /// Keys that tokens are signed with.
    pub keys: usize,
}

/// How often a database is asked again that was too busy to answer.
const TRIES: usize = 3;

/// Refuses a database in which something is sealed with a key that is not known. One that is busy at this moment is asked
/// again: a server that starts then is wanted most.
pub async fn check(database: &Database, vault: &Vault) -> Result<()> {
    let mut tries = 0;
    loop {
        match known(database, vault).await {
            Err(error) if error.code == Code::Busy && tries < TRIES => tries += 1,
            answer => return answer,
        }
    }
}

async fn known(database: &Database, vault: &Vault) -> Result<()> {
    let mut names = vault.names();
    let first = names.next().unwrap_or_default().to_owned();
    let other = names.next().unwrap_or_default().to_owned();
    let mut accounts = database.accounts().await?;
    let row = accounts.query_one(&sql::SEALED_BY_OTHERS.with([first.into(), other.into()])).await?;
    let Some(row) = row else { return Ok(()) };
    let message = format!("Identities are sealed with the key `{}`, which DATA_KEYS does not name.", row.text(0)?);
    Err(Error::new(Code::InvalidValue, message))
}

/// Refuses a database in which an identity is not sealed with the newest key, or that key is another one under its name:
/// of two that pass, a person has the same digest in both.
pub async fn settled(database: &Database, vault: &Vault) -> Result<()> {
    check(database, vault).await?;
    let mut accounts = database.accounts().await?;
    if let Some(row) = accounts.query_one(&sql::ACCOUNT_SEALED.with([])).await? {
        let opened = code::identity_of(vault, session::uuid(&row, 0)?, &row, [1, 2, 3]);
        let message = "DATA_KEYS is not what the identities of this database are sealed with.";
        opened.map_err(|_| Error::new(Code::InvalidValue, message))?;
    }
    let newest = vault.names().next().unwrap_or_default().to_owned();
    let rest = sql::ACCOUNTS_UNSEALED.with([newest.into(), Value::from(Vec::new())]);
    if vault.is_locked() && accounts.query_one(&rest).await?.is_some() {
        let message = "Identities are not all sealed with the newest key: `smartkhata operator reseal` first.";
        return Err(Error::new(Code::Conflict, message));
    }
    Ok(())
}

/// Seals page after page; done when nothing is left that is not sealed with the newest key.
pub async fn all(database: &Database, vault: &Vault) -> Result<Resealed> {
    let newest = vault.names().next().unwrap_or_default().to_owned();
    let (mut after, mut accounts) = (Vec::new(), 0_usize);
    loop {
        let mut page = database.accounts().await?;
        let next = sql::ACCOUNTS_UNSEALED.with([newest.as_str().into(), Value::from(after.clone())]);
        let rows = page.query(&next).await?;
        let Some(last) = rows.last() else { break };
        after = last.bytes(0)?.to_vec();
        let statements = rows.iter().map(|row| sealed(vault, row)).collect::<Result<Vec<_>>>()?;
        let statements: Vec<_> = statements.into_iter().flatten().collect();
        page.run(&statements).await?;
        page.commit().await?;
        accounts = accounts.saturating_add(statements.len());
    }
    Ok(Resealed { accounts, keys: signing(database, vault).await? })
}

fn sealed(vault: &Vault, row: &Row) -> Result<Option<smartkhata_core::store::Statement>> {
    let account: Uuid = session::uuid(row, 0)?;
    let Some(identity) = code::identity_of(vault, account, row, [1, 2, 3])? else { return Ok(None) };
    let [_, _, lookup, sealed, by] = code::columns(vault, account, &identity)?;
    Ok(Some(sql::ACCOUNT_SEAL.with([account.into(), lookup, sealed, by])))
}

/// The keys of a day or two that tokens are signed with.
async fn signing(database: &Database, vault: &Vault) -> Result<usize> {
    let keys = Keys::default();
    keys.load(database, vault).await?;
    let all = keys.all();
    let mut accounts = database.accounts().await?;
    let seals =
        all.iter().map(|key| Ok(sql::KEY_SEAL.with([key.id.as_str().into(), Value::from(keys::sealed(vault, key)?)])));
    let seals = seals.collect::<Result<Vec<_>>>()?;
    accounts.run(&seals).await?;
    accounts.commit().await?;
    Ok(all.len())
}
