//! One party with its balance and what is overdue.

use crate::api::Session;
use crate::api::party::{GetParty, PartyView};
use crate::error::{OrError, Result};
use crate::id::{BusinessId, PartyId};
use crate::money::Paise;
use crate::party::terms::MOST_DAYS;
use crate::party::{Party, PartyRow, consent};
use crate::report::aging;
use crate::store::statements::party as sql;
use crate::store::{Engine, Row, Statement};

/// One party; `not_found` without one.
pub async fn get<E: Engine>(session: &mut Session<'_, E>, request: GetParty) -> Result<PartyView> {
    view(session, request.id).await
}

/// A party as screens show it.
pub async fn view<E: Engine>(session: &mut Session<'_, E>, id: PartyId) -> Result<PartyView> {
    let business = session.business().await?;
    let row = session.row(&sql::PARTY_GET.with([business.into(), id.into()])).await?.or_not_found("party")?;
    let (party, balance) = (party(&row)?, row.listed(13)?);
    let debts = aging::open_debts(session, &party, balance).await?;
    let due_since = aging::due_since(&debts);
    let overdue = aging::overdue(&debts, session.today());
    let last_date = row.opt_int(14)?.map(crate::date::Date::from_days).transpose()?;
    Ok(PartyView { party, balance, due_since, overdue, last_date })
}

/// The query for a party.
pub fn query(business: BusinessId, id: PartyId) -> Statement {
    sql::PARTY_GET.with([business.into(), id.into()])
}

/// A party by itself, with its balance; `not_found` without one.
///
/// # Errors
/// `overflow` of a balance that is more than an amount can be.
pub async fn find<E: Engine>(session: &mut Session<'_, E>, id: PartyId) -> Result<(Party, Paise)> {
    let (party, balance) = with_sum(session, id).await?;
    Ok((party, Paise::new(balance, "balance")?))
}

/// A party by itself, with the sum of its entries in paise, however much that is.
pub async fn with_sum<E: Engine>(session: &mut Session<'_, E>, id: PartyId) -> Result<(Party, i64)> {
    let business = session.business().await?;
    let row = session.row(&query(business, id)).await?.or_not_found("party")?;
    Ok((party(&row)?, row.int(13)?))
}

/// Days of credit; what no app of today writes is none.
fn days(row: &Row, column: usize) -> Result<Option<u16>> {
    Ok(row.opt_int(column)?.and_then(|days| u16::try_from(days).ok()).filter(|days| *days <= MOST_DAYS))
}

fn party(row: &Row) -> Result<Party> {
    Ok(Party {
        id: row.id(0)?,
        name: row.text(1)?,
        phone: row.text(2)?,
        role: row.named(3).unwrap_or_default(),
        registration: row.named(4).unwrap_or_default(),
        gstin: row.text(5)?,
        state: row.text(6)?,
        address: row.text(7)?,
        pin: row.text(8)?,
        email: row.text(9)?,
        credit_limit: row.paise(10)?,
        credit_days: days(row, 15)?,
        note: row.text(11)?,
        archived: row.flag(12)?,
        consent: consent::read(&row.text(16)?),
    })
}

/// A row of the khata list, as its statements select it.
pub fn list_row(row: &Row) -> Result<PartyRow> {
    Ok(PartyRow {
        id: row.id(0)?,
        name: row.text(1)?,
        phone: row.text(2)?,
        role: row.named(3).unwrap_or_default(),
        balance: row.listed(4)?,
        last_date: row.opt_int(5)?.map(crate::date::Date::from_days).transpose()?,
        credit_limit: row.paise(6)?,
        credit_days: days(row, 9)?,
        due_since: None,
    })
}
