//! The printed page: a twenty-line bill in two scripts.

use smartkhata_core::Result;
use smartkhata_core::api::bill::{Copy, FinalizeBill, PrintBill};

use crate::books::Shop;
use crate::figure::{Aim, Figures, Samples};

/// Measures making the PDF through the door, and its size.
pub fn measure(shop: &Shop, figures: &mut Figures) -> Result<()> {
    let bill = shop.ask(FinalizeBill { draft: shop.two_scripts(20)? })?;
    let print = || shop.ask(PrintBill { id: bill.voucher.id, copy: Copy::Original, language: None });
    let file = print()?;
    let samples = Samples::of(200, |_| print().map(drop))?;
    figures.ms("pdf", samples.percentile(50), Aim::AtMost(8_000));
    // Four characters of base64 are three bytes.
    let bytes = file.base64.trim_end_matches('=').len() as u128 * 3 / 4;
    figures.add("pdf_bytes", bytes * 1_000, "bytes", Aim::AtMost(55_000_000));
    Ok(())
}
