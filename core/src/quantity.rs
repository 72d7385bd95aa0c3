//! Quantities in thousandths of a unit: 2.5 kg is 2,500.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, OrError, Result};

/// A quantity in thousandths. May be below zero (stock that was oversold); a bill line may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = i64))]
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

    /// A sum of movements in thousandths, which ends at the largest quantity: what moved is never refused for it.
    pub fn nearest(thousandths: i64) -> Self {
        Self(thousandths.clamp(-LIMIT, LIMIT))
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

    /// What is said of a text that is none.
    pub(crate) fn no_quantity(text: &str) -> Error {
        let text = crate::words::shortened(text);
        Error::field(Code::InvalidQuantity, "quantity", format!("\"{text}\" is not a quantity."))
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

/// A figure as people type it: `2.5`, `1,200`, `१०`. With the unit, [`typed`](crate::code::measure::typed) reads it.
impl std::str::FromStr for Milli {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let value = crate::money::parse_scaled(text, 3).map_err(|()| Self::no_quantity(text))?;
        Self::new(i64::try_from(value).map_err(|_| Self::no_quantity(text))?)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quantities_as_typed() {
        for (typed, thousandths, shown) in [
            ("2.5", 2_500, "2.5"),
            ("1,200", 1_200_000, "1,200"),
            ("१०", 10_000, "10"),
            ("-0.25", -250, "-0.25"),
            ("0.001", 1, "0.001"),
            ("3.000", 3_000, "3"),
            ("1234567.5", 1_234_567_500, "12,34,567.5"),
        ] {
            let quantity: Milli = typed.parse().unwrap_or_else(|error| panic!("{typed}: {error}"));
            assert_eq!((quantity.get(), quantity.to_string().as_str()), (thousandths, shown), "{typed}");
        }
        for wrong in ["", "kg", "2.5.1", "0.0001", "two", "2kg", "1 2", "1,,2", "12,50"] {
            assert_eq!(wrong.parse::<Milli>().unwrap_err().code(), Code::InvalidQuantity, "{wrong}");
        }
    }

    #[test]
    fn overflow_names_the_figure() {
        let most = Milli::new(LIMIT).unwrap();
        assert_eq!(most.add(Milli::ONE, "stock").unwrap_err(), Error::overflow("stock"));
        assert_eq!(most.neg().add(Milli::ONE.neg(), "stock").unwrap_err(), Error::overflow("stock"));
        assert_eq!(Milli::new(i64::MIN).unwrap_err(), Error::overflow("quantity"));
        assert_eq!("10000000000".parse::<Milli>().unwrap_err(), Error::overflow("quantity"));
        assert!(serde_json::from_str::<Milli>("10000000000000").is_err());
        assert_eq!((Milli::nearest(i64::MAX), Milli::nearest(i64::MIN)), (most, most.neg()));
        assert_eq!(Milli::nearest(-5).get(), -5);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_shown_is_read_back(thousandths in -LIMIT..=LIMIT) {
            let quantity = Milli::new(thousandths).unwrap();
            prop_assert_eq!(quantity.to_string().parse::<Milli>().unwrap(), quantity);
        }
    }
}
