//! Money in exact integers: [`Paise`] for amounts, [`UnitPrice`] in ten-thousandths of a rupee, [`Rate`] in
//! basis points. Every operation is checked; what leaves the range is an error that names the figure.
//! Rounding is always half away from zero, once, at the place that says so.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, OrError, Result};
use crate::quantity::Milli;

mod rate;

pub use rate::Rate;

/// An amount of money in paise. The books hold up to ±90 lakh crore rupees (2^53 paise), so that every
/// amount is also exact in JSON readers that keep numbers as doubles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = i64))]
#[serde(try_from = "i64", into = "i64")]
pub struct Paise(i64);

/// The largest amount, in paise.
const LIMIT: i64 = (1 << 53) - 1;

impl Paise {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The least that is more.
    pub const PAISA: Self = Self(1);

    /// An amount in paise; outside the range an overflow of the named figure.
    pub fn new(paise: i64, figure: &str) -> Result<Self> {
        Self::from_wide(i128::from(paise), figure)
    }

    /// An amount from a wide intermediate.
    pub fn from_wide(paise: i128, figure: &str) -> Result<Self> {
        let value = i64::try_from(paise).ok().filter(|value| (-LIMIT..=LIMIT).contains(value));
        value.map(Self).or_overflow(figure)
    }

    /// A sum of entries, which ends at the largest amount: one khata cannot close the list of all.
    pub fn nearest(paise: i128) -> Self {
        let within = paise.clamp(i128::from(-LIMIT), i128::from(LIMIT));
        Self(i64::try_from(within).unwrap_or_default())
    }

    /// Whole rupees, for constants and tests; the range of `i32` always fits.
    pub const fn rupees(rupees: i32) -> Self {
        Self((rupees as i64).saturating_mul(100))
    }

    /// The number of paise.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum; too large is an overflow of `figure`.
    pub fn add(self, other: Self, figure: &str) -> Result<Self> {
        Self::from_wide(i128::from(self.0).saturating_add(i128::from(other.0)), figure)
    }

    /// The difference; too large is an overflow of `figure`.
    pub fn sub(self, other: Self, figure: &str) -> Result<Self> {
        Self::from_wide(i128::from(self.0).saturating_sub(i128::from(other.0)), figure)
    }

    /// The sum of many.
    pub fn sum(amounts: impl IntoIterator<Item = Self>, figure: &str) -> Result<Self> {
        amounts.into_iter().try_fold(Self::ZERO, |sum, amount| sum.add(amount, figure))
    }

    /// The opposite side. The range is symmetric, so this cannot overflow.
    #[must_use]
    pub const fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// The size without the side.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// `self × num ÷ den`, rounded half away from zero.
    pub fn mul_div(self, num: i64, den: i64, figure: &str) -> Result<Self> {
        Self::from_wide(
            div_round(i128::from(self.0).saturating_mul(i128::from(num)), i128::from(den)).or_overflow(figure)?,
            figure,
        )
    }

    /// Rounded to the rupee, 50 paise away from zero.
    ///
    /// ```
    /// use smartkhata_core::money::Paise;
    /// assert_eq!("1,249.50".parse::<Paise>()?.round_to_rupee()?.to_string(), "1,250.00");
    /// assert_eq!("1,249.49".parse::<Paise>()?.round_to_rupee()?.to_string(), "1,249.00");
    /// # Ok::<(), smartkhata_core::Error>(())
    /// ```
    pub fn round_to_rupee(self) -> Result<Self> {
        Self::from_wide(div_round(i128::from(self.0), 100).unwrap_or(0).saturating_mul(100), "round_off")
    }

    /// Below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// With a decimal point, no grouping: `1250.50`. For UPI links, CSV and JSON of the portals.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", size.checked_div(100).unwrap_or(0), size.checked_rem(100).unwrap_or(0))
    }
}

