//! The one computation of a bill, used by the stored bill and by the totals shown while typing.
//!
//! - Each head of tax is rounded half away from zero on each line; a bill's tax is the sum of its lines'.
//! - Discounts reduce the value before tax (section 15(3)(a) of the CGST Act). The bill's discount is spread
//!   over the lines in proportion to their value after their own discount, on the basis of each line's price:
//!   a line priced with tax gives up a part of its price with tax. The paise left over go to the lines with
//!   the largest remainders, the earlier first, so the parts sum to the discount exactly. Charges get none.
//! - Tax of goods under Rule 31D is inside their printed retail price, whatever is charged for them and taken off: their
//!   taxable value is what was charged without that tax, so that tax is not rate × taxable value.
//! - A price with tax comes back to the paisa: tax is taken from the unrounded taxable value and the last
//!   paisa falls on the taxable value.
//! - Round-off to the rupee is a figure of its own, never part of the taxable value.

use serde::{Deserialize, Serialize};

use super::cess::Cess;
pub use super::discount::Discount;
use super::discount::spread;
use super::rate::Treatment;
use crate::error::{Code, Error, Result};
use crate::money::{Paise, Rate, UnitPrice};
use crate::quantity::Milli;

mod supply;

use supply::Supply;
pub use supply::tax_on;

/// Which heads of tax a bill has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaxMode {
    /// No tax at all: bill of supply, unregistered or composition seller. A price is simply the price.
    #[default]
    None,
    /// CGST and SGST.
    Intra,
    /// CGST and UTGST; the UTGST travels in the field `sgst`.
    IntraUt,
    /// IGST.
    Inter,
}

/// One line as entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineInput {
    /// More than zero.
    pub quantity: Milli,
    /// For one unit.
    pub price: UnitPrice,
    /// GST and cess are inside the price.
    pub price_includes_tax: bool,
    /// Off this line.
    #[serde(default)]
    pub discount: Discount,
    /// The full GST rate; inside the State each half is worked out by itself.
    pub rate: Rate,
    /// On the same taxable value.
    #[serde(default)]
    pub cess: Cess,
    /// Whether the rate is charged.
    #[serde(default)]
    pub treatment: Treatment,
    /// The printed retail price of one unit, all tax inside, where the law works the tax out on that (Rule 31D of the CGST
    /// Rules); none where it is worked out on what is charged.
    #[serde(default)]
    pub retail_price: Option<UnitPrice>,
}

/// Packing, freight, insurance: part of the value of supply (section 15(2)(c) of the CGST Act).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeInput {
    /// Not below zero.
    pub amount: Paise,
    /// GST is inside the amount.
    pub includes_tax: bool,
    /// The rate of the goods that it goes with.
    pub rate: Rate,
}

/// A bill as entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillInput {
    /// Which heads of tax.
    pub mode: TaxMode,
    /// The goods and services.
    pub lines: Vec<LineInput>,
    /// What the seller adds.
    #[serde(default)]
    pub charges: Vec<ChargeInput>,
    /// Off the whole bill, spread over the lines.
    #[serde(default)]
    pub discount: Discount,
    /// Whether the total is rounded to the rupee.
    pub round_to_rupee: bool,
}

/// A taxable value and the tax on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Amounts {
    /// The value that tax is charged on; for untaxed supplies simply their value.
    pub taxable: Paise,
    /// Central tax.
    pub cgst: Paise,
    /// State tax, or Union Territory tax in [`TaxMode::IntraUt`].
    pub sgst: Paise,
    /// Integrated tax.
    pub igst: Paise,
    /// Compensation cess.
    pub cess: Paise,
}

impl Amounts {
    /// The sum, head by head.
    #[expect(clippy::should_implement_trait, reason = "checked: an operator could not refuse")]
    pub fn add(self, other: Self) -> Result<Self> {
        Ok(Self {
            taxable: self.taxable.add(other.taxable, "taxable_value")?,
            cgst: self.cgst.add(other.cgst, "cgst")?,
            sgst: self.sgst.add(other.sgst, "sgst")?,
            igst: self.igst.add(other.igst, "igst")?,
            cess: self.cess.add(other.cess, "cess")?,
        })
    }

    /// All heads and the cess.
    pub fn tax(self) -> Result<Paise> {
        Paise::sum([self.cgst, self.sgst, self.igst, self.cess], "tax")
    }

    /// Taxable value and tax.
    pub fn total(self) -> Result<Paise> {
        self.taxable.add(self.tax()?, "total")
    }
}

/// One line worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LineResult {
    /// Quantity × price, in the basis of the price.
    pub gross: Paise,
    /// Its own discount, in the same basis.
    pub discount: Paise,
    /// Its part of the bill's discount, in the same basis.
    pub bill_discount: Paise,
    /// Taxable value and tax.
    pub amounts: Amounts,
    /// What the line adds to the bill.
    pub total: Paise,
}

/// What is taxed at one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RateRow {
    /// The rate charged; zero for everything that bears no tax.
    pub rate: Rate,
    /// Summed over lines and charges.
    pub amounts: Amounts,
}

/// A bill worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BillResult {
    /// One for each line, in order.
    pub lines: Vec<LineResult>,
    /// One for each charge, in order.
    pub charges: Vec<LineResult>,
    /// Lines and charges by rate, lowest first.
    pub by_rate: Vec<RateRow>,
    /// The sum of lines and charges.
    pub amounts: Amounts,
    /// The lines before any discount, without charges.
    pub gross: Paise,
    /// All discounts: the lines' own and the bill's.
    pub discount: Paise,
    /// From the exact sum to `total`: between −50 and +50 paise, zero where the bill is not rounded.
    pub round_off: Paise,
    /// What the buyer pays: taxable value, tax and round-off.
    pub total: Paise,
}

