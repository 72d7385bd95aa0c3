//! From a bill to pages of drawing commands: A4 and receipts from the same content (`content`). No device here:
//! what a command looks like is up to `pdf` and `raster`.

mod closing;
mod content;
mod flow;
mod grid;
mod header;
mod lines;
mod receipt;
mod sketch;
mod tax;

use super::Paper;
use super::labels::Labels;
use super::page::Page;
use super::sheet::BillSheet;
use crate::error::Result;

/// The pages of an A4 document, in points.
pub(crate) fn a4(sheet: &BillSheet, labels: &Labels) -> Result<Vec<Page>> {
    let right = format!("{} {} · {}", labels.title(sheet.title), sheet.number, sheet.date.indian());
    let mut flow = flow::Flow::new(labels, (sheet.shop.name.clone(), right), sheet.cancelled);
    header::draw(&mut flow, sheet, labels)?;
    lines::draw(&mut flow, sheet, labels)?;
    closing::totals(&mut flow, sheet, labels)?;
    tax::draw(&mut flow, sheet, labels)?;
    closing::draw(&mut flow, sheet, labels);
    Ok(flow.finish())
}

/// A receipt, in dots.
pub(crate) fn receipt(sheet: &BillSheet, labels: &Labels, paper: Paper) -> Result<Page> {
    receipt::draw(sheet, labels, paper)
}
