//! Reports: day book, profit and loss, trial balance, tax on sales, stock.

use serde::{Deserialize, Serialize};

use super::party::Page;
use super::payment::DaySort;
use crate::business::Language;
use crate::date::Date;
use crate::document::VoucherKind;
use crate::id::{ItemId, VoucherId};
use crate::item::InputTax;
use crate::ledger::Class;
use crate::money::Paise;
use crate::quantity::Milli;
use crate::tax::compute::{Amounts, RateRow};

/// All vouchers of some days.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetDayBook {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// In which order; the oldest first when absent, as a book is read.
    #[serde(default)]
    pub sort: Option<DaySort>,
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
    /// The note of an entry that is no bill.
    #[serde(default)]
    pub note: String,
    /// The account of the running cost that it paid (`expense.rent`), if it was one.
    #[serde(default)]
    pub expense: Option<String>,
    /// The accounts between which the shop's own money moved, if it did.
    #[serde(default)]
    pub moved: Option<MovedBetween>,
}

/// From which account to which, by their codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MovedBetween {
    /// Where it lay (`asset.cash`).
    pub from: String,
    /// Where it lies now (`asset.bank`); `expense.cash_short` of what the drawer lacked.
    pub to: String,
}

/// The day book with its sums over all days asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DayBook {
    /// Sales on bills.
    pub sales: Paise,
    /// Money in; what moved between the shop's own accounts is neither in nor out.
    pub received: Paise,
    /// Money out, goods bought for money included.
    pub paid: Paise,
    /// Goods given on khata without a bill.
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
    /// Value opening and closing stock: weighted average of the financial year, of what came in by then.
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

/// Tax on sales over some days and on purchases, by rate and head: what GSTR-1 and GSTR-3B ask for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetGst {
    /// First day.
    pub from: Date,
    /// Last day; at most a year after the first.
    pub to: Date,
}

/// Tax on sales and purchases, by rate and head. Cancelled documents are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct GstAnalysis {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How many bills.
    pub bills: i64,
    /// How many credit notes.
    pub credit_notes: i64,
    /// Bills whose tax the shop collects, by rate, lowest first; what bears no tax is at zero.
    pub sales: Vec<RateRow>,
    /// Credit notes against such bills (section 34), by rate, lowest first; those too late to take tax back left out.
    pub returns: Vec<RateRow>,
    /// Bills whose tax the buyer pays (reverse charge), less their credit notes: no tax of the shop.
    pub reverse_charge: Amounts,
    /// Sales less returns: the value supplied and the tax that the shop owes on it.
    pub net: Amounts,
    /// All heads of `net`.
    pub tax: Paise,
    /// How many purchases hold tax that the shop gets back.
    pub purchases: i64,
    /// That tax by rate, the lowest first; at the end what was told as a sum alone, by the heads that follow from the
    /// supplier's State.
    pub input: Vec<InputTax>,
    /// All of it.
    pub input_tax: Amounts,
    /// How many bills, credit notes and purchases only a newer app can read: part of none of the figures above.
    pub unread: i64,
    /// What the bills among those come to, credit notes taken off.
    pub unread_amount: Paise,
}

/// In which order goods in stock stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StockSort {
    /// By name, letter by letter as Unicode numbers them.
    #[default]
    Name,
    /// What is left the most of first.
    MostStock,
    /// What is left the least of first.
    LeastStock,
    /// What is left of which is worth the most first.
    MostWorth,
    /// What is left of which is worth the least first.
    LeastWorth,
}

/// What is in stock.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GetStock {
    /// In which order.
    pub sort: StockSort,
    /// Only what is at or below its warning level.
    pub low: bool,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Rows, at most 500; 0 for 50.
    pub limit: u32,
}

/// An item with what is left of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StockRow {
    /// The item.
    pub item: ItemId,
    /// Its name.
    pub name: String,
    /// Unit quantity code.
    pub unit: String,
    /// In stock now.
    pub stock: Milli,
    /// Warn at or below this much.
    pub low_stock: Milli,
    /// What is left is worth, by the weighted average of the year; zero where no cost was entered.
    pub value: Paise,
}

/// What is in stock and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Stock {
    /// Worth of all stock now, also of what is not asked for.
    pub value: Paise,
    /// Items whose stock is counted.
    pub page: Page<StockRow>,
}

/// A report as an A4 PDF.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintReport {
    /// Which, over which days.
    pub report: Report,
    /// Language of the printed words; the shop's own when absent.
    #[serde(default)]
    pub language: Option<Language>,
}

/// Which report, over which days: as the request that answers its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Report {
    /// All vouchers.
    DayBook {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Profit and loss over whole months.
    ProfitLoss {
        /// Any day in the first month.
        from: Date,
        /// Any day in the last month.
        to: Date,
        /// Value opening and closing stock.
        #[serde(default)]
        with_stock: bool,
    },
    /// Every account's balance.
    TrialBalance {
        /// The day; every entry counts when absent.
        #[serde(default)]
        at: Option<Date>,
    },
    /// Tax on sales.
    Gst {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// What is in stock now.
    Stock {},
}

/// Who owes, how much, for how long, as an A4 PDF.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrintOutstanding {
    /// Language of the printed words; the shop's own when absent.
    pub language: Option<Language>,
}
