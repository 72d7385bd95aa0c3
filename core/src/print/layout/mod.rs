//! From a bill to pages of drawing commands: A4 and receipts from the same content (`content`). No device here:
//! what a command looks like is up to `pdf` and `raster`.

mod closing;
mod content;
mod flow;
mod grid;
mod header;
mod lines;
mod receipt;
mod report;
mod sketch;
mod statement;
mod tax;

use super::Paper;
use super::labels::Labels;
use super::page::Page;
use super::report::ReportSheet;
use super::sheet::BillSheet;
use super::statement::StatementSheet;
use crate::error::Result;

/// The spacings that are tried where the last page would hold no line of the bill: the usual one first.
const SPACINGS: [f32; 3] = [1.0, 0.5, 0.0];

/// The pages of an A4 document, in points. Where only totals or the place to sign would stand on a page of their own,
/// the rows move closer if that saves the page.
pub(crate) fn a4(sheet: &BillSheet, labels: &Labels) -> Result<Vec<Page>> {
    let [usual, closer @ ..] = SPACINGS;
    let (pages, lines_end) = spaced(sheet, labels, usual)?;
    if lines_end < pages.len() {
        for spacing in closer {
            let (fewer, _) = spaced(sheet, labels, spacing)?;
            if fewer.len() < pages.len() {
                return Ok(fewer);
            }
        }
    }
    Ok(pages)
}

/// The pages, and the one on which the lines end, from 1.
fn spaced(sheet: &BillSheet, labels: &Labels, spacing: f32) -> Result<(Vec<Page>, usize)> {
    let right = format!("{} {} · {}", labels.title(sheet.title), sheet.number, sheet.date.indian());
    let mut flow = flow::Flow::new(labels, (sheet.shop.name.clone(), right), sheet.cancelled, spacing);
    header::draw(&mut flow, sheet, labels);
    lines::draw(&mut flow, sheet, labels)?;
    let lines_end = flow.page().saturating_add(1);
    closing::totals(&mut flow, sheet, labels)?;
    tax::draw(&mut flow, sheet, labels)?;
    closing::draw(&mut flow, sheet, labels);
    Ok((flow.finish(), lines_end))
}

/// The pages of a party's statement, in points.
pub(crate) fn statement(sheet: &StatementSheet, labels: &Labels) -> Result<Vec<Page>> {
    statement::draw(sheet, labels)
}

/// The pages of a report, in points.
pub(crate) fn report(sheet: &ReportSheet, labels: &Labels) -> Result<Vec<Page>> {
    report::draw(sheet, labels)
}

/// A receipt, in dots.
pub(crate) fn receipt(sheet: &BillSheet, labels: &Labels, paper: Paper) -> Result<Page> {
    receipt::draw(sheet, labels, paper)
}
