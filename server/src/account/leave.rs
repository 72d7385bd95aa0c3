//! Leaving: who asks is erased after thirty days, in which they may change their mind. Books belong to the shop: they
//! stay where somebody else owns it. Where nobody does, their owner says whether they are kept for as long as the law
//! makes a shop keep them, or erased because they were taken along.

use serde::{Deserialize, Serialize};
use smartkhata_core::id::BusinessId;
use smartkhata_core::role::Role;
use smartkhata_core::store::Engine;
use smartkhata_core::{Code, Error, Result};

use super::{Desk, member, session, sql};
use crate::postgres::Caller;

/// How long somebody may change their mind.
const GRACE_MS: i64 = 30 * 86_400_000; // 30 days

/// What becomes of the books of shops that nobody else owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Books {
    /// Nobody reads them, and they are erased when the law lets go of them.
    Keep,
    /// Erased with the account: the owner has taken them along, and keeps them.
    Erase,
}

/// What becomes of a shop.
#[derive(Debug, Serialize)]
pub struct Shop {
    /// The shop.
    pub business: BusinessId,
    /// `stays`, `kept` or `erased`.
    pub becomes: &'static str,
}

/// What was decided.
#[derive(Debug, Serialize)]
pub struct Leaving {
    /// When the account is erased.
    pub leaving_ms: i64,
    /// What then becomes of each shop that it is in.
    pub shops: Vec<Shop>,
}

/// Begins the thirty days.
///
/// # Errors
/// `required` for `books` where the account is the last owner of a shop and does not say what becomes of them.
pub async fn leave(desk: &Desk, caller: Caller, books: Option<Books>) -> Result<Leaving> {
    let mut shops = Vec::new();
    for member::Shop { business, role } in member::shops(desk, caller).await? {
        let mut reading = desk.read_as(business, caller).await?;
        let beside = sql::OWNERS_BESIDE.with([business.into(), caller.account.into()]);
        let beside = reading.session()?.row(&beside).await?.map(|row| row.int(0)).transpose()?.unwrap_or_default();
        let becomes = match (role == Role::Owner && beside == 0, books) {
            (false, _) => "stays",
            (true, Some(Books::Keep)) => "kept",
            (true, Some(Books::Erase)) => "erased",
            (true, None) => {
                let message = "Nobody else owns one of your shops. Export its books first, then say what becomes of \
                               them: `keep` them for as long as the law asks, or `erase` them. Or make somebody else \
                               its owner.";
                return Err(Error::field(Code::Required, "books", message));
            }
        };
        shops.push(Shop { business, becomes });
    }
    let leaving_ms = desk.now().saturating_add(GRACE_MS);
    let books = match books {
        Some(Books::Erase) => "erase",
        Some(Books::Keep) | None => "keep",
    };
    let leaves = sql::ACCOUNT_LEAVES.with([caller.account.into(), leaving_ms.into(), books.into()]);
    let mut accounts = desk.database.accounts().await?;
    session::must_be_open(&mut accounts, caller).await?;
    // Here last: what is refused may be asked again.
    desk.cells.elsewhere(caller.account, &leaves).await?;
    accounts.run(&[leaves]).await?;
    accounts.commit().await?;
    Ok(Leaving { leaving_ms, shops })
}

/// Ends the thirty days: the account stays.
pub async fn stay(desk: &Desk, caller: Caller) -> Result<()> {
    let mut accounts = desk.database.accounts().await?;
    session::must_be_open(&mut accounts, caller).await?;
    let stays = sql::ACCOUNT_STAYS.with([caller.account.into()]);
    desk.cells.elsewhere(caller.account, &stays).await?;
    if accounts.run(&[stays]).await? == [0] {
        return Err(Error::not_found("leaving"));
    }
    accounts.commit().await
}
