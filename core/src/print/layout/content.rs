//! What the A4 page and the receipt both say: which rows, with which words and figures. How they look is theirs.

use super::super::labels::Labels;
use super::super::sheet::{Addressee, BillSheet, Line, Shop, State};
use crate::error::Result;
use crate::money::{Paise, Rate};
use crate::tax::compute::TaxMode;
use crate::tax::rate::Treatment;

/// How much a row of the totals matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    Plain,
    /// What the bill comes to.
    Grand,
    /// What is left to pay.
    Due,
    /// Heads the rows below it.
    Caption,
}

/// A row of the totals.
#[derive(Debug)]
pub(super) struct Row {
    pub label: String,
    pub value: String,
    pub rank: Rank,
}

/// The tax heads that apply, with the words for them: two inside the State, one between States.
pub(super) struct Heads {
    pub within_state: bool,
    pub state_label: &'static str,
}

impl Heads {
    pub fn of(sheet: &BillSheet, labels: &Labels) -> Self {
        let state_label = if sheet.mode == TaxMode::IntraUt { labels.utgst } else { labels.sgst };
        Self { within_state: sheet.mode != TaxMode::Inter, state_label }
    }
}

/// `₹ 1,250.00`, below zero `- ₹ 1,250.00`; never broken between lines.
pub(super) fn rupees(amount: Paise) -> String {
    let sign = if amount.is_negative() { "-\u{a0}" } else { "" };
    format!("{sign}₹\u{a0}{}", amount.abs())
}

/// Half a rate in percent, to three decimals: `9`, `2.5`, `0.125`.
pub(super) fn half(rate: Rate) -> String {
    let thousandths = rate.get().saturating_mul(5);
    let (whole, rest) = (thousandths.checked_div(1_000).unwrap_or(0), thousandths.checked_rem(1_000).unwrap_or(0));
    if rest == 0 { whole.to_string() } else { format!("{whole}.{}", format!("{rest:03}").trim_end_matches('0')) }
}

/// The rows from the value of the goods to what is left to pay.
pub(super) fn totals(sheet: &BillSheet, labels: &Labels) -> Result<Vec<Row>> {
    let sums = &sheet.totals;
    let mut rows = Vec::new();
    let mut row = |label: &str, value: String, rank| rows.push(Row { label: label.to_owned(), value, rank });
    if !sheet.charges.is_empty() {
        let charges = Paise::sum(sheet.charges.iter().map(|charge| charge.amount), "charges")?;
        let value = Paise::sum([sums.taxable, sums.nil_rated, sums.exempt, sums.non_gst], "value")?;
        row(labels.value, value.sub(charges, "value")?.to_string(), Rank::Plain);
        for charge in &sheet.charges {
            row(&charge.label, charge.amount.to_string(), Rank::Plain);
        }
    }
    if sheet.title.shows_tax() {
        row(labels.taxable, sums.taxable.to_string(), Rank::Plain);
        let untaxed = [
            (labels.nil_rated_value, sums.nil_rated),
            (labels.exempt_value, sums.exempt),
            (labels.non_gst_value, sums.non_gst),
        ];
        for (label, value) in untaxed.into_iter().filter(|(_, value)| !value.is_zero()) {
            row(label, value.to_string(), Rank::Plain);
        }
        if !sheet.reverse_charge {
            for (label, tax) in taxes(sheet, labels) {
                row(label, tax.to_string(), Rank::Plain);
            }
        }
    } else if sums.taxable != sums.total {
        row(labels.value, sums.taxable.to_string(), Rank::Plain);
    }
    if !sums.round_off.is_zero() {
        row(labels.round_off, sums.round_off.to_string(), Rank::Plain);
    }
    row(labels.grand_total, rupees(sums.total), Rank::Grand);
    let previous = sheet.previous_balance.filter(|balance| !balance.is_zero());
    let credit = sheet.title.is_credit_note();
    if !sheet.received.is_zero() {
        let label = if credit { labels.refunded } else { labels.received };
        row(label, sheet.received.to_string(), Rank::Plain);
    }
    for (label, amount) in [(labels.discount, sheet.let_off), (labels.returned, sheet.returned)] {
        if !amount.is_zero() {
            row(label, amount.to_string(), Rank::Plain);
        }
    }
    if credit {
        if !sheet.balance_due.is_zero() {
            row(labels.on_khata, rupees(sheet.balance_due), Rank::Due);
        }
    } else if sheet.balance_due != sums.total || previous.is_some() {
        row(labels.balance_due, rupees(sheet.balance_due), if previous.is_some() { Rank::Plain } else { Rank::Due });
    }
    if let Some(previous) = previous {
        let label = if previous.is_negative() { labels.previous_advance } else { labels.previous_balance };
        row(label, previous.to_string(), Rank::Plain);
        row(labels.total_due, rupees(previous.add(sheet.balance_due, "total_due")?), Rank::Due);
    }
    if sheet.title.shows_tax() && sheet.reverse_charge {
        row(labels.payable_by_recipient, String::new(), Rank::Caption);
        for (label, tax) in taxes(sheet, labels) {
            row(label, tax.to_string(), Rank::Plain);
        }
    }
    Ok(rows)
}

