//! The tax of a supplier's bill by rate and head: what a shop that charges GST gets back (section 16 of the CGST Act).
//!
//! Worked out from what each line cost without tax. What the bill itself says goes before: a supplier may have rounded
//! otherwise, and taxed what is no line here, as freight.

use serde::{Deserialize, Serialize};

use crate::code::gstin::Gstin;
use crate::code::state::StateCode;
use crate::document::PartySnapshot;
use crate::error::{Code, Error, Result};
use crate::money::{Paise, Rate, UnitPrice};
use crate::quantity::Milli;
use crate::tax::compute::{Amounts, TaxMode, tax_on};
use crate::tax::place::supply_kind;

/// The tax of a purchase at one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct InputTax {
    /// The full rate; none of what was told as a sum alone.
    pub rate: Option<Rate>,
    /// What the goods cost without tax, and the tax on it.
    pub amounts: Amounts,
}

/// A line of a supplier's bill.
#[derive(Debug, Clone, Copy)]
pub struct Bought {
    /// How much of it.
    pub quantity: Milli,
    /// What all of it cost without tax.
    pub cost: Paise,
    /// The full rate.
    pub rate: Rate,
    /// The printed price of one unit, where the tax is worked out on that.
    pub retail_price: Option<UnitPrice>,
}

/// Which heads the bill of a supplier has for a shop of a State: by the supplier's GSTIN, else by his State; within the
/// State where neither is known.
pub fn mode(shop_state: &str, supplier: &PartySnapshot) -> TaxMode {
    let Ok(shop) = shop_state.parse::<StateCode>() else { return TaxMode::Intra };
    let known = supplier.gstin.parse::<Gstin>().map(|gstin| gstin.state()).or_else(|_| supplier.state.parse());
    supply_kind(known.unwrap_or(shop), shop, supplier.sez).tax_mode()
}

/// The tax of lines by rate, the lowest first.
///
/// # Errors
/// What the computation of a bill refuses, as `lines.2.retail_price`; the places are those of `lines`.
pub fn by_rate(lines: impl IntoIterator<Item = (usize, Bought)>, mode: TaxMode) -> Result<Vec<InputTax>> {
    let mut rows: Vec<InputTax> = Vec::new();
    for (place, Bought { quantity, cost, rate, retail_price }) in lines {
        let amounts = tax_on(mode, cost, quantity, rate, retail_price);
        let amounts = amounts.map_err(|error| error.within(&format!("lines.{place}")))?;
        add(&mut rows, InputTax { rate: Some(rate), amounts })?;
    }
    Ok(rows)
}

/// Books a row under its rate: the lowest first, what is of none at the end.
///
/// # Errors
/// `overflow`.
pub fn add(rows: &mut Vec<InputTax>, more: InputTax) -> Result<()> {
    match rows.iter_mut().find(|row| row.rate == more.rate) {
        Some(row) => row.amounts = row.amounts.add(more.amounts)?,
        None => {
            rows.push(more);
            rows.sort_by_key(|row| (row.rate.is_none(), row.rate));
        }
    }
    Ok(())
}

/// All rows together.
///
/// # Errors
/// `overflow`.
pub fn sum(rows: &[InputTax]) -> Result<Amounts> {
    rows.iter().try_fold(Amounts::default(), |sum, row| sum.add(row.amounts))
}

/// How far a supplier's rounding may lead away from the tax of the lines.
const ROUNDING: Paise = Paise::rupees(1);

/// The rows that come to the tax that the bill says. Up to a rupee is the supplier's rounding and goes to the row with the
/// most tax; what is more is of no rate that was told, on `rest`, what was no line with a rate.
///
/// # Errors
/// `invalid_input_tax` of `tax`, where the lines come to more.
pub fn as_said(mut rows: Vec<InputTax>, said: Paise, rest: Paise, mode: TaxMode) -> Result<Vec<InputTax>> {
    let worked = sum(&rows)?.tax()?;
    let off = said.sub(worked, "tax")?;
    if off.is_zero() {
        return Ok(rows);
    }
    let tax = |row: &InputTax| row.amounts.tax().unwrap_or(Paise::ZERO);
    let most = rows.iter_mut().max_by_key(|row| tax(row)).filter(|row| tax(row) > ROUNDING);
    match most {
        Some(row) if off.abs() <= ROUNDING => row.amounts = row.amounts.add(split(off, mode)?)?,
        _ if !off.is_negative() => {
            add(&mut rows, InputTax { rate: None, amounts: Amounts { taxable: rest, ..split(off, mode)? } })?;
        }
        _ => {
            let message = format!("The lines come to {worked} of GST, more than the bill says. Correct a line's rate.");
            return Err(Error::field(Code::InvalidInputTax, "tax", message));
        }
    }
    Ok(rows)
}

