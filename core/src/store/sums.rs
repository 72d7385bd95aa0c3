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
    /// Numbers that were given, by what they count in.
    numbers: BTreeMap<Vec<Value>, BTreeSet<i64>>,
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
            } else if let (true, [series @ .., Value::Int(serial), _]) =
                (std::ptr::eq(total.sql, &raw const sql::SAME_NUMBERS_ADD), total.params.as_slice())
            {
                self.numbers.entry(series.to_vec()).or_default().insert(*serial);
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
        Chains::queries(business, self.moved.iter().flat_map(StockMoved::years))
    }

    /// The statements that write everything. `years` are those of the items that moved.
    pub fn statements(self, business: BusinessId, years: &mut Chains) -> Vec<Statement> {
        let added = self.added.into_iter().filter_map(|((at, key), values)| {
            let sql = KINDS.get(at)?.sql;
            Some(Statement { sql, params: key.into_iter().chain(values.into_iter().map(Value::Int)).collect() })
        });
        let settled = self.settled.into_iter().map(|params| Statement { sql: &sql::SETTLE, params });
        let numbers = self.numbers.into_iter().flat_map(|(series, serials)| {
            let range = move |(first, last): (i64, i64)| {
                let params = series.iter().cloned().chain([Value::Int(first), Value::Int(last)]).collect();
                Statement { sql: &sql::SAME_NUMBERS_ADD, params }
            };
            runs(serials).into_iter().map(range)
        });
        let stock = years.carry_all(business, &self.moved);
        added.chain(self.others).chain(numbers).chain(settled).chain(stock).collect()
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

/// Numbers that follow each other, as the first and the last of each run.
fn runs(numbers: BTreeSet<i64>) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_each_other_are_looked_at_together() {
        let check = |numbers: &[i64], expected: &[(i64, i64)]| {
            assert_eq!(runs(numbers.iter().copied().collect()), expected, "{numbers:?}");
        };
        check(&[], &[]);
        check(&[7], &[(7, 7)]);
        check(&[3, 1, 2, 9, 8, 5], &[(1, 3), (5, 5), (8, 9)]);
        check(&[i64::MAX, i64::MIN], &[(i64::MIN, i64::MIN), (i64::MAX, i64::MAX)]);
    }
}
