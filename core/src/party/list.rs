//! The khata list: by last activity, by name, by balance; who owes, advances, suppliers, and search.

use std::cmp::Reverse;

use crate::api::Session;
use crate::api::party::{ListParties, Page, PartyFilter, PartySort};
use crate::error::Result;
use crate::id::{BusinessId, PartyId};
use crate::money::Paise;
use crate::page::{self, After, AfterName};
use crate::party::{PartyRole, PartyRow, get};
use crate::payment::allocate;
use crate::report::aging;
use crate::store::statements::party as sql;
use crate::store::{Engine, Row, Sql, Statement, Value, search};

/// A page of the khata list.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, request: ListParties) -> Result<Page<PartyRow>> {
    let mut page = listed(session, &request).await?;
    if request.ages {
        aged(session, &mut page.rows).await?;
    }
    Ok(page)
}

/// Says of those who owe since when.
async fn aged<E: Engine>(session: &mut Session<'_, E>, rows: &mut [PartyRow]) -> Result<()> {
    let mut owing: Vec<&mut PartyRow> = rows.iter_mut().filter(|row| row.balance > Paise::ZERO).collect();
    let ids: Vec<PartyId> = owing.iter().map(|row| row.id).collect();
    for (row, open) in owing.iter_mut().zip(allocate::open_of_each(session, &ids).await?) {
        row.due_since = aging::due_since(&aging::debts(&open, row.balance, row.credit_days)?);
    }
    Ok(())
}

async fn listed<E: Engine>(session: &mut Session<'_, E>, request: &ListParties) -> Result<Page<PartyRow>> {
    let limit = page::rows(request.limit);
    if !request.search.trim().is_empty() {
        return found(session, request, limit).await;
    }
    let business = session.business().await?;
    let sort = request.sort.unwrap_or_else(|| own_order(request.filter));
    let mut params = vec![Value::from(business)];
    params.extend(narrowed(request.filter, sort));
    params.extend(start(sort, request.after.as_deref())?);
    params.push(limit.into());
    let rows = session.rows(&Statement { sql: query(request.filter, sort), params }).await?;
    let last = cursor(sort, rows.last())?;
    let rows = rows.iter().map(get::list_row).collect::<Result<Vec<_>>>()?;
    Ok(page::page(rows, limit, |_| last))
}

/// Where a page ends with this row: by what the tables say, of which a list may show less.
pub fn cursor(sort: PartySort, last: Option<&Row>) -> Result<String> {
    let Some(row) = last else { return Ok(String::new()) };
    let id = row.id::<PartyId>(0)?.uuid();
    Ok(match sort {
        PartySort::Name => page::name_cursor(id, &row.text(1)?),
        PartySort::Recent => page::cursor(row.int(7)?, id),
        PartySort::MostDue | PartySort::LeastDue => page::cursor(row.int(4)?, id),
    })
}

/// The query for a page of those who owe at least so much.
pub fn owing(
    business: BusinessId,
    sort: PartySort,
    least: Paise,
    after: Option<&str>,
    limit: i64,
) -> Result<Statement> {
    let mut params = vec![Value::from(business)];
    params.extend(owed(sort, least));
    params.extend(start(sort, after)?);
    params.push(limit.into());
    Ok(Statement { sql: query(PartyFilter::Due, sort), params })
}

/// From which debt on: of the largest first the page's key is the other end.
fn owed(sort: PartySort, least: Paise) -> Vec<Value> {
    if sort == PartySort::MostDue { vec![least.into()] } else { vec![least.into(), i64::MAX.into()] }
}

/// The order of a list for which none was asked.
const fn own_order(filter: PartyFilter) -> PartySort {
    match filter {
        PartyFilter::All | PartyFilter::Suppliers | PartyFilter::Archived => PartySort::Recent,
        PartyFilter::Due => PartySort::MostDue,
        PartyFilter::Advance => PartySort::LeastDue,
    }
}

