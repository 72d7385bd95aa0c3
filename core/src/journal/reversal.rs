//! Whether a cancellation takes back what its voucher said, and nothing else.

use serde::Deserialize;

use super::change::{BODY_VERSION, Change, Kind};
use super::project::Cancellation;
use crate::date::Date;
use crate::document::Movement;
use crate::ledger::Postings;

/// The part of a voucher, of whatever kind, that its cancellation turns round.
#[derive(Debug, Deserialize)]
pub struct Posted {
    date: Date,
    #[serde(default)]
    postings: Postings,
    #[serde(default)]
    movements: Vec<Movement>,
}

impl Posted {
    /// Reads a voucher's body; none of what is no voucher.
    pub fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    /// Whether the cancellation is the exact reversal, on the voucher's own day.
    pub fn is_reversed_by(&self, cancellation: &Cancellation) -> bool {
        let opposite = |(said, back): (&Movement, &Movement)| {
            (said.item, said.quantity.neg(), said.value.neg()) == (back.item, back.quantity, back.value)
        };
        self.date == cancellation.date
            && self.postings.negated() == cancellation.postings
            && self.movements.len() == cancellation.movements.len()
            && self.movements.iter().zip(&cancellation.movements).all(opposite)
    }
}

/// What an entry takes back; none of other kinds, and of what a newer app says otherwise.
pub fn cancellation(change: &Change) -> Option<Cancellation> {
    let known = change.kind == Kind::Cancel && change.version <= BODY_VERSION;
    known.then(|| change.parse().ok()).flatten()
}
