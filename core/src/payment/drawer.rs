//! The drawer at the end of a day: what it should hold, and what a count found beside that.

use crate::api::Session;
use crate::api::money::{CountDrawer, Drawer, GetDrawer, MoneyEntry};
use crate::business::Language;
use crate::date::Date;
use crate::document::VoucherKind;
use crate::document::day::dated;
use crate::error::{Code, Error, Result};
use crate::ledger::Account;
use crate::money::Paise;
use crate::payment::moved;
use crate::store::Engine;
use crate::store::statements::report as sql;
use crate::text;

/// The longest note beside the counted figure.
const NOTE: usize = 150;

/// Cash on a day. Whole months before it from their totals, the days of its month from postings.
pub async fn get<E: Engine>(session: &mut Session<'_, E>, request: GetDrawer) -> Result<Drawer> {
    let date = request.date.unwrap_or_else(|| session.today());
    let business = session.business().await?;
    let first = Date::first_of_month(date.month())?;
    let of_days = |from: Date, to: Date| {
        sql::ACCOUNT_DAYS.with([business.into(), from.into(), to.into(), Account::CASH.code().into()])
    };
    let months = sql::ACCOUNT_BEFORE.with([business.into(), Account::CASH.code().into(), date.month().into()]);
    let (before, day) = (of_days(first, date.plus_days(-1)), of_days(date, date));
    session.engine.ahead(|| vec![before.clone(), day.clone()]);
    let mut opening = Paise::ZERO;
    for row in session.rows(&months).await? {
        opening = opening.add(row.figure(0, "balance")?, "balance")?;
    }
    for row in session.rows(&before).await? {
        opening = opening.add(row.figure(1, "balance")?, "balance")?;
    }
    let (mut came, mut went, mut adjusted) = (Paise::ZERO, Paise::ZERO, Paise::ZERO);
    for row in session.rows(&day).await? {
        if row.text(0)? == VoucherKind::Counted.as_str() {
            adjusted = adjusted.add(row.figure(1, "balance")?, "balance")?;
        } else {
            came = came.add(row.figure(2, "received")?, "received")?;
            went = went.add(row.figure(3, "paid")?, "paid")?;
        }
    }
    let holds = opening.add(came, "balance")?.sub(went, "balance")?.add(adjusted, "balance")?;
    Ok(Drawer { date, opening, came, went, adjusted, holds })
}

/// Books the difference between what was counted and what the drawer should hold.
///
/// # Errors
/// `below_zero`; `conflict` where the drawer should hold something else by now; `not_positive` where there is nothing to
/// book; `future_date`.
pub async fn count<E: Engine>(session: &mut Session<'_, E>, request: CountDrawer) -> Result<MoneyEntry> {
    let CountDrawer { counted, holds, date, opening, note } = request;
    if counted.is_negative() {
        return Err(Error::field(Code::BelowZero, "counted", "A drawer holds nothing or more."));
    }
    let date = dated(session.today(), date)?;
    let note = text::line("note", &note, NOTE)?;
    let drawer = get(session, GetDrawer { date: Some(date) }).await?;
    if holds.is_some_and(|told| told != drawer.holds) {
        let message = format!("The drawer should hold {} by now. Look again.", drawer.holds);
        return Err(Error::field(Code::Conflict, "counted", message));
    }
    let difference = counted.sub(drawer.holds, "counted")?;
    if difference.is_zero() {
        let message = "The drawer holds what it should: there is nothing to book.";
        return Err(Error::field(Code::NotPositive, "counted", message));
    }
    let other = if opening { Account::OPENING } else { Account::CASH_SHORT };
    let way = if difference.is_negative() { (Account::CASH, other) } else { (other, Account::CASH) };
    let said = said(session.shop().await?.language, counted);
    let note = if note.is_empty() { said } else { format!("{said} · {note}") };
    moved::entered(session, VoucherKind::Counted, date, way, difference.abs(), note).await
}

/// The counted figure as the note keeps it, in the language of the shop.
fn said(language: Language, counted: Paise) -> String {
    let word = match language {
        Language::English => "Counted",
        Language::Hindi => "गिना",
        Language::Hinglish => "Gina",
    };
    format!("{word} ₹{counted}")
}
