//! Letting a party off what a payment leaves open: "1,200 for 1,240, settled".
//!
//! What is let off after the supply, and by no credit note, changes neither its value nor its tax (section 15(3)(b) of the
//! CGST Act): it is an expense of the shop, or an income where a supplier lets the shop off. Each debt has a voucher of
//! its own for what of it is let off, so that a bill that is cancelled takes its discount with it and leaves the others.

use crate::api::Session;
use crate::api::payment::{PaymentView, Settle, SettlePayment};
use crate::api::session::Act;
use crate::document::again::changed;
use crate::document::voucher::Detail;
use crate::document::{Allocation, Voucher, VoucherKind, get};
use crate::error::{Code, Error, Result};
use crate::id::VoucherId;
use crate::ledger::Account;
use crate::ledger::posting::Entry;
use crate::money::Paise;
use crate::party;
use crate::payment::{Direction, LetOff, Payment, allocate, list, save};
use crate::store::Engine;
use crate::store::statements::voucher as sql;

/// Records a payment together with the discount that settles the rest.
///
/// # Errors
/// What `payment.save` refuses; `below_zero`; `discount_too_large` where no so much is open after the payment.
pub async fn settle<E: Engine>(session: &mut Session<'_, E>, request: SettlePayment) -> Result<PaymentView> {
    let SettlePayment { payment, discount } = request;
    if discount.is_negative() {
        return Err(Error::field(Code::BelowZero, "discount", "A discount cannot be below zero."));
    }
    if let Some(saved) = save::saved(session, &payment).await? {
        let view = list::view(session, saved.id).await?;
        return if view.discount == discount { Ok(view) } else { Err(changed()) };
    }
    let (direction, party) = (payment.direction, payment.party);
    let settle = payment.settle.clone();
    let mut voucher = save::worked_out(session, payment).await?;
    let mut acts = Vec::new();
    if !discount.is_zero() {
        let (_, balance) = party::get::find(session, party).await?;
        let owed = if direction == Direction::In { balance } else { balance.neg() };
        let left = owed.sub(voucher.amount, "balance")?;
        if discount > left {
            return Err(too_large(left));
        }
        let parts = match direction {
            Direction::In => shares(session, &voucher, &settle, discount).await?,
            // What is owed to a supplier is set against nothing: the balance is all there is.
            Direction::Out => vec![(None, discount)],
        };
        let mut ids = Vec::new();
        for (of, amount) in parts {
            let id = VoucherId::new(session.new_id());
            acts.push(Act::voucher(&made(&voucher, direction, id, of, amount)?)?.of_new_record());
            ids.push(id);
        }
        if let Detail::Payment(payment) = &mut voucher.detail {
            payment.discounts = ids;
        }
    }
    acts.insert(0, Act::voucher(&voucher)?.of_new_record());
    session.append_all(acts).await?;
    list::view(session, voucher.id).await
}

fn too_large(left: Paise) -> Error {
    let message = format!("Only {} is still open after the payment.", left.max(Paise::ZERO));
    Error::field(Code::DiscountTooLarge, "discount", message)
}

/// What of each debt is let off, in the order in which the payment settles them.
async fn shares<E: Engine>(
    session: &mut Session<'_, E>,
    payment: &Voucher,
    settle: &Settle,
    discount: Paise,
) -> Result<Vec<(Option<VoucherId>, Paise)>> {
    let Some(party) = payment.party.id else { return Ok(Vec::new()) };
    let mut open = allocate::open(session, party).await?;
    match settle {
        Settle::OldestFirst => {}
        Settle::Chosen(chosen) => open.retain(|debt| chosen.iter().any(|set| set.bill == debt.id)),
        Settle::Advance => open.clear(),
    }
    let mut left = discount;
    let mut out = Vec::new();
    for debt in open {
        let paid = payment.allocations.iter().filter(|set| set.bill == debt.id).map(|set| set.amount);
        let due = debt.total.sub(debt.paid, "due")?.sub(Paise::sum(paid, "due")?, "due")?;
        let part = due.min(left);
        if part > Paise::ZERO {
            left = left.sub(part, "discount")?;
            out.push((Some(debt.id), part));
        }
    }
    if left.is_zero() { Ok(out) } else { Err(too_large(discount.sub(left, "discount")?)) }
}

