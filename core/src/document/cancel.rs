//! Taking a voucher back: its exact reversal on its own date. Also the undo.

use crate::api::Session;
use crate::api::bill::{CancelVoucher, Done};
use crate::document::voucher::Detail;
use crate::document::{Movement, Voucher, VoucherKind, get, returns};
use crate::error::{Code, Error, OrError, Result};
use crate::id::VoucherId;
use crate::journal::change::Kind;
use crate::journal::project::Cancellation;
use crate::payment::let_off;
use crate::store::Engine;
use crate::store::statements::voucher as sql;
use crate::text;

/// Takes a voucher back. Its number stays used. Payments of a party's bill become the party's advance; those of
/// a walk-in's bill are taken back with it, because nobody is there to hold them, and so is the refund of a credit
/// note, and what was let off with a payment or of a debt. A bill of which goods came back stays until its credit notes
/// are taken back. What only a newer app can read is taken back as every version can.
pub async fn cancel<E: Engine>(session: &mut Session<'_, E>, request: CancelVoucher) -> Result<Done> {
    let reason = text::line("reason", &request.reason, 200)?;
    let stored = get::outlined(session, request.id).await?.or_not_found("voucher")?;
    if let Some(problem) = refusal(session, &stored).await? {
        return Err(problem);
    }
    let voucher = stored.voucher;
    let mut with_it = refunds(session, &voucher).await?;
    with_it.extend(let_off::with(session, &voucher).await?.into_iter().map(|discount| discount.id));
    if voucher.kind == VoucherKind::Sale && voucher.party.id.is_none() {
        let business = session.business().await?;
        for row in session.rows(&sql::PAYMENTS_OF_BILL.with([business.into(), voucher.id.into()])).await? {
            with_it.push(row.id::<VoucherId>(0)?);
        }
    }
    reverse(session, &voucher, &reason).await?;
    for id in with_it {
        let payment = get::outlined(session, id).await?.or_not_found("payment")?.voucher;
        reverse(session, &payment, &reason).await?;
    }
    Ok(Done {})
}

/// Why a voucher cannot be taken back, if it cannot.
pub async fn refusal<E: Engine>(session: &mut Session<'_, E>, stored: &get::Stored) -> Result<Option<Error>> {
    if stored.cancelled.is_some() {
        return Ok(Some(Error::field(Code::AlreadyCancelled, "id", "This was cancelled before.")));
    }
    let voucher = &stored.voucher;
    if let Some(bill) = walk_in_bill(voucher)
        && get::stored(session, bill).await?.is_some_and(|bill| bill.cancelled.is_none())
    {
        let message =
            "This money belongs to a walk-in's bill or return, which nobody else can settle. Cancel that instead.";
        return Ok(Some(Error::field(Code::WalkInMoney, "id", message)));
    }
    if voucher.kind == VoucherKind::Sale
        && let Some(note) = returns::of_bill(session, voucher.id).await?.first()
    {
        let message = format!("Goods of this bill came back on {}. Cancel that credit note first.", note.number);
        return Ok(Some(Error::field(Code::HasCreditNote, "id", message)));
    }
    Ok(None)
}

/// The refund that was made with a credit note, and what it had to be owed again: they are taken back with it.
async fn refunds<E: Engine>(session: &mut Session<'_, E>, voucher: &Voucher) -> Result<Vec<VoucherId>> {
    let mut out = Vec::new();
    if voucher.kind == VoucherKind::Return {
        for allocation in &voucher.allocations {
            if let Some(stored) = get::stored(session, allocation.bill).await?
                && stored.cancelled.is_none()
                && match &stored.voucher.detail {
                    Detail::Payment(payment) => payment.with_bill == Some(voucher.id),
                    Detail::Discount(_) => true,
                    _ => false,
                }
            {
                out.push(allocation.bill);
            }
        }
    }
    Ok(out)
}

/// The bill or credit note that a payment without a party was made with.
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
