//! Money off: what a discount comes to, and how the bill's discount falls on its lines.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, OrError, Result};
use crate::money::{Paise, Rate};

/// Money off, on a line or on the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Discount {
    /// Nothing off.
    #[default]
    None,
    /// So much off, in the basis of the price it is taken from (with tax where the price is with tax).
    Amount(Paise),
    /// A share of it, at most 100%.
    Percent(Rate),
}

impl Discount {
    /// What it takes off `value`, rounded to the paisa; never more than there is.
    ///
    /// ```
    /// use smartkhata_core::{money::{Paise, Rate}, tax::discount::Discount};
    /// let ten = Discount::Percent(Rate::percent(10));
    /// assert_eq!(ten.off("26.75".parse()?)?.to_string(), "2.68");
    /// assert!(Discount::Amount(Paise::rupees(30)).off("26.75".parse()?).is_err());
    /// # Ok::<(), smartkhata_core::Error>(())
    /// ```
    pub fn off(self, value: Paise) -> Result<Paise> {
        let off = match self {
            Self::None => return Ok(Paise::ZERO),
            Self::Amount(amount) => amount,
            Self::Percent(rate) if i64::from(rate.get()) > Rate::WHOLE => {
                return Err(Error::field(
                    Code::DiscountTooLarge,
                    "discount",
                    format!("A discount of {rate}% is more than everything."),
                ));
            }
            Self::Percent(rate) => rate.of(value, "discount")?,
        };
        if off.is_negative() {
            return Err(Error::field(Code::BelowZero, "discount", "A discount cannot be below zero."));
        }
        if off > value {
            return Err(Error::field(
                Code::DiscountTooLarge,
                "discount",
                format!("The discount of ₹{off} is more than the ₹{value} it is taken from."),
            ));
        }
        Ok(off)
    }
}

/// The part of a bill's discount that falls on each line's value: in proportion, the paise left over to the
/// largest remainders, the earlier line first. The parts sum to the discount, none exceeds its line's value.
pub(crate) fn spread(discount: Discount, values: impl Iterator<Item = Paise> + Clone) -> Result<Vec<Paise>> {
    let total = Paise::sum(values.clone(), "amount")?;
    let off = discount.off(total)?;
    if off.is_zero() {
        return Ok(values.map(|_| Paise::ZERO).collect());
    }
    let (off, total) = (i128::from(off.get()), i128::from(total.get()));
    let mut left = off;
    let mut parts = Vec::new();
    for value in values {
        let share = off.saturating_mul(i128::from(value.get()));
        let part = share.checked_div(total).or_overflow("discount")?;
        left = left.saturating_sub(part);
        parts.push((part, share.checked_rem(total).or_overflow("discount")?));
    }
    let mut order: Vec<&mut (i128, i128)> = parts.iter_mut().collect();
    order.sort_by_key(|(_, remainder)| Reverse(*remainder));
    for (part, _) in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        *part = part.saturating_add(1);
    }
    parts.into_iter().map(|(part, _)| Paise::from_wide(part, "discount")).collect()
}
