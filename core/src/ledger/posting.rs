//! A posting and a set of postings that sums to zero.

use serde::{Deserialize, Serialize};

use super::Account;
use crate::error::{Code, Error, Result};
use crate::id::PartyId;
use crate::money::Paise;

/// One side of an entry: a debit above zero, a credit below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// Whose account, for [`Account::PARTY`]; none there means a walk-in customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<PartyId>,
    /// Debit above zero, credit below.
    pub amount: Paise,
}

/// The largest posting: ten thousand crore rupees, in paise. Far below what a sum can hold, so that no list of them
/// outgrows the reports.
const LARGEST: i64 = 10_000_000_000_000;

/// Postings that sum to zero, frozen into a voucher.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = Vec<Posting>))]
#[serde(try_from = "Vec<Posting>", into = "Vec<Posting>")]
pub struct Postings(Vec<Posting>);

impl Postings {
    /// The postings, if they balance; lines of zero are left out.
    pub fn new(postings: Vec<Posting>) -> Result<Self> {
        if postings.iter().any(|posting| posting.amount.abs().get() > LARGEST) {
            return Err(Error::overflow("amount"));
        }
        let sum = Paise::sum(postings.iter().map(|posting| posting.amount), "postings")?;
        if !sum.is_zero() {
            return Err(Error::new(Code::Unbalanced, format!("Debits and credits differ by {sum}.")));
        }
        Ok(Self(postings.into_iter().filter(|posting| !posting.amount.is_zero()).collect()))
    }

    /// The lines.
    pub fn lines(&self) -> &[Posting] {
        &self.0
    }

    /// What some of the lines come to, debits above zero.
    ///
    /// # Errors
    /// `overflow`.
    pub fn sum(&self, which: impl Fn(&Posting) -> bool) -> Result<Paise> {
        Paise::sum(self.0.iter().filter(|posting| which(posting)).map(|posting| posting.amount), "postings")
    }

    /// The exact negation: what a cancellation posts.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self(self.0.iter().map(|posting| Posting { amount: posting.amount.neg(), ..posting.clone() }).collect())
    }
}

impl TryFrom<Vec<Posting>> for Postings {
    type Error = Error;
    fn try_from(postings: Vec<Posting>) -> Result<Self> {
        Self::new(postings)
    }
}

impl From<Postings> for Vec<Posting> {
    fn from(postings: Postings) -> Self {
        postings.0
    }
}

/// Collects debits and credits, then balances them.
#[derive(Debug, Default)]
pub struct Entry(Vec<Posting>);

impl Entry {
    /// Debits an account.
    #[must_use]
    pub fn debit(mut self, account: Account, party: Option<PartyId>, amount: Paise) -> Self {
        self.0.push(Posting { account, party, amount });
        self
    }

    /// Credits an account.
    #[must_use]
    pub fn credit(self, account: Account, party: Option<PartyId>, amount: Paise) -> Self {
        self.debit(account, party, amount.neg())
    }

    /// The postings, if they balance.
    pub fn balanced(self) -> Result<Postings> {
        Postings::new(self.0)
    }
}
