//! Whole tables, page by page: for an export in open forms.

use super::engine::Engine;
use super::statement::{Row, Sql, Value};
use super::statements::dump as sql;
use crate::date::Date;
use crate::error::Result;
use crate::id::{BusinessId, ItemId, PartyId, VoucherId};
use crate::money::Paise;
use crate::quantity::Milli;

/// Rows read at a time.
const PAGE: i64 = 1000;

/// The voucher that a row belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Of {
    /// The voucher.
    pub voucher: VoucherId,
    /// The row takes the voucher back.
    pub reversal: bool,
    /// The day.
    pub date: Date,
    /// What kind of voucher; empty for one that has not arrived.
    pub kind: String,
    /// Its number, if it has one.
    pub number: String,
}

/// A posting with the voucher it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// Of which voucher.
    pub of: Of,
    /// The account's code.
    pub account: String,
    /// Whose part of the account.
    pub party: Option<PartyId>,
    /// The voucher's party as it was then.
    pub party_name: String,
    /// Debit above zero, credit below.
    pub amount: Paise,
}

/// Goods in or out, with the voucher that moved them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovementLine {
    /// Of which voucher.
    pub of: Of,
    /// The item.
    pub item: ItemId,
    /// In above zero, out below.
    pub quantity: Milli,
    /// What goods that came in cost; zero for goods that went out.
    pub value: Paise,
}

/// Reads all postings, voucher by voucher in the order of their ids: about the order in which they were made.
pub struct Ledger(Walk);

impl Ledger {
    /// From the beginning.
    pub fn new(business: BusinessId) -> Self {
        Self(Walk::new(business, &sql::POSTING_PAGE))
    }

    /// The next postings; empty at the end.
    pub async fn next<E: Engine>(&mut self, engine: &mut E) -> Result<Vec<LedgerLine>> {
        let line = |row: &Row| {
            let of = of(row)?;
            let (account, party, party_name) = (row.text(6)?, row.opt_id(7)?, row.text(8)?);
            Ok(LedgerLine { of, account, party, party_name, amount: row.paise(9)? })
        };
        self.0.next(engine).await?.iter().map(line).collect()
    }
}

/// Reads all movements of goods, in the same order.
pub struct Movements(Walk);

impl Movements {
    /// From the beginning.
    pub fn new(business: BusinessId) -> Self {
        Self(Walk::new(business, &sql::MOVEMENT_PAGE))
    }

    /// The next movements; empty at the end.
    pub async fn next<E: Engine>(&mut self, engine: &mut E) -> Result<Vec<MovementLine>> {
        let line = |row: &Row| {
            Ok(MovementLine { of: of(row)?, item: row.id(6)?, quantity: row.milli(7)?, value: row.paise(8)? })
        };
        self.0.next(engine).await?.iter().map(line).collect()
    }
}

/// Where the reading of a table stands that is kept by voucher, reversal and place.
struct Walk {
    business: BusinessId,
    page: &'static Sql,
    after: [Value; 3],
}

impl Walk {
    fn new(business: BusinessId, page: &'static Sql) -> Self {
        Self { business, page, after: [Value::from(Vec::new()), Value::Int(0), Value::Int(0)] }
    }

    async fn next<E: Engine>(&mut self, engine: &mut E) -> Result<Vec<Row>> {
        let [voucher, reversal, n] = self.after.clone();
        let rows = engine.query(&self.page.with([self.business.into(), voucher, reversal, n, PAGE.into()])).await?;
        if let Some(last) = rows.last() {
            self.after = [Value::from(last.bytes(0)?), last.int(1)?.into(), last.int(2)?.into()];
        }
        Ok(rows)
    }
}

fn of(row: &Row) -> Result<Of> {
    let (voucher, reversal) = (row.id(0)?, row.flag(1)?);
    Ok(Of { voucher, reversal, date: row.date(3)?, kind: row.text(4)?, number: row.text(5)? })
}
