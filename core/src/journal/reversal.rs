//! Whether a cancellation takes back what its voucher said, and nothing else.

use serde::Deserialize;

use super::change::{BODY_VERSION, Change, Kind};
use super::project::Cancellation;
use crate::date::Date;
use crate::document::Movement;
use crate::ledger::account::Class;
use crate::ledger::{Account, Posting, Postings};

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

    /// Whether it goes no further than a sale does: goods go out, money comes in, and no cost, capital or credit for tax
    /// comes of it.
    pub fn is_like_a_sale(&self) -> bool {
        let within = |posting: &Posting| match posting.account.class() {
            Class::Asset => !posting.amount.is_negative() && posting.account != Account::INPUT_TAX,
            Class::Party => true,
            Class::Income | Class::Liability => posting.amount.is_negative() || posting.account == Account::ROUND_OFF,
            Class::Equity | Class::Expense => false,
        };
        self.postings.lines().iter().all(within)
            && self.movements.iter().all(|moved| !moved.quantity.is_positive() && moved.value.is_zero())
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
