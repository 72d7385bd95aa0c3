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

    /// Not after the last day of a list sorted downwards by day. The key is the only upper end that its statement
    /// names: the index is entered there, however many rows a day has.
    pub fn to(self, last: Option<Date>) -> Self {
        let Some(last) = last.map(Date::days).filter(|last| *last < self.order) else { return self };
        Self { order: last, id: vec![0xff; 16] }
    }

    /// Not before the first day of a list sorted upwards by day, likewise.
    pub fn from(self, first: Date) -> Self {
        if first.days() <= self.order { self } else { Self { order: first.days(), id: Vec::new() } }
    }

    /// The two as parameters.
    pub fn params(self) -> [Value; 2] {
        [self.order.into(), Value::from(self.id)]
    }
}

/// The key that a page of a list by name begins after: a name and an id.
pub struct AfterName {
    name: String,
    id: Vec<u8>,
}

impl AfterName {
    /// After the row of a cursor; before every row without one.
    pub fn read(after: Option<&str>) -> Result<Self> {
        let Some(text) = after else { return Ok(Self { name: String::new(), id: Vec::new() }) };
        // The id goes first in the cursor: a name may hold anything.
        let (id, name) = text.split_once('.').ok_or_else(bad_cursor)?;
        let id = Uuid::try_parse(id).map_err(|_| bad_cursor())?;
        Ok(Self { name: name.to_owned(), id: id.as_bytes().to_vec() })
    }

    /// The two as parameters.
    pub fn params(self) -> [Value; 2] {
        [self.name.into(), Value::from(self.id)]
    }
}

/// The cursor of a row of a list by name.
pub fn name_cursor(id: Uuid, name: &str) -> String {
    format!("{id}.{name}")
}

/// A cursor that is none of ours.
pub fn bad_cursor() -> Error {
    Error::field(Code::InvalidValue, "after", "This is not where a page ended.")
}

/// The cursor of a row.
pub fn cursor(order: i64, id: Uuid) -> String {
    format!("{order}.{id}")
}

/// A page of rows; there is a next one, after the key of the last row, when this one is full.
pub fn page<T>(rows: Vec<T>, limit: i64, key: impl FnOnce(&T) -> String) -> Page<T> {
    let full = i64::try_from(rows.len()).is_ok_and(|count| count >= limit);
    let next = rows.last().filter(|_| full).map(key);
    Page { rows, next }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(days: i64) -> Date {
        Date::from_days(days).unwrap()
    }

    fn key(after: After) -> (i64, Vec<u8>) {
        (after.order, after.id)
    }

    #[test]
    fn a_page_begins_at_the_cursor_or_at_the_end_of_its_days_whichever_is_nearer() {
        let id = Uuid::from_u128(7);
        let cursor = cursor(20_100, id);
        let newest = |after: Option<&str>, to| key(After::newest(after).unwrap().to(to));
        assert_eq!(newest(None, None), (i64::MAX, vec![0xff; 16]));
        assert_eq!(newest(None, Some(day(20_100))), (20_100, vec![0xff; 16]), "every row of the last day is below");
        assert_eq!(newest(Some(&cursor), Some(day(20_100))), (20_100, id.as_bytes().to_vec()));
        assert_eq!(newest(Some(&cursor), Some(day(20_200))), (20_100, id.as_bytes().to_vec()));
        assert_eq!(newest(Some(&cursor), Some(day(20_099))), (20_099, vec![0xff; 16]));
        let oldest = |after: Option<&str>, from| key(After::oldest(after).unwrap().from(from));
        assert_eq!(oldest(None, day(20_100)), (20_100, Vec::new()), "every row of the first day is above");
        assert_eq!(oldest(Some(&cursor), day(20_100)), (20_100, id.as_bytes().to_vec()));
        assert_eq!(oldest(Some(&cursor), day(20_101)), (20_101, Vec::new()));
    }
}
