//! Handing a bill or a report over: PDF, receipt, WhatsApp.

use dioxus::prelude::ReadableExt;
use smartkhata_core::Result;
use smartkhata_core::api::backup::ReadBackup;
use smartkhata_core::api::bill::{BillView, Copy, FileResponse, PrintBill, PrintReceipt};
use smartkhata_core::api::party::PrintStatement;
use smartkhata_core::api::report::{PrintOutstanding, PrintReport, Report};
use smartkhata_core::id::{PartyId, VoucherId};

use super::{SHOP, run, say_error};
use crate::part::rupees_short;
use crate::{api, browser, shell, t};

/// Fetches the PDF and hands it to the reader.
pub fn download_pdf(id: VoucherId) {
    run(async move { hand_over(api::call(PrintBill { id, copy: Copy::Original, language: None }).await).await });
}

/// Fetches a party's statement and hands it to the reader.
pub fn download_statement(id: PartyId) {
    run(async move { hand_over(api::call(PrintStatement { id, from: None, to: None, language: None }).await).await });
}

/// A report as a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printed {
    /// Over some days.
    Report(Report),
    /// Who owes, as it stands now.
    Outstanding,
}

impl Printed {
    async fn file(self) -> Result<FileResponse> {
        match self {
            Self::Report(report) => api::call(PrintReport { report, language: None }).await,
            Self::Outstanding => api::call(PrintOutstanding::default()).await,
        }
    }
}

/// Fetches a report and hands it to the reader.
pub fn download_report(of: Printed) {
    run(async move { hand_over(of.file().await).await });
}

/// Fetches a report and gives it to the device's share sheet; where there is none, to the reader as a file.
pub fn share_report(of: Printed) {
    run(async move { share(of.file().await).await });
}

/// Fetches the receipt image and hands it to the reader.
pub fn download_receipt(id: VoucherId) {
    run(async move { hand_over(api::call(PrintReceipt { id, paper: None, language: None }).await).await });
}

/// Fetches the PDF and gives it to the device's share sheet; where there is none, to the reader as a file.
pub fn share_pdf(id: VoucherId) {
    run(async move { share(api::call(PrintBill { id, copy: Copy::Original, language: None }).await).await });
}

/// Fetches a backup and gives it to the device's share sheet; where there is none, to the reader as a file.
pub fn share_backup(path: String) {
    run(async move { share(api::call(ReadBackup { path }).await).await });
}

async fn share(file: Result<FileResponse>) {
    match file {
        Ok(file) => share_file(&file).await,
        Err(error) => say_error(&error),
    }
}

/// A file to the device's share sheet, else to the reader.
pub async fn share_file(file: &FileResponse) {
    let Some(bytes) = browser::bytes_of_base64(&file.base64) else { return };
    if !browser::share_file(&file.name, &file.mime, &bytes).await {
        shell::hand_over(&file.name, &file.mime, &bytes).await;
    }
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

/// Gives the bill's PDF to the device's share sheet; where there is none, opens WhatsApp with a line about the bill.
pub fn share_bill(view: BillView) {
    if !browser::shares_files() {
        return say_bill(&view);
    }
    run(async move {
        let id = view.voucher.id;
        match api::call(PrintBill { id, copy: Copy::Original, language: None }).await {
            Ok(file) => {
                let bytes = browser::bytes_of_base64(&file.base64).unwrap_or_default();
                if !browser::share_file(&file.name, &file.mime, &bytes).await {
                    say_bill(&view);
                }
            }
            Err(error) => say_error(&error),
        }
    });
}

fn say_bill(view: &BillView) {
    let shop = SHOP.peek().as_ref().map(|shop| shop.name.clone()).unwrap_or_default();
    let text = t!(
        "bill-share-text",
        shop = shop,
        number = view.voucher.number.clone(),
        total = rupees_short(view.voucher.amount)
    );
    whatsapp(&view.voucher.party.phone, &text);
}

/// Opens WhatsApp with a text, to a number or to be chosen there.
pub fn whatsapp(phone: &str, text: &str) {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    // A mobile number without its country is an Indian one.
    let to = if digits.len() == 10 { format!("91{digits}") } else { digits };
    shell::open(format!("https://wa.me/{to}?text={}", browser::encoded(text)));
}
