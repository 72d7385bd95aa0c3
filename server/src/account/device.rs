//! The devices of a shop: a code lets one in under an account of its own, and its owner shuts it out.

use serde::{Deserialize, Serialize};
use smartkhata_core::api::Session;
use smartkhata_core::id::{BusinessId, DeviceId, new_uuid};
use smartkhata_core::machine;
use smartkhata_core::role::Role;
use smartkhata_core::store::{Engine, Row, Statement, Value};
use smartkhata_core::{Code, Error, Result};

use super::session::Tokens;
use super::throttle::{self, What};
use super::{Desk, digest, member, session, sql};
use crate::cells::Cell;
use crate::postgres::{Caller, Reading, Writing};

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

/// The books that a device holds which comes back after its sign-in was lost.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holds {
    /// Of which shop.
    business: BusinessId,
    /// Under which name it wrote into them.
    device: DeviceId,
}

/// Who comes, and what they show.
pub struct Comes<'a> {
    /// The code.
    pub code: &'a str,
    /// The name of the installation: one that nobody in the shop has gone by.
    pub device: DeviceId,
    /// What it calls itself.
    pub name: &'a str,
    /// What it holds already, where it comes back.
    pub holds: Option<Holds>,
    /// The caller's address.
    pub from: &'a str,
}

/// Lets a device in by a code, once. The code is used behind the shop's lock, together with all that it lets in: whoever
/// is told to wait, or has books of another shop, still has it.
pub async fn join(desk: &Desk, comes: Comes<'_>) -> Result<Joined> {
    let Comes { code, device, name, .. } = comes;
    throttle::count(desk, &[(What::Tried, comes.from)]).await?;
    let wrong = || Error::field(Code::InvalidCode, "code", "This code is wrong, used or too old. Ask for a new one.");
    let now = desk.now();
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let (cell, business) = leads_to(desk, &plain).await?.ok_or_else(wrong)?;
    if comes.holds.is_some_and(|holds| holds.business != business) {
        let message = "This code is of another shop than the books here. Add a shop beside it, and join there.";
        return Err(Error::new(Code::ShopExists, message));
    }
    let mut writing = cell.database.write(business).await?;
    let mut session = writing.bare_session()?;
    let used = sql::INVITE_USE.with([kept(&plain), business.into(), now.into()]);
    let row = session.row(&used).await?.ok_or_else(wrong)?;
    let role: Role = row.text(0)?.parse()?;
    // Whoever was taken out since, or may less now, lets nobody in.
    Role::admits(row.text(1)?.parse().ok(), "device.invite").map_err(|_| wrong())?;
    let account = new_uuid(now, desk.database.ids().as_ref());
    let added = sql::ACCOUNT_INVITED.with([account.into(), now.into()]);
    let tokens = if desk.cells.is_first(cell) {
        session.engine.run(&[added]).await?;
        session::begin(desk, &mut session.engine, account, name).await?
    } else {
        let mut accounts = desk.database.accounts().await?;
        accounts.run(&[added]).await?;
        let tokens = session::begin(desk, &mut accounts, account, name).await?;
        accounts.commit().await?;
        desk.cells.know(account, cell).await?;
        desk.cells.let_in(Caller { account, session: tokens.session }, cell).await?;
        tokens
    };
    let now_is = Caller { account, session: tokens.session };
    if let Some(holds) = comes.holds {
        take_over(&mut session, business, holds.device, role, now_is).await?;
    }
    let series = session.rows(&sql::DEVICE_SERIES.with([business.into()])).await?;
    let taken = series.iter().map(|row| row.text(0)).collect::<Result<Vec<_>>>()?;
    let series = free_series(&taken)?;
    let add = sql::DEVICE_ADD.with([
        business.into(),
        device.into(),
        account.into(),
        tokens.session.into(),
        name.into(),
        series.as_str().into(),
        now.into(),
    ]);
    if session.engine.run(&[add]).await? == [0] {
        let message = "Somebody in this shop goes by this device's name; it takes another one first.";
        return Err(Error::field(Code::Conflict, "device", message));
    }
    let member = sql::MEMBER_SET.with([business.into(), account.into(), role.as_str().into(), now.into()]);
    session.engine.later(vec![member]).await?;
    drop(session);
    member::note(desk, &mut writing, now_is, "device.join", &device.to_string()).await?;
    writing.commit().await?;
    Ok(Joined { business, role, series, tokens })
}