/// The statement of a list.
fn query(filter: PartyFilter, sort: PartySort) -> &'static Sql {
    use PartyFilter::{Advance, All, Archived, Due, Suppliers};
    match (filter, sort) {
        (All | Archived, PartySort::Recent) => &sql::PARTY_RECENT,
        (Suppliers, PartySort::Recent) => &sql::PARTY_SUPPLIERS,
        (Due, PartySort::MostDue) => &sql::PARTY_DUE,
        (Advance, PartySort::LeastDue) => &sql::PARTY_ADVANCE,
        (All | Archived | Suppliers, PartySort::Name) => &sql::PARTY_BY_NAME,
        (All | Archived | Suppliers, PartySort::MostDue) => &sql::PARTY_MOST_DUE,
        (All | Archived | Suppliers, PartySort::LeastDue) => &sql::PARTY_LEAST_DUE,
        (Due | Advance, PartySort::Recent) => &sql::PARTY_OWING_RECENT,
        (Due | Advance, PartySort::Name) => &sql::PARTY_OWING_BY_NAME,
        (Advance, PartySort::MostDue) => &sql::PARTY_OWING_MOST,
        (Due, PartySort::LeastDue) => &sql::PARTY_OWING_LEAST,
    }
}

/// What its statement asks beside: whether they are hidden and in which role, or between which balances.
fn narrowed(filter: PartyFilter, sort: PartySort) -> Vec<Value> {
    let role = || match filter {
        PartyFilter::Suppliers => "supplier",
        _ => "",
    };
    match filter {
        PartyFilter::Due => owed(sort, Paise::PAISA),
        // It names what it asks for.
        PartyFilter::Advance if sort == own_order(filter) => Vec::new(),
        PartyFilter::Advance => vec![i64::MIN.into(), (-1_i64).into()],
        _ if sort == PartySort::Recent => vec![(filter == PartyFilter::Archived).into()],
        _ => vec![(filter == PartyFilter::Archived).into(), role().into()],
    }
}

/// The key that a page begins after.
fn start(sort: PartySort, after: Option<&str>) -> Result<[Value; 2]> {
    Ok(match sort {
        PartySort::Recent | PartySort::MostDue => After::newest(after)?.params(),
        PartySort::LeastDue => After::oldest(after)?.params(),
        PartySort::Name => AfterName::read(after)?.params(),
    })
}

/// The best matches of a search, in the order that was asked for: one page.
async fn found<E: Engine>(session: &mut Session<'_, E>, request: &ListParties, limit: i64) -> Result<Page<PartyRow>> {
    let business = session.business().await?;
    let mut rows = Vec::new();
    let ids = search::find(session, "party", &request.search, search::looked_at(limit)).await?;
    let queries: Vec<Statement> = ids.into_iter().map(|id| sql::PARTY_ROW.with([business.into(), id.into()])).collect();
    for row in session.engine.query_many(&queries).await?.iter().flatten() {
        let party = get::list_row(row)?;
        if wanted(row, &party, request.filter)? {
            rows.push((row.int(7)?, party));
        }
    }
    rows.sort_by_cached_key(|(_, party)| search::rank(&request.search, &party.name, &[&party.phone]));
    rows.retain(|(_, party)| !request.as_typed || search::is_written(&request.search, &party.name, &[&party.phone]));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    match request.sort {
        None => {}
        Some(PartySort::Recent) => rows.sort_by_key(|(used, party)| Reverse((*used, party.id))),
        Some(PartySort::MostDue) => rows.sort_by_key(|(_, party)| Reverse((party.balance, party.id))),
        Some(PartySort::LeastDue) => rows.sort_by_key(|(_, party)| (party.balance, party.id)),
        Some(PartySort::Name) => rows.sort_by(|(_, a), (_, b)| (&a.name, a.id).cmp(&(&b.name, b.id))),
    }
    Ok(Page { rows: rows.into_iter().map(|(_, party)| party).collect(), next: None })
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
