//! The tax summary: one row for each HSN and rate, with the rate and the amount of every head (Rule 46(l), (m)).

use super::super::font::Weight;
use super::super::labels::Labels;
use super::super::page::Ink;
use super::super::sheet::{BillSheet, TaxRow};
use super::content::{Heads, half};
use super::flow::{Flow, MARGIN, WIDTH};
use super::grid::{Column, Grid};
use super::sketch::{Align, Style};
use crate::error::Result;
use crate::money::Paise;
use crate::tax::compute::TaxMode;

const HEADING: Style = Style::new(8.6, Weight::Bold, Ink::Accent);

/// Draws the summary from the pen on; nothing on a document without tax.
pub(super) fn draw(flow: &mut Flow<'_>, sheet: &BillSheet, labels: &Labels) -> Result<()> {
    if !sheet.title.shows_tax() || sheet.tax.is_empty() {
        return Ok(());
    }
    let heads = Heads::of(sheet, labels);
    let cess = sheet.has_cess();
    let mut columns = vec![Column::flexible(labels.hsn), Column::right(labels.taxable)];
    if heads.within_state {
        let rate = |head| {
            if head {
                "CGST %"
            } else if sheet.mode == TaxMode::IntraUt {
                "UTGST %"
            } else {
                "SGST %"
            }
        };
        columns.extend([rate(true), labels.cgst, rate(false), heads.state_label].map(Column::right));
    } else {
        columns.extend(["IGST %", labels.igst].map(Column::right));
    }
    if cess {
        columns.push(Column::right(labels.cess));
    }
    columns.push(Column::right(labels.total_tax));

    let cells = |name: String, row: &TaxRow, rates: bool| -> Result<Vec<String>> {
        let rate = |text: String| if rates { text } else { String::new() };
        let mut cells = vec![name, row.taxable.to_string()];
        if heads.within_state {
            let half = half(row.rate);
            cells.extend([rate(half.clone()), row.cgst.to_string(), rate(half), row.sgst.to_string()]);
        } else {
            cells.extend([rate(row.rate.to_string()), row.igst.to_string()]);
        }
        if cess {
            cells.push(row.cess.to_string());
        }
        cells.push(Paise::sum([row.cgst, row.sgst, row.igst, row.cess], "tax")?.to_string());
        Ok(cells)
    };
    let name = |row: &TaxRow| row.hsn.clone().unwrap_or_else(|| "–".to_owned());
    let rows = sheet.tax.iter().map(|row| cells(name(row), row, true)).collect::<Result<Vec<_>>>()?;
    let total = cells(labels.total.to_owned(), &sum(&sheet.tax)?, false)?;

    flow.gap(10.0);
    flow.want(HEADING.leading() + 60.0);
    let heading = if sheet.reverse_charge { labels.payable_by_recipient } else { labels.tax_summary };
    flow.sketch.text(MARGIN, flow.y, WIDTH, Align::Left, HEADING, &HEADING.shape(heading));
    flow.y += HEADING.leading() + 2.0;
    Grid { columns, rows, total, carry: None, width: WIDTH, spread: true }.draw(flow);
    Ok(())
}

fn sum(rows: &[TaxRow]) -> Result<TaxRow> {
    let of = |part: fn(&TaxRow) -> Paise| Paise::sum(rows.iter().map(part), "tax");
    Ok(TaxRow {
        hsn: None,
        rate: crate::money::Rate::ZERO,
        taxable: of(|row| row.taxable)?,
        cgst: of(|row| row.cgst)?,
        sgst: of(|row| row.sgst)?,
        igst: of(|row| row.igst)?,
        cess: of(|row| row.cess)?,
    })
}
