//! How a bill was settled: the money that was paid for it, what of it was let off, and what goods that came back took off.

use crate::api::Session;
use crate::api::bill::{BillSettled, GetSettled};
use crate::api::item::PaidWith;
use crate::document::voucher::Detail;
use crate::document::{VoucherKind, get, returns};
use crate::error::{OrError, Result};
use crate::id::VoucherId;
use crate::money::Paise;
use crate::store::statements::voucher as sql;
use crate::store::{Engine, Value};

/// How a bill was settled; `not_found` without one.
pub async fn settled<E: Engine>(session: &mut Session<'_, E>, request: GetSettled) -> Result<BillSettled> {
    let id = request.id;
    let sale = get::stored(session, id).await?.filter(|stored| stored.voucher.kind == VoucherKind::Sale);
    sale.or_not_found("bill")?;
    let notes = returns::of_bill(session, id).await?;
    let own = notes.iter().flat_map(|note| &note.allocations).filter(|set| set.bill == id);
    let returned = Paise::sum(own.map(|set| set.amount), "returned")?;
    let business = session.business().await?;
    let mut let_off = Paise::ZERO;
    for row in session.rows(&sql::DISCOUNTS_OF_BILL.with([business.into(), id.into()])).await? {
        let discount = get::stored(session, row.id(0)?).await?.or_not_found("voucher")?.voucher;
        let_off = let_off.add(discount.amount, "discount")?;
    }
    let mut received = Vec::new();
    for row in session.rows(&sql::PAID_OF_BILL.with([business.into(), id.into(), Value::Null])).await? {
        let (payment, amount): (VoucherId, Paise) = (row.id(0)?, row.paise(1)?);
        if amount <= Paise::ZERO || notes.iter().any(|note| note.id == payment) {
            continue;
        }
        let voucher = get::stored(session, payment).await?.or_not_found("payment")?.voucher;
        let modes = match &voucher.detail {
            Detail::Payment(payment) => payment.tenders.iter().map(|tender| tender.mode).collect(),
            _ => Vec::new(),
        };
        received.push(PaidWith { payment, number: voucher.number, modes, amount });
    }
    Ok(BillSettled { received, let_off, returned })
}
