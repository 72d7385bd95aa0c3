//! Civil dates in India and the financial year (1 April to 31 March).

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};

/// A day between 2000-01-01 and 2099-12-31, written `2026-11-23`. No time zone: the day in India.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String, format = Date, example = "2026-11-23"))]
#[serde(try_from = "String", into = "String")]
pub struct Date(NaiveDate);

const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a day that exists");
const LAST: NaiveDate = NaiveDate::from_ymd_opt(2099, 12, 31).expect("a day that exists");

impl Date {
    /// The first day that the books can hold.
    pub const FIRST: Self = Self(FIRST);

    /// The day, if it exists and the books can hold it.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self> {
        NaiveDate::from_ymd_opt(year, month, day)
            .ok_or_else(|| bad(&format!("{year}-{month}-{day}")))
            .and_then(Self::from_naive)
    }

    /// The day, if the books can hold it.
    pub fn from_naive(day: NaiveDate) -> Result<Self> {
        if (FIRST..=LAST).contains(&day) { Ok(Self(day)) } else { Err(bad(&day.to_string())) }
    }

    /// The nearest day that the books can hold.
    pub(crate) fn clamped(day: NaiveDate) -> Self {
        Self(day.clamp(FIRST, LAST))
    }

    /// The day as chrono has it.
    pub const fn naive(self) -> NaiveDate {
        self.0
    }

    /// Days since 1970-01-01: how stores keep a date, so that ranges are plain comparisons.
    pub fn days(self) -> i64 {
        i64::from(self.0.to_epoch_days())
    }

    /// Reads the days of a store.
    pub fn from_days(days: i64) -> Result<Self> {
        i32::try_from(days)
            .ok()
            .and_then(NaiveDate::from_epoch_days)
            .ok_or_else(|| bad("stored"))
            .and_then(Self::from_naive)
    }

    /// Year × 12 + month − 1: the key of monthly totals.
    pub fn month(self) -> i64 {
        i64::from(self.0.year()).saturating_mul(12).saturating_add(i64::from(self.0.month0()))
    }

    /// The first day of a month key.
    pub fn first_of_month(month: i64) -> Result<Self> {
        let (year, month0) = (month.div_euclid(12), month.rem_euclid(12));
        Self::new(
            i32::try_from(year).map_err(|_| bad("month"))?,
            u32::try_from(month0.saturating_add(1)).map_err(|_| bad("month"))?,
            1,
        )
    }

    /// The day so many days later (or earlier), held inside the years of the books.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_days(self.days().saturating_add(days)).unwrap_or(Self(if days < 0 { FIRST } else { LAST }))
    }

    /// As people in India read it: `23-11-2026`.
    pub fn indian(self) -> String {
        format!("{:02}-{:02}-{}", self.0.day(), self.0.month(), self.0.year())
    }

    /// The same with two digits of the year, where room is short: `23-11-26`.
    pub fn indian_short(self) -> String {
        format!("{:02}-{:02}-{:02}", self.0.day(), self.0.month(), self.0.year().rem_euclid(100))
    }

    /// The financial year that the day lies in.
    pub fn financial_year(self) -> FinancialYear {
        let year = self.0.year();
        FinancialYear(if self.0.month() >= 4 { year } else { year.saturating_sub(1) })
    }
}

fn bad(text: &str) -> Error {
    Error::field(
        Code::InvalidDate,
        "date",
        format!("{} is not a day between 2000 and 2099.", crate::words::shortened(text)),
    )
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

/// `2026-11-23`, and as people type it: `23-11-2026`, `23/11/2026`, `23.11.26`.
impl std::str::FromStr for Date {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let parts: Vec<&str> = text.trim().split(['-', '/', '.']).collect();
        let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 4);
        let [a, b, c] = parts.as_slice() else { return Err(bad(text)) };
        let (Some(first), Some(month), Some(last)) = (number(a), number(b), number(c)) else { return Err(bad(text)) };
        let (year, day) = match (a.len(), c.len()) {
            (4, _) => (first, last),
            (_, 4) => (last, first),
            (_, 2) => (last.saturating_add(2000), first),
            _ => return Err(bad(text)),
        };
        Self::new(i32::try_from(year).map_err(|_| bad(text))?, month, day)
    }
}

