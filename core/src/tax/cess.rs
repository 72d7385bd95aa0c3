//! The compensation cess: a percentage of the taxable value, an amount per unit, the higher or the sum of
//! both. It ended for everything on 01-02-2026 and stays for older documents. Never GST on cess.

use serde::{Deserialize, Serialize};

use crate::money::{Paise, Rate};
use crate::quantity::Milli;

/// How the two parts of a cess go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CessRule {
    /// The rate alone.
    #[default]
    Percent,
    /// The amount per unit alone.
    PerUnit,
    /// Whichever is more.
    Higher,
    /// Both.
    Sum,
}

/// The cess on an item. The default is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Cess {
    /// Of the taxable value.
    pub rate: Rate,
    /// For each unit of the quantity on the line; not below zero.
    pub per_unit: Paise,
    /// Which of the two counts.
    pub rule: CessRule,
}

/// A cess whose rule has been decided for one line: a share of the taxable value and a fixed part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decided {
    /// Basis points of the taxable value.
    pub share: i128,
    /// Thousandths of a paisa.
    pub fixed: i128,
}

impl Cess {
    /// No cess.
    pub const NONE: Self = Self { rate: Rate::ZERO, per_unit: Paise::ZERO, rule: CessRule::Percent };

    /// Never anything to pay.
    pub fn is_none(&self) -> bool {
        match self.rule {
            CessRule::Percent => self.rate.is_zero(),
            CessRule::PerUnit => self.per_unit.is_zero(),
            CessRule::Higher | CessRule::Sum => self.rate.is_zero() && self.per_unit.is_zero(),
        }
    }

    /// The cess on a line worth `value`, in which GST at `included` basis points and the cess itself are
    /// included, or not (`None`).
    pub(crate) fn decide(self, value: Paise, included: Option<u32>, quantity: Milli) -> Decided {
        let share = i128::from(self.rate.get());
        let fixed = i128::from(self.per_unit.get()).saturating_mul(i128::from(quantity.get()));
        let percent = Decided { share, fixed: 0 };
        let per_unit = Decided { share: 0, fixed };
        match self.rule {
            CessRule::Percent => percent,
            CessRule::PerUnit => per_unit,
            CessRule::Sum => Decided { share, fixed },
            CessRule::Higher => {
                // value × share ÷ base is the percentage part in paise; the fixed part is in thousandths.
                let gst_and_cess = included.map_or(0, |gst| i128::from(gst).saturating_add(share));
                let base = i128::from(Rate::WHOLE).saturating_add(gst_and_cess);
                let by_percent = i128::from(value.get()).saturating_mul(share).saturating_mul(1_000);
                if by_percent >= fixed.saturating_mul(base) { percent } else { per_unit }
            }
        }
    }
}
