//! How old a party's debt is, and what of it is overdue. Payments count against the bills they are set against; what is
//! set against none counts against the oldest.

use crate::api::Session;
use crate::api::bill::BillRow;
use crate::date::Date;
use crate::error::Result;
use crate::money::Paise;
use crate::party::{Party, terms};
use crate::payment::allocate;
use crate::store::Engine;

/// What is still owed of one day's bill or entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Debt {
    /// The bill's date.
    pub date: Date,
    /// The last day on which it is paid in time.
    pub due: Date,
    /// Still owed.
    pub amount: Paise,
}

/// Debts of a party that add up to its balance, oldest first; none for a party that owes nothing.
pub async fn open_debts<E: Engine>(session: &mut Session<'_, E>, party: &Party, balance: Paise) -> Result<Vec<Debt>> {
    if balance <= Paise::ZERO {
        return Ok(Vec::new());
    }
    debts(&allocate::open(session, party.id).await?, balance, party.credit_days)
}

/// The same of a party whose open bills and entries are known, and within how many days it pays.
pub fn debts(open: &[BillRow], balance: Paise, credit_days: Option<u16>) -> Result<Vec<Debt>> {
    if balance <= Paise::ZERO {
        return Ok(Vec::new());
    }
    let mut debts = Vec::with_capacity(open.len());
    for bill in open {
        let due = terms::last_day(bill.date, bill.due, credit_days);
        debts.push(Debt { date: bill.date, due, amount: bill.total.sub(bill.paid, "due")? });
    }
    fit(debts, balance)
}

/// Takes what is set against no bill off the oldest debts, so that they add up to the balance. A balance larger
/// than the open bills (from entries of other kinds) is as old as the oldest of them, or of unknown age: oldest.
fn fit(debts: Vec<Debt>, balance: Paise) -> Result<Vec<Debt>> {
    // Debts may come to more than an amount can be.
    let mut credit = sum(&debts).saturating_sub(balance.get().into());
    if credit < 0 {
        let unknown = Debt { date: Date::FIRST, due: Date::FIRST, amount: Paise::ZERO };
        let rest =
            Debt { amount: Paise::nearest(credit.saturating_neg()), ..debts.first().copied().unwrap_or(unknown) };
        return Ok(std::iter::once(rest).chain(debts).collect());
    }
    let mut out = Vec::new();
    for debt in debts {
        let taken = Paise::nearest(credit).min(debt.amount);
        credit = credit.saturating_sub(taken.get().into());
        let amount = debt.amount.sub(taken, "due")?;
        if !amount.is_zero() {
            out.push(Debt { amount, ..debt });
        }
    }
    Ok(out)
}

fn sum<'a>(debts: impl IntoIterator<Item = &'a Debt>) -> i128 {
    debts.into_iter().fold(0, |sum, debt| sum.saturating_add(debt.amount.get().into()))
}

/// Debts by age: 0 to 30, 31 to 60, 61 to 90 days, older.
pub fn buckets(debts: &[Debt], today: Date) -> [Paise; 4] {
    let mut out = [Paise::ZERO; 4];
    for debt in debts {
        let [recent, month, quarter, older] = &mut out;
        let bucket = match today.days().saturating_sub(debt.date.days()) {
            ..=30 => recent,
            31..=60 => month,
            61..=90 => quarter,
            _ => older,
        };
        *bucket = Paise::nearest(i128::from(bucket.get()).saturating_add(debt.amount.get().into()));
    }
    out
}

/// The day of the oldest of them.
pub fn due_since(debts: &[Debt]) -> Option<Date> {
    debts.first().map(|debt| debt.date)
}

/// What of debts should have been paid before today.
pub fn overdue(debts: &[Debt], today: Date) -> Paise {
    Paise::nearest(sum(debts.iter().filter(|debt| debt.due < today)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn debt(day: &str, rupees: i32) -> Debt {
        let date = day.parse().unwrap();
        Debt { date, due: terms::last_day(date, None, None), amount: Paise::rupees(rupees) }
    }

    #[test]
    fn an_advance_counts_against_the_oldest_debt() {
        let debts = vec![debt("2026-01-01", 500), debt("2026-03-01", 300)];
        assert_eq!(fit(debts.clone(), Paise::rupees(800)).unwrap(), debts);
        assert_eq!(fit(debts.clone(), Paise::rupees(350)).unwrap(), [debt("2026-01-01", 50), debt("2026-03-01", 300)]);
        assert_eq!(fit(debts, Paise::rupees(100)).unwrap(), [debt("2026-03-01", 100)]);
    }

    #[test]
    fn ages_are_counted_from_the_bill() {
        let today = "2026-05-01".parse().unwrap();
        let debts = [
            debt("2026-05-01", 1),
            debt("2026-04-01", 2),
            debt("2026-03-31", 4),
            debt("2026-01-31", 8),
            debt("2026-01-30", 16),
        ];
        assert_eq!(buckets(&debts, today), [3, 4, 8, 16].map(Paise::rupees).map(|x| x));
        assert_eq!(overdue(&debts, today), Paise::rupees(4 + 8 + 16), "the shop's rule is 30 days");
    }
}
