//! The day book: all vouchers of some days and what they come to.

use std::collections::BTreeMap;

use crate::api::Session;
use crate::api::payment::DaySort;
use crate::api::report::{AccountSum, DayBook, DayBookRow, GetDayBook, MovedBetween};
use crate::date::Date;
use crate::document::VoucherKind;
use crate::document::voucher::Detail;
use crate::error::{Code, Error, Result};
use crate::id::BusinessId;
use crate::ledger::{Account, Class, Postings};
use crate::money::Paise;
use crate::page::{self, After};
use crate::payment::Mode;
use crate::store::statements::report as sql;
use crate::store::{Engine, Row, Statement};

/// Sums of vouchers by kind over some days, cancelled ones left out: paise and number.
pub type KindSums = BTreeMap<String, (i64, i64)>;

/// A page of the day book with the sums over all its days.
pub async fn day_book<E: Engine>(session: &mut Session<'_, E>, request: GetDayBook) -> Result<DayBook> {
    if request.from > request.to {
        return Err(Error::field(Code::DaysOutOfOrder, "from", "The first day is after the last."));
    }
    let business = session.business().await?;
    let limit = page::rows(request.limit);
    let after = request.after.as_deref();
    let (query, end, start) = match request.sort.unwrap_or(DaySort::Oldest) {
        DaySort::Oldest => (&sql::DAY_BOOK, request.to, After::oldest(after)?.from(request.from)),
        DaySort::Newest => (&sql::DAY_BOOK_DOWN, request.from, After::newest(after)?.to(Some(request.to))),
    };
    let [date, id] = start.params();
    let query = query.with([business.into(), end.into(), date, id, limit.into()]);
    let accounts = sql::DAY_ACCOUNTS.with([business.into(), request.from.into(), request.to.into()]);
    session.engine.ahead(|| vec![sums_query(business, request.from, request.to), accounts.clone()]);
    let rows = session.rows(&query).await?.iter().map(row).collect::<Result<Vec<_>>>()?;
    let sums = sums(session, request.from, request.to).await?;
    let of =
        |kind: VoucherKind, figure: &str| Paise::new(sums.get(kind.as_str()).map_or(0, |(amount, _)| *amount), figure);
    let mut by_account = Vec::new();
    let (mut received, mut paid, mut gave) = (Paise::ZERO, Paise::ZERO, Paise::ZERO);
    for row in session.rows(&accounts).await? {
        let account = Account::from_code(row.text(0)?);
        let amount = row.figure(1, account.code())?;
        // Money is told by where it lies, not by the kind of entry: goods bought for cash are paid for, too.
        if Mode::of(&account).is_some() {
            received = received.add(row.figure(2, "received")?, "received")?;
            paid = paid.add(row.figure(3, "paid")?, "paid")?;
        }
        if account == Account::KHATA_SALES {
            gave = amount.neg();
        }
        if account.class() == Class::Asset && !amount.is_zero() {
            by_account.push(AccountSum { account: account.to_string(), amount });
        }
    }
    Ok(DayBook {
        sales: of(VoucherKind::Sale, "sales")?,
        received,
        paid,
        gave,
        returned: of(VoucherKind::Return, "returned")?,
        by_account,
        page: page::page(rows, limit, |row| page::cursor(row.date.days(), row.voucher.uuid())),
    })
}

/// Sums by kind over some days.
pub async fn sums<E: Engine>(session: &mut Session<'_, E>, from: Date, to: Date) -> Result<KindSums> {
    let business = session.business().await?;
    let rows = session.rows(&sums_query(business, from, to)).await?;
    rows.iter().map(|row| Ok((row.text(0)?, (row.int(1)?, row.int(2)?)))).collect()
}

fn sums_query(business: BusinessId, from: Date, to: Date) -> Statement {
    sql::DAY_SUMS.with([business.into(), from.into(), to.into()])
}

/// The part of a voucher that its line shows.
#[derive(serde::Deserialize)]
struct Body {
    #[serde(default)]
    note: String,
    detail: Detail,
    postings: Postings,
}

/// What an entry's body says it is about; nothing where a newer app wrote it in another shape.
fn about(row: &Row) -> Option<Body> {
    row.bytes(7).ok().and_then(|body| serde_json::from_slice::<Body>(body).ok())
}

/// From which account to which the shop's own money went.
fn between(postings: &Postings) -> Option<MovedBetween> {
    let side = |gave: bool| {
        let posting = postings.lines().iter().find(|posting| posting.amount.is_negative() == gave)?;
        Some(posting.account.to_string())
    };
    Some(MovedBetween { from: side(true)?, to: side(false)? })
}

fn row(row: &Row) -> Result<DayBookRow> {
    let kind: VoucherKind = row.named(1)?;
    let (mut note, mut expense, mut moved) = (String::new(), None, None);
    if let Some(body) = about(row) {
        note = body.note;
        moved = kind.is_own_money().then(|| between(&body.postings)).flatten();
        if let Detail::Payment(payment) = body.detail {
            expense = payment.expense;
        }
    }
    Ok(DayBookRow {
        voucher: row.id(0)?,
        kind,
        date: row.date(2)?,
        number: row.text(3)?,
        party_name: row.text(4)?,
        amount: row.paise(5)?,
        cancelled: row.flag(6)?,
        note,
        expense,
        moved,
    })
}
