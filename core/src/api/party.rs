//! Customers and suppliers, their khata and statements.

use serde::{Deserialize, Serialize};

use super::payment::DaySort;
use crate::business::Language;
use crate::date::Date;
use crate::document::VoucherKind;
use crate::id::{PartyId, VoucherId};
use crate::money::Paise;
use crate::party::{Party, PartyEdit, PartyRow};

/// Adds a party or changes one, field by field.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveParty {
    /// The party to change; or the id of a new one, drawn once by whoever fills it in: sent again as it was, it changes
    /// nothing. One is drawn when absent.
    #[serde(default)]
    pub id: Option<PartyId>,
    /// What changes.
    pub edit: PartyEdit,
    /// What a new party owed before the books began, as of today; below zero the shop owed it.
    #[serde(default)]
    pub opening: Paise,
}

/// One party with its balance.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetParty {
    /// The party.
    pub id: PartyId,
}

/// A party with its balance and what is overdue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PartyView {
    /// The party.
    pub party: Party,
    /// Above zero the party owes the shop; below, the shop owes or holds an advance.
    pub balance: Paise,
    /// Day of the oldest bill or entry that is not paid, if the party owes.
    pub due_since: Option<Date>,
    /// What of the balance should have been paid before today.
    #[serde(default)]
    pub overdue: Paise,
    /// The day of the last entry.
    pub last_date: Option<Date>,
}

/// Which parties a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PartyFilter {
    /// All, last used first.
    #[default]
    All,
    /// Those who owe, largest first.
    Due,
    /// Those to whom the shop owes or whose advance it holds, largest first.
    Advance,
    /// Suppliers, last used first.
    Suppliers,
    /// Out of the lists.
    Archived,
}

/// In which order a list of parties stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PartySort {
    /// Last used first.
    Recent,
    /// By name, letter by letter as Unicode numbers them.
    Name,
    /// By balance: who owes the most first, to whom the shop owes last.
    MostDue,
    /// By balance, the other way round.
    LeastDue,
}

/// A page of the khata list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListParties {
    /// Which.
    pub filter: PartyFilter,
    /// In which order; the filter's own when absent.
    pub sort: Option<PartySort>,
    /// Name in any script, or digits of the phone.
    pub search: String,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Rows, at most 500; 0 for 50.
    pub limit: u32,
    /// Of a search: what is written as it was typed, in any script, and nothing that only sounds like it.
    pub as_typed: bool,
    /// Say of who owes since when; it takes a look at what is open of each.
    pub ages: bool,
}

/// A page of anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Give it as `after` for the next page; none at the end.
    pub next: Option<String>,
}

/// A page of a party's statement.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetStatement {
    /// The party.
    pub id: PartyId,
    /// In which order.
    #[serde(default)]
    pub sort: DaySort,
    /// First day; from the beginning when absent.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day; to the end when absent.
    #[serde(default)]
    pub to: Option<Date>,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows, at most 500; 0 for 50.
    #[serde(default)]
    pub limit: u32,
}

/// One line of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StatementRow {
    /// The voucher.
    pub voucher: VoucherId,
    /// What it is.
    pub kind: VoucherKind,
    /// The day.
    pub date: Date,
    /// Its number, if it has one.
    pub number: String,
    /// Its note.
    pub note: String,
    /// How money moved, where it moved one way; none for goods, bills and split payments.
    pub mode: Option<crate::payment::Mode>,
    /// Above zero the party owes more (you gave), below less (you got).
    pub amount: Paise,
    /// The balance after this line; not told to who may not see what goods cost, where it would tell that, nor where it is
    /// more than an amount can be.
    pub balance: Option<Paise>,
    /// The voucher was cancelled (the line that it made stays; another takes it back).
    pub cancelled: bool,
    /// This line takes a voucher back.
    pub reversal: bool,
}

/// A page of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Statement {
    /// The party.
    pub party: Party,
    /// Balance before the first day; not told where the lines' balances are not.
    pub opening: Option<Paise>,
    /// Balance at the end of the last day; not told where the lines' balances are not.
    pub closing: Option<Paise>,
    /// The lines. Who may not see what goods cost does not see those of goods bought.
    pub page: Page<StatementRow>,
    /// Goods that the shop bought stand in this khata: lines and balances tell what they cost.
    #[serde(default)]
    pub tells_costs: bool,
}

/// A party's statement as an A4 PDF, oldest entry first. What was taken back is left out with what took it back.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintStatement {
    /// The party.
    pub id: PartyId,
    /// First day; from the beginning when absent.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day; to the end when absent.
    #[serde(default)]
    pub to: Option<Date>,
    /// Language of the printed labels; the shop's own when absent.
    #[serde(default)]
    pub language: Option<Language>,
}

/// The list of who owes, with ages.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GetOutstanding {
    /// In which order; who owes the most first when absent.
    pub sort: Option<PartySort>,
    /// Only who owes at least so much.
    pub at_least: Paise,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Rows, at most 500; 0 for 50.
    pub limit: u32,
}

/// What a party owes, by age of the debt counted from the bill's date, payments set against the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OutstandingRow {
    /// The party.
    pub party: PartyRow,
    /// 0 to 30 days.
    pub days_30: Paise,
    /// 31 to 60 days.
    pub days_60: Paise,
    /// 61 to 90 days.
    pub days_90: Paise,
    /// Older.
    pub older: Paise,
    /// What of it should have been paid before today, by due dates and not by age.
    #[serde(default)]
    pub overdue: Paise,
}

/// The list of who owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Outstanding {
    /// Sum over all parties that owe so much as was asked for.
    pub total: Paise,
    /// How many those are.
    pub parties: i64,
    /// The rows.
    pub page: Page<OutstandingRow>,
}

/// A khata entry without a bill.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddKhata {
    /// Its id, drawn once by whoever fills it in: saving it again answers what was saved, and something else under it is
    /// refused as `already_saved`. One is drawn when absent; what was
    /// owed before the books has one that follows from the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<VoucherId>,
    /// The party.
    pub party: PartyId,
    /// You gave goods or money, or you got money.
    pub side: KhataSide,
    /// How much.
    pub amount: Paise,
    /// For "got": how it came, in cash when absent. For "gave": how money went out, which is a payment; none when goods
    /// were given.
    #[serde(default)]
    pub mode: Option<crate::payment::Mode>,
    /// From before the books began: it stands against the opening balance, and no goods or money move with it.
    #[serde(default)]
    pub opening: bool,
    /// The day; today when absent.
    #[serde(default)]
    pub date: Option<Date>,
    /// Free note.
    #[serde(default)]
    pub note: String,
}

/// Corrects a khata entry in one transaction: the old one is taken back, and a new one says what is right. It settles the
/// same debts, as far as they take it, or is settled by the same money, and has the same photos.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectKhata {
    /// The entry that was wrong: of the same party.
    pub id: VoucherId,
    /// What it should have said. Of a supplier who brought something, and not money, it is a purchase on khata.
    pub entry: AddKhata,
    /// Why; kept in the books with the old entry.
    #[serde(default)]
    pub reason: String,
}

/// Which button was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KhataSide {
    /// उधार दिया: the party owes more.
    Gave,
    /// जमा मिला: the party owes less.
    Got,
}

/// A saved khata entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct KhataSaved {
    /// The voucher, for undo.
    pub voucher: VoucherId,
    /// The balance now.
    pub balance: Paise,
}
