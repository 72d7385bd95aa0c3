//! What is sold and bought.

pub mod input_tax;
pub mod list;
pub mod opening;
pub mod purchase;
pub mod purchased;
pub mod save;
pub mod stock;
pub mod worth;

use serde::{Deserialize, Serialize};

pub use self::input_tax::InputTax;
use crate::code::hsn::Hsn;
use crate::id::ItemId;
use crate::money::{Paise, Rate, UnitPrice};
use crate::quantity::Milli;
use crate::tax::cess::Cess;
use crate::tax::rate::{DatedRate, Treatment, rate_on};

/// An item as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Name.
    pub name: String,
    /// Barcode or short code; may be empty.
    pub code: String,
    /// HSN or SAC; may be empty.
    pub hsn: String,
    /// Unit quantity code (`KGS`, `PCS`).
    pub unit: String,
    /// Selling price of one unit.
    pub price: UnitPrice,
    /// The price includes tax.
    pub price_includes_tax: bool,
    /// Maximum retail price, as printed on the pack, for one unit; zero for none.
    pub mrp: UnitPrice,
    /// Taxable, nil-rated, exempt or outside GST.
    pub treatment: Treatment,
    /// Tax rates by the day from which they hold, oldest first.
    pub rates: Vec<DatedRate>,
    /// Stock is counted.
    pub track_stock: bool,
    /// Warn at or below this much.
    pub low_stock: Milli,
    /// Out of the lists, kept in the books.
    pub archived: bool,
    /// In stock now.
    pub stock: Milli,
}

impl Item {
    /// Whether it is work and no goods: what its code says (chapter 99). Services neither move nor lie in stock.
    pub fn is_service(&self) -> bool {
        self.hsn.parse::<Hsn>().is_ok_and(|hsn| hsn.is_service())
    }

    /// The rate that holds on a day; before the first dated rate, the first.
    pub fn rate_on(&self, date: crate::date::Date) -> (Rate, Cess) {
        rate_on(&self.rates, date).map_or((Rate::ZERO, Cess::NONE), |dated| (dated.rate, dated.cess))
    }

    /// The printed price that the tax of a day is worked out on (Rule 31D), zero where the item has none; none where the
    /// tax is worked out on what is charged.
    pub fn retail_price_on(&self, date: crate::date::Date) -> Option<UnitPrice> {
        rate_on(&self.rates, date).filter(|dated| dated.on_retail_price).map(|_| self.mrp)
    }
}

/// Changes of an item; what is absent stays, an empty text clears.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ItemEdit {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Barcode or short code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// HSN or SAC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hsn: Option<String>,
    /// Unit, as typed (`kg`) or as a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Selling price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<UnitPrice>,
    /// The price includes tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_includes_tax: Option<bool>,
    /// Maximum retail price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mrp: Option<UnitPrice>,
    /// Towards GST.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
    /// All dated rates, oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rates: Option<Vec<DatedRate>>,
    /// Stock is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track_stock: Option<bool>,
    /// Warn at or below this much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low_stock: Option<Milli>,
    /// Out of the lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
}

/// Goods that come in without a purchase bill: opening stock, a delivery, a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StockEntry {
    /// The item.
    pub item: ItemId,
    /// In above zero, out (waste, own use) below.
    pub quantity: Milli,
    /// What all of it cost; zero for goods that go out.
    pub cost: Paise,
    /// The supplier who is owed the cost; without one it was paid in cash, or is opening stock.
    #[serde(default)]
    pub supplier: Option<crate::id::PartyId>,
    /// Opening stock: against the opening balance instead of cash.
    #[serde(default)]
    pub opening: bool,
    /// The day; today when absent.
    #[serde(default)]
    pub date: Option<crate::date::Date>,
    /// Free note.
    #[serde(default)]
    pub note: String,
}

/// What of a new item was in the shop before the books began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OpeningStock {
    /// How much, above zero.
    pub quantity: Milli,
    /// What all of it had cost.
    #[serde(default)]
    pub cost: Paise,
    /// The day on which it was counted; today when absent.
    #[serde(default)]
    pub date: Option<crate::date::Date>,
}
