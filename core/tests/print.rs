//! The printout as other programs see it: PDF readers, a QR scanner.

#[path = "print/sheets.rs"]
mod sheets;

use smartkhata_core::print::{Labels, invoice_pdf};

#[test]
fn the_same_bill_gives_the_same_bytes() {
    let sheet = sheets::invoice(30, true);
    let first = invoice_pdf(&sheet, &Labels::english()).unwrap();
    assert_eq!(first, invoice_pdf(&sheet, &Labels::english()).unwrap());
    let mut other = sheet.clone();
    other.lines[0].description.push('x');
    assert_ne!(first, invoice_pdf(&other, &Labels::english()).unwrap());
}
