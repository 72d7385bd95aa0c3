//! Running costs of the shop: rent, wages, tea. Paid at once, to nobody who has a khata.

use crate::api::Session;
use crate::api::party::Page;
use crate::api::payment::{ListExpenses, ListPayments, PaymentRow, PaymentView, SaveExpense};
use crate::document::day::dated;
use crate::document::voucher::Detail;
use crate::document::{PartySnapshot, Voucher, VoucherKind, again, number};
use crate::error::{Code, Error, Result};
use crate::id::VoucherId;
use crate::journal::change::Kind;
use crate::ledger::Account;
use crate::ledger::posting::Entry;
use crate::page;
use crate::payment::settle::{self, PAYMENT_LETTER};
use crate::payment::{Direction, Payment, list as payments};
use crate::store::Engine;
use crate::text;

/// What a shop runs on, in the order of the screen.
pub const ACCOUNTS: [Account; 8] = [
    Account::RENT,
    Account::WAGES,
    Account::ELECTRICITY,
    Account::TRANSPORT,
    Account::TEA,
    Account::REPAIRS,
    Account::PHONE,
    Account::EXPENSES,
];

/// Payments that are looked at for one page: a shop that pays many suppliers and few costs gets a short page.
const LOOKED_AT: u32 = 4;

/// A page of expenses, newest first unless asked for otherwise.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, request: ListExpenses) -> Result<Page<PaymentRow>> {
    let ListExpenses { account, sort, from, to, mut after, limit } = request;
    if account.as_ref().is_some_and(|code| ACCOUNTS.iter().all(|account| account.code() != code.as_str())) {
        return Err(Error::field(Code::InvalidValue, "account", "There is no such running cost."));
    }
    let limit = usize::try_from(page::rows(limit)).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    for _ in 0..LOOKED_AT {
        let direction = Some(Direction::Out);
        let asked = ListPayments { direction, sort, party: None, from, to, after, limit: 500 };
        let found = payments::list(session, asked).await?;
        for row in found.rows {
            let Some(cost) = &row.expense else { continue };
            if account.as_ref().is_some_and(|account| account != cost) {
                continue;
            }
            let key = page::cursor(row.date.days(), row.id.uuid());
            rows.push(row);
            if rows.len() == limit {
                return Ok(Page { rows, next: Some(key) });
            }
        }
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    Ok(Page { rows, next: after })
}

/// Records an expense.
pub async fn save<E: Engine>(session: &mut Session<'_, E>, request: SaveExpense) -> Result<PaymentView> {
    let account = ACCOUNTS
        .into_iter()
        .find(|account| account.code() == request.account)
        .ok_or_else(|| Error::field(Code::InvalidValue, "account", "Say what the money was spent on."))?;
    let tenders = settle::checked(&request.tenders)?;
    let amount = settle::sum(&tenders)?;
    if amount.is_zero() {
        return Err(Error::field(Code::NotPositive, "tenders", "Say how much was paid."));
    }
    let note = text::line("note", &request.note, 200)?;
    let is_same = |said: &Voucher| match &said.detail {
        Detail::Payment(paid) => {
            paid.expense.as_deref() == Some(account.code()) && paid.tenders == tenders && said.note == note
        }
        _ => false,
    };
    if let Some(saved) = again::saved(session, request.id, request.date, is_same).await? {
        return payments::view(session, saved.id).await;
    }
    let date = dated(session.today(), request.date)?;
    let number = number::next(session, PAYMENT_LETTER, date).await?;
    let paid =
        tenders.iter().fold(Entry::default(), |entry, tender| entry.credit(tender.mode.account(), None, tender.amount));
    let voucher = Voucher {
        id: request.id.unwrap_or_else(|| VoucherId::new(session.new_id())),
        kind: VoucherKind::Payment,
        date,
        series: number.series,
        serial: number.serial,
        number: number.text,
        party: PartySnapshot::default(),
        amount,
        postings: paid.debit(account.clone(), None, amount).balanced()?,
        movements: Vec::new(),
        allocations: Vec::new(),
        note,
        input_tax: Vec::new(),
        detail: Detail::Payment(Payment {
            direction: Direction::Out,
            tenders,
            with_bill: None,
            expense: Some(account.to_string()),
            discounts: Vec::new(),
        }),
    };
    session.append(Kind::Voucher, voucher.id.uuid(), &voucher).await?;
    payments::view(session, voucher.id).await
}
