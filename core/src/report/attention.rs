//! What needs somebody's attention: clashes that devices which worked apart brought together. Worked out from the
//! tables, so that every device shows the same; what was put right is gone from the list by itself.

use crate::api::Session;
use crate::api::sync::{Attention, ListAttention, Matter};
use crate::error::Result;
use crate::store::statement::Row;
use crate::store::statements::report as sql;
use crate::store::{Engine, Sql};

/// How a row of a kind is read.
type Read = fn(&Row) -> Result<Matter>;

/// Lists it.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, _: ListAttention) -> Result<Attention> {
    let business = session.business().await?;
    let mut matters = Vec::new();
    let kinds: [(&'static Sql, Read); 5] = [
        (&sql::ATTENTION_SAME_NUMBER, same_number),
        (&sql::ATTENTION_OVER, over_allocated),
        (&sql::ATTENTION_OVERSOLD, oversold),
        (&sql::ATTENTION_REFUSED, refused),
        (&sql::ATTENTION_LATE, late),
    ];
    for (query, matter) in kinds {
        for row in session.rows(&query.with([business.into()])).await? {
            matters.push(matter(&row)?);
        }
    }
    Ok(Attention { matters })
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
