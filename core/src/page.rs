//! Keyset pages: a cursor is the key of the last row, so that a page costs the same at any depth.

use uuid::Uuid;

use crate::api::party::Page;
use crate::date::Date;
use crate::error::{Code, Error, Result};
use crate::store::Value;

/// Rows of a page, as asked for: 50 unless said otherwise, at most 500.
pub fn rows(limit: u32) -> i64 {
    match limit {
        0 => 50,
        _ => i64::from(limit.min(500)),
    }
}

/// The key that a page begins after: a number and an id.
pub struct After {
    /// What the list is sorted by.
    pub order: i64,
    /// The row.
    pub id: Vec<u8>,
}

impl After {
    /// Before every row of a list sorted downwards.
    pub fn newest(after: Option<&str>) -> Result<Self> {
        Self::read(after, Self { order: i64::MAX, id: vec![0xff; 16] })
    }

    /// Before every row of a list sorted upwards.
    pub fn oldest(after: Option<&str>) -> Result<Self> {
        Self::read(after, Self { order: i64::MIN, id: Vec::new() })
    }

    fn read(after: Option<&str>, start: Self) -> Result<Self> {
        let Some(text) = after else { return Ok(start) };
        let (order, id) = text.split_once('.').ok_or_else(bad_cursor)?;
        let id = Uuid::try_parse(id).map_err(|_| bad_cursor())?;
        Ok(Self { order: order.parse().map_err(|_| bad_cursor())?, id: id.as_bytes().to_vec() })
    }

    /// The last day of a list sorted downwards by day: no later than the cursor's, so that the index is entered
    /// there and a page costs the same at any depth.
    pub fn until(&self, to: Option<Date>) -> Value {
        to.map_or(i64::MAX, Date::days).min(self.order).into()
    }

    /// The first day of a list sorted upwards by day, likewise.
    pub fn since(&self, from: Date) -> Value {
        from.days().max(self.order).into()
    }

    /// The two as parameters.
    pub fn params(self) -> [Value; 2] {
        [self.order.into(), Value::Bytes(self.id)]
    }
}

/// A cursor that is none of ours.
pub fn bad_cursor() -> Error {
    Error::field(Code::InvalidValue, "after", "This is not where a page ended.")
}

/// The cursor of a row.
pub fn cursor(order: i64, id: Uuid) -> String {
    format!("{order}.{id}")
}

/// A page of rows with their keys; there is a next one when this one is full.
pub fn page<T>(rows: Vec<(T, String)>, limit: i64) -> Page<T> {
    let full = i64::try_from(rows.len()).is_ok_and(|count| count >= limit);
    let next = if full { rows.last().map(|(_, key)| key.clone()) } else { None };
    Page { rows: rows.into_iter().map(|(row, _)| row).collect(), next }
}
