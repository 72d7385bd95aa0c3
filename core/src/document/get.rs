//! One voucher, with where it stands now.

use crate::api::Session;
use crate::api::bill::{BillReturn, BillView, GetBill};
use crate::document::voucher::Detail;
use crate::document::{Voucher, VoucherKind, returns};
use crate::error::{Code, Error, OrError, Result};
use crate::id::{BusinessId, VoucherId};
use crate::money::Paise;
use crate::party;
use crate::store::statements::voucher as sql;
use crate::store::{Engine, Statement};

/// A voucher with what stands beside it.
pub struct Stored {
    /// The voucher as it was made.
    pub voucher: Voucher,
    /// Set against it (a bill) or of it against bills (a payment).
    pub paid: Paise,
    /// Cancelled, and why.
    pub cancelled: Option<String>,
    /// When it was made, in milliseconds.
    pub ms: i64,
}

/// Whether there is such a voucher, also one of a newer app.
pub async fn exists<E: Engine>(session: &mut Session<'_, E>, id: VoucherId) -> Result<bool> {
    let business = session.business().await?;
    Ok(session.row(&sql::VOUCHER_KNOWN.with([business.into(), id.into()])).await?.is_some())
}

/// A voucher by its id, if there is one.
pub async fn stored<E: Engine>(session: &mut Session<'_, E>, id: VoucherId) -> Result<Option<Stored>> {
    let business = session.business().await?;
    let Some(row) = session.row(&query(business, id)).await? else {
        return Ok(None);
    };
    let voucher = serde_json::from_slice(row.bytes(0)?).map_err(|_| {
        Error::new(Code::NewerDatabase, "A newer SmartKhata made this entry. Update the app to open it.")
    })?;
    let cancelled = if row.flag(2)? { Some(row.text(3)?) } else { None };
    Ok(Some(Stored { voucher, paid: row.paise(1)?, cancelled, ms: row.int(5)? }))
}

/// The query for a voucher.
pub fn query(business: BusinessId, id: VoucherId) -> Statement {
    sql::VOUCHER_GET.with([business.into(), id.into()])
}

/// One bill; `not_found` without one.
pub async fn get<E: Engine>(session: &mut Session<'_, E>, request: GetBill) -> Result<BillView> {
    view(session, request.id).await
}

/// A bill as screens show it.
pub async fn view<E: Engine>(session: &mut Session<'_, E>, id: VoucherId) -> Result<BillView> {
    let business = session.business().await?;
    session.engine.ahead(|| vec![sql::RETURNS_OF_BILL.with([business.into(), id.into()])]);
    let Stored { voucher, paid, cancelled, .. } =
        stored(session, id).await?.filter(|stored| stored.voucher.kind == VoucherKind::Sale).or_not_found("bill")?;
    let balance = match voucher.party.id {
        Some(party) => party::get::find(session, party).await?.1,
        None => Paise::ZERO,
    };
    let due = if cancelled.is_some() { Paise::ZERO } else { voucher.amount.sub(paid, "due")? };
    let change = match &voucher.detail {
        Detail::Bill(bill) => bill.change,
        _ => Paise::ZERO,
    };
    let notes = returns::of_bill(session, id).await?;
    let returnable = returns::returnable(&voucher, &notes)?;
    let notes = notes.into_iter();
    let returns =
        notes.map(|note| BillReturn { id: note.id, number: note.number, date: note.date, amount: note.amount });
    let returns = returns.collect();
    Ok(BillView { voucher, paid, due, change, cancelled, balance, returns, returnable })
}
