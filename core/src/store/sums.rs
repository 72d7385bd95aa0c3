//! Totals of many changes, added up before they are written: a page of the log touches each month of an account, each
//! party and each item's year once.

use std::collections::{BTreeMap, BTreeSet};

use super::engine::Engine;
use super::statement::{Row, Sql, Statement, Value};
use super::statements::voucher as sql;
use super::stock::{Chains, StockMoved};
use crate::error::Result;
use crate::id::BusinessId;

/// How a value of a total joins another of the same key.
#[derive(Debug, Clone, Copy)]
enum Join {
    Add,
    Greatest,
}

/// A total that adds up: its statement, how many of its parameters are its key, how the others join.
struct Kind {
    sql: &'static Sql,
    key: usize,
    joins: &'static [Join],
}

static KINDS: [Kind; 4] = [
    Kind { sql: &sql::ACCOUNT_MONTH_ADD, key: 3, joins: &[Join::Add, Join::Add] },
    // Its balance; its newest entry's stamp and day.
    Kind { sql: &sql::PARTY_ADD, key: 2, joins: &[Join::Add, Join::Greatest, Join::Greatest] },
    Kind { sql: &sql::PARTY_MONTH_ADD, key: 3, joins: &[Join::Add] },
    Kind { sql: &sql::ITEM_STOCK_ADD, key: 2, joins: &[Join::Add] },
];

/// Totals that wait to be written. They commute with every statement but those that read them: a rebuild works them out
/// from the rows anew, and then they are dropped.
#[derive(Debug, Default)]
pub struct Sums {
    /// By the place in [`KINDS`] and the key.
    added: BTreeMap<(usize, Vec<Value>), Vec<i64>>,
    /// Vouchers whose settlement is worked out anew from the rows, once.
    settled: BTreeSet<Vec<Value>>,
    others: Vec<Statement>,
    moved: Vec<StockMoved>,
}

impl Sums {
    /// Adds what a change brings.
    pub fn add(&mut self, totals: Vec<Statement>, stock: Option<StockMoved>) {
        self.moved.extend(stock);
        for total in totals {
            if std::ptr::eq(total.sql, &raw const sql::SETTLE) {
                self.settled.insert(total.params);
            } else if !self.join(&total) {
                self.others.push(total);
            }
        }
    }

    /// Whether the total could be added to those of its key.
    fn join(&mut self, total: &Statement) -> bool {
        let Some(at) = KINDS.iter().position(|kind| std::ptr::eq(kind.sql, total.sql)) else { return false };
        let Some(kind) = KINDS.get(at) else { return false };
        let Some((key, values)) = total.params.split_at_checked(kind.key) else { return false };
        let read = |value: &Value| if let Value::Int(value) = value { Some(*value) } else { None };
        let Some(values) = values.iter().map(read).collect::<Option<Vec<i64>>>() else { return false };
        let key = (at, key.to_vec());
        let Some(before) = self.added.get(&key) else {
            self.added.insert(key, values);
            return true;
        };
        let joined = before.iter().zip(&values).zip(kind.joins).map(|((before, value), join)| match join {
            Join::Add => before.checked_add(*value),
            Join::Greatest => Some(*before.max(value)),
        });
        // A sum beyond all numbers is the database's to refuse.
        let Some(joined) = joined.collect::<Option<Vec<i64>>>() else { return false };
        self.added.insert(key, joined);
        true
    }

    /// The queries for the years of the items that moved.
    pub fn queries(&self, business: BusinessId) -> Vec<Statement> {
        Chains::queries(business, &self.moved)
    }

    /// The statements that write everything. `years` are those of the items that moved.
    pub fn statements(self, business: BusinessId, years: &mut Chains) -> Vec<Statement> {
        let added = self.added.into_iter().filter_map(|((at, key), values)| {
            let sql = KINDS.get(at)?.sql;
            Some(Statement { sql, params: key.into_iter().chain(values.into_iter().map(Value::Int)).collect() })
        });
        let settled = self.settled.into_iter().map(|params| Statement { sql: &sql::SETTLE, params });
        let stock = years.carry_all(business, &self.moved);
        added.chain(self.others).chain(settled).chain(stock).collect()
    }

    /// Writes everything.
    pub async fn write<E: Engine>(self, engine: &mut E, business: BusinessId) -> Result<()> {
        let queries = self.queries(business);
        let answers = if queries.is_empty() { Vec::new() } else { engine.query_many(&queries).await? };
        let rows: Vec<Row> = answers.into_iter().flatten().collect();
        let statements = self.statements(business, &mut Chains::read(&rows)?);
        if statements.is_empty() { Ok(()) } else { engine.run(&statements).await.map(drop) }
    }
}
