//! Until when a debt is paid in time; after that day what is still owed of it is overdue.

use crate::date::Date;
use crate::error::{Code, Error, Result};

/// How many days anybody has with whom nothing else was agreed: the shop's rule.
pub const USUAL_DAYS: u16 = 30;

/// The longest credit that can be given to a party, in days.
pub const MOST_DAYS: u16 = 365;

/// The last day on which a debt is paid in time: the due date that its bill says, else as many days after the debt as its
/// party has, else the usual ones.
///
/// ```
/// # use smartkhata_core::{date::Date, party::terms};
/// let bill: Date = "2026-11-01".parse().unwrap();
/// assert_eq!(terms::last_day(bill, None, None), "2026-12-01".parse().unwrap());
/// assert_eq!(terms::last_day(bill, None, Some(7)), "2026-11-08".parse().unwrap());
/// assert_eq!(terms::last_day(bill, Some(bill), Some(7)), bill, "what the bill says goes before what its party has");
/// ```
pub fn last_day(date: Date, agreed: Option<Date>, credit_days: Option<u16>) -> Date {
    agreed.unwrap_or_else(|| date.plus_days(credit_days.unwrap_or(USUAL_DAYS).into()))
}

/// Refuses a credit of more than a year.
pub(super) fn check(credit_days: u16) -> Result<()> {
    if credit_days <= MOST_DAYS {
        return Ok(());
    }
    let message = format!("A party has at most {MOST_DAYS} days to pay.");
    Err(Error::field(Code::TooManyDays, "credit_days", message))
}