/// The heads of tax that the document has, with their sums.
fn taxes(sheet: &BillSheet, labels: &Labels) -> Vec<(&'static str, Paise)> {
    let (sums, heads) = (&sheet.totals, Heads::of(sheet, labels));
    let mut taxes = match heads.within_state {
        true => vec![(labels.cgst, sums.cgst), (heads.state_label, sums.sgst)],
        false => vec![(labels.igst, sums.igst)],
    };
    if sheet.has_cess() {
        taxes.push((labels.cess, sums.cess));
    }
    taxes
}

/// What was sold, with the printed price that its tax is worked out on.
pub(super) fn description(line: &Line, labels: &Labels) -> String {
    match line.retail_price {
        Some(price) => format!("{} ({} {price})", line.description, labels.on_retail_price),
        None => line.description.clone(),
    }
}

/// The rate of a line, or why it has none.
pub(super) fn rate(line: &Line, labels: &Labels) -> String {
    match line.treatment {
        Treatment::Taxable | Treatment::ZeroRated => line.rate.to_string(),
        Treatment::NilRated => labels.nil_rated.to_owned(),
        Treatment::Exempt => labels.exempt.to_owned(),
        Treatment::NonGst => labels.non_gst.to_owned(),
    }
}

/// `Maharashtra (27)`.
pub(super) fn state(state: &State) -> String {
    format!("{} ({})", state.name, state.code)
}

/// Number, dates, place of supply, reverse charge: label and value.
pub(super) fn facts(sheet: &BillSheet, labels: &Labels) -> Vec<(&'static str, String)> {
    let number = if sheet.title.is_credit_note() { labels.note_number } else { labels.number };
    let mut facts = vec![(number, sheet.number.clone()), (labels.date, sheet.date.indian())];
    if let Some((number, date)) = &sheet.against {
        facts.push((labels.against, number.clone()));
        facts.push((labels.against_date, date.indian()));
    }
    if let Some(due) = sheet.due {
        facts.push((labels.due, due.indian()));
    }
    if let Some(place) = &sheet.place_of_supply {
        facts.push((labels.place_of_supply, state(place)));
    }
    if sheet.title.shows_tax() || sheet.reverse_charge {
        facts.push((labels.reverse_charge, (if sheet.reverse_charge { labels.yes } else { labels.no }).to_owned()));
    }
    facts
}

/// The ways to reach a shop.
pub(super) fn contact(shop: &Shop, labels: &Labels) -> Vec<String> {
    named([(labels.phone, &shop.phone), (labels.email, &shop.email)])
}

/// GSTIN, PAN and licence of a shop.
pub(super) fn registration(shop: &Shop, labels: &Labels) -> Vec<String> {
    let mut lines = named([(labels.gstin, &shop.gstin), (labels.pan, &shop.pan)]);
    lines.extend(shop.licence.clone());
    lines
}

fn named(parts: [(&str, &Option<String>); 2]) -> Vec<String> {
    parts.iter().filter_map(|(label, value)| value.as_ref().map(|value| format!("{label}: {value}"))).collect()
}

/// What stands under the name of an addressee.
pub(super) fn address(addressee: &Addressee, labels: &Labels) -> Vec<String> {
    let mut lines: Vec<String> = addressee.address.clone();
    if let Some(phone) = &addressee.phone {
        lines.push(format!("{}: {phone}", labels.phone));
    }
    if let Some(gstin) = &addressee.gstin {
        lines.push(format!("{}: {gstin}", labels.gstin));
    }
    if let Some(place) = &addressee.state {
        lines.push(format!("{}: {}", labels.state, state(place)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_rates_have_three_decimals_where_they_need_them() {
        for (basis_points, expected) in [(1800, "9"), (500, "2.5"), (25, "0.125"), (0, "0"), (150, "0.75")] {
            assert_eq!(half(Rate::new(basis_points).unwrap()), expected);
        }
    }

    #[test]
    fn the_sign_stands_before_the_rupee() {
        assert_eq!(rupees(Paise::rupees(1250)), "₹\u{a0}1,250.00");
        assert_eq!(rupees(Paise::rupees(-5)), "-\u{a0}₹\u{a0}5.00");
    }
}
