//! Who owes, how much, for how long.

use crate::api::Session;
use crate::api::party::{GetOutstanding, Outstanding, OutstandingRow, PartySort};
use crate::error::{OrError, Result};
use crate::id::PartyId;
use crate::money::Paise;
use crate::page;
use crate::party::get::list_row;
use crate::party::list;
use crate::payment::allocate;
use crate::report::aging;
use crate::store::Engine;
use crate::store::statements::party as sql;

/// Who owes anything owes a paisa.
const LEAST: Paise = Paise::PAISA;

/// A page of the list.
pub async fn outstanding<E: Engine>(session: &mut Session<'_, E>, request: GetOutstanding) -> Result<Outstanding> {
    let business = session.business().await?;
    let limit = page::rows(request.limit);
    let today = session.today();
    let (sort, least) = (request.sort.unwrap_or(PartySort::MostDue), request.at_least.max(LEAST));
    let query = list::owing(business, sort, least, request.after.as_deref(), limit)?;
    let total = sql::PARTY_TO_COLLECT.with([business.into(), least.into()]);
    session.engine.ahead(|| vec![total.clone()]);
    let found = session.rows(&query).await?;
    let last = list::cursor(sort, found.last())?;
    let parties = found.iter().map(list_row).collect::<Result<Vec<_>>>()?;
    let ids: Vec<PartyId> = parties.iter().map(|party| party.id).collect();
    let mut rows = Vec::new();
    for (mut party, open) in parties.into_iter().zip(allocate::open_of_each(session, &ids).await?) {
        let debts = aging::debts(&open, party.balance, party.credit_days)?;
        let [days_30, days_60, days_90, older] = aging::buckets(&debts, today);
        let overdue = aging::overdue(&debts, today);
        party.due_since = aging::due_since(&debts);
        rows.push(OutstandingRow { party, days_30, days_60, days_90, older, overdue });
    }
    let sums = session.row(&total).await?.or_not_found("total")?;
    let page = page::page(rows, limit, |_| last);
    Ok(Outstanding { total: sums.listed(0)?, parties: sums.int(1)?, page })
}
