//! Writing once more what was taken back: an entry of its own, with a new number where its kind has numbers.

use crate::api::Session;
use crate::api::bill::{RewriteVoucher, Rewritten};
use crate::api::session::Act;
use crate::attachment::{Attached, Owner, get as attachments};
use crate::document::voucher::Detail;
use crate::document::{Allocation, Voucher, VoucherKind, get, number};
use crate::error::{Code, Error, OrError, Result};
use crate::id::{PartyId, VoucherId};
use crate::journal::change::Kind;
use crate::money::Paise;
use crate::party;
use crate::party::snapshot::{hidden, snapshot_of};
use crate::payment::{Direction, Payment, allocate, let_off, list};
use crate::store::Engine;

/// Writes the same again: the day, the figures, the goods, the note, the photos, what was let off with it. Money in is
/// set against the same debts as far as they are open. What was put back before is answered with what stands in its place,
/// and two devices that put it back offline write one thing.
///
/// # Errors
/// `still_stands`; `write_anew` for bills and credit notes, which are written again as new ones, and for a discount,
/// which comes with its payment; `walk_in_money` for the
/// money of a walk-in's bill, which belongs to that bill.
pub async fn rewrite<E: Engine>(session: &mut Session<'_, E>, request: RewriteVoucher) -> Result<Rewritten> {
    let refuse = |code, message: &str| Err(Error::field(code, "id", message));
    let mut stored = get::stored(session, request.id).await?.or_not_found("voucher")?;
    if stored.cancelled.is_none() {
        return refuse(Code::StillStands, "This stands as it was written.");
    }
    // Once for each time that it was taken back: who asks again is answered with what stands in its place.
    while let Some(next) = get::stored(session, stored.voucher.id.rewrite()).await? {
        if next.cancelled.is_none() {
            return Ok(Rewritten { voucher: next.voucher.id });
        }
        stored = next;
    }
    let before = stored.voucher;
    if matches!(before.kind, VoucherKind::Sale | VoucherKind::Return | VoucherKind::Discount | VoucherKind::Other) {
        return refuse(Code::WriteAnew, "This is not put back. Write it again as a new one.");
    }
    let mut detail = before.detail.clone();
    if let Detail::Payment(payment) = &mut detail
        && payment.with_bill.is_some()
    {
        if before.party.id.is_none() {
            return refuse(Code::WalkInMoney, "This money belonged to a walk-in's bill. Write that again.");
        }
        // A credit note knows its refund by the payment that it was made with; this one is the party's own.
        if payment.direction == Direction::Out {
            payment.with_bill = None;
        }
    }
    let party = match before.party.id {
        Some(id) => {
            let (party, _) = party::get::find(session, id).await?;
            if party.archived
                && matches!(
                    before.kind,
                    VoucherKind::Gave
                        | VoucherKind::Payment
                        | VoucherKind::Stock
                        | VoucherKind::Opening
                        | VoucherKind::OpeningCredit
                )
            {
                return Err(hidden(&party.name));
            }
            snapshot_of(party)
        }
        None => before.party.clone(),
    };
    let allocations = match (before.kind, party.id) {
        (VoucherKind::Receipt | VoucherKind::OpeningCredit, Some(party)) => {
            settled(session, &before, party, before.amount).await?
        }
        (VoucherKind::Stock, Some(_)) => paid_with(session, &before).await?,
        _ => Vec::new(),
    };
    let (series, serial, number) = match number::letter(before.kind) {
        Some(letter) => {
            let next = number::next(session, letter, before.date).await?;
            (next.series, next.serial, next.text)
        }
        None => (String::new(), 0, String::new()),
    };
    let (old, id) = (before.id, before.id.rewrite());
    let mut voucher = Voucher { id, series, serial, number, party, allocations, detail, ..before };
    let mut acts = Vec::new();
    if let Detail::Payment(payment) = voucher.detail.clone() {
        let discounts = let_off::again(session, &payment, &voucher).await?;
        let ids = discounts.iter().map(|discount| discount.id).collect();
        voucher.detail = Detail::Payment(Payment { discounts: ids, ..payment });
        for discount in &discounts {
            acts.push(Act::voucher(discount)?);
        }
    }
    acts.insert(0, Act::voucher(&voucher)?);
    session.append_all(acts).await?;
    photos(session, old, id).await?;
    Ok(Rewritten { voucher: id })
}

/// What the payment was set against, when it was made and later, as far as that is open now and `amount` goes.
pub async fn settled<E: Engine>(
    session: &mut Session<'_, E>,
    before: &Voucher,
    party: PartyId,
    amount: Paise,
) -> Result<Vec<Allocation>> {
    let later = list::view(session, before.id).await?.later;
    let later = later.into_iter().map(|set| Allocation { bill: set.bill, amount: set.amount });
    let mut out: Vec<Allocation> = Vec::new();
    for set in before.allocations.iter().cloned().chain(later) {
        match out.iter_mut().find(|known| known.bill == set.bill) {
            Some(known) => known.amount = known.amount.add(set.amount, "amount")?,
            None => out.push(set),
        }
    }
    let open = allocate::open(session, party).await?;
    // Two devices may have set more than it comes to.
    let mut left = amount;
    for set in &mut out {
        let due = open.iter().find(|bill| bill.id == set.bill).map(|bill| bill.total.sub(bill.paid, "due"));
        set.amount = set.amount.min(due.transpose()?.unwrap_or(Paise::ZERO)).min(left);
        left = left.sub(set.amount.max(Paise::ZERO), "advance")?;
    }
    out.retain(|set| set.amount > Paise::ZERO);
    Ok(out)
}

/// What was paid with a purchase, as far as that stands and is set against nothing else by now.
async fn paid_with<E: Engine>(session: &mut Session<'_, E>, before: &Voucher) -> Result<Vec<Allocation>> {
    let mut out = Vec::new();
    for set in &before.allocations {
        if let Some(payment) = get::stored(session, set.bill).await?
            && payment.cancelled.is_none()
        {
            let amount = set.amount.min(payment.voucher.amount.sub(payment.paid, "due")?);
            out.push(Allocation { bill: set.bill, amount });
        }
    }
    out.retain(|set| set.amount > Paise::ZERO);
    Ok(out)
}

/// The photos that were shown with the one belong to the other, too: their bytes lie under their digest.
pub async fn photos<E: Engine>(session: &mut Session<'_, E>, before: VoucherId, now: VoucherId) -> Result<()> {
    for photo in attachments::of(session, Owner::Voucher(before), false).await? {
        let record = photo.id.with(now);
        let (sha256, size, mime, name) = (photo.sha256, photo.size, photo.mime, photo.name);
        let attached = Attached { owner: Owner::Voucher(now), sha256, size, mime, name };
        session.append(Kind::Attach, record, &attached).await?;
    }
    Ok(())
}