/// A sum of tax as its heads; of an odd one SGST has the paisa more.
///
/// # Errors
/// `overflow`.
pub fn split(tax: Paise, mode: TaxMode) -> Result<Amounts> {
    if mode == TaxMode::Inter {
        return Ok(Amounts { igst: tax, ..Amounts::default() });
    }
    let cgst = Paise::new(tax.get() / 2, "cgst")?;
    Ok(Amounts { cgst, sgst: tax.sub(cgst, "sgst")?, ..Amounts::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rupees(text: &str) -> Paise {
        text.parse().unwrap()
    }

    fn line(cost: &str, percent: u16) -> Bought {
        Bought { quantity: Milli::ONE, cost: rupees(cost), rate: Rate::percent(percent), retail_price: None }
    }

    /// `rate taxable cgst sgst igst` of each row.
    fn said(rows: &[InputTax]) -> Vec<String> {
        let row = |row: &InputTax| {
            let Amounts { taxable, cgst, sgst, igst, .. } = row.amounts;
            let rate = row.rate.map_or("-".to_owned(), |rate| rate.to_string());
            format!("{rate} {}", [taxable, cgst, sgst, igst].map(Paise::plain).join(" "))
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn the_heads_follow_from_where_the_supplier_is() {
        let of = |gstin: &str, state: &str, sez| {
            let supplier = PartySnapshot { gstin: gstin.into(), state: state.into(), sez, ..PartySnapshot::default() };
            mode("19", &supplier)
        };
        assert_eq!(of("", "", false), TaxMode::Intra);
        assert_eq!(of("", "07", false), TaxMode::Inter);
        assert_eq!(of("19ABCPK5678L1Z1", "07", false), TaxMode::Intra, "the GSTIN goes before the address");
        assert_eq!(of("07AAACB4321C1ZF", "19", false), TaxMode::Inter);
        assert_eq!(of("", "19", true), TaxMode::Inter);
        assert_eq!(mode("04", &PartySnapshot::default()), TaxMode::IntraUt);
        assert_eq!(mode("", &PartySnapshot::default()), TaxMode::Intra);
    }

    #[test]
    fn lines_of_several_rates_are_told_by_rate() {
        let lines = [line("1000", 18), line("45.83", 5), line("200", 0), line("54.17", 5)];
        let rows = |mode| by_rate(lines.into_iter().enumerate(), mode).unwrap();
        assert_eq!(
            said(&rows(TaxMode::Intra)),
            ["0 200.00 0.00 0.00 0.00", "5 100.00 2.50 2.50 0.00", "18 1000.00 90.00 90.00 0.00"]
        );
        assert_eq!(
            said(&rows(TaxMode::Inter)),
            ["0 200.00 0.00 0.00 0.00", "5 100.00 0.00 0.00 5.00", "18 1000.00 0.00 0.00 180.00"]
        );
        // Tobacco at ₹60 that says ₹140.
        let pouch = Bought { retail_price: "140".parse().ok(), ..line("60", 40) };
        assert_eq!(said(&by_rate([(0, pouch)], TaxMode::Intra).unwrap()), ["40 60.00 20.00 20.00 0.00"]);
        let unprinted = Bought { retail_price: Some(UnitPrice::ZERO), ..pouch };
        let refused = by_rate([(3, unprinted)], TaxMode::Intra).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::RetailPriceMissing, Some("lines.3.retail_price")));
    }

    #[test]
    fn what_the_bill_says_goes_before() {
        let rows = || by_rate([(0, line("1000", 18)), (1, line("100", 5))], TaxMode::Intra).unwrap();
        let told = |tax: &str| as_said(rows(), rupees(tax), rupees("300"), TaxMode::Intra);
        assert_eq!(told("185").unwrap(), rows());
        assert_eq!(said(&told("185.51").unwrap())[1], "18 1000.00 90.25 90.26 0.00", "rounded otherwise");
        assert_eq!(said(&told("184.30").unwrap())[1], "18 1000.00 89.65 89.65 0.00");
        assert_eq!(said(&told("203").unwrap())[2], "- 300.00 9.00 9.00 0.00", "freight was taxed, too");
        let refused = told("150").unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInputTax, Some("tax")));
        let alone = |tax: &str, mode| as_said(Vec::new(), rupees(tax), rupees("1000"), mode).unwrap();
        assert_eq!(said(&alone("0.51", TaxMode::Intra)), ["- 1000.00 0.25 0.26 0.00"]);
        assert_eq!(said(&alone("180", TaxMode::Inter)), ["- 1000.00 0.00 0.00 180.00"]);
        assert_eq!(alone("0", TaxMode::Intra), []);
    }
}
