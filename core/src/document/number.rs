//! Document numbers: `A/2627/0042`, consecutive within the device's own series and financial year.
//!
//! Rule 46(b): at most 16 characters, letters, digits, `-` and `/`, unique within a financial year, in one or
//! several series. Digits grow past 9999, never wrap.

use crate::api::Session;
use crate::api::session::Me;
use crate::code::number::DocumentNumber;
use crate::date::Date;
use crate::document::{Voucher, VoucherKind, returns};
use crate::error::{OrError, Result};
use crate::payment::settle::{PAYMENT_LETTER, RECEIPT_LETTER};
use crate::store::statements::voucher as sql;
use crate::store::{Engine, Statement};

/// A number that is about to be taken, in the same transaction as its voucher.
pub struct Number {
    /// The series.
    pub series: String,
    /// The place in the series, from 1.
    pub serial: i64,
    /// As printed.
    pub text: String,
}

/// The next number of a series for a day. Receipts and payments have sequences of their own beside the bills of the
/// same series, so that the invoices stay consecutive: the kind's letter stands before the printed series.
pub async fn next<E: Engine>(session: &mut Session<'_, E>, letter: &str, date: Date) -> Result<Number> {
    let me = session.me().await?;
    let series = series(&me, letter);
    let last = session.row(&last(&me, letter, date)).await?.map(|row| row.int(0)).transpose()?.unwrap_or(0);
    let serial = last.checked_add(1).or_overflow("number")?;
    let text = printed(letter, &me.series, date, serial).parse::<DocumentNumber>()?.to_string();
    Ok(Number { series, serial, text })
}

/// A number as it is printed.
fn printed(letter: &str, series: &str, date: Date, serial: i64) -> String {
    format!("{letter}{series}/{}/{serial:04}", date.financial_year().short())
}

/// The letter before the series of a kind's numbers, which is empty for bills; none where a kind has no numbers.
pub fn letter(kind: VoucherKind) -> Option<&'static str> {
    match kind {
        VoucherKind::Sale => Some(""),
        VoucherKind::Return => Some(returns::LETTER),
        VoucherKind::Receipt => Some(RECEIPT_LETTER),
        VoucherKind::Payment => Some(PAYMENT_LETTER),
        VoucherKind::Gave
        | VoucherKind::Opening
        | VoucherKind::OpeningCredit
        | VoucherKind::Stock
        | VoucherKind::Discount
        | VoucherKind::Moved
        | VoucherKind::Counted
        | VoucherKind::Other => None,
    }
}

/// Whether a voucher says the number that its kind, its series, its day and its place print, as every app so far prints
/// it; none where its kind has none. What a newer app's kind prints is not known here.
pub fn is_printed(voucher: &Voucher) -> bool {
    let Voucher { kind, series, serial, number, .. } = voucher;
    let Some(letter) = letter(*kind) else {
        return *kind == VoucherKind::Other || (series.is_empty() && *serial == 0 && number.is_empty());
    };
    let printed_in = if letter.is_empty() { Some(series.as_str()) } else { behind(letter, series) };
    printed_in.is_some_and(|series| {
        !series.is_empty()
            && !series.contains(':')
            && *serial > 0
            && *number == printed(letter, series, voucher.date, *serial)
    })
}

/// The printed series of one that is kept behind a kind's letter.
fn behind<'a>(letter: &str, series: &'a str) -> Option<&'a str> {
    series.strip_prefix(letter)?.strip_prefix(':')
}

/// The last place in a series whose number can still be printed; 0 where none can. The letter of receipts and payments
/// stands before the series as it is kept.
pub fn most(series: &str) -> i64 {
    let printed = series.chars().filter(|c| *c != ':').count().saturating_add("/2627/".len());
    let digits = DocumentNumber::LENGTH.saturating_sub(printed);
    u32::try_from(digits).ok().and_then(|digits| 10_i64.checked_pow(digits)).map_or(0, |end| end.saturating_sub(1))
}

/// The query for the last number of a series before a day's next one.
pub fn last(me: &Me, letter: &str, date: Date) -> Statement {
    sql::SERIAL_LAST.with([
        me.business.into(),
        series(me, letter).into(),
        i64::from(date.financial_year().start()).into(),
        me.device.into(),
    ])
}

/// Whether numbers of two series may read the same: those of one, or those of one behind a kind's letter.
pub fn may_read_alike(one: &str, other: &str) -> bool {
    let lettered = |long: &str, short: &str| {
        [RECEIPT_LETTER, PAYMENT_LETTER, returns::LETTER].iter().any(|letter| long.strip_prefix(letter) == Some(short))
    };
    one == other || lettered(one, other) || lettered(other, one)
}

fn series(me: &Me, letter: &str) -> String {
    if letter.is_empty() { me.series.clone() } else { format!("{letter}:{}", me.series) }
}
