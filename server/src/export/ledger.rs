//! `ledger.csv`: every posting, debits and credits apart.

use std::path::Path;

use smartkhata_core::Result;
use smartkhata_core::money::Paise;
use smartkhata_core::store::dump::Ledger;
use smartkhata_core::store::sqlite::Batch;

use super::file::{File, Written};

const COLUMNS: [&str; 10] =
    ["voucher_id", "date", "kind", "number", "reversal", "account", "party_id", "voucher_party", "debit", "credit"];

/// All postings.
pub fn all(batch: &mut Batch<'_, '_, '_>, folder: &Path) -> Result<Written> {
    let mut file = File::table(folder, "ledger.csv", "every posting", &COLUMNS)?;
    let mut ledger = Ledger::new(batch.business()?);
    loop {
        let lines = batch.ledger(&mut ledger)?;
        if lines.is_empty() {
            return file.finish();
        }
        for line in lines {
            let debit = line.amount.max(Paise::ZERO);
            let credit = line.amount.neg().max(Paise::ZERO);
            file.row(&[
                line.of.voucher.to_string(),
                line.of.date.to_string(),
                line.of.kind,
                line.of.number,
                line.of.reversal.to_string(),
                line.account,
                line.party.map(|id| id.to_string()).unwrap_or_default(),
                line.party_name,
                debit.plain(),
                credit.plain(),
            ])?;
        }
    }
}
