//! What of a voucher every version of the app can project, whatever its kind.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::change::Change;
use crate::date::Date;
use crate::document::bill;
use crate::document::voucher;
use crate::document::{Allocation, Movement, PartySnapshot, Voucher, VoucherKind};
use crate::error::Result;
use crate::id::VoucherId;
use crate::ledger::Postings;
use crate::money::Paise;

/// The part of a voucher that every version of the app can project, whatever its kind.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Envelope {
    pub(super) id: Option<VoucherId>,
    pub(super) kind: String,
    pub(super) date: Option<Date>,
    pub(super) series: String,
    pub(super) serial: i64,
    pub(super) number: String,
    pub(super) party: PartySnapshot,
    pub(super) note: String,
    pub(super) amount: Paise,
    pub(super) postings: Postings,
    pub(super) movements: Vec<Movement>,
    pub(super) allocations: Vec<Allocation>,
    /// Until when a bill is to be paid, if that was agreed: it stands deeper than the rest.
    #[serde(skip)]
    pub(super) due: Option<Date>,
}

impl Envelope {
    /// What the body of a change says.
    pub(super) fn read(change: &Change) -> Result<Self> {
        let said: Self = change.parse()?;
        let due = said.date.and_then(|date| agreed(change, &said.kind, date));
        Ok(Self { due, ..said })
    }

    /// What reading the body of this voucher gives.
    pub fn of(voucher: &Voucher) -> Self {
        let due = match &voucher.detail {
            voucher::Detail::Bill(bill) => bill.agreed(voucher.date),
            _ => None,
        };
        Self {
            id: Some(voucher.id),
            kind: voucher.kind.as_str().to_owned(),
            date: Some(voucher.date),
            series: voucher.series.clone(),
            serial: voucher.serial,
            number: voucher.number.clone(),
            party: voucher.party.clone(),
            note: voucher.note.clone(),
            amount: voucher.amount,
            postings: voucher.postings.clone(),
            movements: voucher.movements.clone(),
            allocations: voucher.allocations.clone(),
            due,
        }
    }
}

/// When payment of a bill is due, if that was agreed. What cannot be read of a newer app's was not.
fn agreed(change: &Change, kind: &str, date: Date) -> Option<Date> {
    if kind != VoucherKind::Sale.as_str() {
        return None;
    }
    let Detail { bill: Terms { due, due_by } } = change.parse::<Sale>().ok()?.detail;
    bill::agreed(due, due_by.is_some(), date)
}

/// The part of a sale that says until when it is to be paid.
#[derive(Deserialize)]
struct Sale {
    detail: Detail,
}

#[derive(Deserialize)]
struct Detail {
    bill: Terms,
}

#[derive(Deserialize)]
struct Terms {
    due: Date,
    #[serde(default)]
    due_by: Option<IgnoredAny>,
}
