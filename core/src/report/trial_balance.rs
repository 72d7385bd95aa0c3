//! The trial balance: every account at the end of a day, parties apart by side.

use std::collections::BTreeMap;

use crate::api::Session;
use crate::api::report::{GetTrialBalance, TrialBalance, TrialRow};
use crate::date::Date;
use crate::error::{OrError, Result};
use crate::ledger::{Account, Class};
use crate::money::Paise;
use crate::store::statements::report as sql;
use crate::store::{Engine, Value};

/// Parties that owe.
const DEBTORS: &str = "party.debtors";
/// Parties to whom the shop owes.
const CREDITORS: &str = "party.creditors";

/// Whole months from their totals, the days of the last month from postings.
pub async fn trial_balance<E: Engine>(session: &mut Session<'_, E>, request: GetTrialBalance) -> Result<TrialBalance> {
    let business = session.business().await?;
    // As the books stand is with what is dated tomorrow, or came from a device whose clock is ahead: balances and
    // stock count those too.
    let shown = request.at.unwrap_or_else(|| session.today());
    let at = request.at.unwrap_or_else(|| shown.plus_days(i64::MAX));
    let first = Date::first_of_month(at.month())?;
    let before = at.month().saturating_sub(1);
    let mut balances: BTreeMap<Account, Paise> = BTreeMap::new();
    let months = sql::ACCOUNT_MONTHS.with([business.into(), i64::MIN.into(), before.into()]);
    let days = sql::DAY_ACCOUNTS.with([business.into(), first.into(), at.into()]);
    let sides: [Value; 4] = [business.into(), at.month().into(), first.into(), at.into()];
    let sides = sql::PARTY_SIDES_BEFORE.with(sides);
    session.engine.ahead(|| vec![days.clone(), sides.clone()]);
    for row in session.rows(&months).await? {
        let account = row.text(0)?;
        let balance = row.net(1, 2, &account)?;
        add(&mut balances, account, balance)?;
    }
    for row in session.rows(&days).await? {
        let account = row.text(0)?;
        let balance = row.figure(1, &account)?;
        add(&mut balances, account, balance)?;
    }
    let sides = session.row(&sides).await?.or_not_found("total")?;
    let (debtors, creditors) = (sides.figure(0, DEBTORS)?, sides.figure(1, CREDITORS)?);
    // What walk-in customers owed and paid is in the party account too; it stays with the debtors.
    let party = balances.remove(&Account::PARTY).unwrap_or_default();
    let debtors = debtors.add(party.sub(debtors.sub(creditors, DEBTORS)?, DEBTORS)?, DEBTORS)?;
    let mut rows: Vec<TrialRow> =
        vec![row(DEBTORS.to_owned(), Class::Party, debtors), row(CREDITORS.to_owned(), Class::Party, creditors.neg())];
    rows.extend(balances.into_iter().map(|(account, amount)| row(account.to_string(), account.class(), amount)));
    rows.retain(|row| row.debit != row.credit);
    let debit = Paise::sum(rows.iter().map(|row| row.debit), "debit")?;
    let credit = Paise::sum(rows.iter().map(|row| row.credit), "credit")?;
    Ok(TrialBalance { at: shown, rows, debit, credit })
}

fn add(balances: &mut BTreeMap<Account, Paise>, code: String, amount: Paise) -> Result<()> {
    let account = Account::from_code(code);
    let sum = balances.get(&account).copied().unwrap_or_default().add(amount, account.code())?;
    balances.insert(account, sum);
    Ok(())
}

fn row(account: String, class: Class, amount: Paise) -> TrialRow {
    let (debit, credit) = if amount.is_negative() { (Paise::ZERO, amount.neg()) } else { (amount, Paise::ZERO) };
    TrialRow { account, class, debit, credit }
}
