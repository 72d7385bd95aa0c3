//! What needs somebody's attention: clashes that devices which worked apart brought together. Worked out from the
//! tables, so that every device shows the same; what was put right is gone from the list by itself.

use crate::api::Session;
use crate::api::sync::{Attention, ListAttention, Matter};
use crate::clock::day_in_india;
use crate::document::supply::LATEST_DAYS;
use crate::error::Result;
use crate::id::BusinessId;
use crate::store::statement::Row;
use crate::store::statements::report as sql;
use crate::store::{Engine, Statement};

/// How a row of a kind is read.
type Read = fn(&Row) -> Result<Matter>;

/// Vouchers are written up to so long before the shop's log begins without a word: who starts with the app enters the
/// year so far.
const YEAR_SO_FAR: i64 = 366;

/// Lists it.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, _: ListAttention) -> Result<Attention> {
    let business = session.business().await?;
    let to_come = session.today().plus_days(LATEST_DAYS);
    let mut kinds: Vec<(Statement, Read)> = vec![
        (sql::ATTENTION_SAME_NUMBER.with([business.into()]), same_number),
        (sql::ATTENTION_OVER.with([business.into()]), over_allocated),
        (sql::ATTENTION_OVERSOLD.with([business.into()]), oversold),
        (sql::ATTENTION_TO_COME.with([business.into(), to_come.into()]), odd_day),
        (sql::ATTENTION_REFUSED.with([business.into()]), refused),
        (sql::ATTENTION_LATE.with([business.into()]), late),
    ];
    kinds.extend(long_ago(session, business).await?.map(|query| (query, odd_day as Read)));
    let mut matters = Vec::new();
    for (query, matter) in kinds {
        for row in session.rows(&query).await? {
            matters.push(matter(&row)?);
        }
    }
    Ok(Attention { matters })
}

/// What asks for vouchers from long before the shop's log. Books without one have no other device to look at.
async fn long_ago<E: Engine>(session: &mut Session<'_, E>, business: BusinessId) -> Result<Option<Statement>> {
    let began = session.row(&sql::LOG_BEGAN.with([business.into()])).await?;
    let began = began.map(|row| Ok(day_in_india(row.int(0)?))).transpose()?;
    Ok(began.map(|day| sql::ATTENTION_LONG_AGO.with([business.into(), day.plus_days(-YEAR_SO_FAR).into()])))
}

fn same_number(row: &Row) -> Result<Matter> {
    Ok(Matter::SameNumber {
        voucher: row.id(0)?,
        number: row.text(1)?,
        party_name: row.text(2)?,
        date: row.date(3)?,
        amount: row.paise(4)?,
    })
}

fn over_allocated(row: &Row) -> Result<Matter> {
    let over = row.paise(4)?.sub(row.paise(3)?, "over")?;
    Ok(Matter::OverAllocated { voucher: row.id(0)?, number: row.text(1)?, party_name: row.text(2)?, over })
}

fn oversold(row: &Row) -> Result<Matter> {
    Ok(Matter::Oversold { item: row.id(0)?, name: row.text(1)?, stock: row.milli(2)? })
}

fn odd_day(row: &Row) -> Result<Matter> {
    Ok(Matter::OddDay {
        voucher: row.id(0)?,
        number: row.text(1)?,
        party_name: row.text(2)?,
        date: row.date(3)?,
        party: row.opt_id(4)?,
    })
}

fn refused(row: &Row) -> Result<Matter> {
    let (entry, about) = (row.id::<crate::id::ChangeId>(0)?.uuid(), row.text(2)?);
    Ok(Matter::Refused { entry, device: row.id(1)?, about, number: number(row)? })
}

fn late(row: &Row) -> Result<Matter> {
    let (entry, about) = (row.id::<crate::id::ChangeId>(0)?.uuid(), row.text(2)?);
    Ok(Matter::Late { entry, device: row.id(1)?, about, number: number(row)? })
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
