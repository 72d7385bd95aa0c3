//! What needs somebody's attention: clashes that devices which worked apart brought together. Worked out from the
//! tables, so that every device shows the same; what was put right is gone from the list by itself. A day that cannot be
//! right stands until it is put right or somebody says that they have seen it.

use crate::api::Session;
use crate::api::sync::{Attention, ListAttention, Matter, SeeOddDays};
use crate::clock::day_in_india;
use crate::document::Voucher;
use crate::document::day::LATEST_DAYS;
use crate::document::voucher::Detail;
use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, VoucherId};
use crate::journal::change::Kind;
use crate::journal::merge::Fields;
use crate::store::statement::Row;
use crate::store::statements::report as sql;
use crate::store::{Engine, Statement};

/// The shop's field that says up to which place of the log odd days were seen.
const SEEN: &str = "odd_days_seen";

/// How a row of a kind is read.
type Read = fn(&Row) -> Result<Option<Matter>>;

/// Vouchers are written up to so long before the shop's log begins without a word: who starts with the app enters the
/// year so far.
const YEAR_SO_FAR: i64 = 366;

/// Lists it.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, _: ListAttention) -> Result<Attention> {
    let business = session.business().await?;
    let to_come = session.today().plus_days(LATEST_DAYS);
    session.engine.ahead(|| {
        let own = [&sql::ATTENTION_SAME_NUMBER, &sql::ATTENTION_OVER, &sql::ATTENTION_OVERSOLD];
        let bills = [&sql::ATTENTION_CORRECTED, &sql::ATTENTION_RETURNED];
        let others = [&sql::ATTENTION_REFUSED, &sql::ATTENTION_LATE, &sql::LOG_BEGAN];
        own.into_iter().chain(bills).chain(others).map(|query| query.with([business.into()])).collect()
    });
    let seen = seen_to(session, business).await?;
    let mut kinds: Vec<(Statement, Read)> = vec![
        (sql::ATTENTION_SAME_NUMBER.with([business.into()]), same_number),
        (sql::ATTENTION_CORRECTED.with([business.into()]), corrected_twice),
        (sql::ATTENTION_RETURNED.with([business.into()]), returned),
        (sql::ATTENTION_OVER.with([business.into()]), over_allocated),
        (sql::ATTENTION_OVERSOLD.with([business.into()]), oversold),
        (sql::ATTENTION_TO_COME.with([business.into(), to_come.into(), seen.into()]), ahead),
        (sql::ATTENTION_AHEAD.with([business.into(), to_come.into(), seen.into()]), ahead),
        (sql::ATTENTION_REFUSED.with([business.into()]), refused),
        (sql::ATTENTION_LATE.with([business.into()]), late),
    ];
    kinds.extend(long_ago(session, business, seen).await?.map(|query| (query, long_past as Read)));
    let (queries, reads): (Vec<Statement>, Vec<Read>) = kinds.into_iter().unzip();
    let mut matters = Vec::new();
    for (rows, matter) in session.engine.query_many(&queries).await?.iter().zip(reads) {
        for row in rows {
            // One that is set against several bills comes with each.
            matters.extend(matter(row)?.filter(|found| matters.last() != Some(found)));
        }
    }
    Ok(Attention { matters })
}

/// What asks for vouchers from long before the shop's log. Books without one have no other device to look at.
async fn long_ago<E: Engine>(
    session: &mut Session<'_, E>,
    business: BusinessId,
    seen: i64,
) -> Result<Option<Statement>> {
    let began = session.row(&sql::LOG_BEGAN.with([business.into()])).await?;
    let began = began.map(|row| Ok(day_in_india(row.int(0)?))).transpose()?;
    let before = began.map(|day| day.plus_days(-YEAR_SO_FAR));
    Ok(before.map(|day| sql::ATTENTION_LONG_AGO.with([business.into(), day.into(), seen.into()])))
}

/// Up to which place of the log somebody has looked at days that cannot be right.
async fn seen_to<E: Engine>(session: &mut Session<'_, E>, business: BusinessId) -> Result<i64> {
    Ok(session.fields(business.uuid()).await?.get(SEEN))
}

/// Notes that odd days were looked at and stay as they are, up to a place of the log: those are listed no more, on any
/// device of the shop. What comes later is.
///
/// # Errors
/// `invalid_value` for a place at which none of them stands.
pub async fn seen<E: Engine>(session: &mut Session<'_, E>, request: SeeOddDays) -> Result<Attention> {
    let business = session.business().await?;
    let listed = list(session, ListAttention {}).await?;
    let place = |matter: &Matter| match matter {
        Matter::OddDay { place, .. } => *place,
        _ => None,
    };
    if !listed.matters.iter().filter_map(place).any(|place| place == request.to) {
        return Err(Error::field(Code::InvalidValue, "to", "No day that is listed stands at this place."));
    }
    session.append(Kind::Shop, business.uuid(), &Fields::default().with(SEEN, request.to)).await?;
    list(session, ListAttention {}).await
}

