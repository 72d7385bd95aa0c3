//! A party's statement: every posting with the balance after it, newest first.

use uuid::Uuid;

use crate::api::Session;
use crate::api::party::{GetStatement, Statement, StatementRow};
use crate::date::Date;
use crate::error::{Code, Error, OrError, Result};
use crate::id::{BusinessId, PartyId};
use crate::money::Paise;
use crate::page::{self, bad_cursor};
use crate::party::get;
use crate::payment::Mode;
use crate::store::statements::party as sql;
use crate::store::{Engine, Row, Statement as Query, Value};

/// Where a page ended: the key of its last line, and the balance before that line.
struct Cursor {
    date: i64,
    voucher: Vec<u8>,
    reversal: i64,
    n: i64,
    balance: Paise,
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
    let start = request.after.as_deref().map(read_cursor).transpose()?;
    let query = query(business, &request, start.as_ref(), limit);
    session.engine.ahead(|| {
        let days = [request.from, request.to.map(|to| to.plus_days(1))];
        let sums = days.into_iter().flatten().filter_map(|day| sums_before(business, request.id, day).ok());
        sums.flatten().chain([query.clone()]).collect()
    });
    let (party, balance) = get::find(session, request.id).await?;
    let opening = match request.from {
        Some(from) => balance_before(session, business, request.id, from).await?,
        None => Paise::ZERO,
    };
    let closing = match request.to {
        Some(to) => balance_before(session, business, request.id, to.plus_days(1)).await?,
        None => balance,
    };
    let mut balance = start.map_or(closing, |start| start.balance);
    let (mut rows, mut last) = (Vec::new(), 0);
    for row in session.rows(&query).await? {
        let line = line(&row, balance)?;
        balance = balance.sub(line.amount, "balance")?;
        last = row.int(2)?;
        rows.push(line);
    }
    let page = page::page(rows, limit, |line| {
        let (day, reversal) = (line.date.days(), i64::from(line.reversal));
        format!("{day}.{}.{reversal}.{last}.{}", line.voucher.uuid(), balance.get())
    });
    Ok(Statement { party, opening, closing, page })
}

/// The query for a page's lines, below where the page before ended.
fn query(business: BusinessId, request: &GetStatement, start: Option<&Cursor>, limit: i64) -> Query {
    let (date, voucher, reversal, n) = match start {
        Some(start) => (start.date, start.voucher.clone(), start.reversal, start.n),
        None => (i64::MAX, Vec::new(), 0, 0),
    };
    sql::STATEMENT_PAGE.with([
        business.into(),
        request.id.into(),
        request.from.map_or(i64::MIN, Date::days).into(),
        request.to.map_or(i64::MAX, Date::days).min(date).into(),
        date.into(),
        Value::from(voucher),
        reversal.into(),
        n.into(),
        limit.into(),
    ])
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
pub async fn balance_before<E: Engine>(
    session: &mut Session<'_, E>,
    business: BusinessId,
    party: PartyId,
    day: Date,
) -> Result<Paise> {
    let [months, days] = sums_before(business, party, day)?;
    let before = session.row(&months).await?.or_not_found("balance")?.paise(0)?;
    before.add(session.row(&days).await?.or_not_found("balance")?.paise(0)?, "balance")
}

fn line(row: &Row, balance: Paise) -> Result<StatementRow> {
    let (amount, mode) = (row.paise(4)?, row.text(9)?);
    Ok(StatementRow {
        voucher: row.id(0)?,
        kind: row.named(5)?,
        date: row.date(3)?,
        number: row.text(6)?,
        note: row.text(8)?,
        mode: Mode::ALL.into_iter().find(|known| known.account().code() == mode),
        amount,
        balance,
        cancelled: row.flag(7)?,
        reversal: row.flag(1)?,
    })
}

fn read_cursor(text: &str) -> Result<Cursor> {
    let parts: Vec<&str> = text.split('.').collect();
    let [date, voucher, reversal, n, balance] = parts.as_slice() else { return Err(bad_cursor()) };
    let number = |text: &str| text.parse::<i64>().map_err(|_| bad_cursor());
    Ok(Cursor {
        date: number(date)?,
        voucher: Uuid::try_parse(voucher).map_err(|_| bad_cursor())?.as_bytes().to_vec(),
        reversal: number(reversal)?,
        n: number(n)?,
        balance: Paise::new(number(balance)?, "balance")?,
    })
}
