//! Sessions: one sign-in on one device, from which access tokens are drawn by refresh tokens that are used once.
//!
//! A refresh token that comes back after its successor was used is in two hands: its session ends. One whose successor
//! nobody has used only lost its answer on the way, as phones' networks do: however late it comes, it draws another.

use serde::Serialize;
use smartkhata_core::machine;
use smartkhata_core::store::{Engine, Row, Statement, Value};
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

use super::{Desk, Identity, code, digest, sql, token};
use crate::postgres::{Accounts, Caller};

/// How long a device stays signed in without being used.
pub const IDLE_MS: i64 = 60 * 86_400_000; // 60 days

/// What a device that signed in holds.
#[derive(Debug, Serialize)]
pub struct Tokens {
    /// The account.
    pub account: Uuid,
    /// This sign-in.
    pub session: Uuid,
    /// Shown with each request, as `Authorization: Bearer`.
    pub access_token: String,
    /// Seconds until it is over.
    pub expires_in: i64,
    /// Draws the next pair, once.
    pub refresh_token: String,
}

/// A sign-in as its owner sees it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SessionView {
    /// Its id.
    pub id: Uuid,
    /// What the device calls itself.
    pub device: String,
    /// When it signed in, in milliseconds since the Unix epoch.
    pub created_ms: i64,
    /// When it last drew a token, in milliseconds since the Unix epoch.
    pub seen_ms: i64,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// An account as its owner sees it.
#[derive(Debug, Serialize)]
pub struct AccountView {
    /// Its id.
    pub id: Uuid,
    /// The ten digits, if it signs in by phone.
    pub phone: Option<String>,
    /// The address, if it signs in by mail.
    pub email: Option<String>,
    /// Whether a password was set.
    pub has_password: bool,
    /// When it is erased, if it was asked to: until then its owner may change their mind.
    pub leaving_ms: Option<i64>,
}

/// Begins a session of an account.
pub async fn begin<E: Engine>(desk: &Desk, accounts: &mut E, account: Uuid, device: &str) -> Result<Tokens> {
    let session = smartkhata_core::id::new_uuid(desk.now(), desk.database.ids().as_ref());
    let device = smartkhata_core::text::line("device", device, 100)?;
    accounts.run(&[sql::SESSION_ADD.with([session.into(), account.into(), device.into(), desk.now().into()])]).await?;
    draw(desk, accounts, Caller { account, session }, Value::Null).await
}

/// Draws the next tokens by a refresh token.
pub async fn refresh(desk: &Desk, refresh: &str) -> Result<Tokens> {
    let hash = digest("refresh", &[refresh.as_bytes()]);
    let key = || Value::from(hash.clone());
    let mut accounts = desk.database.accounts().await?;
    let row = accounts.query_one(&sql::REFRESH_GET.with([key()])).await?.ok_or_else(over)?;
    let caller = Caller { session: uuid(&row, 0)?, account: uuid(&row, 1)? };
    let (ended, expires, used, elsewhere) = (row.opt_int(2)?, row.int(3)?, row.opt_int(4)?, row.flag(5)?);
    let now = desk.now();
    if ended.is_some() || expires < now {
        return Err(over());
    }
    if elsewhere {
        let end = ending(desk, caller.account, caller.session);
        accounts.run(std::slice::from_ref(&end)).await?;
        accounts.commit().await?;
        end_elsewhere(desk, caller.account, &end).await;
        return Err(over());
    }
    if used.is_none() {
        accounts.run(&[sql::REFRESH_USED.with([key(), now.into()])]).await?;
    }
    accounts.run(&[sql::SESSION_SEEN.with([caller.session.into(), now.into()])]).await?;
    let tokens = draw(desk, &mut accounts, caller, key()).await?;
    accounts.commit().await?;
    Ok(tokens)
}

/// Ends the session of a refresh token; one that is nobody's ends nothing.
pub async fn end_by(desk: &Desk, refresh: &str) -> Result<()> {
    let mut accounts = desk.database.accounts().await?;
    let key = Value::from(digest("refresh", &[refresh.as_bytes()]));
    let Some(row) = accounts.query_one(&sql::REFRESH_GET.with([key])).await? else { return Ok(()) };
    let account = uuid(&row, 1)?;
    let end = ending(desk, account, uuid(&row, 0)?);
    accounts.run(std::slice::from_ref(&end)).await?;
    accounts.commit().await?;
    end_elsewhere(desk, account, &end).await;
    Ok(())
}

