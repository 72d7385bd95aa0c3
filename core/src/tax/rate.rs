//! Rates of tax by date of supply, and how a supply is treated.

use serde::{Deserialize, Serialize};

use super::cess::Cess;
use crate::date::Date;
use crate::money::Rate;

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

/// A rate of an item and the day from which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedRate {
    /// The first day.
    pub from: Date,
    /// GST.
    pub rate: Rate,
    /// Cess.
    #[serde(default)]
    pub cess: Cess,
}

/// The rate that holds on a day of supply; before the first dated rate, the first; without any, none.
pub fn rate_on(rates: &[DatedRate], date: Date) -> (Rate, Cess) {
    let held = rates.iter().filter(|dated| dated.from <= date).max_by_key(|dated| dated.from);
    held.or(rates.iter().min_by_key(|dated| dated.from))
        .map_or((Rate::ZERO, Cess::NONE), |dated| (dated.rate, dated.cess))
}
