//! What goods of a bill come to when they come back: their share of every figure of the bill.
//!
//! A share is worked out on all that is back so far, less what earlier credit notes gave: however a bill comes back
//! in parts, the parts add up to it to the paisa.

use crate::api::returns::LineBack;
use crate::date::Date;
use crate::document::{Bill, BillLine, ChargeLine, CreditNote, Voucher};
use crate::error::{Code, Error, OrError, Result};
use crate::money::Paise;
use crate::quantity::Milli;
use crate::tax::compute::{Amounts, TaxMode};

use super::{back, note};

/// A bill with what came back of it so far.
pub struct Sold<'a> {
    /// What was sold.
    pub bill: &'a Bill,
    /// When.
    pub date: Date,
    /// Its credit notes that stand.
    pub notes: &'a [Voucher],
    /// Totals are rounded to the rupee.
    pub round_to_rupee: bool,
}

/// Goods of a bill that come back on a day, at its prices and rates, and the place of each line in the bill.
pub fn of_bill(sold: &Sold<'_>, wanted: &[LineBack], charges: bool, date: Date) -> Result<(Bill, Vec<u32>)> {
    let earlier = sold.notes.iter().map(note).collect::<Result<Vec<_>>>()?;
    let mut lines = Vec::new();
    let mut places = Vec::new();
    for (n, wanted) in wanted.iter().enumerate() {
        let within = |error: Error| error.within(&format!("lines.{n}"));
        if places.contains(&wanted.line) {
            return Err(within(Error::field(Code::NamedTwice, "line", "The same line is named twice.")));
        }
        let place = usize::try_from(wanted.line).ok();
        let line = place.and_then(|place| sold.bill.lines.get(place)).or_not_found("line").map_err(within)?;
        let before = back(sold.notes, wanted.line)?;
        lines.push(share(line, wanted, before, &earlier).map_err(within)?);
        places.push(wanted.line);
    }
    if lines.is_empty() {
        return Err(Error::field(Code::NothingReturned, "lines", "Choose what comes back."));
    }
    let charges = if charges { open_charges(sold.bill, &earlier)? } else { Vec::new() };
    let mut content =
        Bill { due: date, due_by: None, lines, charges, change: Paise::ZERO, instead_of: None, ..sold.bill.clone() };
    if date > last_day_for_tax(sold.date)? {
        without_tax(&mut content);
    }
    add_up(&mut content, sold, &earlier)?;
    Ok((content, places))
}

/// A line's share for a quantity, after what came back before.
fn share(sold: &BillLine, wanted: &LineBack, before: Milli, earlier: &[&CreditNote]) -> Result<BillLine> {
    if !wanted.quantity.is_positive() {
        return Err(Error::field(Code::NotPositive, "quantity", "Say how much comes back."));
    }
    let after = before.add(wanted.quantity, "quantity")?;
    if after > sold.quantity {
        let left = sold.quantity.add(before.neg(), "quantity")?.max(Milli::ZERO);
        let message = format!("Of {} only {left} can still come back on this bill.", sold.name);
        return Err(Error::field(Code::OverReturned, "quantity", message));
    }
    let given: Vec<&BillLine> = earlier
        .iter()
        .flat_map(|note| note.places.iter().zip(&note.content.lines))
        .filter_map(|(place, line)| (*place == wanted.line).then_some(line))
        .collect();
    let part = |of: fn(&BillLine) -> Paise| -> Result<Paise> {
        let so_far = of(sold).mul_div(after.get(), sold.quantity.get(), "amount")?;
        so_far.sub(Paise::sum(given.iter().map(|line| of(line)), "amount")?, "amount")
    };
    let mut amounts = Amounts {
        taxable: Paise::ZERO,
        cgst: part(|line| line.amounts.cgst)?,
        sgst: part(|line| line.amounts.sgst)?,
        igst: part(|line| line.amounts.igst)?,
        cess: part(|line| line.amounts.cess)?,
    };
    let total = part(|line| line.total)?;
    // Each share is rounded: the last paisa falls on the taxable value, as it does on the bill. Under reverse charge
    // the line is its taxable value.
    let collected = if sold.total == sold.amounts.total()? { amounts.tax()? } else { Paise::ZERO };
    amounts.taxable = total.sub(collected, "taxable_value")?;
    Ok(BillLine {
        quantity: wanted.quantity,
        gross: part(|line| line.gross)?,
        discount: part(|line| line.discount)?,
        bill_discount: part(|line| line.bill_discount)?,
        amounts,
        total,
        ..sold.clone()
    })
}

/// The bill's charges, if no earlier credit note gave them back.
fn open_charges(bill: &Bill, earlier: &[&CreditNote]) -> Result<Vec<ChargeLine>> {
    if earlier.iter().any(|note| !note.content.charges.is_empty()) {
        return Err(Error::field(Code::ChargesReturned, "charges", "The charges of this bill were given back before."));
    }
    Ok(bill.charges.clone())
}

/// The last day on which a credit note may take tax back: 30 November after the financial year of the supply
/// (section 34(2)).
fn last_day_for_tax(sold: Date) -> Result<Date> {
    Date::new(sold.financial_year().start().saturating_add(1), 11, 30)
}

/// After that day the money goes back without touching the tax: a commercial credit note.
fn without_tax(content: &mut Bill) {
    content.mode = TaxMode::None;
    for line in &mut content.lines {
        line.amounts = Amounts { taxable: line.total, ..Amounts::default() };
        line.retail_price = None;
    }
    for charge in &mut content.charges {
        charge.amounts = Amounts { taxable: charge.total, ..Amounts::default() };
    }
}

/// Goods that come back without their bill. A credit note towards GST names the invoice that it is about (Rule 53), and
/// takes back the rate that was charged: without it the money goes back and the tax stays, as on a commercial one.
pub fn without_bill(content: &mut Bill) -> Result<()> {
    without_tax(content);
    content.reverse_charge = false;
    content.amounts = sum(content)?;
    Ok(())
}

fn sum(content: &Bill) -> Result<Amounts> {
    let lines = content.lines.iter().map(|line| line.amounts);
    lines.chain(content.charges.iter().map(|line| line.amounts)).try_fold(Amounts::default(), Amounts::add)
}

/// The sums of a credit note. The one that brings back the last of a bill also brings back its round-off.
fn add_up(content: &mut Bill, sold: &Sold<'_>, earlier: &[&CreditNote]) -> Result<()> {
    content.amounts = sum(content)?;
    let discounts = content.lines.iter().flat_map(|line| [line.discount, line.bill_discount]);
    content.discount = Paise::sum(discounts, "discount")?;
    let lines = content.lines.iter().map(|line| line.total);
    let exact = Paise::sum(lines.chain(content.charges.iter().map(|charge| charge.total)), "total")?;
    let given = Paise::sum(earlier.iter().map(|note| note.content.total), "total")?;
    let left = sold.bill.total.sub(given, "total")?;
    let whole = exact.add(Paise::sum(earlier.iter().map(|note| exact_of(&note.content)), "total")?, "total")?;
    let rounded = if sold.round_to_rupee { exact.round_to_rupee()? } else { exact };
    content.total = if whole == exact_of(sold.bill) { left } else { rounded.min(left) };
    content.round_off = content.total.sub(exact, "round_off")?;
    Ok(())
}

/// What a document comes to before its round-off.
fn exact_of(bill: &Bill) -> Paise {
    bill.total.sub(bill.round_off, "total").unwrap_or(bill.total)
}
