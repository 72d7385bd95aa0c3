//! Rates of tax by date of supply, and how a supply is treated.

use serde::{Deserialize, Serialize};

/// How the law treats a supply. Four of the five bear no tax to collect and are still reported in
/// different boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Taxed at its rate.
    #[default]
    Taxable,
    /// Rate 0 in the tariff.
    NilRated,
    /// Freed by a notification.
    Exempt,
    /// Outside GST: petrol, diesel, liquor for drinking.
    NonGst,
    /// Export or SEZ: taxed at the line's rate when tax is paid, rate 0 when supplied under a bond or LUT.
    ZeroRated,
}

impl Treatment {
    /// The line's rate is charged.
    pub const fn is_taxed(self) -> bool {
        matches!(self, Self::Taxable | Self::ZeroRated)
    }
}
