//! Correcting a bill that was saved: what it sold is a draft again, and the bill stands until that is saved. Then the old
//! bill is cancelled and the new one finalized, both in one transaction or neither.

use crate::api::Session;
use crate::api::bill::{BeginCorrection, BillView, CancelVoucher, CorrectBill, SaveDraft, StaysWith};
use crate::document::check::{self, Checked};
use crate::document::get::{self, Stored};
use crate::document::voucher::Detail;
use crate::document::{
    Against, Draft, PartySnapshot, Voucher, VoucherKind, again, cancel, draft_copy, draft_store, finalize, number,
    rewrite,
};
use crate::error::{Code, Error, OrError, Result};
use crate::id::{DraftId, PartyId, VoucherId};
use crate::money::Paise;
use crate::payment::allocate;
use crate::store::Engine;
use crate::store::statements::voucher as sql;

/// Money that was set against a bill that another takes the place of, of one payment.
pub struct PaidBefore {
    /// The payment.
    pub payment: VoucherId,
    /// How much.
    pub amount: Paise,
}

impl PaidBefore {
    /// All of it together.
    pub fn sum(paid: &[Self]) -> Result<Paise> {
        Paise::sum(paid.iter().map(|part| part.amount), "paid")
    }

    /// So much of it as a bill of this total takes, the oldest money first.
    pub fn of_total(paid: &[Self], total: Paise) -> Result<Vec<Self>> {
        let mut left = total;
        let mut out = Vec::new();
        for part in paid {
            let amount = part.amount.min(left);
            if amount > Paise::ZERO {
                left = left.sub(amount, "paid")?;
                out.push(Self { payment: part.payment, amount });
            }
        }
        Ok(out)
    }
}

/// The bill that a draft corrects.
pub struct Corrected {
    /// The bill as it was saved.
    voucher: Voucher,
    /// It stands, so that its customer owes what it comes to.
    stands: bool,
}

impl Corrected {
    /// As the bill that takes its place names it.
    pub fn named(&self) -> Against {
        Against { id: self.voucher.id, number: self.voucher.number.clone(), date: self.voucher.date }
    }

    /// How much less the customer owes without it.
    pub fn owed(&self, draft: &Draft) -> Paise {
        let same = self.stands && self.voucher.party.id.is_some() && self.voucher.party.id == draft.party;
        if same { self.voucher.amount } else { Paise::ZERO }
    }
}

/// Begins the correction of a bill: a draft with everything that it says, on its own day and at its own rates. The bill
/// stands until the draft is saved by `bill.correct`.
///
/// # Errors
/// `not_found`; what keeps the bill from being cancelled: `already_cancelled`, `has_credit_note`.
pub async fn begin<E: Engine>(session: &mut Session<'_, E>, request: BeginCorrection) -> Result<Draft> {
    let stored = get::stored(session, request.id).await?;
    let stored = stored.filter(|stored| stored.voucher.kind == VoucherKind::Sale).or_not_found("bill")?;
    if let Some(problem) = cancel::refusal(session, &stored).await? {
        return Err(problem);
    }
    let voucher = stored.voucher;
    let Detail::Bill(bill) = &voucher.detail else { return None.or_not_found("bill") };
    let draft = Draft {
        date: Some(voucher.date),
        due: bill.agreed(voucher.date),
        corrects: Some(voucher.id),
        ..draft_copy::draft_of(&voucher, bill, DraftId::new(session.new_id()))?
    };
    draft_store::save(session, SaveDraft { draft: draft.clone() }).await?;
    Ok(draft)
}

/// The bill that a draft corrects, if it corrects one; beside it why it cannot be cancelled.
pub async fn corrected<E: Engine>(
    session: &mut Session<'_, E>,
    draft: &Draft,
    problems: &mut Vec<Error>,
) -> Result<Option<Corrected>> {
    let Some(id) = draft.corrects else { return Ok(None) };
    let Some(stored) = get::stored(session, id).await?.filter(|stored| stored.voucher.kind == VoucherKind::Sale) else {
        problems.push(Error { field: Some("corrects".to_owned()), ..Error::not_found("bill") });
        return Ok(None);
    };
    let refusal = cancel::refusal(session, &stored).await?;
    problems.extend(refusal.map(|problem| Error { field: Some("corrects".to_owned()), ..problem }));
    Ok(Some(Corrected { stands: stored.cancelled.is_none(), voucher: stored.voucher }))
}