/// `a ÷ b`, half away from zero; `None` where `b` is zero.
pub(crate) fn div_round(a: i128, b: i128) -> Option<i128> {
    let (quotient, remainder) = (a.checked_div(b)?, a.checked_rem(b)?);
    let twice = remainder.unsigned_abs().saturating_mul(2);
    let step = if twice >= b.unsigned_abs() { a.signum().saturating_mul(b.signum()) } else { 0 };
    quotient.checked_add(step)
}

impl TryFrom<i64> for Paise {
    type Error = Error;
    fn try_from(paise: i64) -> Result<Self> {
        Self::new(paise, "amount")
    }
}

impl From<Paise> for i64 {
    fn from(amount: Paise) -> Self {
        amount.0
    }
}

/// Indian grouping: `1,23,456.78`, `-9,87,65,43,210.50`.
impl std::fmt::Display for Paise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plain = self.plain();
        let (whole, paise) = plain.split_once('.').unwrap_or((&plain, "00"));
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
        write!(f, "{sign}{}.{paise}", group(digits))
    }
}

/// The last three digits, then twos.
pub(crate) fn group(digits: &str) -> String {
    let split = digits.len().saturating_sub(3);
    let (head, tail) = digits.split_at_checked(split).unwrap_or(("", digits));
    let mut out = String::new();
    for (place, digit) in head.chars().enumerate() {
        if place > 0 && head.len().saturating_sub(place).is_multiple_of(2) {
            out.push(',');
        }
        out.push(digit);
    }
    if !out.is_empty() {
        out.push(',');
    }
    out.push_str(tail);
    out
}

/// What people type: `1,250.50`, `₹ 99`, `Rs. 20/-`, `१२५०`. More than two decimals are refused, not rounded.
impl std::str::FromStr for Paise {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::from_wide(parse_scaled(text, 2).map_err(|_| not_an_amount(text))?, "amount")
    }
}

fn not_an_amount(text: &str) -> Error {
    Error::field(Code::InvalidAmount, "amount", format!("\"{}\" is not an amount.", crate::words::shortened(text)))
}

/// A decimal as typed, times 10^`decimals`. Takes ₹, Rs, grouping commas, `/-`, digits of Indian scripts.
pub(crate) fn parse_scaled(text: &str, decimals: u32) -> std::result::Result<i128, ()> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = text.to_lowercase();
    let text = ["₹", "rs.", "rs", "inr"].iter().find_map(|mark| lower.strip_prefix(mark)).unwrap_or(&lower).trim();
    let text = text.strip_suffix("/-").unwrap_or(text).trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !is_grouped(whole) || (whole.is_empty() && fraction.is_empty()) {
        return Err(());
    }
    let mut value: i128 = 0;
    let mut push = |digit: char| -> std::result::Result<(), ()> {
        value = value.checked_mul(10).and_then(|v| v.checked_add(i128::from(digit_value(digit)?))).ok_or(())?;
        Ok(())
    };
    whole.chars().filter(|c| *c != ',').try_for_each(&mut push)?;
    let mut places: u32 = 0;
    for digit in fraction.chars() {
        if places == decimals {
            // Zeros behind the last place that counts change nothing; anything else would be rounded silently.
            if digit_value(digit) != Some(0) {
                return Err(());
            }
            continue;
        }
        push(digit)?;
        places = places.saturating_add(1);
    }
    for _ in places..decimals {
        push('0')?;
    }
    Ok(if negative { value.saturating_neg() } else { value })
}

/// Whether commas stand where they group, the Indian way (`1,25,000`) or the Western one (`125,000`). Comma and dot are
/// neighbours on a keypad: `12,50` is twelve and a half to whoever typed it.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.rsplit(',').map(|group| group.chars().count());
    let last = groups.next().unwrap_or(0);
    let rest: Vec<usize> = groups.collect();
    let Some((first, between)) = rest.split_last() else { return true };
    // Crores are counted anew: a hundred of them are `100,00,00,000`, a lakh of them `1,00,000,00,00,000` to some.
    let longest = if between.is_empty() { 3 } else { usize::MAX };
    last == 3 && (1..=longest).contains(first) && between.iter().all(|group| matches!(group, 2 | 3))
}

