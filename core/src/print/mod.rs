//! Printing a bill: an A4 PDF and receipts for 80 mm and 58 mm printers, in every script of India.
//!
//! The caller fills a [`BillSheet`] from a stored voucher. `layout` turns it into drawing commands, `shape` its
//! text into glyphs as HarfBuzz would; `pdf` and `raster` carry the commands out. No rule of tax or numbering is
//! here, nor any clock: the same sheet gives the same bytes.
//!
//! Only [`upi`] is there without the feature `print`.

#[cfg(feature = "print")]
mod font;
#[cfg(feature = "print")]
mod labels;
#[cfg(feature = "print")]
mod layout;
#[cfg(feature = "print")]
mod page;
#[cfg(feature = "print")]
mod pdf;
#[cfg(feature = "print")]
mod picture;
#[cfg(feature = "print")]
mod raster;
#[cfg(feature = "print")]
mod shape;
#[cfg(feature = "print")]
pub mod sheet;
pub mod upi;
#[cfg(feature = "print")]
mod wrap;

#[cfg(feature = "print")]
pub use labels::Labels;
#[cfg(feature = "print")]
pub use sheet::BillSheet;

#[cfg(feature = "print")]
use crate::error::Result;

#[cfg(feature = "print")]
/// The bill as an A4 PDF: fonts embedded, text searchable.
pub fn invoice_pdf(sheet: &BillSheet, labels: &Labels) -> Result<Vec<u8>> {
    let pages = layout::a4(sheet, labels)?;
    let title = format!("{} {}", labels.title(sheet.title), sheet.number);
    pdf::write(&pages, &pdf::About { title: &title, author: &sheet.shop.name, date: sheet.date })
}

#[cfg(feature = "print")]
/// The paper of a receipt printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 80 mm wide, 576 dots.
    Mm80,
    /// 58 mm wide, 384 dots.
    Mm58,
}

#[cfg(feature = "print")]
impl Paper {
    /// The dots that the print head has across, 8 to a millimetre.
    pub const fn dots(self) -> u16 {
        match self {
            Self::Mm80 => 576,
            Self::Mm58 => 384,
        }
    }
}

#[cfg(feature = "print")]
/// The bill as a receipt: a grey PNG as wide as the print head has dots.
pub fn receipt_png(sheet: &BillSheet, labels: &Labels, paper: Paper) -> Result<Vec<u8>> {
    raster::draw(&layout::receipt(sheet, labels, paper)?)?.png()
}
