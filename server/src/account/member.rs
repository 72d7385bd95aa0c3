//! Who is what to which shop.

use serde::Serialize;
use smartkhata_core::id::BusinessId;
use smartkhata_core::role::Role;
use smartkhata_core::store::{Engine, Row, Value};
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

use super::{Desk, Identity, code, device, session, sql};
use crate::postgres::{Caller, Reading, Writing};

/// A shop of an account.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = OwnShop)]
pub struct Shop {
    /// The shop.
    pub business: BusinessId,
    /// What the account is to it.
    pub role: Role,
}

/// A member of a shop.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Member {
    /// The account.
    pub account: Uuid,
    /// Phone number or e-mail address; empty for a device that was let in by a code.
    pub identity: String,
    /// What it is to the shop.
    pub role: Role,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// The shops of who is signed in.
pub async fn shops(desk: &Desk, caller: Caller) -> Result<Vec<Shop>> {
    let mut accounts = desk.database.accounts_of(caller.account).await?;
    accounts.ahead(|| vec![sql::SHOPS.with([caller.account.into()])]);
    session::must_be_open(&mut accounts, caller).await?;
    let mut rows = accounts.query(&sql::SHOPS.with([caller.account.into()])).await?;
    drop(accounts);
    for cell in desk.cells.knowing(caller.account).await? {
        let mut there = cell.database.accounts_of(caller.account).await?;
        rows.extend(there.query(&sql::SHOPS.with([caller.account.into()])).await?);
    }
    let shop = |row: &Row| Ok((row.int(2)?, Shop { business: row.id(0)?, role: row.text(1)?.parse()? }));
    let mut shops = rows.iter().map(shop).collect::<Result<Vec<_>>>()?;
    shops.sort_by_key(|(since, shop)| (*since, shop.business));
    // One that is being moved has its members in both.
    shops.dedup_by_key(|(_, shop)| shop.business);
    Ok(shops.into_iter().map(|(_, shop)| shop).collect())
}

/// The members of a shop.
pub async fn list(desk: &Desk, reading: &mut Reading, caller: Caller) -> Result<Vec<Member>> {
    let members = sql::MEMBERS.with([reading.business().into()]);
    let rows = reading.session()?.rows(&members).await?;
    let member = |row: &Row| {
        let account = session::uuid(row, 0)?;
        // Who was let in by a code has neither number nor address.
        let identity = code::identity_of(&desk.vault, account, row, [1, 2, 4])?;
        let identity = identity.map(|identity| identity.as_str().to_owned()).unwrap_or_default();
        Ok(Member { account, identity, role: row.text(3)?.parse()?, current: account == caller.account })
    };
    rows.iter().map(member).collect()
}

/// The account of an identity that is to become a member: who has none yet gets one, which their first code opens.
/// Committed apart: an account is nobody's business, and the shop's lock waits for nothing.
pub async fn account_of(desk: &Desk, caller: Caller, identity: &Identity, shop: BusinessId) -> Result<Uuid> {
    let mut accounts = desk.database.accounts().await?;
    session::must_be_open(&mut accounts, caller).await?;
    let account = code::account_of(desk, &mut accounts, identity).await?;
    accounts.commit().await?;
    desk.cells.know(account, desk.cells.of(shop).await?).await?;
    Ok(account)
}

/// Makes an account a member, or changes what it is.
pub async fn set(desk: &Desk, writing: &mut Writing, caller: Caller, account: Uuid, role: Role) -> Result<()> {
    let set = sql::MEMBER_SET.with(is(desk, writing, account, role));
    let change = sql::MEMBER_CHANGE.with(is(desk, writing, account, role));
    writing.bare_session()?.engine.later(vec![set, change]).await?;
    note(desk, writing, caller, "member.set", &format!("{account} {}", role.as_str())).await?;
    keeps_an_owner(writing).await
}

/// Changes what a member is: also of a device, which has neither number nor address.
pub async fn change(desk: &Desk, writing: &mut Writing, caller: Caller, account: Uuid, role: Role) -> Result<()> {
    let change = sql::MEMBER_CHANGE.with(is(desk, writing, account, role));
    if writing.bare_session()?.engine.run(&[change]).await? == [0] {
        return Err(Error::not_found("member"));
    }
    note(desk, writing, caller, "member.set", &format!("{account} {}", role.as_str())).await?;
    keeps_an_owner(writing).await
}

/// Who is what from now on.
fn is(desk: &Desk, writing: &Writing, account: Uuid, role: Role) -> [Value; 4] {
    [writing.business().into(), account.into(), role.as_str().into(), desk.now().into()]
}

/// Takes somebody out of a shop, and their devices: what those still hold is taken when it comes, and shown.
pub async fn remove(desk: &Desk, writing: &mut Writing, caller: Caller, account: Uuid) -> Result<()> {
    let business = writing.business();
    let devices = sql::DEVICES_OF_MEMBER_REMOVE.with([business.into(), account.into(), desk.now().into()]);
    let remove = sql::MEMBER_REMOVE.with([business.into(), account.into()]);
    let mut session = writing.bare_session()?;
    if session.engine.run(&[devices, remove]).await?.last() != Some(&1) {
        return Err(Error::not_found("member"));
    }
    session.engine.later(vec![device::forget_readers(business)]).await?;
    drop(session);
    note(desk, writing, caller, "member.remove", &account.to_string()).await?;
    keeps_an_owner(writing).await
}

/// A shop without an owner could never have one again.
async fn keeps_an_owner(writing: &mut Writing) -> Result<()> {
    let business = writing.business();
    let row = writing.bare_session()?.row(&sql::OWNERS.with([business.into()])).await?;
    if row.map(|row| row.int(0)).transpose()?.unwrap_or_default() == 0 {
        return Err(Error::field(Code::LastOwner, "role", "A shop keeps at least one owner."));
    }
    Ok(())
}

pub(super) async fn note(desk: &Desk, writing: &mut Writing, caller: Caller, act: &str, detail: &str) -> Result<()> {
    let id = smartkhata_core::id::new_uuid(desk.now(), desk.database.ids().as_ref());
    let noted = sql::AUDIT.with([
        writing.business().into(),
        id.into(),
        caller.account.into(),
        act.into(),
        detail.into(),
        desk.now().into(),
    ]);
    writing.bare_session()?.engine.later(vec![noted]).await
}
