//! Quantities in thousandths of a unit: 2.5 kg is 2,500.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, OrError, Result};

/// A quantity in thousandths. May be below zero (stock that was oversold); a bill line may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Milli(i64);

/// The largest quantity: 9,999,999,999.999, as e-invoices have it.
const LIMIT: i64 = 9_999_999_999_999;

impl Milli {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One unit.
    pub const ONE: Self = Self(1_000);

    /// A quantity in thousandths.
    pub fn new(thousandths: i64) -> Result<Self> {
        Some(thousandths).filter(|value| (-LIMIT..=LIMIT).contains(value)).map(Self).or_overflow("quantity")
    }

    /// Whole units, for constants and tests.
    pub const fn units(units: i32) -> Self {
        Self((units as i64).saturating_mul(1_000))
    }

    /// Thousandths.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum.
    pub fn add(self, other: Self, figure: &str) -> Result<Self> {
        Self::new(self.0.saturating_add(other.0)).map_err(|_| Error::overflow(figure))
    }

    /// The opposite direction.
    #[must_use]
    pub const fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// More than nothing.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }
}

impl TryFrom<i64> for Milli {
    type Error = Error;
    fn try_from(thousandths: i64) -> Result<Self> {
        Self::new(thousandths)
    }
}

impl From<Milli> for i64 {
    fn from(quantity: Milli) -> Self {
        quantity.0
    }
}

/// What people type: `2.5`, `2.5kg`, `1,200 pcs`, `१०`. The unit's letters are not looked at.
impl std::str::FromStr for Milli {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let bad = || {
            Error::field(
                Code::InvalidQuantity,
                "quantity",
                format!("\"{}\" is not a quantity.", crate::words::shortened(text)),
            )
        };
        let bare = text.trim().trim_end_matches(|c: char| c.is_alphabetic() && !c.is_numeric()).trim_end();
        let value = crate::money::parse_scaled(bare, 3).map_err(|()| bad())?;
        Self::new(i64::try_from(value).map_err(|_| bad())?)
    }
}

/// No needless decimals: `2.5`, `10`, `-0.25`, `1,200`.
impl std::fmt::Display for Milli {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let size = self.0.unsigned_abs();
        let (whole, rest) = (size.checked_div(1_000).unwrap_or(0), size.checked_rem(1_000).unwrap_or(0));
        if self.0 < 0 {
            f.write_str("-")?;
        }
        f.write_str(&crate::money::group(&whole.to_string()))?;
        if rest == 0 { Ok(()) } else { write!(f, ".{}", format!("{rest:03}").trim_end_matches('0')) }
    }
}
