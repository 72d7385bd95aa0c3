//! Time is passed in: the core never asks the machine.

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::date::Date;

const IST_SECONDS: i32 = 19_800; // 5 h 30 min

/// How far India is ahead of UTC, in milliseconds.
pub const IST_MS: i64 = 1_000 * IST_SECONDS as i64;

/// Milliseconds since 1970-01-01 UTC, from whoever runs the core.
pub trait Clock: Send + Sync {
    /// Now, in milliseconds since the Unix epoch.
    fn now_ms(&self) -> i64;

    /// Today in India (UTC+5:30): document dates are civil dates in IST, on servers too.
    fn today(&self) -> Date {
        day_in_india(self.now_ms())
    }
}

/// The civil date in India at a moment; moments outside the years of the books give the nearest day inside.
pub fn day_in_india(ms: i64) -> Date {
    let day = DateTime::from_timestamp_millis(ms.saturating_add(IST_MS))
        .map_or(if ms < 0 { NaiveDate::MIN } else { NaiveDate::MAX }, |t| t.date_naive());
    Date::clamped(day)
}

/// Indian time of a moment; the beginning of 1970 for one that no calendar has.
pub fn in_india(ms: i64) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(IST_SECONDS).expect("5 h 30 min east is a time zone");
    DateTime::from_timestamp_millis(ms).unwrap_or_default().with_timezone(&offset)
}

/// A clock that stands still: tests, replays, previews.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(
    /// Milliseconds since the Unix epoch.
    pub i64,
);

impl Clock for FixedClock {
    fn now_ms(&self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indian_day_starts_at_half_past_six_utc_the_evening_before() {
        // 2026-03-31T18:29:59.999Z is still 31 March in India; a millisecond later the new year begins.
        assert_eq!(day_in_india(1_774_981_799_999).to_string(), "2026-03-31");
        assert_eq!(day_in_india(1_774_981_800_000).to_string(), "2026-04-01");
        assert_eq!(day_in_india(i64::MAX).to_string(), "2099-12-31");
        assert_eq!(day_in_india(i64::MIN).to_string(), "2000-01-01");
    }
}
