//! What needs somebody's attention: clashes that devices which worked apart brought together. Worked out from the
//! tables, so that every device shows the same; what was put right is gone from the list by itself. A day that cannot be
//! right, and an entry that was refused or came late, stand until they are put right or somebody says that they have seen
//! them.

use crate::api::Session;
use crate::api::matter::Matter;
use crate::api::session::shop_queries;
use crate::api::sync::{Attention, ListAttention, SeeMatters};
use crate::clock::day_in_india;
use crate::date::Date;
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
use crate::sync::state::is_different;

/// The shop's field that says up to which place of the log odd days were seen.
const DAYS_SEEN: &str = "odd_days_seen";

/// The same of entries that the log refused or that came late.
const ENTRIES_SEEN: &str = "entries_seen";

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
        let queries = own.into_iter().chain(bills).chain([&sql::LOG_BEGAN]).map(|query| query.with([business.into()]));
        queries.chain(shop_queries(business)).collect()
    });
    let seen = Seen::of(session, business).await?;
    let mut kinds: Vec<(Statement, Read)> = vec![
        (sql::ATTENTION_SAME_NUMBER.with([business.into()]), same_number),
        (sql::ATTENTION_CORRECTED.with([business.into()]), corrected_twice),
        (sql::ATTENTION_RETURNED.with([business.into()]), returned),
        (sql::ATTENTION_OVER.with([business.into()]), over_allocated),
        (sql::ATTENTION_OVERSOLD.with([business.into()]), oversold),
        (sql::ATTENTION_TO_COME.with([business.into(), to_come.into(), seen.days.into()]), ahead),
        (sql::ATTENTION_AHEAD.with([business.into(), to_come.into(), seen.days.into()]), ahead),
        (sql::ATTENTION_REFUSED.with([business.into(), seen.entries.into(), LISTED.into()]), refused),
        (sql::ATTENTION_LATE.with([business.into(), seen.entries.into(), LISTED.into()]), late),
    ];
    kinds.extend(long_ago(session, business, seen.days).await?.map(|query| (query, long_past as Read)));
    let (queries, reads): (Vec<Statement>, Vec<Read>) = kinds.into_iter().unzip();
    let different = is_different(session).await?;
    let mut matters: Vec<Matter> = different.then_some(Matter::FiguresDiffer {}).into_iter().collect();
    for (rows, matter) in session.engine.query_many(&queries).await?.iter().zip(reads) {
        for row in rows {
            // One that is set against several bills comes with each.
            matters.extend(matter(row)?.filter(|found| matters.last() != Some(found)));
        }
    }
    if let Some(last) = matters.iter().filter_map(|matter| still_to_come(matter, to_come)).max() {
        matters.insert(0, Matter::ClockBehind { today: session.today(), last });
    }
    Ok(Attention { matters })
}

/// The day of a matter, if it lies after one that may be.
fn still_to_come(matter: &Matter, latest: Date) -> Option<Date> {
    match matter {
        Matter::OddDay { date, ahead: true, .. } => Some(*date).filter(|date| *date > latest),
        _ => None,
    }
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

/// How many entries that were refused or came late are listed, of each.
const LISTED: i64 = 200;

/// Up to which places of the log somebody has looked.
struct Seen {
    /// At days that cannot be right.
    days: i64,
    /// At entries that were refused or came late.
    entries: i64,
}

impl Seen {
    async fn of<E: Engine>(session: &mut Session<'_, E>, business: BusinessId) -> Result<Self> {
        let fields = session.fields(business.uuid()).await?;
        Ok(Self { days: fields.get(DAYS_SEEN), entries: fields.get(ENTRIES_SEEN) })
    }
}

/// Notes that odd days, or entries that were refused or came late, were looked at and stay as they are, up to a place of
/// the log: those are listed no more, on any device of the shop. What comes later is.
///
/// # Errors
/// `invalid_value` for a place at which none of them stands, and where none is named.
pub async fn seen<E: Engine>(session: &mut Session<'_, E>, request: SeeMatters) -> Result<Attention> {
    let business = session.business().await?;
    let listed = list(session, ListAttention {}).await?;
    let stands = |to: i64, days: bool| {
        listed
            .matters
            .iter()
            .any(|matter| matter.place() == Some(to) && matches!(matter, Matter::OddDay { .. }) == days)
    };
    let mut fields = Fields::default();
    for (name, field, to, days) in
        [("to", DAYS_SEEN, request.to, true), ("entries", ENTRIES_SEEN, request.entries, false)]
    {
        let Some(to) = to else { continue };
        if !stands(to, days) {
            return Err(Error::field(Code::InvalidValue, name, "Nothing that is listed stands at this place."));
        }
        fields = fields.with(field, if days { to } else { to.min(whole_up_to(&listed)) });
    }
    if fields.fields.is_empty() {
        return Err(Error::field(Code::InvalidValue, "to", "Say up to where it was seen."));
    }
    session.append(Kind::Shop, business.uuid(), &fields).await?;
    list(session, ListAttention {}).await
}

/// The place up to which every entry that was refused or came late is listed.
fn whole_up_to(listed: &Attention) -> i64 {
    let refused = listed.matters.iter().filter(|matter| matches!(matter, Matter::Refused { .. }));
    let late = listed.matters.iter().filter(|matter| matches!(matter, Matter::Late { .. }));
    let last =
        |places: Vec<i64>| if i64::try_from(places.len()) == Ok(LISTED) { places.into_iter().max() } else { None };
    let ends = [refused.filter_map(Matter::place).collect(), late.filter_map(Matter::place).collect()].map(last);
    ends.into_iter().flatten().min().unwrap_or(i64::MAX)
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
        place: place(row, 5)?,
    }))
}

/// Where on the log an entry stands; none before it has a place.
fn place(row: &Row, column: usize) -> Result<Option<i64>> {
    Ok(Some(row.int(column)?).filter(|place| *place > 0))
}

fn refused(row: &Row) -> Result<Option<Matter>> {
    let (entry, about) = (row.id::<crate::id::ChangeId>(0)?.uuid(), row.text(2)?);
    if row.opt_bytes(5)?.is_some_and(|counts| says_the_same(row.bytes(3).unwrap_or_default(), counts)) {
        return Ok(None);
    }
    Ok(Some(Matter::Refused { entry, device: row.id(1)?, about, number: number(row)?, place: place(row, 4)? }))
}

fn late(row: &Row) -> Result<Option<Matter>> {
    let (entry, about) = (row.id::<crate::id::ChangeId>(0)?.uuid(), row.text(2)?);
    let (number, place) = (number(row)?, place(row, 4)?);
    let has_a_screen = about == Kind::Voucher.as_str() && !number.is_empty();
    let voucher = has_a_screen.then(|| row.id(5)).transpose()?;
    Ok(Some(Matter::Late { entry, device: row.id(1)?, about, number, place, voucher }))
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
