//! Setting money in, or a credit note, against what a party owes: oldest first, or by choice.

use crate::api::Session;
use crate::api::bill::BillRow;
use crate::api::payment::{
    AllocatePayment, OpenBills, OpenBillsResponse, PaymentView, ReleasePayment, SetLater, Settle,
};
use crate::document::correct::PaidBefore;
use crate::document::list::bill;
use crate::document::{Allocation, VoucherKind, get};
use crate::error::{Code, Error, OrError, Result};
use crate::id::{PartyId, VoucherId};
use crate::journal::change::Kind;
use crate::journal::project::LaterAllocation;
use crate::money::Paise;
use crate::party;
use crate::payment::list;
use crate::store::statements::party as sql;
use crate::store::{Engine, Row, Statement};

/// What a party has not paid, oldest first: bills, and khata entries without a bill.
pub async fn open_bills<E: Engine>(session: &mut Session<'_, E>, request: OpenBills) -> Result<OpenBillsResponse> {
    Ok(OpenBillsResponse { bills: open(session, request.party).await? })
}

/// The same as rows. What has no bill has no number here.
pub async fn open<E: Engine>(session: &mut Session<'_, E>, party: PartyId) -> Result<Vec<BillRow>> {
    open_beside(session, party, Paise::ZERO).await
}

/// The same of several parties, asked for together; each party's in its place.
pub async fn open_of_each<E: Engine>(session: &mut Session<'_, E>, parties: &[PartyId]) -> Result<Vec<Vec<BillRow>>> {
    let business = session.business().await?;
    let query = |party: &PartyId| sql::OPEN_DEBTS.with([business.into(), (*party).into()]);
    let queries: Vec<Statement> = parties.iter().map(query).collect();
    session.engine.query_many(&queries).await?.iter().map(|rows| beside(rows, Paise::ZERO)).collect()
}

/// What is open for a credit of the party of which so much is set against nothing yet.
///
/// Money given to a party is owed back only as far as the party has nothing to get for it: a supplier who is paid for
/// goods owes nothing. What the party has to get is what its debts come to beyond its balance, whatever it is for.
async fn open_beside<E: Engine>(session: &mut Session<'_, E>, party: PartyId, own: Paise) -> Result<Vec<BillRow>> {
    let business = session.business().await?;
    beside(&session.rows(&sql::OPEN_DEBTS.with([business.into(), party.into()])).await?, own)
}

fn beside(rows: &[Row], own: Paise) -> Result<Vec<BillRow>> {
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let balance = first.int(10)?;
    let mut debts = Vec::new();
    for row in rows {
        debts.push((row.text(9)?, bill(row)?));
    }
    // Together they may be more than an amount can be.
    let mut credit = i128::from(balance).saturating_add(own.get().into()).saturating_neg();
    for (_, debt) in &debts {
        credit = credit.saturating_add(debt.total.sub(debt.paid, "due")?.get().into());
    }
    let mut open = Vec::new();
    for (kind, mut debt) in debts {
        if kind != VoucherKind::Sale.as_str() {
            debt.number.clear();
        }
        if kind == VoucherKind::Payment.as_str() && credit > 0 {
            let part = debt.total.sub(debt.paid, "due")?.min(Paise::nearest(credit));
            credit = credit.saturating_sub(part.get().into());
            debt.paid = debt.paid.add(part, "due")?;
        }
        if debt.total > debt.paid {
            open.push(debt);
        }
    }
    Ok(open)
}

/// What of the party's money lies in the shop and is set against nothing: what its debts come to beyond its balance. Money
/// that was given back to it lies there no more.
pub async fn kept_of<E: Engine>(session: &mut Session<'_, E>, whose: PartyId) -> Result<Paise> {
    let business = session.business().await?;
    let (_, balance) = party::get::find(session, whose).await?;
    let mut kept = i128::from(balance.get()).saturating_neg();
    for row in session.rows(&sql::OPEN_DEBTS.with([business.into(), whose.into()])).await? {
        if row.text(9)? != VoucherKind::Payment.as_str() {
            let debt = bill(&row)?;
            kept = kept.saturating_add(debt.total.sub(debt.paid, "due")?.get().into());
        }
    }
    Ok(Paise::nearest(kept.max(0)))
}

/// Against what an amount is set that is no part of the party's balance yet.
pub async fn plan<E: Engine>(
    session: &mut Session<'_, E>,
    party: PartyId,
    amount: Paise,
    settle: &Settle,
) -> Result<Vec<Allocation>> {
    let open = if matches!(settle, Settle::Advance) { Vec::new() } else { open(session, party).await? };
    plan_of(&open, amount, settle)
}

fn plan_of(open: &[BillRow], amount: Paise, settle: &Settle) -> Result<Vec<Allocation>> {
    match settle {
        Settle::Advance => Ok(Vec::new()),
        Settle::OldestFirst => oldest_first(open, amount),
        Settle::Chosen(chosen) => {
            check_choice(open, amount, chosen)?;
            Ok(chosen.clone())
        }
    }
}

