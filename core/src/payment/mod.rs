//! Money in and out.

pub mod allocate;
pub mod correct;
pub mod drawer;
pub mod expense;
pub mod khata;
pub mod let_off;
pub mod list;
pub mod moved;
pub mod save;
pub mod settle;

use serde::{Deserialize, Serialize};

use crate::id::VoucherId;
use crate::ledger::{Account, Postings};
use crate::money::Paise;

/// How money moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Notes and coins.
    Cash,
    /// UPI. A QR shown is no proof: recorded when the shopkeeper says it came.
    Upi,
    /// Card.
    Card,
    /// Bank transfer.
    Bank,
    /// Cheque.
    Cheque,
}

impl Mode {
    /// Every way.
    pub const ALL: [Self; 5] = [Self::Cash, Self::Upi, Self::Card, Self::Bank, Self::Cheque];

    /// The way whose money lies in an account.
    pub fn of(account: &Account) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.account() == *account)
    }

    /// The one way that a voucher's money came or went; none where there was no money, or several ways.
    pub fn only(postings: &Postings) -> Option<Self> {
        let mut modes = postings.lines().iter().filter_map(|posting| Self::of(&posting.account));
        modes.next().filter(|_| modes.next().is_none())
    }

    /// The account that the money lies in.
    pub const fn account(self) -> Account {
        match self {
            Self::Cash => Account::CASH,
            Self::Upi => Account::UPI,
            Self::Card => Account::CARD,
            Self::Bank => Account::BANK,
            Self::Cheque => Account::CHEQUE,
        }
    }
}

/// One part of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Tender {
    /// How.
    pub mode: Mode,
    /// How much.
    pub amount: Paise,
    /// UTR, cheque number and the like.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reference: String,
}

/// In or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The shop receives.
    In,
    /// The shop pays.
    Out,
}

/// What a payment's voucher holds beside its postings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Payment {
    /// In or out.
    pub direction: Direction,
    /// The parts.
    pub tenders: Vec<Tender>,
    /// The bill that it was made with at the counter, or the credit note that it refunds, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_bill: Option<VoucherId>,
    /// The account of the expense that it paid, if it was one (`expense.rent`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expense: Option<String>,
    /// Vouchers of what was let off with it: they are taken back with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<VoucherId>,
}

impl Payment {
    /// How the money moved, where it moved one way and came with nothing else: no bill at the counter, no discount. Such
    /// a payment is a khata entry, and can be corrected as one.
    pub fn as_entry(&self) -> Option<Mode> {
        let alone = self.with_bill.is_none() && self.expense.is_none() && self.discounts.is_empty();
        match self.tenders.as_slice() {
            [tender] if alone && tender.reference.is_empty() => Some(tender.mode),
            _ => None,
        }
    }
}

/// What the voucher of a discount holds beside its postings: what was let off when a payment settled the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LetOff {
    /// In: the shop let a customer off. Out: a supplier let the shop off.
    pub direction: Direction,
    /// The payment.
    pub payment: VoucherId,
}
