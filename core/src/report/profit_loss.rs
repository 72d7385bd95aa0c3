//! Profit and loss from the monthly totals of accounts. Opening stock that was entered in the period is part of the stock
//! at its beginning; where stock is left out, so is that.

use crate::api::Session;
use crate::api::report::{AccountSum, GetProfitLoss, ProfitLoss};
use crate::date::{Date, FinancialYear};
use crate::error::{Code, Error, Result};
use crate::ledger::{Account, Class};
use crate::money::Paise;
use crate::report::stock_value;
use crate::store::Engine;
use crate::store::statements::report as sql;

/// Profit and loss over whole months. With stock, the months are those of one or more financial years, or of
/// the running one so far: the average cost is a year's.
pub async fn profit_loss<E: Engine>(session: &mut Session<'_, E>, request: GetProfitLoss) -> Result<ProfitLoss> {
    let (first, last) = (request.from.month(), request.to.month());
    if first > last {
        return Err(Error::field(Code::DaysOutOfOrder, "from", "The first month is after the last."));
    }
    let business = session.business().await?;
    let from = Date::first_of_month(first)?;
    let to = Date::first_of_month(last.saturating_add(1)).map_or(request.to, |next| next.plus_days(-1));
    let years = request.with_stock.then(|| whole_years(session.today(), from, to)).transpose()?;
    let before = years.and_then(|(first, _)| FinancialYear::starting(first.start().saturating_sub(1)).ok());
    session.engine.ahead(|| {
        let years = before.into_iter().chain(years.map(|(_, last)| last));
        years.map(|year| stock_value::at_end(business, year)).collect()
    });
    let (mut income, mut expenses) = (Vec::new(), Vec::new());
    let mut brought_in = Paise::ZERO;
    for row in session.rows(&sql::ACCOUNT_MONTHS.with([business.into(), first.into(), last.into()])).await? {
        let account = Account::from_code(row.text(0)?);
        let net = row.paise(1)?.sub(row.paise(2)?, "balance")?;
        let sum = |amount| AccountSum { account: account.to_string(), amount };
        match account.class() {
            // Goods of before the books began were never bought in them.
            _ if account == Account::OPENING_STOCK => brought_in = net,
            Class::Income if !net.is_zero() => income.push(sum(net.neg())),
            Class::Expense if !net.is_zero() => expenses.push(sum(net)),
            _ => {}
        }
    }
    let mut opening_stock = if years.is_some() { brought_in } else { Paise::ZERO };
    let mut closing_stock = Paise::ZERO;
    if let Some(before) = before {
        opening_stock = opening_stock.add(stock_value::at_end_of(session, before).await?, "opening_stock")?;
    }
    if let Some((_, last)) = years {
        closing_stock = stock_value::at_end_of(session, last).await?;
    }
    let earned = Paise::sum(income.iter().map(|line: &AccountSum| line.amount), "income")?;
    let spent = Paise::sum(expenses.iter().map(|line: &AccountSum| line.amount), "expenses")?;
    let profit = earned.sub(spent, "profit")?.add(closing_stock, "profit")?.sub(opening_stock, "profit")?;
    Ok(ProfitLoss { from, to, income, expenses, opening_stock, closing_stock, profit })
}

fn whole_years(today: Date, from: Date, to: Date) -> Result<(FinancialYear, FinancialYear)> {
    let (first, last) = (from.financial_year(), to.financial_year());
    let ends = to == last.last_day() || (last == today.financial_year() && to >= today);
    if from == first.first_day() && ends {
        Ok((first, last))
    } else {
        Err(Error::field(
            Code::WholeYearsOnly,
            "with_stock",
            "Stock is valued for whole financial years, or for this year so far.",
        ))
    }
}
