//! The devices of a shop: a code lets one in under an account of its own, and its owner shuts it out.

use serde::Serialize;
use smartkhata_core::id::{BusinessId, DeviceId, new_uuid};
use smartkhata_core::machine;
use smartkhata_core::store::{Engine, Row, Statement, Value};
use smartkhata_core::{Code, Error, Result};

use super::session::Tokens;
use super::throttle::{self, What};
use super::{Desk, digest, member, session, sql};
use crate::cells::Cell;
use crate::postgres::{Accounts, Caller, Reading, Writing};
use crate::role::Role;

/// How long a code is good for.
const LIFE_MS: i64 = 900_000; // 15 minutes

/// What a code is made of: letters and digits that are not mistaken for each other when read aloud.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A code that lets a device in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Invite {
    /// To be typed or scanned: `7KQF-2M9A`.
    pub code: String,
    /// Seconds that it is good for.
    pub expires_in: i64,
}

/// What a device that was let in holds.
#[derive(Debug, Serialize)]
pub struct Joined {
    /// The shop.
    pub business: BusinessId,
    /// What it may do there.
    pub role: Role,
    /// Its number series: no other device of the shop has it.
    pub series: String,
    /// Who it is from now on.
    pub tokens: Tokens,
}

/// A device as the shop sees it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeviceView {
    /// Its id.
    pub id: DeviceId,
    /// What it calls itself.
    pub name: String,
    /// Its number series; empty where the log says it.
    pub series: String,
    /// When it was last here, in milliseconds since the Unix epoch.
    pub seen_ms: i64,
    /// It was shut out.
    pub removed: bool,
    /// What it may do; none where who signed in on it is no member any more.
    pub role: Option<Role>,
}

/// Makes a code for a device that shall be let in.
pub async fn invite(desk: &Desk, writing: &mut Writing, caller: Caller, role: Role) -> Result<Invite> {
    // Whoever may not ask is told so before anything else.
    writing.open().await?;
    if role == Role::Owner {
        return Err(Error::field(Code::InvalidValue, "role", "An owner signs in; a code lets in everybody else."));
    }
    let letters = machine::random::<8>();
    let letters = letters.iter().filter_map(|byte| LETTERS.get(usize::from(byte & 31))).map(|byte| char::from(*byte));
    let code: String = letters.collect();
    let expires = desk.now().saturating_add(LIFE_MS);
    let add = [kept(&code), writing.business().into(), role.as_str().into(), caller.account.into(), expires.into()];
    writing.bare_session()?.engine.later(vec![sql::INVITE_ADD.with(add)]).await?;
    member::note(desk, writing, caller, "device.invite", role.as_str()).await?;
    let (first, second) = code.split_at_checked(4).unwrap_or((&code, ""));
    Ok(Invite { code: format!("{first}-{second}"), expires_in: LIFE_MS / 1000 })
}

/// Lets a device in by a code, once. `from` is the caller's address.
pub async fn join(desk: &Desk, code: &str, device: DeviceId, name: &str, from: &str) -> Result<Joined> {
    throttle::count(desk, &[(What::Tried, from)]).await?;
    let wrong = || Error::field(Code::InvalidCode, "code", "This code is wrong, used or too old. Ask for a new one.");
    let now = desk.now();
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let (cell, mut used, row) =
        used(desk, &sql::INVITE_USE.with([kept(&plain), now.into()])).await?.ok_or_else(wrong)?;
    let (business, role): (BusinessId, Role) = (row.id(0)?, row.text(1)?.parse()?);
    let account = new_uuid(now, desk.database.ids().as_ref());
    let added = sql::ACCOUNT_INVITED.with([account.into(), now.into()]);
    let tokens = if desk.cells.is_first(cell) {
        used.run(&[added]).await?;
        session::begin(desk, &mut used, account, name).await?
    } else {
        let mut accounts = desk.database.accounts().await?;
        accounts.run(&[added]).await?;
        let tokens = session::begin(desk, &mut accounts, account, name).await?;
        accounts.commit().await?;
        desk.cells.know(account, cell).await?;
        desk.cells.let_in(Caller { account, session: tokens.session }, cell).await?;
        tokens
    };
    used.commit().await?;
    let mut writing = cell.database.write(business).await?;
    let series = writing.bare_session()?.rows(&sql::DEVICE_SERIES.with([business.into()])).await?;
    let used = series.iter().map(|row| row.text(0)).collect::<Result<Vec<_>>>()?;
    let series = free_series(&used)?;
    writing
        .bare_session()?
        .engine
        .later(vec![
            sql::MEMBER_SET.with([business.into(), account.into(), role.as_str().into(), now.into()]),
            sql::DEVICE_ADD.with([
                business.into(),
                device.into(),
                account.into(),
                tokens.session.into(),
                name.into(),
                series.as_str().into(),
                now.into(),
            ]),
        ])
        .await?;
    let caller = Caller { account, session: tokens.session };
    member::note(desk, &mut writing, caller, "device.join", &device.to_string()).await?;
    writing.commit().await?;
    Ok(Joined { business, role, series, tokens })
}

/// Uses a code in the cell that made it, uncommitted: nobody else uses it meanwhile.
async fn used<'d>(desk: &'d Desk, code: &Statement) -> Result<Option<(&'d Cell, Accounts, Row)>> {
    for cell in desk.cells.all() {
        let mut accounts = cell.database.accounts().await?;
        if let Some(row) = accounts.query_one(code).await? {
            return Ok(Some((cell, accounts, row)));
        }
    }
    Ok(None)
}

/// The devices of a shop, those that were here last first.
pub async fn list(reading: &mut Reading) -> Result<Vec<DeviceView>> {
    let devices = sql::DEVICES.with([reading.business().into()]);
    let rows = reading.session()?.rows(&devices).await?;
    let view = |row: &Row| {
        let role = row.text(5)?;
        Ok(DeviceView {
            id: row.id(0)?,
            name: row.text(1)?,
            series: row.text(2)?,
            seen_ms: row.int(3)?,
            removed: row.flag(4)?,
            role: if role.is_empty() { None } else { Some(role.parse()?) },
        })
    };
    rows.iter().map(view).collect()
}

/// Shuts a device out. What it still holds is taken when it comes, and shown.
pub async fn remove(desk: &Desk, writing: &mut Writing, caller: Caller, device: DeviceId) -> Result<()> {
    let remove = sql::DEVICE_REMOVE.with([writing.business().into(), device.into(), desk.now().into()]);
    if writing.bare_session()?.engine.run(&[remove]).await? == [0] {
        return Err(Error::not_found("device"));
    }
    member::note(desk, writing, caller, "device.remove", &device.to_string()).await
}

/// The first series of one, then two letters that no device has; the first device of a shop has `A`.
fn free_series(used: &[String]) -> Result<String> {
    let letters = || ('A'..='Z').map(String::from);
    let pairs = letters().flat_map(|first| letters().map(move |second| format!("{first}{second}")));
    let free = letters().skip(1).chain(pairs).find(|series| !used.contains(series));
    free.ok_or_else(|| Error::new(Code::Internal, "No number series is free."))
}

/// A code as it is kept.
fn kept(code: &str) -> Value {
    Value::from(digest("invite", &[code.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_device_gets_a_series_of_its_own() {
        let mut used = vec!["A".to_owned(), "C".to_owned()];
        for expected in ["B", "D"] {
            let series = free_series(&used).unwrap();
            assert_eq!(series, expected);
            used.push(series);
        }
        used.extend(('A'..='Z').map(String::from));
        assert_eq!(free_series(&used).unwrap(), "AA");
    }
}
