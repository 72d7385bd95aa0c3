//! The books in open forms: which files, and how they are written. All of them say the same moment: that of the copy
//! which is one of them, and which the others are read from.

pub mod archive;
mod attachments;
mod bills;
pub mod file;
mod journal;
mod ledger;
mod masters;
mod movements;
mod payments;
mod returns;

use std::collections::HashMap;
use std::path::Path;

use smartkhata_core::Result;
use smartkhata_core::api::backup::CreateBackup;
use smartkhata_core::api::shop::GetShop;
use smartkhata_core::demo::Door;
use smartkhata_core::document::{Voucher, VoucherKind};
use smartkhata_core::id::VoucherId;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::money::Paise;
use smartkhata_core::store::sqlite::{Batch, Books};

use file::{File, Written};

/// What the books say of a voucher beside the voucher itself.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    paid: Paise,
    cancelled: bool,
}

/// Where each bill or payment stands.
type Standings = HashMap<VoucherId, Standing>;

/// Writes all files and the manifest into an empty folder; answers the files' names.
pub fn write(books: &Books, folder: &Path, made: &str) -> Result<Vec<&'static str>> {
    let whole = copy(books, folder)?;
    let copied = Books::open_read_only(folder, Box::new(SystemClock), Box::new(SystemIds))?;
    let (shop, mut files) = copied.snapshot(|batch| {
        let shop = batch.ask(GetShop {})?;
        let mut files = tables(batch, folder)?;
        files.push(attachments::all(batch, folder, &books.blobs())?);
        Ok((shop, files))
    })?;
    drop(copied);
    files.push(whole);
    let listed: Vec<serde_json::Value> = files.iter().map(Written::listed).collect();
    let manifest = serde_json::json!({
        "format": "smartkhata export 1",
        "made": made,
        "by": concat!("SmartKhata ", env!("CARGO_PKG_VERSION")),
        "shop": { "id": shop.id, "name": shop.name, "gstin": shop.gstin },
        "files": listed,
    });
    let mut out = File::create(folder, "manifest.json", "this list")?;
    out.line(&format!("{manifest:#}"))?;
    let manifest = out.finish()?;
    Ok(files.iter().chain([&manifest]).map(|file| file.name).collect())
}

fn tables(batch: &mut Batch<'_, '_, '_>, folder: &Path) -> Result<Vec<Written>> {
    let mut files = vec![masters::parties(batch, folder)?, masters::items(batch, folder)?];
    let (mut bills, mut payments) = (
        bills::Table::new(folder, bills::standings(batch)?)?,
        payments::Table::new(folder, payments::standings(batch)?)?,
    );
    let (mut journal, mut notes) = (journal::Table::new(folder)?, Vec::new());
    journal.all(batch, &mut |voucher: &Voucher| {
        if voucher.kind == VoucherKind::Return {
            notes.push(voucher.id);
        }
        bills.voucher(voucher)?;
        payments.voucher(voucher)
    })?;
    files.extend([bills.finish()?, returns::all(batch, folder, &notes)?, payments.finish()?]);
    files.extend([ledger::all(batch, folder)?, movements::all(batch, folder)?, journal.finish()?]);
    Ok(files)
}

/// The database itself, as a backup is made.
fn copy(books: &Books, folder: &Path) -> Result<Written> {
    let backup = books.create_backup(&CreateBackup { folder: Some(folder.to_string_lossy().into_owned()) })?;
    Written::moved(Path::new(&backup.path), folder, "books.sqlite", "the books themselves: a backup to restore from")
}
