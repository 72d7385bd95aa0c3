//! Correcting a khata entry: the old one is taken back, and a new one says what is right.

use crate::api::Session;
use crate::api::bill::CancelVoucher;
use crate::api::item::SavePurchase;
use crate::api::party::{AddKhata, CorrectKhata, KhataSaved, KhataSide};
use crate::api::payment::{SavePayment, Settle};
use crate::document::voucher::Detail;
use crate::document::{Allocation, VoucherKind, cancel, get, rewrite};
use crate::error::{Code, Error, OrError, Result};
use crate::id::VoucherId;
use crate::item::purchase;
use crate::journal::change::Kind;
use crate::journal::project::LaterAllocation;
use crate::money::Paise;
use crate::party;
use crate::party::PartyRole;
use crate::payment::{Direction, Mode, Tender, allocate, khata, save};
use crate::store::statements::voucher as sql;
use crate::store::{Engine, Value};

/// Corrects an entry, both or neither. A credit settles what the old one settled, and of what it is more the oldest debts;
/// a debt is settled by what settled the old one.
///
/// # Errors
/// `write_anew` for what is more than a khata entry: a payment that came with a bill or a discount, or in several parts;
/// `invalid_value` for another party; what `voucher.cancel` and `khata.add` refuse.
pub async fn correct<E: Engine>(session: &mut Session<'_, E>, request: CorrectKhata) -> Result<KhataSaved> {
    let CorrectKhata { id, entry, reason } = request;
    let stored = get::stored(session, id).await?.or_not_found("voucher")?;
    let is_entry = match &stored.voucher.detail {
        Detail::Payment(payment) => payment.as_entry().is_some(),
        Detail::Plain => stored.voucher.kind == VoucherKind::Gave || stored.voucher.kind.is_opening(),
        _ => false,
    };
    if !is_entry {
        let message = "This is more than a khata entry. Take it back and write it again.";
        return Err(Error::field(Code::WriteAnew, "id", message));
    }
    if stored.voucher.party.id != Some(entry.party) {
        let message = "A corrected entry stays with its party. Take this one back and write it with the other.";
        return Err(Error::field(Code::InvalidValue, "party", message));
    }
    let party = entry.party;
    let business = session.business().await?;
    let mut by = Vec::new();
    for row in session.rows(&sql::PAID_OF_BILL.with([business.into(), id.into(), Value::Null])).await? {
        by.push((row.id(0)?, row.paise(1)?));
    }
    cancel::cancel(session, CancelVoucher { id, reason }).await?;
    let is_credit = entry.side == KhataSide::Got;
    let set = if is_credit { settles(session, &stored, &entry).await? } else { Vec::new() };
    let (amount, is_opening) = (entry.amount, entry.opening);
    let voucher = written(session, entry, set.clone()).await?;
    let mut later = Vec::new();
    if is_credit && is_opening && !set.is_empty() {
        later.push(LaterAllocation { payment: voucher, allocations: set, releases: None });
    }
    let mut left = if is_credit { Paise::ZERO } else { amount };
    for (payment, paid) in by {
        let amount = left.min(paid);
        if amount > Paise::ZERO {
            left = left.sub(amount, "due")?;
            let allocations = vec![Allocation { bill: voucher, amount }];
            later.push(LaterAllocation { payment, allocations, releases: None });
        }
    }
    for body in later {
        let record = session.new_id();
        session.append(Kind::Allocate, record, &body).await?;
    }
    rewrite::photos(session, id, voucher).await?;
    Ok(KhataSaved { voucher, balance: party::get::find(session, party).await?.1 })
}

/// What a corrected credit settles: what the old one did, as far as it goes. What the old one kept as an advance stays one.
async fn settles<E: Engine>(
    session: &mut Session<'_, E>,
    before: &get::Stored,
    entry: &AddKhata,
) -> Result<Vec<Allocation>> {
    let was_credit = matches!(before.voucher.kind, VoucherKind::Receipt | VoucherKind::OpeningCredit);
    let mut set = Vec::new();
    let mut kept = Paise::ZERO;
    if was_credit {
        set = rewrite::settled(session, &before.voucher, entry.party, entry.amount).await?;
        kept = before.voucher.amount.sub(before.paid, "advance")?.max(Paise::ZERO);
    }
    let done = Paise::sum(set.iter().map(|set| set.amount), "amount")?;
    let more = entry.amount.sub(done, "amount")?.sub(kept, "amount")?;
    if entry.opening || more <= Paise::ZERO {
        return Ok(set);
    }
    let mut open = allocate::open(session, entry.party).await?;
    for debt in &mut open {
        let own = set.iter().filter(|set| set.bill == debt.id).map(|set| set.amount);
        debt.paid = debt.paid.add(Paise::sum(own, "amount")?, "amount")?;
    }
    open.retain(|debt| debt.total > debt.paid);
    for part in allocate::oldest_first(&open, more)? {
        match set.iter_mut().find(|known| known.bill == part.bill) {
            Some(known) => known.amount = known.amount.add(part.amount, "amount")?,
            None => set.push(part),
        }
    }
    Ok(set)
}

/// The entry as it should have been.
async fn written<E: Engine>(session: &mut Session<'_, E>, entry: AddKhata, set: Vec<Allocation>) -> Result<VoucherId> {
    if entry.opening || entry.side == KhataSide::Gave {
        return Ok(khata::add(session, entry).await?.voucher);
    }
    let AddKhata { party, amount, mode, date, note, .. } = entry;
    if amount <= Paise::ZERO {
        return Err(Error::field(Code::NotPositive, "amount", "Say how much."));
    }
    let role = party::get::find(session, party).await?.0.role;
    if role == PartyRole::Supplier && mode.is_none() {
        let (tax, lines, paid) = (None, Vec::new(), Paise::ZERO);
        let goods = SavePurchase { id: None, supplier: Some(party), amount, tax, lines, paid, mode, date, note };
        return Ok(purchase::save(session, goods).await?.voucher);
    }
    let tenders = vec![Tender { mode: mode.unwrap_or(Mode::Cash), amount, reference: String::new() }];
    let settle = Settle::Chosen(set);
    save::record(session, SavePayment { id: None, direction: Direction::In, party, tenders, date, settle, note }).await
}
