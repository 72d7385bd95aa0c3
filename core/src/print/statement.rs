//! What a party's statement says: [`StatementSheet`], filled by the caller from the books. Nothing is worked out here
//! or in the layout but sums of what the caller gives.

use super::sheet::{Addressee, Bank, Shop, Upi};
use crate::date::Date;
use crate::money::Paise;
use crate::payment::Mode;

/// What an entry was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// What was owed before the books began.
    Opening,
    /// A bill.
    Bill,
    /// Money in, and how where it came one way.
    Received(Option<Mode>),
    /// Money out.
    Paid(Option<Mode>),
    /// Given on khata without a bill: goods, or money in some way.
    Gave(Option<Mode>),
    /// Goods from a supplier.
    Goods,
    /// Goods that came back.
    Returned,
    /// What was let off with a payment.
    Discount,
    /// Of a newer app.
    Other,
}

/// A line of the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// The day.
    pub date: Date,
    /// What it was.
    pub entry: Entry,
    /// Its number, if it has one.
    pub number: String,
    /// Its note.
    pub note: String,
    /// Above zero more is owed, below less.
    pub amount: Paise,
    /// The balance after it.
    pub balance: Paise,
}

/// Everything that a printed statement says, to the party that reads it: what a customer owes, or what a supplier is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementSheet {
    /// Whose books.
    pub shop: Shop,
    /// Whose khata.
    pub party: Addressee,
    /// Amounts and balances are what the shop owes; otherwise what the party owes the shop.
    pub of_supplier: bool,
    /// The day it was made.
    pub made: Date,
    /// First day; none from the beginning.
    pub from: Option<Date>,
    /// Last day.
    pub to: Date,
    /// Balance before the first day: above zero it is owed.
    pub opening: Paise,
    /// The lines, oldest first.
    pub lines: Vec<StatementLine>,
    /// Balance at the end of the last day.
    pub closing: Paise,
    /// Where to pay by bank.
    pub bank: Option<Bank>,
    /// Where to pay by UPI; none where nothing is due.
    pub upi: Option<Upi>,
}
