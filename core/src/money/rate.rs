//! A rate of tax or discount, and its share of an amount.

use serde::{Deserialize, Serialize};

use super::{Paise, parse_scaled};
use crate::error::{Code, Error, Result};

/// A tax or discount rate in basis points: 18% is 1800, 0.25% is 25. At most 1000%.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = u32))]
#[serde(try_from = "u32", into = "u32")]
pub struct Rate(u32);

impl Rate {
    /// No tax.
    pub const ZERO: Self = Self(0);
    /// The whole: 100%.
    pub const WHOLE: i64 = 10_000;

    /// A rate in basis points.
    pub fn new(basis_points: u32) -> Result<Self> {
        if basis_points > 100_000 {
            return Err(Error::field(Code::InvalidRate, "rate", "A rate cannot be above 1000%."));
        }
        Ok(Self(basis_points))
    }

    /// A whole number of percent, for constants and tests.
    pub const fn percent(percent: u16) -> Self {
        Self((percent as u32).saturating_mul(100))
    }

    /// Basis points.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// This share of an amount, rounded to the paisa.
    pub fn of(self, amount: Paise, figure: &str) -> Result<Paise> {
        amount.mul_div(i64::from(self.0), Self::WHOLE, figure)
    }

    /// Half this rate of an amount (CGST or SGST): divided once, at the amount, never a halved basis point.
    ///
    /// ```
    /// use smartkhata_core::money::{Paise, Rate};
    /// // 45.83 at 18%: 4.12 + 4.12 inside the State but 8.25 as IGST.
    /// let taxable = "45.83".parse::<Paise>()?;
    /// assert_eq!(Rate::percent(18).half_of(taxable, "cgst")?.to_string(), "4.12");
    /// assert_eq!(Rate::percent(18).of(taxable, "igst")?.to_string(), "8.25");
    /// # Ok::<(), smartkhata_core::Error>(())
    /// ```
    pub fn half_of(self, amount: Paise, figure: &str) -> Result<Paise> {
        amount.mul_div(i64::from(self.0), Self::WHOLE.saturating_mul(2), figure)
    }
}

impl TryFrom<u32> for Rate {
    type Error = Error;
    fn try_from(basis_points: u32) -> Result<Self> {
        Self::new(basis_points)
    }
}

impl From<Rate> for u32 {
    fn from(rate: Rate) -> Self {
        rate.0
    }
}

/// `18`, `18%`, `0.25 %`.
impl std::str::FromStr for Rate {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let bare = text.trim().trim_end_matches('%');
        let value = parse_scaled(bare, 2).ok().and_then(|value| u32::try_from(value).ok());
        Self::new(value.ok_or_else(|| {
            Error::field(Code::InvalidRate, "rate", format!("\"{}\" is not a rate.", crate::words::shortened(text)))
        })?)
    }
}

/// Percent with no needless decimals: `18`, `0.25`, `7.5`.
impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, rest) = (self.0.checked_div(100).unwrap_or(0), self.0.checked_rem(100).unwrap_or(0));
        if rest == 0 {
            write!(f, "{whole}")
        } else {
            write!(f, "{whole}.{}", format!("{rest:02}").trim_end_matches('0'))
        }
    }
}
