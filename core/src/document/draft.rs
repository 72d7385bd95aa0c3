//! A bill that is being typed.

use serde::{Deserialize, Serialize};

use super::BillKind;
use crate::date::Date;
use crate::id::{DraftId, ItemId, PartyId};
use crate::money::{Paise, Rate, UnitPrice};
use crate::payment::Tender;
use crate::quantity::Milli;
use crate::tax::cess::Cess;
use crate::tax::compute::{BillInput, ChargeInput, Discount, LineInput, TaxMode};
use crate::tax::rate::Treatment;

/// One line as typed. An item's name, unit, rate and treatment are copied in when it is picked, so that the
/// totals shown while typing are those of the bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftLine {
    /// The item; none for an open item (`*45`).
    #[serde(default)]
    pub item: Option<ItemId>,
    /// What the bill says.
    pub name: String,
    /// HSN or SAC.
    #[serde(default)]
    pub hsn: String,
    /// Unit quantity code.
    #[serde(default)]
    pub unit: String,
    /// How much.
    pub quantity: Milli,
    /// Price of one unit.
    pub price: UnitPrice,
    /// The price includes tax.
    #[serde(default)]
    pub price_includes_tax: bool,
    /// Off this line.
    #[serde(default)]
    pub discount: Discount,
    /// Tax rate.
    #[serde(default)]
    pub rate: Rate,
    /// Cess.
    #[serde(default)]
    pub cess: Cess,
    /// Towards GST.
    #[serde(default)]
    pub treatment: Treatment,
}

/// Packing, freight and the like, part of the taxable value (section 15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftCharge {
    /// What it is for.
    pub name: String,
    /// How much.
    pub amount: Paise,
    /// The amount includes tax.
    #[serde(default)]
    pub includes_tax: bool,
    /// Tax rate.
    #[serde(default)]
    pub rate: Rate,
}

/// A bill that is being typed. Survives a crash; no number until it is finalized.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Its id, made by the screen; saving again with the same id replaces it.
    pub id: DraftId,
    /// Tax invoice, bill of supply, …; chosen by the core from the shop and the lines when absent.
    #[serde(default)]
    pub kind: Option<BillKind>,
    /// The bill's date; the day of saving when absent.
    #[serde(default)]
    pub date: Option<Date>,
    /// When payment is due; the bill's date when absent.
    #[serde(default)]
    pub due: Option<Date>,
    /// The customer; none for a walk-in.
    #[serde(default)]
    pub party: Option<PartyId>,
    /// A walk-in customer's name for the print.
    #[serde(default)]
    pub customer_name: String,
    /// Place of supply (State code) when it is not what the core would pick.
    #[serde(default)]
    pub place_of_supply: String,
    /// Where the goods go, if elsewhere.
    #[serde(default)]
    pub ship_to: String,
    /// Tax is payable by the buyer (reverse charge): shown, not collected.
    #[serde(default)]
    pub reverse_charge: bool,
    /// The lines.
    pub lines: Vec<DraftLine>,
    /// Extra charges.
    #[serde(default)]
    pub charges: Vec<DraftCharge>,
    /// Off the whole bill.
    #[serde(default)]
    pub discount: Discount,
    /// How it is paid so far.
    #[serde(default)]
    pub tenders: Vec<Tender>,
    /// Free note on the bill.
    #[serde(default)]
    pub note: String,
}

impl Draft {
    /// An empty draft.
    pub fn new(id: DraftId) -> Self {
        Self {
            id,
            kind: None,
            date: None,
            due: None,
            party: None,
            customer_name: String::new(),
            place_of_supply: String::new(),
            ship_to: String::new(),
            reverse_charge: false,
            lines: Vec::new(),
            charges: Vec::new(),
            discount: Discount::None,
            tenders: Vec::new(),
            note: String::new(),
        }
    }

    /// What the tax computation needs of the draft.
    pub fn input(&self, mode: TaxMode, round_to_rupee: bool) -> BillInput {
        BillInput {
            mode,
            lines: self
                .lines
                .iter()
                .map(|line| LineInput {
                    quantity: line.quantity,
                    price: line.price,
                    price_includes_tax: line.price_includes_tax,
                    discount: line.discount,
                    rate: line.rate,
                    cess: line.cess,
                    treatment: line.treatment,
                })
                .collect(),
            charges: self
                .charges
                .iter()
                .map(|charge| ChargeInput {
                    amount: charge.amount,
                    includes_tax: charge.includes_tax,
                    rate: charge.rate,
                })
                .collect(),
            discount: self.discount,
            round_to_rupee,
        }
    }
}