/// Works a bill out. A refusal names its field as `lines.2.quantity`, counted from zero.
///
/// ```
/// use smartkhata_core::tax::compute::{BillInput, Discount, LineInput, TaxMode, compute};
/// use smartkhata_core::{money::Rate, quantity::Milli, tax::cess::Cess, tax::rate::Treatment};
/// let soap = LineInput {
///     quantity: Milli::units(3),
///     price: "40".parse()?,
///     price_includes_tax: true,
///     discount: Discount::None,
///     rate: Rate::percent(18),
///     cess: Cess::NONE,
///     treatment: Treatment::Taxable,
///     retail_price: None,
/// };
/// let mut bill = BillInput {
///     mode: TaxMode::Intra, lines: vec![soap], charges: vec![], discount: Discount::None, round_to_rupee: true,
/// };
/// let result = compute(&bill)?;
/// assert_eq!(result.amounts.taxable.to_string(), "101.70");
/// assert_eq!(result.amounts.cgst.to_string(), "9.15");
/// assert_eq!(result.total.to_string(), "120.00");
/// // More off than there is:
/// bill.lines[0].discount = Discount::Amount("121".parse()?);
/// let refused = compute(&bill).unwrap_err();
/// assert_eq!(refused.to_string(),
///     "discount_too_large (lines.0.discount): The discount of ₹121.00 is more than the ₹120.00 it is taken from.");
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
pub fn compute(input: &BillInput) -> Result<BillResult> {
    let untaxed = input.mode == TaxMode::None;
    let prices = each(&input.lines, "lines", LinePrice::of)?;
    let parts = spread(input.discount, prices.iter().map(|price| price.net))?;
    let mut rates = ByRate(Vec::new());
    let lines = each(input.lines.iter().zip(&prices).zip(parts), "lines", |((line, price), bill_discount)| {
        let taxed = !untaxed && line.treatment.is_taxed();
        let amounts = rates.add(Supply {
            mode: input.mode,
            value: price.net.sub(bill_discount, "amount")?,
            includes_tax: line.price_includes_tax,
            rate: if taxed { line.rate } else { Rate::ZERO },
            cess: if taxed { line.cess } else { Cess::NONE },
            quantity: line.quantity,
            retail_price: line.retail_price,
        })?;
        let LinePrice { gross, discount, .. } = *price;
        Ok(LineResult { gross, discount, bill_discount, amounts, total: amounts.total()? })
    })?;
    let charges = each(&input.charges, "charges", |charge| {
        if charge.amount.is_negative() {
            return Err(Error::field(Code::BelowZero, "amount", "A charge cannot be below zero."));
        }
        let amounts = rates.add(Supply {
            mode: input.mode,
            value: charge.amount,
            includes_tax: charge.includes_tax,
            rate: if untaxed { Rate::ZERO } else { charge.rate },
            cess: Cess::NONE,
            quantity: Milli::ONE,
            retail_price: None,
        })?;
        let (gross, discount) = (charge.amount, Paise::ZERO);
        Ok(LineResult { gross, discount, bill_discount: discount, amounts, total: amounts.total()? })
    })?;
    let by_rate = rates.sorted();
    let amounts = by_rate.iter().try_fold(Amounts::default(), |sum, row| sum.add(row.amounts))?;
    let exact = amounts.total()?;
    let total = if input.round_to_rupee { exact.round_to_rupee()? } else { exact };
    Ok(BillResult {
        gross: Paise::sum(lines.iter().map(|line| line.gross), "gross")?,
        discount: Paise::sum(lines.iter().flat_map(|line| [line.discount, line.bill_discount]), "discount")?,
        round_off: total.sub(exact, "round_off")?,
        lines,
        charges,
        by_rate,
        amounts,
        total,
    })
}

/// All of a list worked out; a refusal is said of the entry it is about.
fn each<T, R>(
    entries: impl IntoIterator<Item = T>,
    list: &str,
    mut work: impl FnMut(T) -> Result<R>,
) -> Result<Vec<R>> {
    let numbered = entries.into_iter().enumerate();
    numbered.map(|(n, entry)| work(entry).map_err(|error| error.within(&format!("{list}.{n}")))).collect()
}

/// What a line comes to in the basis of its price, before the bill's discount.
struct LinePrice {
    gross: Paise,
    discount: Paise,
    net: Paise,
}

impl LinePrice {
    fn of(line: &LineInput) -> Result<Self> {
        if !line.quantity.is_positive() {
            return Err(Error::field(Code::NotPositive, "quantity", "The quantity has to be more than zero."));
        }
        if line.cess.per_unit.is_negative() {
            return Err(Error::field(Code::BelowZero, "cess", "A cess cannot be below zero."));
        }
        let gross = line.price.times(line.quantity)?;
        let discount = line.discount.off(gross)?;
        Ok(Self { gross, discount, net: gross.sub(discount, "amount")? })
    }
}

/// The table of rates as it grows; a bill has a handful, so a plain list is the fastest map.
struct ByRate(Vec<RateRow>);

impl ByRate {
    /// Works a supply out and books it under its rate.
    fn add(&mut self, supply: Supply) -> Result<Amounts> {
        let amounts = supply.amounts()?;
        match self.0.iter_mut().find(|row| row.rate == supply.rate) {
            Some(row) => row.amounts = row.amounts.add(amounts)?,
            None => self.0.push(RateRow { rate: supply.rate, amounts }),
        }
        Ok(amounts)
    }

    fn sorted(mut self) -> Vec<RateRow> {
        self.0.sort_by_key(|row| row.rate);
        self.0
    }
}

#[cfg(test)]
mod tests;
