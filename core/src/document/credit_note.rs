//! A credit note: goods of a sale that came back (section 34 of the CGST Act, Rule 53).

use serde::{Deserialize, Serialize};

use super::Bill;
use crate::date::Date;
use crate::id::VoucherId;
use crate::money::Paise;
use crate::payment::Tender;
use crate::tax::compute::TaxMode;

/// The bill that a credit note is about, or that another bill corrects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Against {
    /// The bill.
    pub id: VoucherId,
    /// Its number, as printed on it.
    pub number: String,
    /// Its date.
    pub date: Date,
}

/// What a credit note's voucher holds beside its postings. All figures are above zero: what the customer gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CreditNote {
    /// The bill; none where the customer came without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<Against>,
    /// For each line, its place in that bill, from 0; empty without a bill.
    #[serde(default)]
    pub places: Vec<u32>,
    /// What came back, at the rates of the bill; its kind is the bill's.
    pub content: Bill,
    /// Given back at once; the rest went to the khata.
    #[serde(default)]
    pub refund: Vec<Tender>,
    /// What of the bill was let off, so that it is not given back: it is owed again, and paid by this.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub let_off: Paise,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_nothing(amount: &Paise) -> bool {
    amount.is_zero()
}

impl CreditNote {
    /// Given too late to take tax back (section 34(2)), or without the bill (Rule 53): no credit note towards GST. What
    /// came back bears tax.
    pub fn leaves_the_tax(&self) -> bool {
        let lines = self.content.lines.iter().map(|line| line.rate);
        let mut rates = lines.chain(self.content.charges.iter().map(|charge| charge.rate));
        self.content.mode == TaxMode::None && rates.any(|rate| !rate.is_zero())
    }
}