/// The voucher of what is let off with a payment, of one debt where it is of one.
fn made(
    payment: &Voucher,
    direction: Direction,
    id: VoucherId,
    of: Option<VoucherId>,
    amount: Paise,
) -> Result<Voucher> {
    let party = payment.party.id;
    let entry = match direction {
        Direction::In => {
            Entry::default().debit(Account::DISCOUNT_ALLOWED, None, amount).credit(Account::PARTY, party, amount)
        }
        Direction::Out => {
            Entry::default().debit(Account::PARTY, party, amount).credit(Account::DISCOUNT_RECEIVED, None, amount)
        }
    };
    Ok(Voucher {
        id,
        kind: VoucherKind::Discount,
        date: payment.date,
        series: String::new(),
        serial: 0,
        number: String::new(),
        party: payment.party.clone(),
        amount,
        postings: entry.balanced()?,
        movements: Vec::new(),
        allocations: of.map(|bill| Allocation { bill, amount }).into_iter().collect(),
        note: String::new(),
        input_tax: Vec::new(),
        detail: Detail::Discount(LetOff { direction, payment: payment.id }),
    })
}

/// What of a bill was let off is owed again when its goods come back: by a voucher the other way round, which the credit
/// note pays.
pub fn owed_again<E: Engine>(
    session: &mut Session<'_, E>,
    note: &Voucher,
    payment: VoucherId,
    amount: Paise,
) -> Result<Voucher> {
    let direction = Direction::In;
    let back = made(note, direction, VoucherId::new(session.new_id()), None, amount)?;
    Ok(Voucher { postings: back.postings.negated(), detail: Detail::Discount(LetOff { direction, payment }), ..back })
}

/// What was let off with a payment and stands.
pub async fn standing<E: Engine>(session: &mut Session<'_, E>, payment: &Payment) -> Result<Vec<Voucher>> {
    let mut out = Vec::new();
    for id in &payment.discounts {
        if let Some(stored) = get::stored(session, *id).await?.filter(|stored| stored.cancelled.is_none()) {
            out.push(stored.voucher);
        }
    }
    Ok(out)
}

/// What goes when a voucher is taken back: of a payment the discounts that were given with it, of a debt those that it was
/// let off.
pub async fn with<E: Engine>(session: &mut Session<'_, E>, voucher: &Voucher) -> Result<Vec<Voucher>> {
    let mut out = match &voucher.detail {
        Detail::Payment(payment) => standing(session, payment).await?,
        _ => Vec::new(),
    };
    let is_debt =
        |kind| matches!(kind, VoucherKind::Sale | VoucherKind::Gave | VoucherKind::Opening | VoucherKind::Payment);
    if is_debt(voucher.kind) {
        let business = session.business().await?;
        for row in session.rows(&sql::DISCOUNTS_OF_BILL.with([business.into(), voucher.id.into()])).await? {
            if let Some(stored) = get::stored(session, row.id(0)?).await? {
                out.push(stored.voucher);
            }
        }
    }
    Ok(out)
}

/// The discounts of a payment that is written once more, each of its debt as far as that is open beside what the payment
/// settles now. One whose debt is gone is none any more.
pub async fn again<E: Engine>(session: &mut Session<'_, E>, before: &Payment, now: &Voucher) -> Result<Vec<Voucher>> {
    let open = match now.party.id {
        Some(party) if !before.discounts.is_empty() => allocate::open(session, party).await?,
        _ => return Ok(Vec::new()),
    };
    let mut out: Vec<Voucher> = Vec::new();
    for id in &before.discounts {
        let Some(stored) = get::stored(session, *id).await? else { continue };
        let of = stored.voucher.allocations.first().map(|set| set.bill);
        let mut amount = stored.voucher.amount;
        if let Some(bill) = of {
            let due = open.iter().find(|debt| debt.id == bill).map(|debt| debt.total.sub(debt.paid, "due"));
            let set = now.allocations.iter().chain(out.iter().flat_map(|made| &made.allocations));
            let set = Paise::sum(set.filter(|set| set.bill == bill).map(|set| set.amount), "due")?;
            amount = amount.min(due.transpose()?.unwrap_or(Paise::ZERO).sub(set, "due")?);
        }
        if amount > Paise::ZERO {
            out.push(made(now, before.direction, id.rewrite(), of, amount)?);
        }
    }
    Ok(out)
}
