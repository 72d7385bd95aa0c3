//! Items and their stock.

use serde::{Deserialize, Serialize};

use super::party::Page;
use crate::id::{ItemId, VoucherId};
use crate::item::{Item, ItemEdit, StockEntry};
use crate::quantity::Milli;

/// Adds an item (no id) or changes one, field by field.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveItem {
    /// The item to change; none adds one.
    #[serde(default)]
    pub id: Option<ItemId>,
    /// What changes.
    pub edit: ItemEdit,
}

/// One item.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetItem {
    /// The item.
    pub id: ItemId,
}

/// Which items a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemFilter {
    /// All, by name.
    #[default]
    All,
    /// At or below the warning level.
    LowStock,
    /// Out of the lists.
    Archived,
}

/// A page of items. A search answers the best matches first and has one page.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListItems {
    /// Which.
    pub filter: ItemFilter,
    /// Name in any script, or code.
    pub search: String,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Rows, at most 500; 0 for 50.
    pub limit: u32,
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
    /// What moved.
    pub entry: StockEntry,
}

/// A saved stock entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockSaved {
    /// The voucher, for undo.
    pub voucher: VoucherId,
    /// In stock now.
    pub stock: Milli,
}

/// A page of items.
pub type ItemPage = Page<Item>;