/// An amount set against debts in their order.
pub fn oldest_first(open: &[BillRow], amount: Paise) -> Result<Vec<Allocation>> {
    let mut left = amount;
    let mut out = Vec::new();
    for bill in open {
        let part = bill.total.sub(bill.paid, "due")?.min(left);
        // Below zero where two devices set the same advance, each without hearing of the other.
        if part <= Paise::ZERO {
            break;
        }
        left = left.sub(part, "advance")?;
        out.push(Allocation { bill: bill.id, amount: part });
    }
    Ok(out)
}

fn check_choice(open: &[BillRow], amount: Paise, chosen: &[Allocation]) -> Result<()> {
    for (n, allocation) in chosen.iter().enumerate() {
        let field = || format!("settle.{n}");
        if allocation.amount <= Paise::ZERO {
            return Err(Error::field(Code::NotPositive, field(), "Say how much to set against the bill."));
        }
        if chosen.iter().take(n).any(|before| before.bill == allocation.bill) {
            return Err(Error::field(Code::NamedTwice, field(), "The same bill is named twice."));
        }
        let bill = open
            .iter()
            .find(|bill| bill.id == allocation.bill)
            .or_not_found("bill")
            .map_err(|error| Error { field: Some(field()), ..error })?;
        if allocation.amount > bill.total.sub(bill.paid, "due")? {
            return Err(Error::field(Code::OverAllocated, field(), "This is more than the bill still owes."));
        }
    }
    let sum = Paise::sum(chosen.iter().map(|allocation| allocation.amount), "settle")?;
    if sum > amount {
        return Err(Error::field(Code::PaymentUsedUp, "settle", "This is more than is left of the payment."));
    }
    Ok(())
}

/// Money that came in, or goods that came back, and that was not taken back.
async fn standing<E: Engine>(session: &mut Session<'_, E>, id: VoucherId) -> Result<get::Stored> {
    let is_credit = |kind| matches!(kind, VoucherKind::Receipt | VoucherKind::Return | VoucherKind::OpeningCredit);
    let stored = get::stored(session, id).await?.filter(|stored| is_credit(stored.voucher.kind));
    let stored = stored.or_not_found("payment")?;
    if stored.cancelled.is_some() {
        return Err(Error::field(Code::AlreadyCancelled, "id", "This was cancelled before."));
    }
    Ok(stored)
}

/// Takes back what a payment was set against by one later act, by the reversing entry.
pub async fn release<E: Engine>(session: &mut Session<'_, E>, request: ReleasePayment) -> Result<PaymentView> {
    let ReleasePayment { id, act } = request;
    standing(session, id).await?;
    let later = list::view(session, id).await?.later;
    let set: Vec<&SetLater> = later.iter().filter(|set| set.act == act && set.amount > Paise::ZERO).collect();
    if set.is_empty() {
        return Err(Error::field(Code::NotFound, "act", "This was not set against bills, or was taken back before."));
    }
    // An older app took back amounts, of whichever act.
    for set in &set {
        let of_bill = later.iter().filter(|other| other.bill == set.bill).map(|other| other.amount);
        if Paise::sum(of_bill, "later")? < set.amount {
            let message = "Some of this was taken back before.";
            return Err(Error::field(Code::TakenBack, "act", message));
        }
    }
    let back = set.iter().map(|set| Allocation { bill: set.bill, amount: set.amount.neg() });
    let body = LaterAllocation { payment: id, allocations: back.collect(), releases: Some(act) };
    session.append(Kind::Allocate, act.release(), &body).await?;
    list::view(session, id).await
}

/// Sets what is left of a payment, or of a credit note on the khata, against bills, later.
pub async fn allocate<E: Engine>(session: &mut Session<'_, E>, request: AllocatePayment) -> Result<PaymentView> {
    let stored = standing(session, request.id).await?;
    let party = stored.voucher.party.id.or_not_found("party")?;
    let left = stored.voucher.amount.sub(stored.paid, "advance")?;
    let open = open_beside(session, party, left.max(Paise::ZERO)).await?;
    let allocations = plan_of(&open, left, &request.settle)?;
    if !allocations.is_empty() {
        let body = LaterAllocation { payment: request.id, allocations, releases: None };
        let record = session.new_id();
        session.append(Kind::Allocate, record, &body).await?;
    }
    list::view(session, request.id).await
}

/// What a party's advances, oldest first, pay of a bill that is being saved: at most `most` of them all. Of some so much
/// is spoken for already.
pub async fn from_advances<E: Engine>(
    session: &mut Session<'_, E>,
    party: PartyId,
    bill: VoucherId,
    most: Paise,
    spoken_for: &[PaidBefore],
) -> Result<Vec<LaterAllocation>> {
    let business = session.business().await?;
    let mut left = most;
    let mut out = Vec::new();
    for row in session.rows(&sql::OPEN_CREDITS.with([business.into(), party.into()])).await? {
        if left <= Paise::ZERO {
            break;
        }
        let payment: VoucherId = row.id(0)?;
        let spoken = spoken_for.iter().filter(|part| part.payment == payment).map(|part| part.amount);
        let free = row.paise(1)?.sub(Paise::sum(spoken, "advance")?, "advance")?;
        let amount = free.min(left);
        if amount <= Paise::ZERO {
            continue;
        }
        left = left.sub(amount, "advance")?;
        out.push(LaterAllocation { payment, allocations: vec![Allocation { bill, amount }], releases: None });
    }
    Ok(out)
}
