//! Handing a bill over: PDF, receipt, WhatsApp.

use dioxus::prelude::ReadableExt;
use smartkhata_core::Result;
use smartkhata_core::api::bill::{BillView, Copy, FileResponse, Paper, PrintBill, PrintReceipt};
use smartkhata_core::id::VoucherId;

use super::{SHOP, run, say_error};
use crate::part::rupees_short;
use crate::{api, browser, shell, t};

/// Fetches the PDF and hands it to the reader.
pub fn download_pdf(id: VoucherId) {
    run(async move { hand_over(api::call(PrintBill { id, copy: Copy::Original, language: None }).await).await });
}

/// Fetches the receipt image and hands it to the reader.
pub fn download_receipt(id: VoucherId) {
    run(async move { hand_over(api::call(PrintReceipt { id, paper: Paper::Mm80, language: None }).await).await });
}

async fn hand_over(file: Result<FileResponse>) {
    match file {
        Ok(file) => {
            if let Some(bytes) = browser::bytes_of_base64(&file.base64) {
                shell::hand_over(&file.name, &file.mime, &bytes).await;
            }
        }
        Err(error) => say_error(&error),
    }
}

/// Opens WhatsApp with a line about the bill; the PDF is attached from the downloads.
pub fn share_bill(view: BillView) {
    let shop = SHOP.peek().as_ref().map(|shop| shop.name.clone()).unwrap_or_default();
    let text =
        t!("bill-share-text", shop = shop, number = view.voucher.number, total = rupees_short(view.voucher.amount));
    whatsapp(&view.voucher.party.phone, &text);
}

/// Opens WhatsApp with a text, to a number or to be chosen there.
pub fn whatsapp(phone: &str, text: &str) {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    // A mobile number without its country is an Indian one.
    let to = if digits.len() == 10 { format!("91{digits}") } else { digits };
    shell::open(format!("https://wa.me/{to}?text={}", browser::encoded(text)));
}
