//! `movements.csv`: goods in and out, each movement of each item.

use std::path::Path;

use smartkhata_core::Result;
use smartkhata_core::store::dump::Movements;
use smartkhata_core::store::sqlite::Batch;

use super::file::{File, Written};
use super::journal::plain;

const COLUMNS: [&str; 8] = ["voucher_id", "date", "kind", "number", "reversal", "item_id", "quantity", "value_in"];

/// All movements.
pub fn all(batch: &mut Batch<'_, '_, '_>, folder: &Path) -> Result<Written> {
    let mut file = File::table(folder, "movements.csv", "goods in and out", &COLUMNS)?;
    let mut movements = Movements::new(batch.business()?);
    loop {
        let lines = batch.movements(&mut movements)?;
        if lines.is_empty() {
            return file.finish();
        }
        for line in lines {
            file.row(&[
                line.of.voucher.to_string(),
                line.of.date.to_string(),
                line.of.kind,
                line.of.number,
                line.of.reversal.to_string(),
                line.item.to_string(),
                plain(&line.quantity),
                line.value.plain(),
            ])?;
        }
    }
}
