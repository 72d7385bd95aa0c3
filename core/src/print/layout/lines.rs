//! The table of the bill's lines, with the tax columns that the document has, and the sums carried from page to
//! page.

use super::super::labels::Labels;
use super::super::sheet::{BillSheet, Line};
use super::content::{self, Heads};
use super::flow::{Flow, WIDTH};
use super::grid::{Column, Grid};
use crate::error::Result;
use crate::money::Paise;

/// What a column says of the line at a place.
type Cell = Box<dyn Fn(usize, &Line) -> String>;

/// A column and what it says of a line; sums where a sum means something.
struct Field {
    column: Column,
    cell: Cell,
    sum: Option<fn(&Line) -> Paise>,
}

/// Draws the table from the pen on.
pub(super) fn draw(flow: &mut Flow<'_>, sheet: &BillSheet, labels: &Labels) -> Result<()> {
    let fields = fields(sheet, labels);
    let sums = fields.iter().map(|field| field.sum.map(|of| running(&sheet.lines, of)).transpose());
    let sums = sums.collect::<Result<Vec<_>>>()?;
    let summed = |count: usize, words: &str| -> Vec<String> {
        let cell = |(field, sums): (&Field, &Option<Vec<Paise>>)| match sums {
            Some(sums) => sums.get(count).map(Paise::to_string).unwrap_or_default(),
            None if field.column.flexible => words.to_owned(),
            None => String::new(),
        };
        fields.iter().zip(&sums).map(cell).collect()
    };
    let rows = sheet.lines.iter().enumerate();
    let rows = rows.map(|(place, line)| fields.iter().map(|field| (field.cell)(place, line)).collect()).collect();
    let total = summed(sheet.lines.len(), labels.total);
    let columns = fields.iter().map(|field| field.column).collect();
    let carry = Some((&summed as _, labels.carried_forward, labels.brought_forward));
    Grid { columns, rows, total, carry, width: WIDTH, spread: false }.draw(flow);
    Ok(())
}

/// The sum of the first 0, 1, 2, … lines.
fn running(lines: &[Line], of: fn(&Line) -> Paise) -> Result<Vec<Paise>> {
    let mut sums = vec![Paise::ZERO];
    let mut sum = Paise::ZERO;
    for line in lines {
        sum = sum.add(of(line), "total")?;
        sums.push(sum);
    }
    Ok(sums)
}

fn fields(sheet: &BillSheet, labels: &Labels) -> Vec<Field> {
    let words = labels.clone();
    let mut fields = vec![
        plain(Column::right(labels.serial), |place, _| place.saturating_add(1).to_string()),
        plain(Column::flexible(labels.description), move |_, line| content::description(line, &words)),
    ];
    if sheet.has_hsn() {
        fields.push(plain(Column::left(labels.hsn), |_, line| line.hsn.clone().unwrap_or_default()));
    }
    fields.push(plain(Column::right(labels.quantity), |_, line| quantity(line)));
    let basis = sheet.prices_include_tax();
    let (price, with_tax) = (if basis == Some(true) { labels.price_with_tax } else { labels.price }, labels.with_tax);
    fields.push(plain(Column::right(price), move |_, line| match basis {
        None if line.price_includes_tax => format!("{} {with_tax}", line.price),
        _ => line.price.to_string(),
    }));
    if sheet.has_discount() {
        let cell = |_, line: &Line| if line.discount.is_zero() { "–".to_owned() } else { line.discount.to_string() };
        let field = money(labels.discount, cell, |line| line.discount);
        // What is off prices with tax and off prices without is no sum of anything.
        fields.push(Field { sum: field.sum.filter(|_| basis.is_some()), ..field });
    }
    if sheet.title.shows_tax() {
        let heads = Heads::of(sheet, labels);
        fields.push(taxed(labels.taxable, |line| if line.treatment.is_taxed() { line.taxable } else { Paise::ZERO }));
        let words = labels.clone();
        fields.push(plain(Column::right(labels.rate), move |_, line| content::rate(line, &words)));
        if heads.within_state {
            fields.push(taxed(labels.cgst, |line| line.cgst));
            fields.push(taxed(heads.state_label, |line| line.sgst));
        } else {
            fields.push(taxed(labels.igst, |line| line.igst));
        }
        if sheet.has_cess() {
            fields.push(taxed(labels.cess, |line| line.cess));
        }
    }
    fields.push(money(labels.amount, |_, line| line.total.to_string(), |line| line.total));
    fields
}

fn plain(column: Column, cell: impl Fn(usize, &Line) -> String + 'static) -> Field {
    Field { column, cell: Box::new(cell), sum: None }
}

fn money(title: &'static str, cell: fn(usize, &Line) -> String, sum: fn(&Line) -> Paise) -> Field {
    Field { column: Column::right(title), cell: Box::new(cell), sum: Some(sum) }
}

/// A figure of tax: none for goods that bear no tax.
fn taxed(title: &'static str, of: fn(&Line) -> Paise) -> Field {
    let cell = move |_, line: &Line| if line.treatment.is_taxed() { of(line).to_string() } else { "–".to_owned() };
    Field { column: Column::right(title), cell: Box::new(cell), sum: Some(of) }
}

/// `2.5 kg`.
pub(super) fn quantity(line: &Line) -> String {
    format!("{} {}", line.quantity, line.unit).trim_end().to_owned()
}
