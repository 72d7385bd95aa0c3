//! `returns.csv`: a row for each line and each charge of each credit note, with the bill that it is about.

use std::path::Path;

use smartkhata_core::Result;
use smartkhata_core::api::returns::GetReturn;
use smartkhata_core::demo::Door;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::id::VoucherId;
use smartkhata_core::store::sqlite::Batch;

use super::Standing;
use super::bills::{COLUMNS, head, rows};
use super::file::{File, Written};

/// Writes the credit notes of these ids.
pub fn all(batch: &mut Batch<'_, '_, '_>, folder: &Path, notes: &[VoucherId]) -> Result<Written> {
    // As those of a bill, the note's own figures in place of the bill's.
    let own = COLUMNS.map(|column| column.replacen("bill_", "note_", 1));
    let columns: Vec<&str> = ["bill_id", "bill_number"].into_iter().chain(own.iter().map(String::as_str)).collect();
    let mut file = File::table(folder, "returns.csv", "every line and charge of every credit note", &columns)?;
    for id in notes {
        let view = batch.ask(GetReturn { id: *id })?;
        let Detail::CreditNote(note) = &view.voucher.detail else { continue };
        let bill = note.against.as_ref().map(|bill| [bill.id.to_string(), bill.number.clone()]).unwrap_or_default();
        let standing = Standing { paid: view.refunded, cancelled: view.cancelled.is_some() };
        let head: Vec<String> = bill.into_iter().chain(head(&view.voucher, &note.content, standing)).collect();
        rows(&mut file, &head, &note.content)?;
    }
    file.finish()
}
