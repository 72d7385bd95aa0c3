//! The bill list: by day, by party, by what is unpaid, and search by number or name.

use crate::api::Session;
use crate::api::bill::{BillFilter, BillRow, ListBills};
use crate::api::party::Page;
use crate::date::Date;
use crate::error::Result;
use crate::id::PartyId;
use crate::page::{self, After};
use crate::store::statements::bill as sql;
use crate::store::{Engine, Row, Sql, Value, search};

/// Parties whose bills a search by name shows.
const MOST_PARTIES: i64 = 20;

/// A page of bills, newest first. A search has one page.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, request: ListBills) -> Result<Page<BillRow>> {
    let limit = page::rows(request.limit);
    let text = request.search.trim();
    if text.is_empty() {
        let keyed = select(session, &request, request.party, limit).await?;
        return Ok(page::page(keyed, limit));
    }
    let mut rows = by_number(session, text, limit).await?;
    if rows.is_empty() {
        for id in search::find(session, "party", text, MOST_PARTIES).await? {
            let of_party = select(session, &request, Some(PartyId::new(id)), limit).await?;
            rows.extend(of_party.into_iter().map(|(row, _)| row));
        }
        rows.sort_by_key(|row| std::cmp::Reverse((row.date, row.id)));
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    rows.retain(|row| within(row, &request));
    Ok(Page { rows, next: None })
}

async fn select<E: Engine>(
    session: &mut Session<'_, E>,
    request: &ListBills,
    party: Option<PartyId>,
    limit: i64,
) -> Result<Vec<(BillRow, String)>> {
    let business = session.business().await?;
    let query: &'static Sql = match (request.filter, party.is_some()) {
        (BillFilter::All, false) => &sql::BILLS,
        (BillFilter::Unpaid, false) => &sql::BILLS_UNPAID,
        (BillFilter::Paid, false) => &sql::BILLS_PAID,
        (BillFilter::Cancelled, false) => &sql::BILLS_CANCELLED,
        (BillFilter::All, true) => &sql::PARTY_BILLS,
        (BillFilter::Unpaid, true) => &sql::PARTY_BILLS_UNPAID,
        (BillFilter::Paid, true) => &sql::PARTY_BILLS_PAID,
        (BillFilter::Cancelled, true) => &sql::PARTY_BILLS_CANCELLED,
    };
    let [order, id] = After::newest(request.after.as_deref())?.to(request.to).params();
    let mut statement = query.with([business.into(), first_day(request.from), order, id, limit.into()]);
    statement.params.extend(party.map(Value::from));
    session.rows(&statement).await?.iter().map(keyed).collect()
}

/// The first day of a range; an open end reaches to the beginning of the books.
pub fn first_day(from: Option<Date>) -> Value {
    from.map_or(i64::MIN, Date::days).into()
}

/// Bills whose number ends in what was typed: `42`, `0042`, `A/2627/0042`.
async fn by_number<E: Engine>(session: &mut Session<'_, E>, text: &str, limit: i64) -> Result<Vec<BillRow>> {
    let digits = text.rsplit('/').next().unwrap_or(text);
    let Ok(serial) = digits.parse::<i64>() else { return Ok(Vec::new()) };
    let business = session.business().await?;
    let rows = session.rows(&sql::BILLS_BY_SERIAL.with([business.into(), serial.into(), limit.into()])).await?;
    let rows = rows.iter().map(|row| keyed(row).map(|(bill, _)| bill)).collect::<Result<Vec<_>>>()?;
    let whole = text.to_uppercase();
    Ok(rows.into_iter().filter(|row| !text.contains('/') || row.number.to_uppercase().ends_with(&whole)).collect())
}

fn within(row: &BillRow, request: &ListBills) -> bool {
    let filter = match request.filter {
        BillFilter::All => true,
        BillFilter::Unpaid => !row.cancelled && row.total > row.paid,
        BillFilter::Paid => !row.cancelled && row.total <= row.paid,
        BillFilter::Cancelled => row.cancelled,
    };
    filter
        && request.from.is_none_or(|from| row.date >= from)
        && request.to.is_none_or(|to| row.date <= to)
        && request.party.is_none_or(|party| row.party == Some(party))
}

/// A row of the bill list with its cursor, as its statements select it.
pub fn keyed(row: &Row) -> Result<(BillRow, String)> {
    let bill = BillRow {
        id: row.id(0)?,
        date: row.date(1)?,
        number: row.text(2)?,
        party_name: row.text(3)?,
        party: row.opt_id(4)?,
        total: row.paise(5)?,
        paid: row.paise(6)?,
        cancelled: row.flag(7)?,
    };
    let key = page::cursor(bill.date.days(), bill.id.uuid());
    Ok((bill, key))
}
