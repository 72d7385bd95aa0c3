//! One-time codes: six digits, good for ten minutes and five tries. Only their digest is kept.

use smartkhata_core::machine;
use smartkhata_core::store::{Engine, Row, Value};
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

use super::throttle::{self, What};
use super::{Desk, Identity, Vault, digest, session, sql};
use crate::post::Letter;

/// How long a code is good for.
const LIFE_MS: i64 = 600_000; // 10 minutes

/// How often one code may be tried.
const TRIES: i64 = 5;

/// Sends a new code to an identity, which need not have an account yet. `from` is the caller's address.
pub async fn send(desk: &Desk, identity: &Identity, from: &str) -> Result<()> {
    if !desk.post.reaches(identity) {
        let message = match identity {
            Identity::Phone(_) => "Codes are not sent to phones here. Give your e-mail address.",
            Identity::Email(_) => "Codes are not sent by e-mail here. Give your phone number.",
        };
        return Err(Error::field(Code::NotReached, "identity", message));
    }
    throttle::count(desk, &[(What::Sent, identity.as_str()), (What::Asked, from)]).await?;
    let code = format!("{:06}", u64::from_be_bytes(machine::random()) % 1_000_000);
    let mut accounts = desk.database.accounts().await?;
    let expires = desk.now().saturating_add(LIFE_MS);
    let [name, _] = desk.vault.names_of(identity);
    accounts.run(&[sql::CODE_SET.with([name.as_str().into(), kept(identity, &code), expires.into()])]).await?;
    accounts.commit().await?;
    // Nothing is held while a mail server thinks.
    let id = smartkhata_core::id::new_uuid(desk.now(), desk.database.ids().as_ref());
    desk.post.bring(&desk.database, &Letter { id, to: identity.clone(), receiver: name, code }).await
}

/// Signs an identity in by its code; makes its account at the first time.
pub async fn sign_in(
    desk: &Desk,
    identity: &Identity,
    code: &str,
    device: &str,
    from: &str,
) -> Result<session::Tokens> {
    throttle::count(desk, &[(What::Tried, from)]).await?;
    let wrong = || Error::field(Code::InvalidCode, "code", "This code is wrong or too old. Ask for a new one.");
    let mut accounts = desk.database.accounts().await?;
    let names = || desk.vault.names_of(identity).map(Value::from);
    let row = accounts.query_one(&sql::CODE_GET.with(names())).await?.ok_or_else(wrong)?;
    let (hash, expires, tries) = (row.bytes(0)?, row.int(1)?, row.int(2)?);
    if expires < desk.now() || tries >= TRIES {
        return Err(wrong());
    }
    if Value::from(hash) != kept(identity, code.trim()) {
        accounts.run(&[sql::CODE_TRIED.with(names())]).await?;
        accounts.commit().await?;
        return Err(wrong());
    }
    accounts.run(&[sql::CODE_USED.with(names())]).await?;
    let account = account_of(desk, &mut accounts, identity).await?;
    let tokens = session::begin(desk, &mut accounts, account, device).await?;
    accounts.commit().await?;
    Ok(tokens)
}

/// The account of an identity, made if there is none.
pub async fn account_of<E: Engine>(desk: &Desk, accounts: &mut E, identity: &Identity) -> Result<Uuid> {
    if desk.vault.is_locked() {
        accounts.query(&sql::ACCOUNT_TURN.with([turn(identity).into()])).await?;
        if let Some((account, _)) = find(desk, accounts, identity).await? {
            return Ok(account);
        }
    }
    let id = smartkhata_core::id::new_uuid(desk.now(), desk.database.ids().as_ref());
    let [phone, email, lookup, sealed, by] = columns(&desk.vault, id, identity)?;
    let add = sql::ACCOUNT_ADD.with([id.into(), phone, email, lookup, sealed, by, desk.now().into()]);
    if accounts.run(&[add]).await? != [0] {
        return Ok(id);
    }
    let found = find(desk, accounts, identity).await?;
    found.map(|(account, _)| account).ok_or_else(|| Error::not_found("account"))
}

/// The account of an identity and its password, if there are any.
pub async fn find<E: Engine>(
    desk: &Desk,
    accounts: &mut E,
    identity: &Identity,
) -> Result<Option<(Uuid, Option<String>)>> {
    let ([phone, email], [lookup, other]) = (identity.columns(), desk.vault.lookups(identity));
    let row = accounts.query_one(&sql::ACCOUNT_FIND.with([phone, email, lookup, other])).await?;
    row.map(|row| Ok((session::uuid(&row, 0)?, row.text(1).ok()))).transpose()
}

/// An identity as the columns of its account: phone, email, digest, sealed, the key's name.
pub fn columns(vault: &Vault, account: Uuid, identity: &Identity) -> Result<[Value; 5]> {
    let [lookup, _] = vault.lookups(identity);
    let sealed = vault.seal(PURPOSE, account.as_bytes(), identity.spelled().as_bytes())?;
    let [phone, email] = identity.columns();
    Ok(match sealed {
        Some(sealed) => [Value::Null, Value::Null, lookup, Value::from(sealed.bytes), sealed.by.into()],
        None => [phone, email, Value::Null, Value::Null, Value::Null],
    })
}

/// The identity of an account, from these columns of a row: phone, email, sealed. None for who was let in by a code.
pub fn identity_of(
    vault: &Vault,
    account: Uuid,
    row: &Row,
    [phone, email, sealed]: [usize; 3],
) -> Result<Option<Identity>> {
    if let Ok(sealed) = row.bytes(sealed) {
        let spelled = vault.open(PURPOSE, account.as_bytes(), sealed)?;
        return Identity::of_spelled(&spelled).map(Some);
    }
    let phone = row.text(phone).ok().map(Identity::Phone);
    Ok(phone.or_else(|| row.text(email).ok().map(Identity::Email)))
}

/// What an identity is sealed for.
const PURPOSE: &str = "identity";

/// The number of an identity's turn: any that two servers agree on.
fn turn(identity: &Identity) -> i64 {
    let digest = digest("turn", &[identity.spelled().as_bytes()]);
    digest.first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

/// A code as it is kept: bound to its identity.
fn kept(identity: &Identity, code: &str) -> Value {
    Value::from(digest("code", &[identity.as_str().as_bytes(), code.as_bytes()]))
}