fn same_number(row: &Row) -> Result<Option<Matter>> {
    Ok(Some(Matter::SameNumber {
        voucher: row.id(0)?,
        number: row.text(1)?,
        party_name: row.text(2)?,
        date: row.date(3)?,
        amount: row.paise(4)?,
    }))
}

fn corrected_twice(row: &Row) -> Result<Option<Matter>> {
    Ok(Some(Matter::CorrectedTwice {
        voucher: row.id(0)?,
        number: row.text(1)?,
        party_name: row.text(2)?,
        date: row.date(3)?,
        amount: row.paise(4)?,
    }))
}

/// A credit note whose own bill was cancelled; one that is about another, and paid the cancelled one with what was over,
/// is in order.
fn returned(row: &Row) -> Result<Option<Matter>> {
    let bill: VoucherId = row.id(5)?;
    // What a newer app wrote in another shape is for that app to judge.
    let Some(Detail::CreditNote(note)) = voucher(row.bytes(6)?).map(|voucher| voucher.detail) else { return Ok(None) };
    let Some(against) = note.against.filter(|against| against.id == bill) else { return Ok(None) };
    Ok(Some(Matter::ReturnOfCancelled {
        voucher: row.id(0)?,
        number: row.text(1)?,
        bill: against.number,
        party_name: row.text(2)?,
        date: row.date(3)?,
        amount: row.paise(4)?,
    }))
}

fn voucher(body: &[u8]) -> Option<Voucher> {
    serde_json::from_slice(body).ok()
}

fn over_allocated(row: &Row) -> Result<Option<Matter>> {
    let over = row.paise(4)?.sub(row.paise(3)?, "over")?;
    Ok(Some(Matter::OverAllocated { voucher: row.id(0)?, number: row.text(1)?, party_name: row.text(2)?, over }))
}

fn oversold(row: &Row) -> Result<Option<Matter>> {
    Ok(Some(Matter::Oversold { item: row.id(0)?, name: row.text(1)?, stock: row.stock(2)? }))
}

fn ahead(row: &Row) -> Result<Option<Matter>> {
    odd_day(row, true)
}

fn long_past(row: &Row) -> Result<Option<Matter>> {
    odd_day(row, false)
}

fn odd_day(row: &Row, ahead: bool) -> Result<Option<Matter>> {
    Ok(Some(Matter::OddDay {
        voucher: row.id(0)?,
        number: row.text(1)?,
        party_name: row.text(2)?,
        date: row.date(3)?,
        party: row.opt_id(4)?,
        ahead,
        place: Some(row.int(5)?).filter(|place| *place > 0),
    }))
}

fn refused(row: &Row) -> Result<Option<Matter>> {
    let (entry, about) = (row.id::<crate::id::ChangeId>(0)?.uuid(), row.text(2)?);
    if row.opt_bytes(4)?.is_some_and(|counts| says_the_same(row.bytes(3).unwrap_or_default(), counts)) {
        return Ok(None);
    }
    Ok(Some(Matter::Refused { entry, device: row.id(1)?, about, number: number(row)? }))
}

fn late(row: &Row) -> Result<Option<Matter>> {
    let (entry, about) = (row.id::<crate::id::ChangeId>(0)?.uuid(), row.text(2)?);
    Ok(Some(Matter::Late { entry, device: row.id(1)?, about, number: number(row)? }))
}

/// Whether a refused entry says what the one does that counts under its id: two devices did one thing, and nothing is
/// missing. Each gave its own number, and set the money as it saw it.
fn says_the_same(refused: &[u8], counts: &[u8]) -> bool {
    let books = |body: &[u8]| {
        let Voucher { kind, date, party, amount, postings, movements, .. } = voucher(body)?;
        Some((kind, date, party.id, amount, postings, movements))
    };
    refused == counts || books(refused).is_some_and(|said| books(counts) == Some(said))
}

/// The number that the entry's body says, if it is a voucher that has one.
fn number(row: &Row) -> Result<String> {
    #[derive(serde::Deserialize)]
    struct Numbered {
        #[serde(default)]
        number: String,
    }
    Ok(serde_json::from_slice(row.bytes(3)?).map_or_else(|_| String::new(), |said: Numbered| said.number))
}
