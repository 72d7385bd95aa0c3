//! Money moved between the shop's own accounts (a contra entry): nobody is paid, and nothing is earned or spent.

use crate::api::Session;
use crate::api::money::{MoneyEntry, MoveMoney};
use crate::date::Date;
use crate::document::day::dated;
use crate::document::voucher::Detail;
use crate::document::{PartySnapshot, Voucher, VoucherKind};
use crate::error::{Code, Error, Result};
use crate::id::VoucherId;
use crate::journal::change::Kind;
use crate::ledger::Account;
use crate::ledger::posting::Entry;
use crate::money::Paise;
use crate::store::Engine;
use crate::text;

/// Moves it.
///
/// # Errors
/// `not_positive`, `named_twice` where both accounts are one, `future_date`.
pub async fn save<E: Engine>(session: &mut Session<'_, E>, request: MoveMoney) -> Result<MoneyEntry> {
    let MoveMoney { from, to, amount, date, note } = request;
    if amount <= Paise::ZERO {
        return Err(Error::field(Code::NotPositive, "amount", "Say how much was moved."));
    }
    if from == to {
        return Err(Error::field(Code::NamedTwice, "to", "Money moves from one account to another. Choose two."));
    }
    let date = dated(session.today(), date)?;
    let note = text::line("note", &note, 200)?;
    entered(session, VoucherKind::Moved, date, (from.account(), to.account()), amount, note).await
}

/// Writes an entry of the shop's own money, from one account to the other.
pub(super) async fn entered<E: Engine>(
    session: &mut Session<'_, E>,
    kind: VoucherKind,
    date: Date,
    (from, to): (Account, Account),
    amount: Paise,
    note: String,
) -> Result<MoneyEntry> {
    let voucher = Voucher {
        id: VoucherId::new(session.new_id()),
        kind,
        date,
        series: String::new(),
        serial: 0,
        number: String::new(),
        party: PartySnapshot::default(),
        amount,
        postings: Entry::default().debit(to, None, amount).credit(from, None, amount).balanced()?,
        movements: Vec::new(),
        allocations: Vec::new(),
        note,
        input_tax: Vec::new(),
        detail: Detail::Plain,
    };
    session.append(Kind::Voucher, voucher.id.uuid(), &voucher).await?;
    Ok(MoneyEntry { voucher })
}