/// A device that comes back is its former self no more: that reads nothing under its old sign-in, and what it had not
/// sent, in its own series, is this one's to say. Nobody takes the place of somebody who may more, or who signs in: whose
/// code lets in who sets the shop up needs nobody's place.
async fn take_over<E: Engine>(
    session: &mut Session<'_, E>,
    business: BusinessId,
    former: DeviceId,
    role: Role,
    now: Caller,
) -> Result<()> {
    let holder = session.row(&sql::DEVICE_HOLDER.with([business.into(), former.into()])).await?;
    let Some(holder) = holder else { return Ok(()) };
    let was: Option<Role> = holder.text(1)?.parse().ok();
    let (account, by_code) = (session::uuid(&holder, 0)?, holder.flag(2)?);
    if by_code && was.is_none_or(|was| role <= was) {
        let takes = [business.into(), account.into(), now.account.into(), now.session.into()];
        let leaves = sql::MEMBER_REMOVE.with([business.into(), account.into()]);
        return session.engine.later(vec![sql::DEVICES_TAKE_OVER.with(takes), leaves]).await;
    }
    if role.may("shop.edit") {
        return Ok(());
    }
    let message =
        "This device was let do more, or somebody signed in on it. Sign in there, or ask for a manager's code.";
    Err(Error::new(Code::Forbidden, message))
}

/// The cell that made a code, and the shop that it leads to.
async fn leads_to<'d>(desk: &'d Desk, code: &str) -> Result<Option<(&'d Cell, BusinessId)>> {
    for cell in desk.cells.all() {
        let mut accounts = cell.database.accounts().await?;
        let shop = sql::INVITE_SHOP.with([kept(code), desk.now().into()]);
        if let Some(row) = accounts.query_one(&shop).await? {
            return Ok(Some((cell, row.id(0)?)));
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

/// Shuts a device out. What it still holds is taken when it comes, and shown. An owner's is an owner's to shut out; codes
/// that its holder made and nobody has used let nobody in any more.
pub async fn remove(desk: &Desk, writing: &mut Writing, caller: Caller, device: DeviceId) -> Result<()> {
    let business = writing.business();
    let mut session = writing.bare_session()?;
    let holder = session.row(&sql::DEVICE_HOLDER.with([business.into(), device.into()])).await?;
    let holder = holder.ok_or_else(|| Error::not_found("device"))?;
    if holder.text(1)?.parse() == Ok(Role::Owner) && session.engine.role() != Some(Role::Owner) {
        return Err(Error::new(Code::Forbidden, "Only an owner of the shop takes an owner's device out of it."));
    }
    let remove = sql::DEVICE_REMOVE.with([business.into(), device.into(), desk.now().into()]);
    if session.engine.run(&[remove]).await? == [0] {
        return Err(Error::not_found("device"));
    }
    let codes = sql::INVITES_OF.with([business.into(), holder.bytes(0)?.into()]);
    session.engine.later(vec![codes, forget_readers(business)]).await?;
    drop(session);
    member::note(desk, writing, caller, "device.remove", &device.to_string()).await
}

/// Forgets that devices read the log which were shut out.
pub(super) fn forget_readers(business: BusinessId) -> Statement {
    let nobody = || Value::from(Vec::new());
    sql::READERS_FORGET.with([business.into(), nobody(), nobody()])
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
