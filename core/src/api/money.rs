//! The shop's own money: moved between its accounts, and the drawer at the end of a day.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::document::Voucher;
use crate::money::Paise;
use crate::payment::Mode;

/// Moves money from one of the shop's accounts to another: cash to the bank, what was paid by card or UPI once it reaches
/// the bank, a cheque once it has cleared.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MoveMoney {
    /// Where it lay.
    pub from: Mode,
    /// Where it lies now; another account.
    pub to: Mode,
    /// How much, above zero.
    pub amount: Paise,
    /// The day; today when absent.
    #[serde(default)]
    pub date: Option<Date>,
    /// Free note.
    #[serde(default)]
    pub note: String,
}

/// What the shop did with its own money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MoneyEntry {
    /// The voucher; its postings say from where to where.
    pub voucher: Voucher,
}

/// The drawer on a day.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GetDrawer {
    /// The day; today when absent.
    pub date: Option<Date>,
}

/// Cash on a day: opening + came − went + adjusted = holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Drawer {
    /// The day.
    pub date: Date,
    /// In the drawer when the day began.
    pub opening: Paise,
    /// Came in: from customers, and from the shop's other accounts.
    pub came: Paise,
    /// Went out: to suppliers, for costs, to the bank.
    pub went: Paise,
    /// What counting the drawer added on this day; below zero where cash was short.
    pub adjusted: Paise,
    /// What the drawer should hold at the end of the day.
    pub holds: Paise,
}

/// Books what a count of the drawer found beside the books. Nothing asks for it: a day without one is a day like any
/// other.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CountDrawer {
    /// What lay in the drawer at the end of the day.
    pub counted: Paise,
    /// What it should hold, as whoever counted was told: refused where that is another figure by now.
    #[serde(default)]
    pub holds: Option<Paise>,
    /// The day; today when absent.
    #[serde(default)]
    pub date: Option<Date>,
    /// The difference lay there before the books began: it stands against the opening balance, and is neither short nor
    /// over.
    #[serde(default)]
    pub opening: bool,
    /// Free note, beside the counted figure.
    #[serde(default)]
    pub note: String,
}
