//! Profit and loss from the monthly totals of accounts. Opening stock that was entered in the period is part of the stock
//! at its beginning; where stock is left out, so is that.

use crate::api::Session;
use crate::api::report::{AccountSum, GetProfitLoss, ProfitLoss};
use crate::date::Date;
use crate::error::{Code, Error, Result};
use crate::ledger::{Account, Class};
use crate::money::Paise;
use crate::report::stock_value;
use crate::store::Engine;
use crate::store::statements::report as sql;

/// Profit and loss over whole months. With stock, what was sold has cost what lay there before and was bought, less what is
/// left.
pub async fn profit_loss<E: Engine>(session: &mut Session<'_, E>, request: GetProfitLoss) -> Result<ProfitLoss> {
    let (first, last) = (request.from.month(), request.to.month());
    if first > last {
        return Err(Error::field(Code::DaysOutOfOrder, "from", "The first month is after the last."));
    }
    let business = session.business().await?;
    let from = Date::first_of_month(first)?;
    let to = Date::first_of_month(last.saturating_add(1)).map_or(request.to, |next| next.plus_days(-1));
    let (today, before) = (session.today(), from.plus_days(-1));
    session.engine.ahead(|| {
        let days = [before, to].into_iter().filter(|_| request.with_stock);
        days.flat_map(|day| stock_value::queries(business, day, today)).collect()
    });
    let (mut income, mut expenses) = (Vec::new(), Vec::new());
    let mut brought_in = Paise::ZERO;
    for row in session.rows(&sql::ACCOUNT_MONTHS.with([business.into(), first.into(), last.into()])).await? {
        let account = Account::from_code(row.text(0)?);
        let net = row.net(1, 2, account.code())?;
        let sum = |amount| AccountSum { account: account.to_string(), amount };
        match account.class() {
            // Goods of before the books began were never bought in them.
            _ if account == Account::OPENING_STOCK => brought_in = net,
            Class::Income if !net.is_zero() => income.push(sum(net.neg())),
            Class::Expense if !net.is_zero() => expenses.push(sum(net)),
            _ => {}
        }
    }
    let (mut opening_stock, mut closing_stock) = (Paise::ZERO, Paise::ZERO);
    if request.with_stock {
        opening_stock = brought_in.add(stock_value::at(session, before).await?, "opening_stock")?;
        closing_stock = stock_value::at(session, to).await?;
    }
    let earned = Paise::sum(income.iter().map(|line: &AccountSum| line.amount), "income")?;
    let spent = Paise::sum(expenses.iter().map(|line: &AccountSum| line.amount), "expenses")?;
    let profit = earned.sub(spent, "profit")?.add(closing_stock, "profit")?.sub(opening_stock, "profit")?;
    Ok(ProfitLoss { from, to, income, expenses, opening_stock, closing_stock, profit })
}