/// What ends a session.
pub fn ending(desk: &Desk, account: Uuid, session: Uuid) -> Statement {
    sql::SESSION_END.with([session.into(), account.into(), desk.now().into()])
}

/// Ends what has ended in the other cells, too. In one that is not reached it is over with its access token: no next one
/// is drawn.
pub async fn end_elsewhere(desk: &Desk, account: Uuid, end: &Statement) {
    if let Err(error) = desk.cells.elsewhere(account, end).await {
        let code = error.code.as_str();
        tracing::warn!(error.code = code, event.action = "sign_out", "a cell hears later that a sign-in has ended");
    }
}

async fn draw<E: Engine>(desk: &Desk, accounts: &mut E, caller: Caller, parent: Value) -> Result<Tokens> {
    let refresh_token = token::base64(&machine::random::<32>());
    let hash = Value::from(digest("refresh", &[refresh_token.as_bytes()]));
    let expires = desk.now().saturating_add(IDLE_MS);
    accounts.run(&[sql::REFRESH_ADD.with([hash, caller.session.into(), parent, expires.into()])]).await?;
    let access_token = token::issue(&desk.keys.signing(desk.now())?, caller, desk.now());
    let expires_in = token::LIFE_MS / 1000;
    Ok(Tokens { account: caller.account, session: caller.session, access_token, expires_in, refresh_token })
}

/// Who is signed in.
pub async fn account(desk: &Desk, caller: Caller) -> Result<AccountView> {
    let mut accounts = desk.database.accounts().await?;
    must_be_open(&mut accounts, caller).await?;
    let row = accounts.query_one(&sql::ACCOUNT_GET.with([caller.account.into()])).await?;
    let row = row.ok_or_else(|| Error::not_found("account"))?;
    let id = caller.account;
    let (phone, email) = match code::identity_of(&desk.vault, id, &row, [0, 1, 3])? {
        Some(Identity::Phone(phone)) => (Some(phone), None),
        Some(Identity::Email(email)) => (None, Some(email)),
        None => (None, None),
    };
    Ok(AccountView { id, phone, email, has_password: row.flag(2)?, leaving_ms: row.opt_int(4)? })
}

/// The sessions of an account that may still come back, last used first.
pub async fn list(desk: &Desk, caller: Caller) -> Result<Vec<SessionView>> {
    let mut accounts = desk.database.accounts().await?;
    must_be_open(&mut accounts, caller).await?;
    let rows = accounts.query(&sql::SESSION_LIST.with([caller.account.into(), desk.now().into()])).await?;
    let view = |row: &Row| {
        let id = uuid(row, 0)?;
        Ok(SessionView {
            id,
            device: row.text(1)?,
            created_ms: row.int(2)?,
            seen_ms: row.int(3)?,
            current: id == caller.session,
        })
    };
    rows.iter().map(view).collect()
}

/// Ends a session of an account.
pub async fn end(accounts: &mut Accounts, end: &Statement) -> Result<()> {
    if accounts.run(std::slice::from_ref(end)).await? == [0] {
        return Err(Error::not_found("session"));
    }
    Ok(())
}

/// `unauthorized` when the session was ended: its access token may have minutes left.
pub async fn must_be_open<E: Engine>(accounts: &mut E, caller: Caller) -> Result<()> {
    let open = sql::SESSION_OPEN.with([caller.session.into(), caller.account.into()]);
    accounts.query_one(&open).await?.map(drop).ok_or_else(over)
}

/// The session has ended.
pub fn over() -> Error {
    Error::new(Code::Unauthorized, "You are signed out on this device. Sign in again.")
}

/// An id in a row.
pub fn uuid(row: &Row, column: usize) -> Result<Uuid> {
    let fault = |_| Error::new(Code::CorruptDatabase, "A stored id is not 16 bytes.");
    Uuid::from_slice(row.bytes(column)?).map_err(fault)
}
