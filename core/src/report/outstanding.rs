//! Who owes, how much, for how long; the largest first.

use crate::api::Session;
use crate::api::party::{GetOutstanding, Outstanding, OutstandingRow};
use crate::error::{OrError, Result};
use crate::page::{self, After};
use crate::party::get::list_row;
use crate::report::aging;
use crate::store::Engine;
use crate::store::statements::party as sql;

/// A page of the list.
pub async fn outstanding<E: Engine>(session: &mut Session<'_, E>, request: GetOutstanding) -> Result<Outstanding> {
    let business = session.business().await?;
    let limit = page::rows(request.limit);
    let today = session.today();
    let [balance, id] = After::newest(request.after.as_deref())?.params();
    let query = sql::PARTY_DUE.with([business.into(), balance, id, limit.into()]);
    let mut rows = Vec::new();
    for row in session.rows(&query).await? {
        let party = list_row(&row)?;
        let debts = aging::open_debts(session, party.id, party.balance).await?;
        let [days_30, days_60, days_90, older] = aging::buckets(&debts, today)?;
        rows.push(OutstandingRow { party, days_30, days_60, days_90, older });
    }
    let sums = session.row(&sql::PARTY_TO_COLLECT.with([business.into()])).await?.or_not_found("total")?;
    let page = page::page(rows, limit, |row| page::cursor(row.party.balance.get(), row.party.id.uuid()));
    Ok(Outstanding { total: sums.paise(0)?, parties: sums.int(1)?, page })
}
