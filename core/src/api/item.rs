//! Items and their stock.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::document::Voucher;
use crate::id::{ItemId, PartyId, VoucherId};
use crate::item::{ItemEdit, OpeningStock, StockEntry};
use crate::money::{Paise, Rate, UnitPrice};
use crate::payment::Mode;
use crate::quantity::Milli;
use crate::tax::rate::RateEntry;

/// Adds an item or changes one, field by field.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveItem {
    /// The item to change; or the id of a new one, drawn once by whoever fills it in: sent again as it was, it changes
    /// nothing. One is drawn when absent.
    #[serde(default)]
    pub id: Option<ItemId>,
    /// What changes.
    pub edit: ItemEdit,
    /// What of a new item was in the shop before the books began; refused with the item, or saved with it.
    #[serde(default)]
    pub opening: Option<OpeningStock>,
}

/// One item.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetItem {
    /// The item.
    pub id: ItemId,
}

/// What the table of GST rates says of some goods.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeRates {
    /// An HSN or SAC code of 2 to 8 digits, or the name of the goods.
    pub text: String,
    /// The day of supply; today when absent.
    #[serde(default)]
    pub date: Option<Date>,
}

/// What may hold for the goods: it proposes, the shopkeeper decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RateProposals {
    /// The day up to which notifications are in the table.
    pub as_of: Date,
    /// The nearest first, at most six; several of one code differ by their condition. Empty where the table does not know
    /// the goods.
    pub entries: Vec<RateEntry>,
}

/// Which items a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemFilter {
    /// All, by name.
    #[default]
    All,
    /// What was sold last, newest first; filled up by name. One page.
    SoldLast,
    /// At or below the warning level.
    LowStock,
    /// Out of the lists.
    Archived,
}

/// In which order a list of items stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemSort {
    /// By name, letter by letter as Unicode numbers them.
    Name,
    /// By what is in stock, the most first.
    MostStock,
    /// By what is in stock, the least first.
    LeastStock,
    /// By price, the highest first.
    Dearest,
    /// By price, the lowest first.
    Cheapest,
}

/// A page of items. A search answers the best matches first and has one page.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListItems {
    /// Which.
    pub filter: ItemFilter,
    /// In which order; what was sold last and what a search finds have their own when absent.
    pub sort: Option<ItemSort>,
    /// Name in any script, or code.
    pub search: String,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Rows, at most 500; 0 for 50.
    pub limit: u32,
    /// Of a search: what is written as it was typed, in any script, and nothing that only sounds like it.
    pub as_typed: bool,
}

/// Items under one barcode or code, newest first: the same code may stand for several MRPs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindCode {
    /// The code as scanned or typed.
    pub code: String,
}

/// Goods in or out without a bill.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddStock {
    /// Its id, drawn once by whoever fills it in: saving it again answers what was saved, and something else under it is
    /// refused as `already_saved`. One is drawn when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<VoucherId>,
    /// What moved.
    pub entry: StockEntry,
}

/// A saved stock entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StockSaved {
    /// The voucher, for undo.
    pub voucher: VoucherId,
    /// In stock now.
    pub stock: Milli,
}

/// Goods of a purchase that are in the shop's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurchaseLine {
    /// The item.
    pub item: ItemId,
    /// How much came in, above zero.
    pub quantity: Milli,
    /// What all of it cost, without the tax that the shop gets back.
    pub cost: Paise,
    /// The GST rate that the supplier's bill says of it, for its tax by rate. None where the bill's tax is told as a sum
    /// alone. Only for a shop that charges GST.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
}

/// Records goods bought: one bill of a supplier, with the goods in or as a sum alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavePurchase {
    /// Its id, drawn once by whoever fills it in: saving it again answers what was saved, and something else under it is
    /// refused as `already_saved`. One is drawn when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<VoucherId>,
    /// From whom; without a supplier all of it was paid.
    #[serde(default)]
    pub supplier: Option<PartyId>,
    /// What the supplier's bill comes to, with its tax; at least what the lines cost and the tax.
    pub amount: Paise,
    /// GST in it that the shop gets back (section 16 of the CGST Act): no part of what the goods cost. Only for a shop that
    /// charges GST. When absent it is what the lines come to at their rates; what the bill says goes before, and may be
    /// more (freight), or less by a supplier's rounding of a rupee.
    #[serde(default)]
    pub tax: Option<Paise>,
    /// What came into the stock; may be empty.
    #[serde(default)]
    pub lines: Vec<PurchaseLine>,
    /// Paid now; the rest is owed to the supplier.
    #[serde(default)]
    pub paid: Paise,
    /// How it was paid.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// The day; today when absent.
    #[serde(default)]
    pub date: Option<Date>,
    /// The supplier's bill number, or any note.
    #[serde(default)]
    pub note: String,
}

/// A saved purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseSaved {
    /// The voucher of the goods, for undo.
    pub voucher: VoucherId,
    /// The voucher of the money paid to the supplier, for undo.
    pub payment: Option<VoucherId>,
}

/// One purchase, or another entry of goods that came in or went out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetPurchase {
    /// The entry.
    pub id: VoucherId,
}

/// A page of purchases, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListPurchases {
    /// Of one supplier.
    pub supplier: Option<PartyId>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Rows, at most 500; 0 for 50.
    pub limit: u32,
}

/// A row of the list of purchases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseRow {
    /// The purchase.
    pub id: VoucherId,
    /// Its day.
    pub date: Date,
    /// The supplier's bill number, or whatever was noted.
    pub note: String,
    /// The supplier's name at the time; empty where all was paid at once.
    pub supplier: String,
    /// What the supplier's bill comes to.
    pub amount: Paise,
    /// Cancelled.
    pub cancelled: bool,
}

/// A purchase with where it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseView {
    /// The voucher, of the kind `stock`.
    pub voucher: Voucher,
    /// Whether goods were bought with it; opening stock and goods that went out were not.
    pub bought: bool,
    /// The goods, in their order.
    pub lines: Vec<PurchasedLine>,
    /// What the goods cost together.
    pub goods: Paise,
    /// GST in it that the shop gets back.
    pub tax: Paise,
    /// What else the supplier's bill holds: freight, goods that are in no list.
    pub other: Paise,
    /// How it was paid, where it was paid at once and nobody is owed.
    pub mode: Option<Mode>,
    /// Money paid with it that stands.
    pub paid: Vec<PaidWith>,
    /// Still owed to the supplier for it. Money that was not paid with one bill counts against the oldest.
    pub due: Paise,
    /// Cancelled, and why.
    pub cancelled: Option<String>,
    /// The supplier's balance now; zero without one.
    pub balance: Paise,
}

/// Goods of a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchasedLine {
    /// The item.
    pub item: ItemId,
    /// Its name now; empty where it has not come to this device yet.
    pub name: String,
    /// Its unit quantity code now.
    pub unit: String,
    /// In above zero, out below.
    pub quantity: Milli,
    /// What all of it cost.
    pub cost: Paise,
    /// What one of it cost; zero for goods that went out.
    pub rate: UnitPrice,
}

/// Money that was paid together with a purchase, or for a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidWith {
    /// The payment.
    pub payment: VoucherId,
    /// Its number.
    pub number: String,
    /// How.
    pub modes: Vec<Mode>,
    /// How much.
    pub amount: Paise,
}
