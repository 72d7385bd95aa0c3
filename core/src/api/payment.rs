//! Money in and out, and setting it against bills.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::document::{Allocation, Voucher};
use crate::id::{AllocationId, PartyId, VoucherId};
use crate::money::Paise;
use crate::payment::{Direction, Mode, Tender};

/// How a payment is set against bills.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Settle {
    /// Oldest bill first; what is left is an advance.
    #[default]
    OldestFirst,
    /// Against these bills; what is left is an advance.
    Chosen(Vec<Allocation>),
    /// All of it an advance.
    Advance,
}

/// Records a payment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SavePayment {
    /// Its id, drawn once by whoever fills it in: saving it again answers what was saved, and something else under it is
    /// refused as `already_saved`. One is drawn when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<VoucherId>,
    /// In or out.
    pub direction: Direction,
    /// From or to whom.
    pub party: PartyId,
    /// The parts; at least one, each above zero.
    pub tenders: Vec<Tender>,
    /// The day; today when absent.
    #[serde(default)]
    pub date: Option<Date>,
    /// Against which bills (money in).
    #[serde(default)]
    pub settle: Settle,
    /// Free note.
    #[serde(default)]
    pub note: String,
}

/// Records a payment that settles: what it leaves open is let off, as far as `discount` says. The discount stands beside
/// the payment as entries of its own, against the same debts, and is taken back with it. It changes no tax: for that a
/// credit note is given (section 15(3)(b) of the CGST Act).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlePayment {
    /// The payment.
    pub payment: SavePayment,
    /// What is let off beside it; no more than is open after it.
    pub discount: Paise,
}

/// A payment with where it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PaymentView {
    /// The voucher; its detail is a payment.
    pub voucher: Voucher,
    /// Let off with it, as far as that stands.
    #[serde(default)]
    pub discount: Paise,
    /// Not set against any bill.
    pub advance: Paise,
    /// Set against bills after it was made, beside what its voucher says; what was taken back since is left out.
    #[serde(default)]
    pub later: Vec<SetLater>,
    /// Cancelled, and why.
    pub cancelled: Option<String>,
    /// The party's balance now.
    pub balance: Paise,
}

/// Money of a payment set against one bill after it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SetLater {
    /// The act that it was part of, which may have set money against several bills.
    pub act: AllocationId,
    /// The bill.
    pub bill: VoucherId,
    /// How much; below zero where an older app took back an amount and not an act.
    pub amount: Paise,
}

/// Sets what is left of a payment, or of a credit note on the khata, against bills, later.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllocatePayment {
    /// The payment or credit note.
    pub id: VoucherId,
    /// Against which bills.
    pub settle: Settle,
}

/// Takes back what a payment or credit note was set against later by one act: it is an advance again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasePayment {
    /// The payment or credit note.
    pub id: VoucherId,
    /// What is taken back, whole.
    pub act: AllocationId,
}

/// One payment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetPayment {
    /// The payment.
    pub id: VoucherId,
}

/// A page of payments, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListPayments {
    /// In or out; both when absent.
    pub direction: Option<Direction>,
    /// In which order.
    pub sort: DaySort,
    /// Of one party.
    pub party: Option<PartyId>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Rows, at most 500; 0 for 50.
    pub limit: u32,
}

/// In which order days are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DaySort {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

/// A row of the payment list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PaymentRow {
    /// The payment.
    pub id: VoucherId,
    /// In or out.
    pub direction: Direction,
    /// Its day.
    pub date: Date,
    /// Its number.
    pub number: String,
    /// The party's name at the time; empty for a walk-in.
    pub party_name: String,
    /// How it was paid.
    pub modes: Vec<Mode>,
    /// The account of the expense that it paid, if it was one.
    #[serde(default)]
    pub expense: Option<String>,
    /// How much.
    pub amount: Paise,
    /// Cancelled.
    pub cancelled: bool,
}

/// What a party has not fully paid, oldest first: to choose what a payment settles. Bills, and without a number what was
/// given on khata. Money that the party was given is among it as far as the party has nothing to get for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenBills {
    /// The party.
    pub party: PartyId,
}

/// Open bills of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenBillsResponse {
    /// The bills.
    pub bills: Vec<super::bill::BillRow>,
}

/// A page of running costs, newest first. A page may hold fewer rows than asked for and still have a next one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListExpenses {
    /// For what: one of the accounts of running costs; all when absent.
    pub account: Option<String>,
    /// In which order.
    pub sort: DaySort,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Rows, at most 500; 0 for 50.
    pub limit: u32,
}

/// Records a running cost of the shop, paid now. No tax credit is claimed for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveExpense {
    /// Its id, drawn once by whoever fills it in: saving it again answers what was saved, and something else under it is
    /// refused as `already_saved`. One is drawn when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<VoucherId>,
    /// For what: one of the accounts of running costs (`expense.rent`, `expense.general`).
    pub account: String,
    /// How it was paid.
    pub tenders: Vec<Tender>,
    /// The day; today when absent.
    #[serde(default)]
    pub date: Option<Date>,
    /// Free note.
    #[serde(default)]
    pub note: String,
}
