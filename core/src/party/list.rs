//! The khata list: by last activity, who owes, advances, suppliers, and search.

use crate::api::Session;
use crate::api::party::{ListParties, Page, PartyFilter};
use crate::error::Result;
use crate::page::{self, After};
use crate::party::{PartyRole, PartyRow, get};
use crate::store::statements::party as sql;
use crate::store::{Engine, Row, search};

/// A page of the khata list.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, request: ListParties) -> Result<Page<PartyRow>> {
    let limit = page::rows(request.limit);
    if !request.search.trim().is_empty() {
        return found(session, &request, limit).await;
    }
    let business = session.business().await?;
    let after = request.after.as_deref();
    let (query, by_balance, start) = match request.filter {
        PartyFilter::All | PartyFilter::Archived => (&sql::PARTY_RECENT, false, After::newest(after)?),
        PartyFilter::Suppliers => (&sql::PARTY_SUPPLIERS, false, After::newest(after)?),
        PartyFilter::Due => (&sql::PARTY_DUE, true, After::newest(after)?),
        PartyFilter::Advance => (&sql::PARTY_ADVANCE, true, After::oldest(after)?),
    };
    let [order, id] = start.params();
    let archived = request.filter == PartyFilter::Archived;
    let rows = match by_balance {
        true => session.rows(&query.with([business.into(), order, id, limit.into()])).await?,
        false => session.rows(&query.with([business.into(), archived.into(), order, id, limit.into()])).await?,
    };
    let last = rows.last().map_or(Ok(0), |row| row.int(7))?;
    let rows = rows.iter().map(get::list_row).collect::<Result<Vec<_>>>()?;
    let key = |party: &PartyRow| page::cursor(if by_balance { party.balance.get() } else { last }, party.id.uuid());
    Ok(page::page(rows, limit, key))
}

/// The best matches of a search: one page.
async fn found<E: Engine>(session: &mut Session<'_, E>, request: &ListParties, limit: i64) -> Result<Page<PartyRow>> {
    let business = session.business().await?;
    let mut rows = Vec::new();
    for id in search::find(session, "party", &request.search, limit).await? {
        let query = sql::PARTY_ROW.with([business.into(), id.into()]);
        if let Some(row) = session.row(&query).await? {
            let party = get::list_row(&row)?;
            if wanted(&row, &party, request.filter)? {
                rows.push(party);
            }
        }
    }
    Ok(Page { rows, next: None })
}

fn wanted(row: &Row, party: &PartyRow, filter: PartyFilter) -> Result<bool> {
    let archived = row.flag(8)?;
    Ok(match filter {
        PartyFilter::All => !archived,
        PartyFilter::Archived => archived,
        PartyFilter::Due => party.balance.get() > 0,
        PartyFilter::Advance => party.balance.is_negative(),
        PartyFilter::Suppliers => !archived && party.role == PartyRole::Supplier,
    })
}
