//! A bill that is being typed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::BillKind;
use crate::date::Date;
use crate::error::Result;
use crate::id::{DraftId, ItemId, PartyId, VoucherId};
use crate::money::{Paise, Rate, UnitPrice};
use crate::payment::Tender;
use crate::quantity::Milli;
use crate::tax::cess::Cess;
use crate::tax::compute::{BillInput, BillResult, ChargeInput, Discount, LineInput, TaxMode, compute};
use crate::tax::rate::Treatment;

/// One line as typed. An item's name, unit, rate and treatment are copied in when it is picked, so that the
/// totals shown while typing are those of the bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, from = "Written")]
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
    /// Tax rate. Left out beside an item it is the item's, as `rate_of_item` says.
    #[serde(default)]
    pub rate: Rate,
    /// Cess.
    #[serde(default)]
    pub cess: Cess,
    /// The printed retail price of one unit, where the law works the tax out on that (Rule 31D); zero is refused where it
    /// is taxed. None where the tax is worked out on what is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retail_price: Option<UnitPrice>,
    /// Rate, cess and printed price were taken from the item, and follow it to the bill's date. What was typed stays as it
    /// is.
    #[serde(default)]
    pub rate_of_item: bool,
    /// Towards GST.
    #[serde(default)]
    pub treatment: Treatment,
}

/// A line as it is written. A rate that is left out is not a rate of nothing: beside an item it is the item's, so that the
/// line is looked at until it has that.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    item: Option<ItemId>,
    name: String,
    #[serde(default)]
    hsn: String,
    #[serde(default)]
    unit: String,
    quantity: Milli,
    price: UnitPrice,
    #[serde(default)]
    price_includes_tax: bool,
    #[serde(default)]
    discount: Discount,
    #[serde(default)]
    rate: Option<Rate>,
    #[serde(default)]
    cess: Cess,
    #[serde(default)]
    retail_price: Option<UnitPrice>,
    #[serde(default)]
    rate_of_item: bool,
    #[serde(default)]
    treatment: Treatment,
}

