//! The bill list: by day, by party, by what is unpaid, by amount, and search by number or name.

use crate::api::Session;
use crate::api::bill::{BillFilter, BillRow, BillSort, ListBills};
use crate::api::party::Page;
use crate::date::Date;
use crate::error::{Code, Error, Result};
use crate::id::PartyId;
use crate::page::{self, After};
use crate::store::statements::bill as sql;
use crate::store::{Engine, Row, Sql, Value, search};

/// Parties whose bills a search by name shows.
const MOST_PARTIES: i64 = 20;

/// The most days that are sorted by amount at once.
const MOST_DAYS: i64 = 366;

/// A page of bills. A search has one page.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, mut request: ListBills) -> Result<Page<BillRow>> {
    if request.sort == BillSort::MostDue {
        // What is paid or cancelled owes nothing.
        request.filter = match request.filter {
            BillFilter::All | BillFilter::Unpaid => BillFilter::Unpaid,
            BillFilter::Paid | BillFilter::Cancelled => {
                let message = "Only bills that are not fully paid are sorted by what is owed.";
                return Err(Error::field(Code::InvalidValue, "sort", message));
            }
        };
    }
    let limit = page::rows(request.limit);
    let text = request.search.trim();
    if text.is_empty() {
        let rows = select(session, &request, request.party, limit).await?;
        return Ok(page::page(rows, limit, |row| page::cursor(figure(row, request.sort), row.id.uuid())));
    }
    let mut rows = by_number(session, text, limit).await?;
    if rows.is_empty() {
        // The few that are found are put in their order afterwards.
        let by_day = ListBills { sort: BillSort::Newest, ..request.clone() };
        for id in search::find(session, "party", text, MOST_PARTIES).await? {
            rows.extend(select(session, &by_day, Some(PartyId::new(id)), limit).await?);
        }
        rows.sort_by_key(|row| std::cmp::Reverse((row.date, row.id)));
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    rows.retain(|row| within(row, &request));
    match request.sort {
        BillSort::Newest => {}
        BillSort::Oldest | BillSort::Smallest => rows.sort_by_key(|row| (figure(row, request.sort), row.id)),
        BillSort::Largest | BillSort::MostDue => {
            rows.sort_by_key(|row| std::cmp::Reverse((figure(row, request.sort), row.id)));
        }
    }
    Ok(Page { rows, next: None })
}

async fn select<E: Engine>(
    session: &mut Session<'_, E>,
    request: &ListBills,
    party: Option<PartyId>,
    limit: i64,
) -> Result<Vec<BillRow>> {
    let business = session.business().await?;
    let after = request.after.as_deref();
    let by_day = matches!(request.sort, BillSort::Newest | BillSort::Oldest);
    let (end, [order, id]) = match request.sort {
        BillSort::Newest => (first_day(request.from), After::newest(after)?.to(request.to).params()),
        BillSort::Oldest => {
            let start = After::oldest(after)?;
            let start = match request.from {
                Some(from) => start.from(from),
                None => start,
            };
            (last_day(request.to), start.params())
        }
        BillSort::Largest | BillSort::MostDue => (first_day(request.from), After::newest(after)?.params()),
        BillSort::Smallest => (first_day(request.from), After::oldest(after)?.params()),
    };
    let mut statement = query(request, party.is_some()).with([business.into(), end, order, id, limit.into()]);
    if !by_day {
        let last = days(request, session.today())?;
        statement.params.extend([Value::from(last), standing(request.filter).into()]);
    }
    statement.params.extend(party.map(Value::from));
    session.rows(&statement).await?.iter().map(bill).collect()
}

