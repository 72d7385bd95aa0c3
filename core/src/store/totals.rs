//! Totals worked out from the very rows that say what happened, when tables are filled: apart from what each change adds
//! to them as it comes (`sums.rs`), so that a check holds one against the other.

use std::collections::{BTreeMap, HashMap};

use super::engine::Engine;
use super::statement::{Bytes, Sql, Statement, Value};
use super::statements::{rebuild, voucher as sql};
use crate::error::{Code, Error, OrError, Result};
use crate::id::BusinessId;
use crate::item::worth::{Held, Moved};

/// Rows written at a time.
const PAGE: usize = 5000;

/// Totals of the rows seen so far.
#[derive(Debug, Default)]
pub struct Totals {
    /// Debit and credit of each account by month.
    accounts: HashMap<String, BTreeMap<i64, (i64, i64)>>,
    parties: HashMap<Bytes, Party>,
    items: HashMap<Bytes, Item>,
    /// The numbers that were given, by series and financial year.
    numbers: HashMap<String, BTreeMap<i64, Vec<i64>>>,
}

#[derive(Debug, Default)]
struct Party {
    balance: i64,
    last_ms: i64,
    last_date: i64,
    months: BTreeMap<i64, i64>,
}

#[derive(Debug, Default)]
struct Item {
    stock: i64,
    years: BTreeMap<i64, Moved>,
}

impl Totals {
    /// Counts in what a change wrote at `ms`: the rows of a voucher, or of its reversal. Rows of other tables have no
    /// totals.
    ///
    /// # Errors
    /// `overflow` when a sum is beyond what a column holds.
    pub fn count(&mut self, ms: i64, rows: &[Statement]) -> Result<()> {
        for row in rows {
            let is = |sql: &'static Sql| std::ptr::eq(row.sql, sql);
            if is(&sql::POSTING_INSERT) {
                self.posting(ms, &row.params)?;
            } else if is(&sql::MOVEMENT_INSERT) {
                self.movement(&row.params)?;
            } else if is(&rebuild::FILL_VOUCHER) {
                self.number(&row.params)?;
            }
        }
        Ok(())
    }

    fn posting(&mut self, ms: i64, row: &[Value]) -> Result<()> {
        let [
            _,
            _,
            Value::Int(reversal),
            _,
            Value::Text(account),
            party,
            Value::Int(date),
            Value::Int(month),
            Value::Int(amount),
        ] = row
        else {
            return Err(misshapen());
        };
        let (debit, credit) = entry(&mut self.accounts, account)?.entry(*month).or_default();
        if *amount > 0 {
            *debit = debit.checked_add(*amount).or_overflow("debit")?;
        } else {
            *credit = credit.checked_sub(*amount).or_overflow("credit")?;
        }
        let Value::Bytes(party) = party else { return Ok(()) };
        let party = self.parties.entry(party.clone()).or_insert_with(|| Party { last_date: *date, ..Party::default() });
        party.balance = party.balance.checked_add(*amount).or_overflow("balance")?;
        party.last_date = party.last_date.max(*date);
        // A reversal is no new activity of the party.
        if *reversal == 0 {
            party.last_ms = party.last_ms.max(ms);
        }
        let month = party.months.entry(*month).or_default();
        *month = month.checked_add(*amount).or_overflow("balance")?;
        Ok(())
    }

    fn movement(&mut self, row: &[Value]) -> Result<()> {
        let [
            _,
            _,
            Value::Int(reversal),
            _,
            Value::Bytes(item),
            _,
            Value::Int(fy),
            Value::Int(quantity),
            Value::Int(value),
        ] = row
        else {
            return Err(misshapen());
        };
        let item = self.items.entry(item.clone()).or_default();
        item.stock = item.stock.checked_add(*quantity).or_overflow("stock")?;
        // What came in and its reversal are "in", what went out and its reversal "out".
        let moved = if (*quantity > 0) == (*reversal == 0) {
            Moved { quantity_in: *quantity, value_in: *value, quantity_out: 0 }
        } else {
            Moved { quantity_out: quantity.checked_neg().or_overflow("stock")?, ..Moved::default() }
        };
        let year = item.years.entry(*fy).or_default();
        *year = year.and(moved);
        Ok(())
    }

    fn number(&mut self, row: &[Value]) -> Result<()> {
        let [_, _, _, _, _, _, Value::Int(fy), Value::Text(series), Value::Int(serial), ..] = row else {
            return Err(misshapen());
        };
        if *serial > 0 {
            entry(&mut self.numbers, series)?.entry(*fy).or_default().push(*serial);
        }
        Ok(())
    }

