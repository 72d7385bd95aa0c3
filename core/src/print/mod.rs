//! Printing a bill, a statement or a report: an A4 PDF, and receipts for 80 mm and 58 mm printers, in every script of India.
//!
//! The caller fills a [`BillSheet`] from a stored voucher, a [`StatementSheet`] from a khata. `layout` turns it into drawing commands, `shape` its
//! text into glyphs as HarfBuzz would; `pdf` and `raster` carry the commands out. No rule of tax or numbering is
//! here, nor any clock: the same sheet gives the same bytes.

mod font;
#[cfg(test)]
mod harfbuzz;
mod labels;
mod layout;
mod page;
mod pdf;
mod picture;
mod plain;
mod raster;
pub mod report;
mod shape;
pub mod sheet;
pub mod statement;
mod wrap;

pub use font::file as font_file;
pub use labels::Labels;
pub(crate) use labels::filled;
pub(crate) use picture::kept as kept_logo;
pub use report::ReportSheet;
pub use sheet::BillSheet;
pub use statement::StatementSheet;

use crate::error::Result;

/// The bill as an A4 PDF: fonts embedded, text searchable.
pub fn invoice_pdf(sheet: &BillSheet, labels: &Labels) -> Result<Vec<u8>> {
    let pages = layout::a4(sheet, labels)?;
    let title = format!("{} {}", labels.title(sheet.title), sheet.number);
    pdf::write(&pages, &pdf::About { title: &title, author: &sheet.shop.name, date: sheet.date })
}

/// A party's statement as an A4 PDF, of the same make.
pub fn statement_pdf(sheet: &StatementSheet, labels: &Labels) -> Result<Vec<u8>> {
    let pages = layout::statement(sheet, labels)?;
    let title = format!("{} {}", labels.statement, sheet.party.name);
    pdf::write(&pages, &pdf::About { title: &title, author: &sheet.shop.name, date: sheet.made })
}

/// A report as an A4 PDF, of the same make.
pub fn report_pdf(sheet: &ReportSheet, labels: &Labels) -> Result<Vec<u8>> {
    let pages = layout::report(sheet, labels)?;
    let title = format!("{} {}", sheet.title, sheet.period);
    pdf::write(&pages, &pdf::About { title: &title, author: &sheet.shop.name, date: sheet.made })
}

/// The paper of a receipt printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 80 mm wide, 576 dots.
    Mm80,
    /// 58 mm wide, 384 dots.
    Mm58,
}

impl Paper {
    /// The dots that the print head has across, 8 to a millimetre.
    pub const fn dots(self) -> u16 {
        match self {
            Self::Mm80 => 576,
            Self::Mm58 => 384,
        }
    }
}

/// The bill as a receipt: a grey PNG as wide as the print head has dots.
pub fn receipt_png(sheet: &BillSheet, labels: &Labels, paper: Paper) -> Result<Vec<u8>> {
    raster::draw(&layout::receipt(sheet, labels, paper)?)?.png()
}
