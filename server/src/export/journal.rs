//! `journal.jsonl`: every entry of the journal, a line each, its body the very text that was hashed.

use std::path::Path;

use serde::Serialize;
use serde_json::value::RawValue;
use smartkhata_core::document::Voucher;
use smartkhata_core::journal::change::{Change, Hash, Kind};
use smartkhata_core::store::rebuild::Pages;
use smartkhata_core::store::sqlite::Batch;
use smartkhata_core::{Code, Error, Result};

use super::file::{File, Written, hex};

/// An entry as its line has it.
#[derive(Serialize)]
struct Entry<'a> {
    op: String,
    business: String,
    device: String,
    dseq: i64,
    prev: String,
    hash: String,
    ms: i64,
    granted: Option<i64>,
    kind: &'a str,
    version: i64,
    record: String,
    body: &'a RawValue,
}

/// The file being written.
pub struct Table(File);

impl Table {
    /// Empty.
    pub fn new(folder: &Path) -> Result<Self> {
        File::create(folder, "journal.jsonl", "every entry of the journal, as it was hashed").map(Self)
    }

    /// All entries, in the order of their chains. `met` is shown each voucher on the way.
    pub fn all(&mut self, batch: &mut Batch<'_, '_, '_>, met: &mut dyn FnMut(&Voucher) -> Result<()>) -> Result<()> {
        let mut pages = Pages::new(batch.business()?);
        loop {
            let changes = batch.journal(&mut pages)?;
            if changes.is_empty() {
                return Ok(());
            }
            for (change, hash) in &changes {
                self.0.line(&line(change, *hash)?)?;
                // A voucher that a newer app wrote otherwise is in the journal and the ledger all the same.
                if let (Kind::Voucher, Ok(voucher)) = (&change.kind, change.parse::<Voucher>()) {
                    met(&voucher)?;
                }
            }
        }
    }

    /// The whole file.
    pub fn finish(self) -> Result<Written> {
        self.0.finish()
    }
}

fn line(change: &Change, hash: Hash) -> Result<String> {
    let unreadable = |error| Error::new(Code::CorruptDatabase, format!("Entry {} is no JSON: {error}.", change.op));
    let entry = Entry {
        op: change.op.to_string(),
        business: change.business.to_string(),
        device: change.device.to_string(),
        dseq: change.dseq,
        prev: hex(&change.prev.0),
        hash: hex(&hash.0),
        ms: change.ms,
        granted: change.granted,
        kind: change.kind.as_str(),
        version: change.version,
        record: change.record.to_string(),
        body: serde_json::from_slice(&change.body).map_err(unreadable)?,
    };
    serde_json::to_string(&entry).map_err(unreadable)
}

/// A name as the books' JSON has it: `customer`, `tax_invoice`.
pub fn named(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        other => other.map(|value| value.to_string()).unwrap_or_default(),
    }
}

/// A figure without the commas that people read it by.
pub fn plain(figure: &impl std::fmt::Display) -> String {
    figure.to_string().replace(',', "")
}