impl TryFrom<String> for Date {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// A financial year by the calendar year it begins in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FinancialYear(i32);

impl FinancialYear {
    /// The year that begins on 1 April of `year`.
    pub fn starting(year: i32) -> Result<Self> {
        if (1999..=2099).contains(&year) { Ok(Self(year)) } else { Err(bad(&year.to_string())) }
    }

    /// The calendar year it begins in.
    pub const fn start(self) -> i32 {
        self.0
    }

    /// 1 April (for 1999 the first day of the books).
    pub fn first_day(self) -> Date {
        Date::clamped(NaiveDate::from_ymd_opt(self.0, 4, 1).unwrap_or(FIRST))
    }

    /// 31 March (for 2099 the last day of the books).
    pub fn last_day(self) -> Date {
        Date::clamped(NaiveDate::from_ymd_opt(self.0.saturating_add(1), 3, 31).unwrap_or(LAST))
    }

    /// `2627` for 2026-27: the form inside document numbers.
    pub fn short(self) -> String {
        format!("{:02}{:02}", self.0.rem_euclid(100), self.0.saturating_add(1).rem_euclid(100))
    }
}

/// `2026-27`.
impl std::fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:02}", self.0, self.0.saturating_add(1).rem_euclid(100))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn dates_as_typed() {
        for typed in ["2026-11-23", "23-11-2026", "23/11/2026", "23.11.26", " 2026/11/23 "] {
            assert_eq!(day(typed).to_string(), "2026-11-23", "{typed}");
        }
        assert_eq!(day("5-4-2026").to_string(), "2026-04-05");
        assert_eq!(day("2026-11-23").indian(), "23-11-2026");
        assert_eq!(day("2006-01-02").indian_short(), "02-01-06");
        assert_eq!(day("2006-01-02").to_string(), "2006-01-02");
        for wrong in [
            "",
            "2026",
            "0001-01-01",
            "1999-12-31",
            "2100-01-01",
            "2026-02-29",
            "31-04-2026",
            "2026-13-01",
            "23-11-2026-1",
            "23 11 2026",
            "aa-bb-cccc",
            "20261-01-01",
            "23-11-6",
        ] {
            assert_eq!(wrong.parse::<Date>().map_err(|error| error.code()), Err(Code::InvalidDate), "{wrong}");
        }
        assert!(serde_json::from_str::<Date>("\"0001-01-01\"").is_err());
        assert_eq!(serde_json::to_string(&day("2026-11-23")).unwrap(), "\"2026-11-23\"");
    }

    #[test]
    fn the_year_begins_on_1_april() {
        for (date, year, short) in [
            ("2026-03-31", "2025-26", "2526"),
            ("2026-04-01", "2026-27", "2627"),
            ("2099-12-31", "2099-00", "9900"),
            ("2000-01-01", "1999-00", "9900"),
        ] {
            let found = day(date).financial_year();
            assert_eq!((found.to_string().as_str(), found.short().as_str()), (year, short));
            assert!((found.first_day()..=found.last_day()).contains(&day(date)));
        }
        let year = FinancialYear::starting(2026).unwrap();
        assert_eq!((year.first_day(), year.last_day()), (day("2026-04-01"), day("2027-03-31")));
        assert!(FinancialYear::starting(1998).is_err() && FinancialYear::starting(2100).is_err());
    }

    #[test]
    fn days_stay_inside_the_books() {
        assert_eq!(day("2026-02-28").plus_days(1), day("2026-03-01"));
        assert_eq!(day("2099-12-31").plus_days(1), day("2099-12-31"));
        assert_eq!(day("2000-01-01").plus_days(i64::MIN), day("2000-01-01"));
        assert!(Date::from_days(i64::MAX).is_err() && Date::first_of_month(i64::MAX).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_day_is_read_back(days in FIRST.to_epoch_days()..=LAST.to_epoch_days()) {
            let date = Date::from_days(i64::from(days)).unwrap();
            prop_assert_eq!(date.to_string().parse::<Date>().unwrap(), date);
            prop_assert_eq!(date.indian().parse::<Date>().unwrap(), date);
            prop_assert_eq!(Date::from_days(date.days()).unwrap(), date);
            let first = Date::first_of_month(date.month()).unwrap();
            prop_assert!(first <= date && first.month() == date.month() && first.naive().day() == 1);
        }
    }
}