    /// Writes all totals, in the order of their keys.
    pub async fn write<E: Engine>(self, engine: &mut E, business: BusinessId) -> Result<()> {
        let business = || Value::from(business);
        let accounts = sorted(self.accounts).into_iter().flat_map(|(account, months)| {
            months.into_iter().map(move |(month, (debit, credit))| {
                let account = account.as_str().into();
                sql::ACCOUNT_MONTH_ADD.with([business(), account, month.into(), debit.into(), credit.into()])
            })
        });
        write(engine, accounts).await?;
        let parties = sorted(self.parties);
        let balances = parties.iter().map(|(id, party)| {
            let (id, date) = (Value::Bytes(id.clone()), party.last_date.into());
            sql::PARTY_ADD.with([business(), id, party.balance.into(), party.last_ms.into(), date])
        });
        write(engine, balances).await?;
        let months = parties.into_iter().flat_map(|(id, party)| {
            let row = move |(month, amount): (i64, i64)| {
                sql::PARTY_MONTH_ADD.with([business(), Value::Bytes(id.clone()), month.into(), amount.into()])
            };
            party.months.into_iter().map(row)
        });
        write(engine, months).await?;
        let items = sorted(self.items);
        let stock = items
            .iter()
            .map(|(id, item)| sql::ITEM_STOCK_ADD.with([business(), Value::Bytes(id.clone()), item.stock.into()]));
        write(engine, stock).await?;
        let mut gained = BTreeMap::new();
        let years = items.into_iter().flat_map(|(id, item)| item.carried(&business(), &id, &mut gained));
        write(engine, years).await?;
        let gained =
            gained.into_iter().map(|(fy, gain)| sql::STOCK_WORTH_ADD.with([business(), fy.into(), gain.into()]));
        write(engine, gained).await?;
        let numbers = sorted(self.numbers).into_iter().flat_map(|(series, years)| {
            let twice = years.into_iter().flat_map(|(fy, numbers)| twice(numbers).into_iter().map(move |n| (fy, n)));
            twice.map(move |(fy, number)| {
                rebuild::FILL_SAME_NUMBER.with([business(), series.as_str().into(), fy.into(), number.into()])
            })
        });
        write(engine, numbers).await
    }
}

impl Item {
    /// Its years, the value of each carried into the next; adds what each year gained.
    fn carried(self, business: &Value, id: &Bytes, gained: &mut BTreeMap<i64, i64>) -> Vec<Statement> {
        let mut held = Held::default();
        let mut year = |(fy, moved): (i64, Moved)| {
            let left = held.after(moved);
            let gain = gained.entry(fy).or_default();
            *gain = gain.saturating_add(left.value).saturating_sub(held.value);
            held = left;
            sql::STOCK_YEAR_SET.with([
                business.clone(),
                Value::Bytes(id.clone()),
                fy.into(),
                moved.quantity_in.into(),
                moved.value_in.into(),
                moved.quantity_out.into(),
                left.quantity.into(),
                left.value.into(),
            ])
        };
        self.years.into_iter().map(&mut year).collect()
    }
}

/// Writes rows, some at a time.
async fn write<E: Engine>(engine: &mut E, mut rows: impl Iterator<Item = Statement> + Send) -> Result<()> {
    loop {
        let some: Vec<Statement> = rows.by_ref().take(PAGE).collect();
        if some.is_empty() {
            return Ok(());
        }
        engine.later(some).await?;
    }
}

/// The numbers that are there more than once, each once.
fn twice(mut numbers: Vec<i64>) -> Vec<i64> {
    numbers.sort_unstable();
    let mut again: Vec<i64> =
        numbers.windows(2).filter(|two| two.first() == two.last()).filter_map(|two| two.first().copied()).collect();
    again.dedup();
    again
}

/// The entry of a name, which is copied when it is new.
fn entry<'a, T: Default>(map: &'a mut HashMap<String, T>, name: &str) -> Result<&'a mut T> {
    if !map.contains_key(name) {
        map.insert(name.to_owned(), T::default());
    }
    map.get_mut(name).ok_or_else(misshapen)
}

fn sorted<K: Ord, T>(map: HashMap<K, T>) -> Vec<(K, T)> {
    let mut all: Vec<(K, T)> = map.into_iter().collect();
    all.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    all
}

fn misshapen() -> Error {
    Error::new(Code::Internal, "A row of the tables has another shape than its statement.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_several_vouchers_are_told_once() {
        for (numbers, expected) in [
            (&[][..], &[][..]),
            (&[7], &[]),
            (&[3, 1, 2], &[]),
            (&[5, 2, 5, 5, 2, 9], &[2, 5]),
            (&[i64::MAX, i64::MIN, i64::MAX], &[i64::MAX]),
        ] {
            assert_eq!(twice(numbers.to_vec()), expected, "{numbers:?}");
        }
    }
}
