//! A party's statement: every posting with the balance after it, newest or oldest first.
//!
//! A cursor says nothing of what is owed: what goods cost is not told to everybody.

use uuid::Uuid;

use crate::api::Session;
use crate::api::party::{GetStatement, Statement, StatementRow};
use crate::api::payment::DaySort;
use crate::date::Date;
use crate::error::{Code, Error, OrError, Result};
use crate::id::{BusinessId, PartyId};
use crate::money::Paise;
use crate::page::{self, bad_cursor};
use crate::party::get;
use crate::payment::Mode;
use crate::store::statements::party as sql;
use crate::store::{Engine, Row, Statement as Query, Value};

/// A line of a khata: where a page ended.
#[derive(Clone)]
struct Key {
    date: i64,
    voucher: Vec<u8>,
    reversal: i64,
    n: i64,
}

impl Key {
    /// Before every line of a day, after every line of the day before.
    const fn morning(date: i64) -> Self {
        Self { date, voucher: Vec::new(), reversal: 0, n: 0 }
    }

    fn params(&self) -> [Value; 4] {
        [self.date.into(), Value::from(self.voucher.clone()), self.reversal.into(), self.n.into()]
    }
}

/// A page of a party's statement.
pub async fn statement<E: Engine>(session: &mut Session<'_, E>, request: GetStatement) -> Result<Statement> {
    if let (Some(from), Some(to)) = (request.from, request.to)
        && from > to
    {
        return Err(Error::field(Code::DaysOutOfOrder, "from", "The first day is after the last."));
    }
    let business = session.business().await?;
    let limit = page::rows(request.limit);
    let newest = request.sort == DaySort::Newest;
    let after = request.after.as_deref().map(read_cursor).transpose()?;
    let (query, start) = query(business, &request, after, limit)?;
    let bought = sql::PARTY_BOUGHT.with([business.into(), request.id.into()]);
    session.engine.ahead(|| {
        let days = [request.from, request.to.map(|to| to.plus_days(1))];
        let sums = days.into_iter().flatten().filter_map(|day| sums_before(business, request.id, day).ok());
        sums.flatten().chain(start.iter().flatten().cloned()).chain([bought.clone(), query.clone()]).collect()
    });
    let (party, balance) = get::with_sum(session, request.id).await?;
    let opening = match request.from {
        Some(from) => balance_before(session, business, request.id, from).await?,
        None => 0,
    };
    let closing = match request.to {
        Some(to) => balance_before(session, business, request.id, to.plus_days(1)).await?,
        None => balance,
    };
    let mut balance = match start {
        Some(sums) => added(session, &sums).await?,
        None if newest => closing,
        None => opening,
    };
    let tells_costs = session.row(&bought).await?.is_some();
    let (mut rows, mut last) = (Vec::new(), 0);
    for row in session.rows(&query).await? {
        let line = line(&row)?;
        let amount = line.amount.get();
        let next = if newest { balance.saturating_sub(amount) } else { balance.saturating_add(amount) };
        rows.push(StatementRow { balance: told(if newest { balance } else { next }), ..line });
        balance = next;
        last = row.int(2)?;
    }
    let page = page::page(rows, limit, |line| {
        format!("{}.{}.{}.{last}", line.date.days(), line.voucher.uuid(), i64::from(line.reversal))
    });
    Ok(Statement { party, opening: told(opening), closing: told(closing), page, tells_costs })
}

/// A balance, unless it is more than an amount can be: the khata is read all the same, and what is wrong in it taken back.
fn told(balance: i64) -> Option<Paise> {
    Paise::new(balance, "balance").ok()
}

/// The query for a page's lines, from where the page before ended, and those for what was owed there.
fn query(
    business: BusinessId,
    request: &GetStatement,
    after: Option<Key>,
    limit: i64,
) -> Result<(Query, Option<[Query; 3]>)> {
    let GetStatement { id, from, to, sort, .. } = *request;
    // The key is the end that a page is entered at, and the only one on its side: a day beside it would be read whole.
    let (sql, edge, other) = match sort {
        DaySort::Newest => {
            let edge = Key::morning(to.map_or(i64::MAX, |to| to.days().saturating_add(1)));
            (&sql::STATEMENT_NEWEST, edge, from.map_or(i64::MIN, Date::days))
        }
        DaySort::Oldest => {
            (&sql::STATEMENT_OLDEST, Key::morning(from.map_or(i64::MIN, Date::days)), to.map_or(i64::MAX, Date::days))
        }
    };
    let within = |key: &Key| if sort == DaySort::Newest { key.date < edge.date } else { key.date >= edge.date };
    let after = after.filter(within);
    let owed = |key: &Key| {
        let day = Date::from_days(key.date).map_err(|_| bad_cursor())?;
        let [months, days] = sums_before(business, id, day)?;
        // Of the newest first the line that the cursor names is left out, of the oldest first it counts.
        let below = Key { n: key.n.saturating_add(i64::from(sort == DaySort::Oldest)), ..key.clone() };
        let of_day = [business.into(), id.into()].into_iter().chain(below.params());
        Ok([months, days, Query { sql: &sql::PARTY_OF_DAY, params: of_day.collect() }])
    };
    let start = after.as_ref().map(owed).transpose()?;
    let params = [business.into(), id.into(), other.into()];
    let key = after.unwrap_or(edge).params();
    Ok((Query { sql, params: params.into_iter().chain(key).chain([limit.into()]).collect() }, start))
}

/// The queries for the balance at the beginning of a day.
fn sums_before(business: BusinessId, party: PartyId, day: Date) -> Result<[Query; 2]> {
    let first = Date::first_of_month(day.month())?;
    Ok([
        sql::PARTY_BEFORE_MONTH.with([business.into(), party.into(), day.month().into()]),
        sql::PARTY_BETWEEN.with([business.into(), party.into(), first.into(), day.into()]),
    ])
}

/// The balance at the beginning of a day: whole months from their totals, the rest from postings.
async fn balance_before<E: Engine>(
    session: &mut Session<'_, E>,
    business: BusinessId,
    party: PartyId,
    day: Date,
) -> Result<i64> {
    let sums = sums_before(business, party, day)?;
    added(session, &sums).await
}

/// Sums, added up.
async fn added<E: Engine>(session: &mut Session<'_, E>, sums: &[Query]) -> Result<i64> {
    let mut sum = 0_i64;
    for query in sums {
        sum = sum.saturating_add(session.row(query).await?.or_not_found("balance")?.int(0)?);
    }
    Ok(sum)
}

/// A line, without the balance after it.
fn line(row: &Row) -> Result<StatementRow> {
    let (amount, mode) = (row.paise(4)?, row.text(9)?);
    Ok(StatementRow {
        voucher: row.id(0)?,
        kind: row.named(5)?,
        date: row.date(3)?,
        number: row.text(6)?,
        note: row.text(8)?,
        mode: Mode::ALL.into_iter().find(|known| known.account().code() == mode),
        amount,
        balance: None,
        cancelled: row.flag(7)?,
        reversal: row.flag(1)?,
    })
}

fn read_cursor(text: &str) -> Result<Key> {
    let parts: Vec<&str> = text.split('.').collect();
    let [date, voucher, reversal, n] = parts.as_slice() else { return Err(bad_cursor()) };
    let number = |text: &str| text.parse::<i64>().map_err(|_| bad_cursor());
    Ok(Key {
        date: number(date)?,
        voucher: Uuid::try_parse(voucher).map_err(|_| bad_cursor())?.as_bytes().to_vec(),
        reversal: number(reversal)?,
        n: number(n)?,
    })
}
