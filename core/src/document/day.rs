//! The day of a voucher.

use crate::date::Date;
use crate::error::{Code, Error, Result};

/// How far ahead of today a voucher may be dated: a device whose clock is behind, or that has not seen midnight yet,
/// can still write what the paper in hand says.
pub const LATEST_DAYS: i64 = 1;

/// The day of a voucher: as given, or today; at the latest tomorrow.
pub fn dated(today: Date, date: Option<Date>) -> Result<Date> {
    let date = date.unwrap_or(today);
    if date > today.plus_days(LATEST_DAYS) {
        let message = format!("{} is still to come. Look at the date, and at this device's clock.", date.indian());
        return Err(Error::field(Code::FutureDate, "date", message));
    }
    Ok(date)
}
