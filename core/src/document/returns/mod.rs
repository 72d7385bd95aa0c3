//! Goods that come back: what they come to, the credit note that they become, and what of a bill is back already.

mod again;
mod content;
mod paid;
mod save;

use crate::api::Session;
use crate::api::returns::{GetReturn, ReturnView};
use crate::document::voucher::Detail;
use crate::document::{CreditNote, Voucher, VoucherKind, get};
use crate::error::{OrError, Result};
use crate::id::VoucherId;
use crate::money::Paise;
use crate::party;
use crate::payment::settle;
use crate::quantity::Milli;
use crate::store::Engine;
use crate::store::statements::voucher as sql;

pub use save::{LETTER, preview, save};

/// One credit note; `not_found` without one.
pub async fn get<E: Engine>(session: &mut Session<'_, E>, request: GetReturn) -> Result<ReturnView> {
    view(session, request.id).await
}

/// A credit note as screens show it.
pub async fn view<E: Engine>(session: &mut Session<'_, E>, id: VoucherId) -> Result<ReturnView> {
    let is_return = |stored: &get::Stored| stored.voucher.kind == VoucherKind::Return;
    let stored = get::stored(session, id).await?.filter(is_return).or_not_found("return")?;
    let balance = match stored.voucher.party.id {
        Some(party) => party::get::find(session, party).await?.1,
        None => Paise::ZERO,
    };
    let said = note(&stored.voucher)?;
    let (refunded, let_off) = (settle::sum(&said.refund)?, said.let_off);
    let on_khata = stored.voucher.amount.sub(refunded, "refund")?.sub(let_off, "refund")?;
    let left = stored.voucher.amount.sub(stored.paid, "advance")?.max(Paise::ZERO);
    let advance = if stored.cancelled.is_some() || stored.voucher.party.id.is_none() { Paise::ZERO } else { left };
    Ok(ReturnView {
        voucher: stored.voucher,
        refunded,
        let_off,
        on_khata,
        advance,
        cancelled: stored.cancelled,
        balance,
    })
}

/// What a credit note's voucher says.
pub fn note(voucher: &Voucher) -> Result<&CreditNote> {
    match &voucher.detail {
        Detail::CreditNote(note) => Ok(note),
        _ => None.or_not_found("return"),
    }
}

/// Credit notes of a bill that stand, oldest first. One that is about another bill and paid this one with what was
/// over is not of this bill.
pub async fn of_bill<E: Engine>(session: &mut Session<'_, E>, bill: VoucherId) -> Result<Vec<Voucher>> {
    let business = session.business().await?;
    let rows = session.rows(&sql::RETURNS_OF_BILL.with([business.into(), bill.into()])).await?;
    let mut out = Vec::new();
    for row in &rows {
        let voucher = get::read(row.bytes(0)?)?;
        if note(&voucher)?.against.as_ref().is_some_and(|against| against.id == bill) {
            out.push(voucher);
        }
    }
    // What one left on the khata may be set against its own bill later, too.
    out.dedup_by_key(|voucher| voucher.id);
    Ok(out)
}

/// How much of each line of a bill may still come back.
pub fn returnable(bill: &Voucher, notes: &[Voucher]) -> Result<Vec<Milli>> {
    let Detail::Bill(sold) = &bill.detail else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for (place, line) in (0_u32..).zip(&sold.lines) {
        let left = line.quantity.add(back(notes, place)?.neg(), "quantity")?;
        // Two devices that were apart may have taken the same goods back.
        out.push(left.max(Milli::ZERO));
    }
    Ok(out)
}

/// How much of a line is back already.
fn back(notes: &[Voucher], place: u32) -> Result<Milli> {
    let mut sum = Milli::ZERO;
    for voucher in notes {
        let note = note(voucher)?;
        for (_, line) in note.places.iter().zip(&note.content.lines).filter(|(of, _)| **of == place) {
            sum = sum.add(line.quantity, "quantity")?;
        }
    }
    Ok(sum)
}
