//! Taking a voucher back: its exact reversal on its own date. Also the undo.

use crate::api::Session;
use crate::api::bill::{CancelVoucher, Done};
use crate::document::voucher::Detail;
use crate::document::{Movement, Voucher, VoucherKind, get};
use crate::error::{Code, Error, OrError, Result};
use crate::id::VoucherId;
use crate::journal::change::Kind;
use crate::journal::project::Cancellation;
use crate::store::Engine;
use crate::store::statements::voucher as sql;
use crate::text;

/// Takes a voucher back. Its number stays used. Payments of a party's bill become the party's advance; those of
/// a walk-in's bill are taken back with it, because nobody is there to hold them.
pub async fn cancel<E: Engine>(session: &mut Session<'_, E>, request: CancelVoucher) -> Result<Done> {
    let reason = text::line("reason", &request.reason, 200)?;
    let stored = get::stored(session, request.id).await?.or_not_found("voucher")?;
    if stored.cancelled.is_some() {
        return Err(Error::field(Code::AlreadyCancelled, "id", "This was cancelled before."));
    }
    let voucher = stored.voucher;
    if let Some(bill) = walk_in_bill(&voucher)
        && get::stored(session, bill).await?.is_some_and(|bill| bill.cancelled.is_none())
    {
        let message = "This money paid a walk-in's bill, which nobody else can pay. Cancel the bill instead.";
        return Err(Error::field(Code::Conflict, "id", message));
    }
    let mut with_it = Vec::new();
    if voucher.kind == VoucherKind::Sale && voucher.party.id.is_none() {
        let business = session.business().await?;
        for row in session.rows(&sql::PAYMENTS_OF_BILL.with([business.into(), voucher.id.into()])).await? {
            with_it.push(row.id::<VoucherId>(0)?);
        }
    }
    reverse(session, &voucher, &reason).await?;
    for id in with_it {
        let payment = get::stored(session, id).await?.or_not_found("payment")?.voucher;
        reverse(session, &payment, &reason).await?;
    }
    Ok(Done {})
}

/// The bill that a payment without a party was made with.
fn walk_in_bill(voucher: &Voucher) -> Option<VoucherId> {
    match &voucher.detail {
        Detail::Payment(payment) if voucher.party.id.is_none() => payment.with_bill,
        _ => None,
    }
}

async fn reverse<E: Engine>(session: &mut Session<'_, E>, voucher: &Voucher, reason: &str) -> Result<()> {
    let movements = voucher.movements.iter().map(|movement| Movement {
        item: movement.item,
        quantity: movement.quantity.neg(),
        value: movement.value.neg(),
    });
    let body = Cancellation {
        voucher: voucher.id,
        date: voucher.date,
        reason: reason.to_owned(),
        postings: voucher.postings.negated(),
        movements: movements.collect(),
    };
    session.append(Kind::Cancel, voucher.id.cancellation(), &body).await
}
