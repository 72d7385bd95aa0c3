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
use crate::store::{Engine, Row, Statement};

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
///
/// # Errors
/// `newer_entry` where only a newer app can read it.
pub async fn stored<E: Engine>(session: &mut Session<'_, E>, id: VoucherId) -> Result<Option<Stored>> {
    let business = session.business().await?;
    let row = session.row(&query(business, id)).await?;
    row.map(|row| standing(&row, read(row.bytes(0)?)?)).transpose()
}

/// The same, also of one that only a newer app can read: what every version can, without its details. That is enough to
/// take it back.
pub async fn outlined<E: Engine>(session: &mut Session<'_, E>, id: VoucherId) -> Result<Option<Stored>> {
    let business = session.business().await?;
    let row = session.row(&query(business, id)).await?;
    let outline = |body: &[u8]| read(body).or_else(|newer| outline(body, id).ok_or(newer));
    row.map(|row| standing(&row, outline(row.bytes(0)?)?)).transpose()
}

fn standing(row: &Row, voucher: Voucher) -> Result<Stored> {
    let cancelled = if row.flag(2)? { Some(row.text(3)?) } else { None };
    Ok(Stored { voucher, paid: row.paise(1)?, cancelled, ms: row.int(5)? })
}

/// A voucher's body.
///
/// # Errors
/// `newer_entry` where only a newer app can read it.
pub fn read(body: &[u8]) -> Result<Voucher> {
    serde_json::from_slice(body)
        .map_err(|_| Error::new(Code::NewerEntry, "A newer SmartKhata made this entry. Update the app to open it."))
}

/// What every version can read of a voucher's body.
fn outline(body: &[u8], id: VoucherId) -> Option<Voucher> {
    let mut said: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(body).ok()?;
    said.insert("id".to_owned(), serde_json::to_value(id).ok()?);
    said.insert("detail".to_owned(), serde_json::to_value(Detail::Plain).ok()?);
    serde_json::from_value(said.into()).ok()
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
