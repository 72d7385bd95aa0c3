//! The whole ledger, page by page: for an export in open forms.

use super::engine::Engine;
use super::statement::{Row, Value};
use super::statements::dump as sql;
use crate::date::Date;
use crate::error::Result;
use crate::id::{BusinessId, PartyId, VoucherId};
use crate::money::Paise;

/// Postings read at a time.
const PAGE: i64 = 1000;

/// A posting with the voucher it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// The voucher.
    pub voucher: VoucherId,
    /// The posting takes the voucher back.
    pub reversal: bool,
    /// The day.
    pub date: Date,
    /// What kind of voucher; empty for one that has not arrived.
    pub kind: String,
    /// Its number, if it has one.
    pub number: String,
    /// The account's code.
    pub account: String,
    /// Whose part of the account.
    pub party: Option<PartyId>,
    /// The voucher's party as it was then.
    pub party_name: String,
    /// Debit above zero, credit below.
    pub amount: Paise,
}

/// Reads all postings, voucher by voucher in the order of their ids: about the order in which they were made.
pub struct Ledger {
    business: BusinessId,
    after: [Value; 3],
}

impl Ledger {
    /// From the beginning.
    pub fn new(business: BusinessId) -> Self {
        Self { business, after: [Value::from(Vec::new()), Value::Int(0), Value::Int(0)] }
    }

    /// The next postings; empty at the end.
    pub async fn next<E: Engine>(&mut self, engine: &mut E) -> Result<Vec<LedgerLine>> {
        let [voucher, reversal, n] = self.after.clone();
        let rows =
            engine.query(&sql::POSTING_PAGE.with([self.business.into(), voucher, reversal, n, PAGE.into()])).await?;
        if let Some(last) = rows.last() {
            self.after = [Value::from(last.bytes(0)?), last.int(1)?.into(), last.int(2)?.into()];
        }
        rows.iter().map(line).collect()
    }
}

fn line(row: &Row) -> Result<LedgerLine> {
    Ok(LedgerLine {
        voucher: row.id(0)?,
        reversal: row.flag(1)?,
        date: row.date(3)?,
        kind: row.text(4)?,
        number: row.text(5)?,
        account: row.text(6)?,
        party: row.opt_id(7)?,
        party_name: row.text(8)?,
        amount: row.paise(9)?,
    })
}
