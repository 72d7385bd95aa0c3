//! A finalized bill: what was sold, to whom, at which tax; exactly as it was printed.

use serde::{Deserialize, Serialize};

use super::{Against, Seller};
use crate::date::Date;
use crate::id::ItemId;
use crate::money::{Paise, Rate, UnitPrice};
use crate::quantity::Milli;
use crate::tax::cess::Cess;
use crate::tax::compute::{Amounts, TaxMode};
use crate::tax::rate::Treatment;

/// Which document the law asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BillKind {
    /// Tax invoice (Rule 46).
    TaxInvoice,
    /// Bill of supply (Rule 49): exempt goods only, or a composition seller.
    BillOfSupply,
    /// Invoice-cum-bill of supply (Rule 46A): taxable and exempt goods for an unregistered buyer.
    InvoiceCumBillOfSupply,
    /// Plain bill of a shop that is not registered.
    PlainBill,
}

/// A line as printed and posted. The amounts are stored, never computed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BillLine {
    /// The item, if it was one of the shop's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// Description.
    pub name: String,
    /// HSN or SAC.
    #[serde(default)]
    pub hsn: String,
    /// Unit quantity code.
    #[serde(default)]
    pub unit: String,
    /// How much.
    pub quantity: Milli,
    /// Price of one unit as quoted.
    pub price: UnitPrice,
    /// The quoted price includes tax.
    #[serde(default)]
    pub price_includes_tax: bool,
    /// Quantity × price.
    pub gross: Paise,
    /// Off this line.
    pub discount: Paise,
    /// This line's share of the bill discount.
    pub bill_discount: Paise,
    /// Tax rate.
    pub rate: Rate,
    /// Cess.
    #[serde(default)]
    pub cess: Cess,
    /// Towards GST.
    #[serde(default)]
    pub treatment: Treatment,
    /// The printed retail price of one unit, where the tax was worked out on that (Rule 31D): it is not rate × taxable
    /// value then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retail_price: Option<UnitPrice>,
    /// Taxable value and tax per head.
    pub amounts: Amounts,
    /// What the customer pays for the line.
    pub total: Paise,
}

/// An extra charge as printed and posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChargeLine {
    /// What it is for.
    pub name: String,
    /// Tax rate.
    pub rate: Rate,
    /// Taxable value and tax per head.
    pub amounts: Amounts,
    /// What the customer pays for it.
    pub total: Paise,
}

/// Where a bill's due date comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DueBy {
    /// It was typed.
    Typed,
    /// The customer's credit days, as they were then.
    CreditDays,
}

/// When payment of a bill is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The last day on which it is paid in time.
    pub date: Date,
    /// Who said so.
    pub by: DueBy,
}

/// What a sale's voucher holds beside its postings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Bill {
    /// Which document.
    pub kind: BillKind,
    /// Which tax was charged.
    pub mode: TaxMode,
    /// Who sold; bills of older apps do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller: Option<Seller>,
    /// When payment is due; the bill's date where nothing was agreed.
    pub due: Date,
    /// Where the due date comes from; absent where nothing was agreed. Bills of older apps do not say it of a day that was
    /// typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_by: Option<DueBy>,
    /// Place of supply, State code.
    #[serde(default)]
    pub place_of_supply: String,
    /// Where the goods go, if elsewhere.
    #[serde(default)]
    pub ship_to: String,
    /// Tax is payable by the buyer: shown, not collected.
    #[serde(default)]
    pub reverse_charge: bool,
    /// The lines.
    pub lines: Vec<BillLine>,
    /// Extra charges.
    #[serde(default)]
    pub charges: Vec<ChargeLine>,
    /// Sums over lines and charges.
    pub amounts: Amounts,
    /// All discounts together.
    pub discount: Paise,
    /// To the nearest rupee; no part of taxable value.
    pub round_off: Paise,
    /// What the customer owes for the bill.
    pub total: Paise,
    /// Cash handed back over the counter: part of no posting.
    #[serde(default)]
    pub change: Paise,
    /// Which version of the printed layout.
    pub template: u32,
    /// The bill that was cancelled because this one corrects it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<Against>,
}

/// The due date of a bill of a date, if it was agreed. An older app wrote the bill's own date where it was not.
pub fn agreed(due: Date, said: bool, date: Date) -> Option<Date> {
    (said || due != date).then_some(due)
}

impl Bill {
    /// When payment of a bill of this date is due, if that was agreed.
    pub fn agreed(&self, date: Date) -> Option<Date> {
        agreed(self.due, self.due_by.is_some(), date)
    }

    /// Whether a draft with this due date, or without one, would say the same of a bill of this date. Days of credit may
    /// have been changed since.
    pub fn is_due_as_typed(&self, typed: Option<Date>, date: Date) -> bool {
        match self.due_by {
            Some(DueBy::CreditDays) => typed.is_none(),
            Some(DueBy::Typed) => typed == Some(self.due),
            None => typed.unwrap_or(date) == self.due,
        }
    }
}
