//! Goods that come back: credit notes.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::document::{Bill, Draft, Voucher};
use crate::id::VoucherId;
use crate::money::Paise;
use crate::payment::Tender;
use crate::quantity::Milli;

/// How much of a bill's line comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineBack {
    /// Its place in the bill, from 0.
    pub line: u32,
    /// How much, above zero; at most what was sold and is not back yet.
    pub quantity: Milli,
}

/// What comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goods {
    /// Goods of a bill, at its prices, discounts and rates.
    OfBill {
        /// The bill.
        bill: VoucherId,
        /// Which lines.
        lines: Vec<LineBack>,
        /// Its packing, freight and other charges are given back too.
        #[serde(default)]
        charges: bool,
    },
    /// Goods without a bill, as typed: the money goes back, the tax stays. The draft is removed; its tenders say nothing.
    Typed(Box<Draft>),
}

/// What goods that come back come to, before they are taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewReturn {
    /// What comes back.
    pub goods: Goods,
    /// The day; today when absent.
    #[serde(default)]
    pub date: Option<Date>,
}

/// What goods that come back come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnPreview {
    /// Lines, taxes and total of the credit note.
    pub content: Bill,
    /// The most of it that may be given back: no more than was paid for the bill. The rest is owed no more, or was let off.
    pub refundable: Paise,
    /// What of it was let off and is not given back.
    pub let_off: Paise,
}

/// Takes goods back: a credit note with its own number, tax reversed at the bill's rates where a bill is named, stock in,
/// and the refund, in one transaction. Saving the same again answers the credit note that it became; something else under
/// its id is refused as `already_saved`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveReturn {
    /// Its id, made by the screen.
    pub id: VoucherId,
    /// What comes back.
    pub goods: Goods,
    /// The day; today when absent.
    #[serde(default)]
    pub date: Option<Date>,
    /// Given back now; the rest goes to the customer's khata, and without a customer all must be given back.
    #[serde(default)]
    pub refund: Vec<Tender>,
    /// Why it came back.
    #[serde(default)]
    pub reason: String,
}

/// One credit note.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetReturn {
    /// The credit note.
    pub id: VoucherId,
}

/// A credit note with where it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnView {
    /// The voucher; its detail is a credit note.
    pub voucher: Voucher,
    /// Given back at once.
    pub refunded: Paise,
    /// What of the bill was let off before: not given back.
    #[serde(default)]
    pub let_off: Paise,
    /// Went to the khata.
    pub on_khata: Paise,
    /// Of that, what is set against no bill.
    #[serde(default)]
    pub advance: Paise,
    /// Cancelled, and why.
    pub cancelled: Option<String>,
    /// The party's balance now, for those of a party.
    pub balance: Paise,
}
