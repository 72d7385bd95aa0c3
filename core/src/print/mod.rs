//! Printing a bill: an A4 PDF and receipts for 80 mm and 58 mm printers, in every script of India.
//!
//! The caller fills a [`BillSheet`] from a stored voucher. `layout` turns it into drawing commands, `shape` its
//! text into glyphs as HarfBuzz would; `pdf` and `raster` carry the commands out. No rule of tax or numbering is
//! here, nor any clock: the same sheet gives the same bytes.

mod font;
mod labels;
mod layout;
mod page;
mod pdf;
mod picture;
mod shape;
pub mod sheet;
pub mod upi;
mod wrap;

pub use labels::Labels;
pub use sheet::BillSheet;

use crate::error::Result;

/// The bill as an A4 PDF: fonts embedded, text searchable.
pub fn invoice_pdf(sheet: &BillSheet, labels: &Labels) -> Result<Vec<u8>> {
    let pages = layout::a4(sheet, labels)?;
    let title = format!("{} {}", labels.title(sheet.title), sheet.number);
    pdf::write(&pages, &pdf::About { title: &title, author: &sheet.shop.name, date: sheet.date })
}
