//! Recording money in and out.

use crate::api::Session;
use crate::api::payment::{PaymentView, SavePayment, Settle};
use crate::document::day::dated;
use crate::document::voucher::Detail;
use crate::document::{Voucher, VoucherKind, again, number};
use crate::error::{Code, Error, Result};
use crate::id::VoucherId;
use crate::journal::change::Kind;
use crate::party::snapshot::snapshot;
use crate::payment::settle::{self, PAYMENT_LETTER, RECEIPT_LETTER};
use crate::payment::{Direction, Payment, allocate, list};
use crate::store::Engine;
use crate::text;

/// Records a payment and sets it against bills.
pub async fn save<E: Engine>(session: &mut Session<'_, E>, request: SavePayment) -> Result<PaymentView> {
    let id = record(session, request).await?;
    list::view(session, id).await
}

/// Records a payment; answers its id.
pub async fn record<E: Engine>(session: &mut Session<'_, E>, request: SavePayment) -> Result<VoucherId> {
    if let Some(saved) = saved(session, &request).await? {
        return Ok(saved.id);
    }
    let voucher = worked_out(session, request).await?;
    session.append(Kind::Voucher, voucher.id.uuid(), &voucher).await?;
    Ok(voucher.id)
}

/// The payment, if it was saved before. How it is set against bills follows from the bills of its moment.
pub async fn saved<E: Engine>(session: &mut Session<'_, E>, request: &SavePayment) -> Result<Option<Voucher>> {
    let SavePayment { id, direction, party, tenders, date, note, .. } = request;
    let (tenders, note) = (settle::checked(tenders)?, text::line("note", note, 200)?);
    again::saved(session, *id, *date, |voucher| match &voucher.detail {
        Detail::Payment(payment) => {
            payment.direction == *direction
                && voucher.party.id == Some(*party)
                && payment.tenders == tenders
                && voucher.note == note
        }
        _ => false,
    })
    .await
}

/// The voucher that a payment is.
pub async fn worked_out<E: Engine>(session: &mut Session<'_, E>, request: SavePayment) -> Result<Voucher> {
    let tenders = settle::checked(&request.tenders)?;
    let amount = settle::sum(&tenders)?;
    if amount.is_zero() {
        return Err(Error::field(Code::NotPositive, "tenders", "Say how much was paid."));
    }
    let date = dated(session.today(), request.date)?;
    let party = snapshot(session, Some(request.party), "").await?;
    let (kind, letter) = match request.direction {
        Direction::In => (VoucherKind::Receipt, RECEIPT_LETTER),
        Direction::Out => (VoucherKind::Payment, PAYMENT_LETTER),
    };
    let settled = if request.direction == Direction::In { request.settle } else { Settle::Advance };
    let allocations = allocate::plan(session, request.party, amount, &settled).await?;
    let number = number::next(session, letter, date).await?;
    Ok(Voucher {
        id: request.id.unwrap_or_else(|| VoucherId::new(session.new_id())),
        kind,
        date,
        series: number.series,
        serial: number.serial,
        number: number.text,
        party,
        amount,
        postings: settle::postings(request.direction, Some(request.party), &tenders)?,
        movements: Vec::new(),
        allocations,
        note: text::line("note", &request.note, 200)?,
        input_tax: Vec::new(),
        detail: Detail::Payment(Payment {
            direction: request.direction,
            tenders,
            with_bill: None,
            expense: None,
            discounts: Vec::new(),
        }),
    })
}
