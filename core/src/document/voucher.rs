//! A voucher: one fact of business with its frozen postings and stock movements.

use serde::{Deserialize, Serialize};

use super::{Bill, CreditNote};
use crate::date::Date;
use crate::error::{Error, Result};
use crate::id::{ItemId, PartyId, VoucherId};
use crate::item::InputTax;
use crate::ledger::Postings;
use crate::money::Paise;
use crate::payment::{LetOff, Payment};
use crate::quantity::Milli;

/// What kind of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VoucherKind {
    /// A sale with a number.
    Sale,
    /// Money in.
    Receipt,
    /// Money out.
    Payment,
    /// Gave on khata without a bill.
    Gave,
    /// What a party owed before the books began.
    Opening,
    /// What a party had to get before the books began: a customer's advance, what a supplier was owed.
    OpeningCredit,
    /// Goods of a sale that came back: a credit note (section 34 of the CGST Act).
    Return,
    /// Goods in or out without a bill.
    Stock,
    /// What was let off when a payment settled the rest.
    Discount,
    /// Money moved between the shop's own accounts: cash to the bank, a cheque that cleared.
    Moved,
    /// What a count of the drawer found beside the books.
    Counted,
    /// A kind of a newer app: its figures count, what else it says is for that app to show.
    #[serde(other)]
    Other,
}

impl VoucherKind {
    /// It stands since before the books began.
    pub const fn is_opening(self) -> bool {
        matches!(self, Self::Opening | Self::OpeningCredit)
    }

    /// It has to do with the shop's own money alone: none came from anybody, and none went to anybody.
    pub const fn is_own_money(self) -> bool {
        matches!(self, Self::Moved | Self::Counted)
    }

    /// The stored text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Receipt => "receipt",
            Self::Payment => "payment",
            Self::Gave => "gave",
            Self::Opening => "opening",
            Self::OpeningCredit => "opening_credit",
            Self::Return => "return",
            Self::Stock => "stock",
            Self::Discount => "discount",
            Self::Moved => "moved",
            Self::Counted => "counted",
            Self::Other => "other",
        }
    }
}

/// The party as it was when the voucher was made: what was printed stays printed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PartySnapshot {
    /// The party; none for a walk-in customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<PartyId>,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Phone.
    #[serde(default)]
    pub phone: String,
    /// GSTIN.
    #[serde(default)]
    pub gstin: String,
    /// State code.
    #[serde(default)]
    pub state: String,
    /// Address.
    #[serde(default)]
    pub address: String,
    /// PIN code. Vouchers of older apps say none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pin: String,
    /// A unit or developer of a Special Economic Zone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sez: bool,
}

/// Goods that moved: in above zero, out below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Movement {
    /// The item.
    pub item: ItemId,
    /// In above zero, out below.
    pub quantity: Milli,
    /// What goods that came in cost; zero for goods that went out.
    pub value: Paise,
}

/// The most that moves of an item at once: ten crore units, in thousandths. Far below what a sum can hold, so that no
/// list of them outgrows the stock.
const LARGEST: i64 = 100_000_000_000;

impl Movement {
    /// Goods that move now. What is in the journal already is read as it is.
    ///
    /// # Errors
    /// `overflow` of the quantity.
    pub fn new(item: ItemId, quantity: Milli, value: Paise) -> Result<Self> {
        if !(-LARGEST..=LARGEST).contains(&quantity.get()) {
            return Err(Error::overflow("quantity"));
        }
        Ok(Self { item, quantity, value })
    }
}

/// Money of a payment set against a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Allocation {
    /// The bill.
    pub bill: VoucherId,
    /// How much.
    pub amount: Paise,
}

/// What is special to a kind of voucher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// A sale.
    Bill(Box<Bill>),
    /// Goods of a sale that came back.
    CreditNote(Box<CreditNote>),
    /// Money in or out.
    Payment(Payment),
    /// What was let off with a payment.
    Discount(LetOff),
    /// Nothing more than the envelope.
    Plain,
}

/// One fact of business. Never changed: a correction is another voucher or a cancellation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Voucher {
    /// Its id.
    pub id: VoucherId,
    /// What kind of fact.
    pub kind: VoucherKind,
    /// The day in India.
    pub date: Date,
    /// The number series, empty where the kind has no numbers.
    #[serde(default)]
    pub series: String,
    /// The place in the series, from 1; zero where the kind has no numbers.
    #[serde(default)]
    pub serial: i64,
    /// The number as printed (Rule 46(b): at most 16 characters).
    #[serde(default)]
    pub number: String,
    /// With whom.
    #[serde(default)]
    pub party: PartySnapshot,
    /// The figure that lists show.
    pub amount: Paise,
    /// Frozen postings.
    pub postings: Postings,
    /// Frozen stock movements.
    #[serde(default)]
    pub movements: Vec<Movement>,
    /// Money set against bills, for payments.
    #[serde(default)]
    pub allocations: Vec<Allocation>,
    /// Free note.
    #[serde(default)]
    pub note: String,
    /// The tax of a supplier's bill that the shop gets back, by rate and head: what is posted as such in one sum. Empty
    /// where there is none; purchases of older apps say only the sum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub input_tax: Vec<InputTax>,
    /// What is special to the kind.
    pub detail: Detail,
}
