//! The tax on one value: on what is charged, inside it, or inside the printed price.

use super::{Amounts, TaxMode};
use crate::error::{Code, Error, OrError, Result};
use crate::money::{Paise, Rate, UnitPrice, div_round};
use crate::quantity::Milli;
use crate::tax::cess::Cess;

/// A value that is taxed in one go.
#[derive(Clone, Copy)]
pub struct Supply {
    pub mode: TaxMode,
    pub value: Paise,
    pub includes_tax: bool,
    pub rate: Rate,
    pub cess: Cess,
    pub quantity: Milli,
    /// Of one unit, where the tax is worked out on that.
    pub retail_price: Option<UnitPrice>,
}

impl Supply {
    /// What is taxed of it, and the tax.
    pub fn amounts(&self) -> Result<Amounts> {
        // What is given free bears nothing, not even a cess per unit: it is no supply (section 7).
        if self.value.is_zero() || (self.rate.is_zero() && self.cess.is_none()) {
            return Ok(Amounts { taxable: self.value, ..Amounts::default() });
        }
        match self.retail_price {
            Some(printed) => self.inside_printed(printed),
            None => self.on_value(),
        }
    }

    /// Rule 31D: the tax that is inside the printed price, and what is charged without it.
    fn inside_printed(&self, printed: UnitPrice) -> Result<Amounts> {
        if printed == UnitPrice::ZERO {
            let message = "The tax is worked out on the printed price (MRP). Enter the MRP.";
            return Err(Error::field(Code::RetailPriceMissing, "retail_price", message));
        }
        let value = printed.times(self.quantity)?;
        let inside = if value.is_zero() {
            Amounts::default()
        } else {
            Self { value, includes_tax: true, ..*self }.on_value()?
        };
        let tax = if self.includes_tax { inside.tax()? } else { Paise::ZERO };
        let taxable = self.value.sub(tax, "taxable_value")?;
        if taxable.is_negative() {
            let message = format!("The price is less than the tax of {tax} that is inside the printed price.");
            return Err(Error::field(Code::TaxOverPrice, "price", message));
        }
        Ok(Amounts { taxable, ..inside })
    }

    /// The tax on, or inside, what is charged.
    fn on_value(&self) -> Result<Amounts> {
        let (rate, value) = (i128::from(self.rate.get()), i128::from(self.value.get()));
        let cess = self.cess.decide(self.value, self.includes_tax.then_some(self.rate.get()), self.quantity);
        // The taxable value in paise, exactly: `num ÷ den`.
        let (num, den) = if self.includes_tax {
            let without_fixed = value.saturating_mul(1_000).saturating_sub(cess.fixed);
            if without_fixed < 0 {
                return Err(Error::field(Code::CessOverPrice, "price", "The price is less than the cess inside it."));
            }
            (without_fixed.saturating_mul(10), WHOLE.saturating_add(rate).saturating_add(cess.share))
        } else {
            (value, 1)
        };
        let share = |basis_points: i128, of: i128, figure: &str| {
            let (num, den) = (num.saturating_mul(basis_points), den.saturating_mul(WHOLE).saturating_mul(of));
            Paise::from_wide(div_round(num, den).or_overflow(figure)?, figure)
        };
        let mut amounts = Amounts::default();
        match self.mode {
            TaxMode::None => {}
            TaxMode::Intra | TaxMode::IntraUt => {
                amounts.cgst = share(rate, 2, "cgst")?;
                amounts.sgst = amounts.cgst;
            }
            TaxMode::Inter => amounts.igst = share(rate, 1, "igst")?,
        }
        let fixed = cess.fixed.saturating_mul(den).saturating_mul(10);
        let cess_num = num.saturating_mul(cess.share).saturating_add(fixed);
        amounts.cess = Paise::from_wide(div_round(cess_num, den.saturating_mul(WHOLE)).or_overflow("cess")?, "cess")?;
        amounts.taxable = if self.includes_tax { self.value.sub(amounts.tax()?, "taxable_value")? } else { self.value };
        // Three heads rounded up can exceed a price of a few paise by one; then the cess gives way.
        if amounts.taxable.is_negative() {
            amounts.cess = amounts.cess.add(amounts.taxable, "cess")?;
            amounts.taxable = Paise::ZERO;
        }
        Ok(amounts)
    }
}

/// 100% in basis points.
const WHOLE: i128 = Rate::WHOLE as i128;

/// The tax on a value without tax, as on the line of a bill: `retail_price` as in [`LineInput`](super::LineInput).
///
/// # Errors
/// As [`compute`](super::compute()), the field within the line.
pub fn tax_on(
    mode: TaxMode,
    value: Paise,
    quantity: Milli,
    rate: Rate,
    retail_price: Option<UnitPrice>,
) -> Result<Amounts> {
    Supply { mode, value, includes_tax: false, rate, cess: Cess::NONE, quantity, retail_price }.amounts()
}
