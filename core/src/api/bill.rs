//! Drafts, bills, their PDF and receipt, cancellation.

use serde::{Deserialize, Serialize};

use crate::business::{Language, Paper};
use crate::date::Date;
use crate::document::lacking::Lacking;
use crate::document::rates::RateChange;
use crate::document::recipient::Particular;
use crate::document::{BillKind, Draft, Voucher};
use crate::error::Error;
use crate::id::{DraftId, PartyId, VoucherId};
use crate::money::Paise;
use crate::quantity::Milli;
use crate::tax::compute::{BillResult, TaxMode};

/// Keeps a draft on this device; a draft with the same id is replaced.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    /// The draft.
    pub draft: Draft,
}

/// Nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {}

/// A page of this device's drafts, last touched first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListDrafts {
    /// Of one customer.
    pub party: Option<PartyId>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Drafts, at most 500; 0 for 50.
    pub limit: u32,
}

/// A page of this device's drafts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Drafts {
    /// The drafts.
    pub drafts: Vec<Draft>,
    /// Give it as `after` for the next page; none at the end.
    #[serde(default)]
    pub next: Option<String>,
}

/// One draft of this device.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetDraft {
    /// The draft.
    pub id: DraftId,
}

/// Begins a new draft with what a bill sold: its lines and prices, its customer, its discounts; today's tax rates.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyBill {
    /// The bill.
    pub id: VoucherId,
}

/// Throws a draft away.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscardDraft {
    /// The draft.
    pub id: DraftId,
}

/// What a draft comes to: kind of document, place of supply and totals, as finalizing it would make them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewBill {
    /// The draft.
    pub draft: Draft,
}

/// What a draft comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BillPreview {
    /// Which document the law asks for.
    pub kind: BillKind,
    /// Which tax; give it to `tax::compute` for totals while typing.
    pub mode: TaxMode,
    /// Place of supply, State code; empty for a shop without a State.
    pub place_of_supply: String,
    /// Lines, taxes and total; none where a problem keeps them from being worked out.
    pub result: Option<BillResult>,
    /// When payment will be due: as typed, or as the customer's credit days say of what is not paid at once.
    #[serde(default)]
    pub due: Option<Date>,
    /// What the customer owes from before.
    pub balance: Paise,
    /// The customer's limit would be passed by this much.
    pub over_limit: Paise,
    /// Places of lines that are sold for less than the item's average cost, from 0.
    #[serde(default)]
    pub below_cost: Vec<u32>,
    /// What this invoice should say of its buyer (Rule 46) and this one would not. It is saved all the
    /// same.
    #[serde(default)]
    pub unnamed: Vec<Particular>,
    /// What lines of this invoice should say and do not: HSN for a registered buyer, a rate. It is saved all the same.
    #[serde(default)]
    pub lacking: Vec<Lacking>,
    /// Lines whose item has another tax rate on the bill's date, with that rate: `bill.finalize` refuses the draft until
    /// they have it (`rates_changed`).
    #[serde(default)]
    pub rates: Vec<RateChange>,
    /// What this customer has paid for the bill that the draft corrects, or for the cancelled one that it writes again. It
    /// pays the new one first, so that the rest of the total is to be paid; what the total does not take stays an advance.
    #[serde(default)]
    pub paid_before: Paise,
    /// What somebody else had paid for that bill: it stays an advance of theirs.
    #[serde(default)]
    pub stays_with: Option<StaysWith>,
    /// Everything for which `bill.finalize` would refuse the draft as it is; it refuses with the first. With none
    /// it saves. A bill being typed is unfinished by nature (no line yet, not yet paid), so that these are told
    /// and the rest is answered all the same.
    pub problems: Vec<Error>,
}

/// Money that was paid for a bill which is written again for another customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StaysWith {
    /// Whose it is, by the name that the bill said.
    pub name: String,
    /// How much of it is left.
    pub amount: Paise,
}

/// Saves a bill: number, tax, postings, stock and tenders in one transaction, on disk before the answer.
/// The draft of the same id is removed. Finalizing the same draft again answers the bill it became; one that was
/// changed since is refused (`already_saved`), because the changes are not on that bill.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinalizeBill {
    /// The draft. Its tenders pay the bill; what is left over becomes khata of the customer, and without a
    /// customer the tenders must cover the bill. Cash above the total is change. Of a draft that writes a cancelled bill
    /// again (`again_of`) they pay what its customer had not paid for that one.
    pub draft: Draft,
}

/// Begins the correction of a bill: a new draft with everything that the bill says, its day and its tax rates too. The
/// bill stands until the draft is saved by `bill.correct`; a draft that is left changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginCorrection {
    /// The bill.
    pub id: VoucherId,
}

/// Saves a correction in one transaction: the bill that the draft corrects is cancelled, and the draft is a bill with a
/// number of its own, or both are refused. What the customer had paid for the old bill pays the new one first; money of
/// a walk-in's bill is taken back with it, so that the tenders pay all of the new one. Saving the same correction again
/// answers the bill that it became.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectBill {
    /// The draft, which names the bill that it corrects. Its tenders pay what was not paid before.
    pub draft: Draft,
    /// Why; kept in the books with the old bill, before the number of the new one.
    #[serde(default)]
    pub reason: String,
}

