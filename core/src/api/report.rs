//! Reports: day book, profit and loss, trial balance.

use serde::{Deserialize, Serialize};

use super::party::Page;
use crate::date::Date;
use crate::document::VoucherKind;
use crate::id::VoucherId;
use crate::ledger::Class;
use crate::money::Paise;

/// All vouchers of some days, oldest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetDayBook {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows, at most 500; 0 for 50.
    #[serde(default)]
    pub limit: u32,
}

/// A line of the day book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DayBookRow {
    /// The voucher.
    pub voucher: VoucherId,
    /// What it is.
    pub kind: VoucherKind,
    /// The day.
    pub date: Date,
    /// Its number.
    pub number: String,
    /// With whom.
    pub party_name: String,
    /// Its figure.
    pub amount: Paise,
    /// Cancelled.
    pub cancelled: bool,
}

/// The day book with its sums over all days asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DayBook {
    /// Sales on bills.
    pub sales: Paise,
    /// Money in.
    pub received: Paise,
    /// Money out.
    pub paid: Paise,
    /// Given on khata without a bill.
    pub gave: Paise,
    /// Sales that came back, on credit notes.
    #[serde(default)]
    pub returned: Paise,
    /// Money in by account (`asset.cash`, …), net of money out.
    pub by_account: Vec<AccountSum>,
    /// The lines.
    pub page: Page<DayBookRow>,
}

/// An account's figure: debit above zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AccountSum {
    /// The account's code.
    pub account: String,
    /// Debit above zero, credit below.
    pub amount: Paise,
}

/// Profit and loss over whole months.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetProfitLoss {
    /// Any day in the first month.
    pub from: Date,
    /// Any day in the last month.
    pub to: Date,
    /// Value opening and closing stock (weighted average of the financial year).
    #[serde(default)]
    pub with_stock: bool,
}

/// Profit and loss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProfitLoss {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Income accounts; an income is above zero.
    pub income: Vec<AccountSum>,
    /// Expense accounts; an expense is above zero.
    pub expenses: Vec<AccountSum>,
    /// Stock at the beginning, if asked for.
    pub opening_stock: Paise,
    /// Stock at the end, if asked for.
    pub closing_stock: Paise,
    /// Income − expenses + closing stock − opening stock.
    pub profit: Paise,
}

/// Every account's balance at the end of a day, or as the books stand.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GetTrialBalance {
    /// The day; every entry counts when absent, as in the balances of parties and the stock of items.
    pub at: Option<Date>,
}

/// A line of the trial balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TrialRow {
    /// The account's code; parties that owe are `party.debtors`, the others `party.creditors`.
    pub account: String,
    /// Its class.
    pub class: Class,
    /// Debit, not negative.
    pub debit: Paise,
    /// Credit, not negative.
    pub credit: Paise,
}

/// The trial balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TrialBalance {
    /// The day; today for the books as they stand.
    pub at: Date,
    /// The lines; accounts at zero are left out.
    pub rows: Vec<TrialRow>,
    /// Sum of the debits.
    pub debit: Paise,
    /// Sum of the credits; equal in sound books.
    pub credit: Paise,
}
