//! Running costs of the shop: rent, wages, tea. Paid at once, to nobody who has a khata.

use crate::api::Session;
use crate::api::payment::{PaymentView, SaveExpense};
use crate::document::voucher::Detail;
use crate::document::{PartySnapshot, Voucher, VoucherKind, number, supply};
use crate::error::{Code, Error, Result};
use crate::id::VoucherId;
use crate::journal::change::Kind;
use crate::ledger::Account;
use crate::ledger::posting::Entry;
use crate::payment::settle::{self, PAYMENT_LETTER};
use crate::payment::{Direction, Payment, list};
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
    let date = supply::dated(session.today(), request.date)?;
    let note = text::line("note", &request.note, 200)?;
    let number = number::next(session, PAYMENT_LETTER, date).await?;
    let paid =
        tenders.iter().fold(Entry::default(), |entry, tender| entry.credit(tender.mode.account(), None, tender.amount));
    let voucher = Voucher {
        id: VoucherId::new(session.new_id()),
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
        detail: Detail::Payment(Payment {
            direction: Direction::Out,
            tenders,
            with_bill: None,
            expense: Some(account.to_string()),
        }),
    };
    session.append(Kind::Voucher, voucher.id.uuid(), &voucher).await?;
    list::view(session, voucher.id).await
}
