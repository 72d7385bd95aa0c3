//! Setting money in against what a party owes: oldest first, or by choice.

use crate::api::Session;
use crate::api::bill::BillRow;
use crate::api::payment::{
    AllocatePayment, OpenBills, OpenBillsResponse, PaymentView, ReleasePayment, SetLater, Settle,
};
use crate::document::list::bill;
use crate::document::{Allocation, VoucherKind, get};
use crate::error::{Code, Error, OrError, Result};
use crate::id::{PartyId, VoucherId};
use crate::journal::change::Kind;
use crate::journal::project::LaterAllocation;
use crate::money::Paise;
use crate::payment::list;
use crate::store::Engine;
use crate::store::statements::party as sql;

/// What a party has not paid, oldest first: bills, and khata entries without a bill.
pub async fn open_bills<E: Engine>(session: &mut Session<'_, E>, request: OpenBills) -> Result<OpenBillsResponse> {
    Ok(OpenBillsResponse { bills: open(session, request.party).await? })
}

/// The same as rows.
pub async fn open<E: Engine>(session: &mut Session<'_, E>, party: PartyId) -> Result<Vec<BillRow>> {
    let business = session.business().await?;
    let rows = session.rows(&sql::OPEN_DEBTS.with([business.into(), party.into()])).await?;
    rows.iter().map(bill).collect()
}

/// Against what an amount is set.
pub async fn plan<E: Engine>(
    session: &mut Session<'_, E>,
    party: PartyId,
    amount: Paise,
    settle: &Settle,
) -> Result<Vec<Allocation>> {
    if matches!(settle, Settle::Advance) {
        return Ok(Vec::new());
    }
    let open = open(session, party).await?;
    match settle {
        Settle::Advance => Ok(Vec::new()),
        Settle::OldestFirst => oldest_first(&open, amount),
        Settle::Chosen(chosen) => {
            check_choice(&open, amount, chosen)?;
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

/// Money that came in and was not taken back.
async fn standing<E: Engine>(session: &mut Session<'_, E>, id: VoucherId) -> Result<get::Stored> {
    let stored = get::stored(session, id).await?.filter(|stored| stored.voucher.kind == VoucherKind::Receipt);
    let stored = stored.or_not_found("payment")?;
    if stored.cancelled.is_some() {
        return Err(Error::field(Code::AlreadyCancelled, "id", "This payment was cancelled."));
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

/// Sets what is left of a payment against bills, later.
pub async fn allocate<E: Engine>(session: &mut Session<'_, E>, request: AllocatePayment) -> Result<PaymentView> {
    let stored = standing(session, request.id).await?;
    let party = stored.voucher.party.id.or_not_found("party")?;
    let left = stored.voucher.amount.sub(stored.paid, "advance")?;
    let allocations = plan(session, party, left, &request.settle).await?;
    if !allocations.is_empty() {
        let body = LaterAllocation { payment: request.id, allocations, releases: None };
        let record = session.new_id();
        session.append(Kind::Allocate, record, &body).await?;
    }
    list::view(session, request.id).await
}
