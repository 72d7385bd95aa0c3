//! `payments.csv`: a row for each part of each payment.

use std::path::Path;

use smartkhata_core::Result;
use smartkhata_core::api::payment::ListPayments;
use smartkhata_core::demo::Door;
use smartkhata_core::document::Voucher;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::payment::Direction;
use smartkhata_core::store::sqlite::Batch;

use super::file::{File, Written};
use super::journal::named;
use super::masters::PAGE;
use super::{Standing, Standings};

const COLUMNS: [&str; 13] = [
    "payment_id",
    "number",
    "date",
    "direction",
    "party_id",
    "party_name",
    "mode",
    "amount",
    "reference",
    "total",
    "with_bill",
    "note",
    "cancelled",
];

/// Where each payment stands.
pub fn standings(batch: &mut Batch<'_, '_, '_>) -> Result<Standings> {
    let mut standings = Standings::new();
    for direction in [Direction::In, Direction::Out] {
        let mut after = None;
        loop {
            let request = ListPayments { direction: Some(direction), after, limit: PAGE, ..ListPayments::default() };
            let page = batch.ask(request)?;
            let standing = |cancelled| Standing { cancelled, ..Standing::default() };
            standings.extend(page.rows.into_iter().map(|row| (row.id, standing(row.cancelled))));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(standings)
}

/// The table being written.
pub struct Table {
    file: File,
    standings: Standings,
}

impl Table {
    /// With its columns only.
    pub fn new(folder: &Path, standings: Standings) -> Result<Self> {
        let file = File::table(folder, "payments.csv", "every part of every payment", &COLUMNS)?;
        Ok(Self { file, standings })
    }

    /// The rows of a voucher, if it is a payment.
    pub fn voucher(&mut self, voucher: &Voucher) -> Result<()> {
        let Detail::Payment(payment) = &voucher.detail else { return Ok(()) };
        let standing = self.standings.get(&voucher.id).copied().unwrap_or_default();
        for tender in &payment.tenders {
            self.file.row(&[
                voucher.id.to_string(),
                voucher.number.clone(),
                voucher.date.to_string(),
                named(&payment.direction),
                voucher.party.id.map(|id| id.to_string()).unwrap_or_default(),
                voucher.party.name.clone(),
                named(&tender.mode),
                tender.amount.plain(),
                tender.reference.clone(),
                voucher.amount.plain(),
                payment.with_bill.map(|id| id.to_string()).unwrap_or_default(),
                voucher.note.clone(),
                standing.cancelled.to_string(),
            ])?;
        }
        Ok(())
    }

    /// The whole file.
    pub fn finish(self) -> Result<Written> {
        self.file.finish()
    }
}
