//! Checks that a shop's log is whole: every place taken once, and the digest of each place what the entries before
//! it come to.

use super::host::logged;
use super::message::Point;
use crate::error::Result;
use crate::id::{BusinessId, DeviceId};
use crate::journal::change::{Hash, Standing};
use crate::store::statements::sync as sql;
use crate::store::{Engine, Row};

/// Places read at a time.
const PAGE: i64 = 1000;

/// What following a log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogCheck {
    /// Where the log ends, as far as it could be followed.
    pub end: Point,
    /// The first fault, if there is one: what follows cannot be judged.
    pub fault: Option<String>,
}

/// A place as it is stored.
struct Place {
    at: Point,
    hash: Hash,
    standing: Standing,
    granted: Option<i64>,
    device: DeviceId,
    dseq: i64,
}

impl Place {
    fn of(row: &Row) -> Result<Self> {
        Ok(Self {
            at: Point { seq: row.int(0)?, chain: Hash::from_bytes(row.bytes(1)?)? },
            hash: Hash::from_bytes(row.bytes(2)?)?,
            standing: Standing::from_stored(row.int(3)?)?,
            granted: row.opt_int(4)?,
            device: row.id(5)?,
            dseq: row.int(6)?,
        })
    }
}

/// Follows the log from its first place up to its head.
pub async fn log<E: Engine>(engine: &mut E, business: BusinessId) -> Result<LogCheck> {
    let mut end = Point::default();
    loop {
        let rows = engine.query(&sql::LOG_PLACES.with([business.into(), end.seq.into(), PAGE.into()])).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let place = Place::of(row)?;
            let next = end.then(place.hash, logged(place.standing), place.granted);
            let fault = if place.at.seq != next.seq {
                Some(format!("Place {} of the log is empty.", next.seq))
            } else if place.at.chain != next.chain {
                Some(format!(
                    "The log's digest at place {} is not what it comes to: entry {} of device {}.",
                    next.seq, place.dseq, place.device
                ))
            } else {
                None
            };
            if fault.is_some() {
                return Ok(LogCheck { end, fault });
            }
            end = next;
        }
    }
    let head = engine.query_one(&sql::HEAD.with([business.into()])).await?;
    let head = head.map(|row| Ok(Point { seq: row.int(0)?, chain: Hash::from_bytes(row.bytes(2)?)? })).transpose()?;
    let fault = match head {
        None => Some("The log has no head.".to_owned()),
        Some(head) if head != end => {
            Some(format!("The log's head names place {}, and its entries end at place {}.", head.seq, end.seq))
        }
        Some(_) => None,
    };
    Ok(LogCheck { end, fault })
}