/// A bill with where it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BillView {
    /// The voucher; its detail is a bill.
    pub voucher: Voucher,
    /// Set against it so far.
    pub paid: Paise,
    /// Still owed for it; zero when cancelled.
    pub due: Paise,
    /// Cash handed back when it was made.
    pub change: Paise,
    /// Cancelled, and why.
    pub cancelled: Option<String>,
    /// The party's balance now, for bills of a party.
    pub balance: Paise,
    /// Credit notes for goods of this bill that came back, oldest first.
    #[serde(default)]
    pub returns: Vec<BillReturn>,
    /// For each line, how much of it may still come back.
    #[serde(default)]
    pub returnable: Vec<Milli>,
}

/// A credit note of a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BillReturn {
    /// The credit note.
    pub id: VoucherId,
    /// Its number.
    pub number: String,
    /// Its day.
    pub date: Date,
    /// What it gave back.
    pub amount: Paise,
}

/// One bill.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetBill {
    /// The bill.
    pub id: VoucherId,
}

/// How one bill was settled.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetSettled {
    /// The bill.
    pub id: VoucherId,
}

/// What a bill was settled by; what is still owed is the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillSettled {
    /// The payments, oldest first, and how much of each; without a way the credit of another return, or an old advance.
    pub received: Vec<super::item::PaidWith>,
    /// What was let off with a payment.
    pub let_off: Paise,
    /// What goods that came back took off it.
    pub returned: Paise,
}

/// Which bills a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BillFilter {
    /// All.
    #[default]
    All,
    /// Not fully paid.
    Unpaid,
    /// Fully paid.
    Paid,
    /// Cancelled.
    Cancelled,
}

/// In which order a list shows bills. By amount the days have to be named, at most a year of them: such a list is
/// sorted when it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BillSort {
    /// By day, the newest first.
    #[default]
    Newest,
    /// By day, the oldest first.
    Oldest,
    /// By total, the largest first.
    Largest,
    /// By total, the smallest first.
    Smallest,
    /// Bills that are not fully paid, by what is still owed for them, the most first.
    MostDue,
}

/// A page of bills, newest first unless asked for otherwise.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListBills {
    /// Which.
    pub filter: BillFilter,
    /// In which order.
    pub sort: BillSort,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Of one party.
    pub party: Option<PartyId>,
    /// A number or its last digits, or the beginning of a party's name.
    pub search: String,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Rows, at most 500; 0 for 50.
    pub limit: u32,
}

/// A row of the bill list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BillRow {
    /// The bill.
    pub id: VoucherId,
    /// Its day.
    pub date: Date,
    /// Its number.
    pub number: String,
    /// The party's name at the time; empty for a walk-in.
    pub party_name: String,
    /// The party.
    pub party: Option<PartyId>,
    /// The total.
    pub total: Paise,
    /// Set against it so far.
    pub paid: Paise,
    /// Cancelled.
    pub cancelled: bool,
    /// When payment is due, if that was agreed.
    #[serde(default)]
    pub due: Option<Date>,
}

/// Takes a voucher back by its exact reversal on its own date. A number stays used; payments of a cancelled
/// bill become the party's advance (a walk-in's payments are taken back with it). This is also the undo.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelVoucher {
    /// The voucher.
    pub id: VoucherId,
    /// Why; kept in the books.
    #[serde(default)]
    pub reason: String,
}

/// Writes what was taken back once more, as an entry of its own: its undo.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewriteVoucher {
    /// What was taken back: an entry of the khata, a payment, an expense, goods in or out.
    pub id: VoucherId,
}

/// What was written once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewritten {
    /// The new entry.
    pub voucher: VoucherId,
}

/// Which copy a PDF says it is (Rule 48).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Copy {
    /// Original for recipient.
    #[default]
    Original,
    /// Duplicate for transporter.
    Duplicate,
    /// Triplicate for supplier.
    Triplicate,
}

/// A bill or a credit note as an A4 PDF.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintBill {
    /// The bill or credit note.
    pub id: VoucherId,
    /// Which copy.
    #[serde(default)]
    pub copy: Copy,
    /// Language of the printed labels; the shop's own when absent.
    #[serde(default)]
    pub language: Option<Language>,
}

/// A bill or a credit note as a receipt, a PNG.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintReceipt {
    /// The bill or credit note.
    pub id: VoucherId,
    /// Paper; the shop's own when absent.
    #[serde(default)]
    pub paper: Option<Paper>,
    /// Language of the printed labels; the shop's own when absent.
    #[serde(default)]
    pub language: Option<Language>,
}

/// A file to open, print or share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileResponse {
    /// A name that says what it is: `Sharma-Store_A-2627-0001_Ramesh.pdf`.
    pub name: String,
    /// `application/pdf`, `image/png`.
    pub mime: String,
    /// The bytes in base64.
    pub base64: String,
    /// What goods cost stands in it: not for who may not see that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tells_costs: bool,
}