/// The value of a digit in Latin or an Indian script.
fn digit_value(digit: char) -> Option<u32> {
    // The first digit (zero) of each block; every block runs 0 to 9.
    const ZEROS: [char; 10] = ['0', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦'];
    ZEROS.iter().find_map(|zero| u32::from(digit).checked_sub(u32::from(*zero)).filter(|value| *value < 10))
}

/// A price for one unit, in ten-thousandths of a rupee: `0.0125` for a nail, up to 90 crore for a flat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = i64))]
#[serde(try_from = "i64", into = "i64")]
pub struct UnitPrice(i64);

impl UnitPrice {
    /// Free of charge.
    pub const ZERO: Self = Self(0);

    /// A price in ten-thousandths of a rupee, not negative.
    pub fn new(ten_thousandths: i64) -> Result<Self> {
        if ten_thousandths < 0 {
            return Err(Error::field(Code::BelowZero, "price", "A price cannot be below zero."));
        }
        if ten_thousandths > LIMIT { Err(Error::overflow("price")) } else { Ok(Self(ten_thousandths)) }
    }

    /// The price of this many paise.
    pub fn from_paise(paise: Paise) -> Result<Self> {
        Self::new(paise.get().checked_mul(100).or_overflow("price")?)
    }

    /// The price of one where so much costs a sum, to the ten-thousandth of a rupee.
    ///
    /// ```
    /// use smartkhata_core::{money::{Paise, UnitPrice}, quantity::Milli};
    /// let price = UnitPrice::of_one("90".parse::<Paise>()?, "2.5".parse::<Milli>()?)?;
    /// assert_eq!(price.to_string(), "36.00");
    /// # Ok::<(), smartkhata_core::Error>(())
    /// ```
    pub fn of_one(sum: Paise, quantity: Milli) -> Result<Self> {
        Self::new(sum.mul_div(100_000, quantity.get(), "price")?.get())
    }

    /// Ten-thousandths of a rupee.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Quantity × price, rounded to the paisa.
    ///
    /// ```
    /// use smartkhata_core::{money::UnitPrice, quantity::Milli};
    /// let amount = "42.50".parse::<UnitPrice>()?.times("2.5".parse::<Milli>()?)?;
    /// assert_eq!(amount.to_string(), "106.25");
    /// # Ok::<(), smartkhata_core::Error>(())
    /// ```
    pub fn times(self, quantity: Milli) -> Result<Paise> {
        // 1/10,000 rupee × 1/1,000 unit = 1/100,000 paisa.
        let product = i128::from(self.0).saturating_mul(i128::from(quantity.get()));
        Paise::from_wide(div_round(product, 100_000).or_overflow("amount")?, "amount")
    }
}

impl TryFrom<i64> for UnitPrice {
    type Error = Error;
    fn try_from(value: i64) -> Result<Self> {
        Self::new(value)
    }
}

impl From<UnitPrice> for i64 {
    fn from(price: UnitPrice) -> Self {
        price.0
    }
}

impl std::str::FromStr for UnitPrice {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let value = parse_scaled(text, 4).map_err(|()| not_an_amount(text).renamed("price"))?;
        Self::new(i64::try_from(value).map_err(|_| Error::overflow("price"))?)
    }
}

impl Error {
    fn renamed(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }
}

/// Two decimals, more only where they say something: `42.50`, `0.0125`.
impl std::fmt::Display for UnitPrice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, rest) = (self.0.checked_div(10_000).unwrap_or(0), self.0.checked_rem(10_000).unwrap_or(0));
        let fraction = format!("{rest:04}");
        let kept = fraction.trim_end_matches('0');
        write!(f, "{}.{kept:0<2}", group(&whole.to_string()))
    }
}

#[cfg(test)]
mod tests;