/// What the customer of a draft had paid for the bill that it corrects, or for the cancelled one that it writes again, by
/// payment, the oldest first.
pub async fn paid_before<E: Engine>(
    session: &mut Session<'_, E>,
    draft: &Draft,
    corrected: Option<&Corrected>,
) -> Result<Vec<PaidBefore>> {
    match replaced(session, draft, corrected).await? {
        // Somebody else's money pays nothing here, and a walk-in's went with the bill.
        Some((id, party)) if party.id == draft.party => paid_for(session, draft, corrected, id, party.id).await,
        _ => Ok(Vec::new()),
    }
}

/// What somebody else than the customer of a draft had paid for the bill in whose place it is, as far as it was not given
/// back.
pub async fn stays_with<E: Engine>(
    session: &mut Session<'_, E>,
    draft: &Draft,
    corrected: Option<&Corrected>,
) -> Result<Option<StaysWith>> {
    let Some((id, party)) = replaced(session, draft, corrected).await?.filter(|(_, party)| party.id != draft.party)
    else {
        return Ok(None);
    };
    let amount = PaidBefore::sum(&paid_for(session, draft, corrected, id, party.id).await?)?;
    Ok(Some(StaysWith { name: party.name, amount }).filter(|stays| stays.amount > Paise::ZERO))
}

/// The bill in whose place a draft is, and whose that was: the one that it corrects, or the cancelled one that it writes
/// again.
async fn replaced<E: Engine>(
    session: &mut Session<'_, E>,
    draft: &Draft,
    corrected: Option<&Corrected>,
) -> Result<Option<(VoucherId, PartySnapshot)>> {
    let again_of = match (corrected, draft.again_of) {
        (Some(corrected), _) => return Ok(Some((corrected.voucher.id, corrected.voucher.party.clone()))),
        (None, Some(id)) => get::stored(session, id).await?,
        (None, None) => None,
    };
    let cancelled =
        again_of.filter(|Stored { voucher, cancelled, .. }| voucher.kind == VoucherKind::Sale && cancelled.is_some());
    Ok(cancelled.map(|stored| (stored.voucher.id, stored.voucher.party)))
}

/// What a party had paid for a bill in whose place a draft is, by payment, the oldest first.
async fn paid_for<E: Engine>(
    session: &mut Session<'_, E>,
    draft: &Draft,
    corrected: Option<&Corrected>,
    bill: VoucherId,
    party: Option<PartyId>,
) -> Result<Vec<PaidBefore>> {
    let Some(party) = party else { return Ok(Vec::new()) };
    let business = session.business().await?;
    let now = VoucherId::new(draft.id.uuid());
    let mut paid = Vec::new();
    for row in session.rows(&sql::PAID_OF_BILL.with([business.into(), bill.into(), now.into()])).await? {
        paid.push(PaidBefore { payment: row.id(0)?, amount: row.paise(1)? });
    }
    // The money of a cancelled bill may have been given back. Of a bill that is sent again it was counted before.
    if corrected.is_none() && !paid.is_empty() && get::stored(session, now).await?.is_none() {
        let kept = allocate::kept_of(session, party).await?;
        return PaidBefore::of_total(&paid, kept);
    }
    Ok(paid)
}

/// Saves a correction: cancels the bill that the draft corrects and saves the draft as the bill in its place. Money of
/// its customer that was set against the old bill pays the new one first; photos go with it. Saving the same correction
/// again answers the bill that it became.
///
/// # Errors
/// `required` for a draft that corrects nothing; what `voucher.cancel` and `bill.finalize` refuse.
pub async fn save<E: Engine>(session: &mut Session<'_, E>, request: CorrectBill) -> Result<BillView> {
    let CorrectBill { draft, reason } = request;
    let old = draft.corrects.ok_or_else(|| {
        Error::field(Code::Required, "corrects", "This draft corrects no bill. Save it as a new one.")
    })?;
    let id = VoucherId::new(draft.id.uuid());
    let shop = session.shop().await?;
    if let Some(stored) = get::stored(session, id).await? {
        again::same_bill(session, &shop, &stored, draft).await?;
        return get::view(session, id).await;
    }
    let checked = check::draft(session, &shop, draft).await?;
    if let Some(problem) = checked.problems.first() {
        return Err(problem.clone());
    }
    let reason = reason_with(session, &reason, &checked).await?;
    cancel::cancel(session, CancelVoucher { id: old, reason }).await?;
    let view = finalize::write(session, checked).await?;
    rewrite::photos(session, old, id).await?;
    Ok(view)
}

/// Why the old bill was cancelled: with the number of the bill in its place.
async fn reason_with<E: Engine>(session: &mut Session<'_, E>, reason: &str, checked: &Checked) -> Result<String> {
    let number = number::next(session, "", checked.date).await?.text;
    let reason = reason.trim();
    Ok(if reason.is_empty() { number } else { format!("{reason} → {number}") })
}