impl From<Written> for DraftLine {
    fn from(written: Written) -> Self {
        let Written { item, name, hsn, unit, quantity, price, price_includes_tax, discount, rate, cess, .. } = written;
        let rate_of_item = written.rate_of_item || item.is_some() && rate.is_none();
        let (rate, treatment, retail_price) = (rate.unwrap_or_default(), written.treatment, written.retail_price);
        Self {
            item,
            name,
            hsn,
            unit,
            quantity,
            price,
            price_includes_tax,
            discount,
            rate,
            cess,
            retail_price,
            rate_of_item,
            treatment,
        }
    }
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
    /// Tax rate; when absent that of the goods it goes with ([`Draft::charge_rate`]).
    #[serde(default)]
    pub rate: Option<Rate>,
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
    /// When payment is due. When absent, what is not paid at once is due as the customer's credit days say; without those
    /// nothing is agreed.
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
    /// The saved bill in whose place this one goes: it stands until the draft is saved by `bill.correct`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<VoucherId>,
    /// The cancelled bill that this one writes again: what its customer had paid for it pays this one first, so that the
    /// tenders pay the rest. Nothing of one that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_of: Option<VoucherId>,
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
            corrects: None,
            again_of: None,
        }
    }

    /// Whether anything on it is taxed. Before its first line a bill counts as taxed, as most are: the screen adds up the
    /// first line before it asks.
    pub fn is_taxed(&self) -> bool {
        self.lines.is_empty() || self.lines.iter().any(|line| line.treatment.is_taxed())
    }

    /// The rate of a charge. Packing and freight are part of the value of what is supplied (section 15(2)(c) of the CGST
    /// Act), so that one without a rate of its own bears that of the goods that make up most of the bill, before
    /// discounts; of two that weigh the same, the higher. Beside goods whose value the law takes from their printed price
    /// (Rule 31D) it bears none: that price is all their value, whatever else is charged.
    pub fn charge_rate(&self, charge: &DraftCharge) -> Rate {
        charge.rate.unwrap_or_else(|| self.main_rate())
    }

    fn main_rate(&self) -> Rate {
        let mut by_rate: BTreeMap<Rate, i64> = BTreeMap::new();
        for line in &self.lines {
            let bears = line.treatment.is_taxed() && line.retail_price.is_none();
            let rate = if bears { line.rate } else { Rate::ZERO };
            let value = line.price.times(line.quantity).map_or(0, Paise::get);
            let sum = by_rate.entry(rate).or_default();
            *sum = sum.saturating_add(value);
        }
        by_rate.into_iter().max_by_key(|(_, value)| *value).map_or(Rate::ZERO, |(rate, _)| rate)
    }

    /// What the draft comes to, with the heads of tax that a taxed bill of its shop and customer has. Under reverse charge
    /// the tax is worked out and shown, and the buyer pays it to the government himself: the total is without it.
    ///
    /// # Errors
    /// What [`compute`] refuses.
    pub fn totals(&self, mode: TaxMode, round_to_rupee: bool) -> Result<BillResult> {
        let mode = if self.is_taxed() { mode } else { TaxMode::None };
        let mut result = compute(&self.input(mode, round_to_rupee))?;
        if self.reverse_charge && mode != TaxMode::None {
            let taxable = result.amounts.taxable;
            result.total = if round_to_rupee { taxable.round_to_rupee()? } else { taxable };
            result.round_off = result.total.sub(taxable, "round_off")?;
            for line in result.lines.iter_mut().chain(&mut result.charges) {
                line.total = line.amounts.taxable;
            }
        }
        Ok(result)
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
                    retail_price: line.retail_price,
                })
                .collect(),
            charges: self
                .charges
                .iter()
                .map(|charge| ChargeInput {
                    amount: charge.amount,
                    includes_tax: charge.includes_tax,
                    rate: self.charge_rate(charge),
                })
                .collect(),
            discount: self.discount,
            round_to_rupee,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn draft(treatments: &[Treatment]) -> Draft {
        let line = |treatment: &Treatment| DraftLine {
            item: None,
            name: "Oil".into(),
            hsn: String::new(),
            unit: String::new(),
            quantity: Milli::ONE,
            price: "100.30".parse().unwrap(),
            price_includes_tax: false,
            discount: Discount::None,
            rate: Rate::percent(18),
            cess: Cess::NONE,
            retail_price: None,
            rate_of_item: false,
            treatment: *treatment,
        };
        Draft { lines: treatments.iter().map(line).collect(), ..Draft::new(DraftId::new(Uuid::nil())) }
    }

    /// The total, its round-off and the tax.
    fn figures(draft: &Draft, round: bool) -> [String; 3] {
        let result = draft.totals(TaxMode::Intra, round).unwrap();
        [result.total, result.round_off, result.amounts.tax().unwrap()].map(|amount| amount.to_string())
    }

    #[test]
    fn what_is_paid_follows_from_who_pays_the_tax() {
        let taxed = draft(&[Treatment::Taxable]);
        assert_eq!(figures(&taxed, true), ["118.00", "-0.36", "18.06"]);
        assert_eq!(figures(&taxed, false), ["118.36", "0.00", "18.06"]);
        // Section 9(3): the buyer pays the tax, which the bill shows.
        let reverse = Draft { reverse_charge: true, ..taxed };
        assert_eq!(figures(&reverse, true), ["100.00", "-0.30", "18.06"]);
        assert_eq!(figures(&reverse, false), ["100.30", "0.00", "18.06"]);
        let exempt = Draft { reverse_charge: true, ..draft(&[Treatment::Exempt]) };
        assert_eq!(figures(&exempt, false), ["100.30", "0.00", "0.00"]);
    }

    #[test]
    fn a_charge_bears_the_rate_of_the_goods_that_it_goes_with() {
        let mut bill = draft(&[Treatment::Taxable, Treatment::Taxable, Treatment::Exempt]);
        let freight =
            |rate| DraftCharge { name: "Freight".into(), amount: Paise::rupees(100), includes_tax: false, rate };
        let rate = |bill: &Draft, typed| bill.charge_rate(&freight(typed)).to_string();
        assert_eq!(rate(&bill, None), "18");
        assert_eq!(rate(&bill, Some(Rate::ZERO)), "0", "as typed");
        // Of two that weigh the same the higher, then that of the dearer goods, also where they are exempt.
        bill.lines[1].rate = Rate::percent(40);
        assert_eq!(rate(&bill, None), "40");
        bill.lines[0].quantity = Milli::units(2);
        assert_eq!(rate(&bill, None), "18");
        bill.lines[2].quantity = Milli::units(3);
        assert_eq!(rate(&bill, None), "0");
        assert_eq!(rate(&draft(&[]), None), "0");

        let mut taxed = draft(&[Treatment::Taxable]);
        taxed.charges.push(freight(None));
        assert_eq!(figures(&taxed, false), ["236.36", "0.00", "36.06"]);
    }

    #[test]
    fn a_bill_is_taxed_when_anything_on_it_is() {
        for (treatments, taxed) in [
            (&[][..], true),
            (&[Treatment::Taxable], true),
            (&[Treatment::Exempt], false),
            (&[Treatment::Exempt, Treatment::Taxable], true),
        ] {
            assert_eq!(draft(treatments).is_taxed(), taxed, "{treatments:?}");
        }
    }
}
