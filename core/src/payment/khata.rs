//! Khata entries without a bill: you gave, you got.

use crate::api::Session;
use crate::api::party::{AddKhata, KhataSaved, KhataSide};
use crate::api::payment::{SavePayment, Settle};
use crate::document::day::dated;
use crate::document::voucher::Detail;
use crate::document::{Voucher, VoucherKind, again};
use crate::error::{Code, Error, Result};
use crate::id::VoucherId;
use crate::journal::change::Kind;
use crate::ledger::Account;
use crate::ledger::posting::Entry;
use crate::money::Paise;
use crate::party::snapshot::{hidden, snapshot_of};
use crate::party::{self, opening};
use crate::payment::{Direction, Mode, Tender, save};
use crate::store::Engine;
use crate::text;

/// Adds an entry: three taps and the digits.
pub async fn add<E: Engine>(session: &mut Session<'_, E>, request: AddKhata) -> Result<KhataSaved> {
    if request.amount <= Paise::ZERO {
        return Err(Error::field(Code::NotPositive, "amount", "Say how much."));
    }
    let party = request.party;
    let voucher = match request.side {
        _ if request.opening => before_the_books(session, &request).await?,
        KhataSide::Got => {
            let mode = request.mode.unwrap_or(Mode::Cash);
            money(session, request, Direction::In, mode).await?
        }
        KhataSide::Gave => gave(session, request).await?,
    };
    Ok(KhataSaved { voucher, balance: party::get::find(session, party).await?.1 })
}

async fn before_the_books<E: Engine>(session: &mut Session<'_, E>, request: &AddKhata) -> Result<VoucherId> {
    if request.mode.is_some() {
        let message = "An old balance moves no money: choose that, or how it was paid.";
        return Err(Error::field(Code::InvalidOpening, "mode", message));
    }
    let owed = match request.side {
        KhataSide::Gave => request.amount,
        KhataSide::Got => request.amount.neg(),
    };
    opening::record(session, request.party, owed, request.date, &request.note).await
}

async fn money<E: Engine>(
    session: &mut Session<'_, E>,
    request: AddKhata,
    direction: Direction,
    mode: Mode,
) -> Result<VoucherId> {
    let AddKhata { id, party, amount, date, note, .. } = request;
    let tenders = vec![Tender { mode, amount, reference: String::new() }];
    let payment = SavePayment { id, direction, party, tenders, date, settle: Settle::OldestFirst, note };
    save::record(session, payment).await
}

/// Goods given without a bill are a sale; money given is a payment, as every other.
async fn gave<E: Engine>(session: &mut Session<'_, E>, request: AddKhata) -> Result<VoucherId> {
    let note = text::line("note", &request.note, 200)?;
    let is_same = |said: &Voucher| {
        let what = (said.kind, said.party.id, said.amount, said.note.as_str());
        what == (VoucherKind::Gave, Some(request.party), request.amount, note.as_str())
    };
    if request.mode.is_none()
        && let Some(saved) = again::saved(session, request.id, request.date, is_same).await?
    {
        return Ok(saved.id);
    }
    let date = dated(session.today(), request.date)?;
    let (party, _) = party::get::find(session, request.party).await?;
    if party.archived {
        return Err(hidden(&party.name));
    }
    if let Some(mode) = request.mode {
        return money(session, request, Direction::Out, mode).await;
    }
    let voucher = Voucher {
        id: request.id.unwrap_or_else(|| VoucherId::new(session.new_id())),
        kind: VoucherKind::Gave,
        date,
        series: String::new(),
        serial: 0,
        number: String::new(),
        party: snapshot_of(party),
        amount: request.amount,
        postings: Entry::default()
            .debit(Account::PARTY, Some(request.party), request.amount)
            .credit(Account::KHATA_SALES, None, request.amount)
            .balanced()?,
        movements: Vec::new(),
        allocations: Vec::new(),
        note,
        input_tax: Vec::new(),
        detail: Detail::Plain,
    };
    session.append(Kind::Voucher, voucher.id.uuid(), &voucher).await?;
    Ok(voucher.id)
}