/// The statement of a list.
fn query(request: &ListBills, of_party: bool) -> &'static Sql {
    match (request.sort, request.filter, of_party) {
        (BillSort::Newest, BillFilter::All, false) => &sql::BILLS,
        (BillSort::Newest, BillFilter::Unpaid, false) => &sql::BILLS_UNPAID,
        (BillSort::Newest, BillFilter::Paid, false) => &sql::BILLS_PAID,
        (BillSort::Newest, BillFilter::Cancelled, false) => &sql::BILLS_CANCELLED,
        (BillSort::Newest, BillFilter::All, true) => &sql::PARTY_BILLS,
        (BillSort::Newest, BillFilter::Unpaid, true) => &sql::PARTY_BILLS_UNPAID,
        (BillSort::Newest, BillFilter::Paid, true) => &sql::PARTY_BILLS_PAID,
        (BillSort::Newest, BillFilter::Cancelled, true) => &sql::PARTY_BILLS_CANCELLED,
        (BillSort::Oldest, BillFilter::All, false) => &sql::BILLS_UP,
        (BillSort::Oldest, BillFilter::Unpaid, false) => &sql::BILLS_UP_UNPAID,
        (BillSort::Oldest, BillFilter::Paid, false) => &sql::BILLS_UP_PAID,
        (BillSort::Oldest, BillFilter::Cancelled, false) => &sql::BILLS_UP_CANCELLED,
        (BillSort::Oldest, BillFilter::All, true) => &sql::PARTY_BILLS_UP,
        (BillSort::Oldest, BillFilter::Unpaid, true) => &sql::PARTY_BILLS_UP_UNPAID,
        (BillSort::Oldest, BillFilter::Paid, true) => &sql::PARTY_BILLS_UP_PAID,
        (BillSort::Oldest, BillFilter::Cancelled, true) => &sql::PARTY_BILLS_UP_CANCELLED,
        (BillSort::Largest, _, false) => &sql::BILLS_LARGEST,
        (BillSort::Largest, _, true) => &sql::PARTY_BILLS_LARGEST,
        (BillSort::Smallest, _, false) => &sql::BILLS_SMALLEST,
        (BillSort::Smallest, _, true) => &sql::PARTY_BILLS_SMALLEST,
        (BillSort::MostDue, _, false) => &sql::BILLS_MOST_DUE,
        (BillSort::MostDue, _, true) => &sql::PARTY_BILLS_MOST_DUE,
    }
}

/// The last day of a list that is sorted by amount; its days have to be named.
fn days(request: &ListBills, today: Date) -> Result<i64> {
    let last = request.to.unwrap_or(today).days();
    let few = request.from.is_some_and(|from| last.saturating_sub(from.days()) <= MOST_DAYS);
    let message = "By amount a list shows at most a year: name its first day.";
    if few { Ok(last) } else { Err(Error::field(Code::TooManyDays, "from", message)) }
}

/// A filter as the statements that sort by a figure know it.
const fn standing(filter: BillFilter) -> i64 {
    match filter {
        BillFilter::All => 0,
        BillFilter::Unpaid => 1,
        BillFilter::Paid => 2,
        BillFilter::Cancelled => 3,
    }
}

/// What a list is sorted by.
fn figure(row: &BillRow, sort: BillSort) -> i64 {
    match sort {
        BillSort::Newest | BillSort::Oldest => row.date.days(),
        BillSort::Largest | BillSort::Smallest => row.total.get(),
        BillSort::MostDue => row.total.get().saturating_sub(row.paid.get()),
    }
}

/// The last day of a range; an open end reaches to the end of the books.
pub fn last_day(to: Option<Date>) -> Value {
    to.map_or(i64::MAX, Date::days).into()
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
    let rows = rows.iter().map(bill).collect::<Result<Vec<_>>>()?;
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

/// A row of the bill list, as its statements select it.
pub fn bill(row: &Row) -> Result<BillRow> {
    Ok(BillRow {
        id: row.id(0)?,
        date: row.date(1)?,
        number: row.text(2)?,
        party_name: row.text(3)?,
        party: row.opt_id(4)?,
        total: row.paise(5)?,
        paid: row.paise(6)?,
        cancelled: row.flag(7)?,
        due: row.opt_int(8)?.map(Date::from_days).transpose()?,
    })
}
