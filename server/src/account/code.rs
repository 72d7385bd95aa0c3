//! One-time codes: six digits, good for ten minutes and five tries. Only their digest is kept.

use smartkhata_core::machine;
use smartkhata_core::store::{Engine, Value};
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

use super::throttle::{self, What};
use super::{Desk, Identity, digest, session, sql};
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
        return Err(Error::field(Code::InvalidValue, "identity", message));
    }
    throttle::count(desk, &[(What::Sent, identity.as_str()), (What::Asked, from)]).await?;
    let code = format!("{:06}", u64::from_be_bytes(machine::random()) % 1_000_000);
    let mut accounts = desk.database.accounts().await?;
    let expires = desk.now().saturating_add(LIFE_MS);
    accounts.run(&[sql::CODE_SET.with([identity.as_str().into(), kept(identity, &code), expires.into()])]).await?;
    accounts.commit().await?;
    // Nothing is held while a mail server thinks.
    let id = smartkhata_core::id::new_uuid(desk.now(), desk.database.ids().as_ref());
    desk.post.bring(&desk.database, &Letter { id, to: identity.clone(), code }).await
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
    let name = || Value::from(identity.as_str());
    let row = accounts.query_one(&sql::CODE_GET.with([name()])).await?.ok_or_else(wrong)?;
    let (hash, expires, tries) = (row.bytes(0)?, row.int(1)?, row.int(2)?);
    if expires < desk.now() || tries >= TRIES {
        return Err(wrong());
    }
    if Value::Bytes(hash.to_vec()) != kept(identity, code.trim()) {
        accounts.run(&[sql::CODE_TRIED.with([name()])]).await?;
        accounts.commit().await?;
        return Err(wrong());
    }
    accounts.run(&[sql::CODE_USED.with([name()])]).await?;
    let account = account_of(desk, &mut accounts, identity).await?;
    let tokens = session::begin(desk, &mut accounts, account, device).await?;
    accounts.commit().await?;
    Ok(tokens)
}

/// The account of an identity, made if there is none.
pub async fn account_of<E: Engine>(desk: &Desk, accounts: &mut E, identity: &Identity) -> Result<Uuid> {
    let [phone, email] = identity.columns();
    let id = smartkhata_core::id::new_uuid(desk.now(), desk.database.ids().as_ref());
    let add = sql::ACCOUNT_ADD.with([id.into(), phone.clone(), email.clone(), desk.now().into()]);
    if accounts.run(&[add]).await? != [0] {
        return Ok(id);
    }
    let row = accounts.query_one(&sql::ACCOUNT_FIND.with([phone, email])).await?;
    session::uuid(&row.ok_or_else(|| Error::not_found("account"))?, 0)
}

/// A code as it is kept: bound to its identity.
fn kept(identity: &Identity, code: &str) -> Value {
    Value::Bytes(digest("code", &[identity.as_str().as_bytes(), code.as_bytes()]))
}
