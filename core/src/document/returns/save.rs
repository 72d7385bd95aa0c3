//! Taking goods back: the credit note with its number, postings, stock and refund, in one transaction.

use std::collections::BTreeMap;

use super::content::{self, Sold};
use super::paid::{Paid, Split};
use super::{again, of_bill, view};
use crate::api::Session;
use crate::api::returns::{Goods, PreviewReturn, ReturnPreview, ReturnView, SaveReturn};
use crate::api::session::Act;
use crate::date::Date;
use crate::document::check::{self, Checked};
use crate::document::day::dated;
use crate::document::voucher::Detail;
use crate::document::{
    Against, Allocation, Bill, CreditNote, Draft, Movement, PartySnapshot, Voucher, VoucherKind, finalize, get, number,
};
use crate::error::{Code, Error, OrError, Result};
use crate::id::{DraftId, ItemId};
use crate::ledger::posting::Entry;
use crate::ledger::{Account, Postings};
use crate::money::Paise;
use crate::payment::{Tender, allocate, let_off, settle};
use crate::quantity::Milli;
use crate::report::stock_value;
use crate::store::Engine;
use crate::store::statements::journal as sql;
use crate::tax::compute::{Amounts, TaxMode};
use crate::text;

/// The letter of a device's credit note numbers, before its own series.
pub const LETTER: &str = "C";

/// What comes back, worked out.
pub struct Back {
    pub party: PartySnapshot,
    pub note: CreditNote,
    /// Goods that go back on the shelf; services do not.
    goods: BTreeMap<ItemId, Milli>,
    /// How its bill was settled.
    paid: Paid,
    draft: Option<DraftId>,
}

/// What goods that come back come to.
pub async fn preview<E: Engine>(session: &mut Session<'_, E>, request: PreviewReturn) -> Result<ReturnPreview> {
    let date = dated(session.today(), request.date)?;
    let back = worked_out(session, request.goods, date).await?;
    let total = back.note.content.total;
    let refundable = back.paid.refundable(total);
    let let_off = back.paid.split(total, refundable)?.let_off.map_or(Paise::ZERO, |(amount, _)| amount);
    Ok(ReturnPreview { content: back.note.content, refundable, let_off })
}

/// Takes goods back. Saving the same again answers the credit note that it became.
pub async fn save<E: Engine>(session: &mut Session<'_, E>, request: SaveReturn) -> Result<ReturnView> {
    if let Some(stored) = get::stored(session, request.id).await? {
        let id = request.id;
        again::same_note(session, &stored, request).await?;
        return view(session, id).await;
    }
    let reason = text::line("reason", &request.reason, 200)?;
    let date = dated(session.today(), request.date)?;
    let refund = settle::checked(&request.refund)?;
    let Back { party, mut note, goods, paid, draft } = worked_out(session, request.goods, date).await?;
    let total = note.content.total;
    let on_khata = left_on_khata(&party, total, &refund)?;
    let split = paid.split(total, total.sub(on_khata, "refund")?)?;
    note.refund.clone_from(&refund);
    note.let_off = split.let_off.map_or(Paise::ZERO, |(amount, _)| amount);
    let number = number::next(session, LETTER, date).await?;
    let mut voucher = Voucher {
        id: request.id,
        kind: VoucherKind::Return,
        date,
        series: number.series,
        serial: number.serial,
        number: number.text,
        amount: total,
        postings: postings(&note.content, &party)?,
        movements: movements(session, goods, date).await?,
        allocations: allocations(session, &note, &party, &split).await?,
        party,
        note: reason,
        input_tax: Vec::new(),
        detail: Detail::CreditNote(Box::new(note)),
    };
    // The refund goes first, so that the credit note's row is written once, as given back.
    let payment = settle::refund(session, &voucher, &refund).await?;
    let mut acts = Vec::new();
    if let Some(payment) = payment {
        acts.push(Act::voucher(&payment)?.of_new_record());
        voucher.allocations.push(Allocation { bill: payment.id, amount: total.sub(on_khata, "refund")? });
    }
    if let Some((amount, with)) = split.let_off {
        let owed = let_off::owed_again(session, &voucher, with, amount)?;
        acts.push(Act::voucher(&owed)?.of_new_record());
        voucher.allocations.push(Allocation { bill: owed.id, amount });
    }
    acts.push(Act::voucher(&voucher)?);
    session.append_all(acts).await?;
    if let Some(draft) = draft {
        let business = session.business().await?;
        session.engine.later(vec![sql::DRAFT_DELETE.with([business.into(), draft.into()])]).await?;
    }
    view(session, request.id).await
}

/// What of a credit note is not given back at once.
fn left_on_khata(party: &PartySnapshot, total: Paise, refund: &[Tender]) -> Result<Paise> {
    let left = total.sub(settle::sum(refund)?, "refund")?;
    if left.is_negative() {
        let message = format!("{} more than the goods come to would be given back.", left.neg());
        return Err(Error::field(Code::RefundTooLarge, "refund", message));
    }
    if party.id.is_none() && !left.is_zero() {
        let message = format!("Give back {left} more, or name the customer to put it on khata.");
        return Err(Error::field(Code::RefundShort, "refund", message));
    }
    Ok(left)
}

async fn worked_out<E: Engine>(session: &mut Session<'_, E>, goods: Goods, date: Date) -> Result<Back> {
    match goods {
        Goods::OfBill { bill, lines, charges } => {
            let is_sale = |stored: &get::Stored| stored.voucher.kind == VoucherKind::Sale;
            let stored = get::stored(session, bill).await?.filter(is_sale).or_not_found("bill")?;
            if stored.cancelled.is_some() {
                return Err(Error::field(Code::AlreadyCancelled, "bill", "This bill was cancelled."));
            }
            if date < stored.voucher.date {
                let message = format!("The goods were sold on {}, after that day.", stored.voucher.date.indian());
                return Err(Error::field(Code::ReturnBeforeSale, "date", message));
            }
            let notes = of_bill(session, bill).await?;
            let paid = Paid::of(session, &stored, &notes).await?;
            let voucher = stored.voucher;
            let Detail::Bill(sold) = &voucher.detail else { return None.or_not_found("bill") };
            let round_to_rupee = session.shop().await?.round_to_rupee;
            let sold = Sold { bill: sold, date: voucher.date, notes: &notes, round_to_rupee };
            let (content, places) = content::of_bill(&sold, &lines, charges, date)?;
            let mut goods = quantities(&content)?;
            goods.retain(|item, _| voucher.movements.iter().any(|movement| movement.item == *item));
            let against = Against { id: voucher.id, number: voucher.number.clone(), date: voucher.date };
            Ok(Back {
                note: CreditNote { against: Some(against), places, content, refund: Vec::new(), let_off: Paise::ZERO },
                goods,
                paid,
                party: voucher.party,
                draft: None,
            })
        }
        Goods::Typed(draft) => typed(session, *draft, date).await,
    }
}

/// Goods without their bill: worked out as a bill of that day would be, without its tax.
pub async fn typed<E: Engine>(session: &mut Session<'_, E>, draft: Draft, date: Date) -> Result<Back> {
    let shop = session.shop().await?;
    let draft = Draft { date: Some(date), due: None, tenders: Vec::new(), ..draft };
    let Checked { draft, supply, movements, result, problems, .. } = check::draft(session, &shop, draft).await?;
    // That nobody has paid is no problem of goods that come back.
    if let Some(problem) = problems.into_iter().find(|problem| problem.code != Code::CustomerNeeded) {
        return Err(problem);
    }
    let mut content = finalize::bill(&draft, date, None, &supply, result.or_not_found("total")?, Paise::ZERO, None);
    content::without_bill(&mut content)?;
    Ok(Back {
        note: CreditNote { against: None, places: Vec::new(), content, refund: Vec::new(), let_off: Paise::ZERO },
        goods: movements.into_iter().map(|movement| (movement.item, movement.quantity.neg())).collect(),
        paid: Paid::UNKNOWN,
        party: supply.party,
        draft: Some(draft.id),
    })
}

fn quantities(content: &Bill) -> Result<BTreeMap<ItemId, Milli>> {
    let mut out: BTreeMap<ItemId, Milli> = BTreeMap::new();
    for line in &content.lines {
        if let Some(item) = line.item {
            let quantity = out.entry(item).or_default();
            *quantity = quantity.add(line.quantity, "quantity")?;
        }
    }
    Ok(out)
}

/// Goods come in at the running average of the year, so that they leave the average as it is.
async fn movements<E: Engine>(
    session: &mut Session<'_, E>,
    goods: BTreeMap<ItemId, Milli>,
    date: Date,
) -> Result<Vec<Movement>> {
    let mut out = Vec::new();
    for (item, quantity) in goods {
        let value = stock_value::worth(session, item, date.financial_year(), quantity).await?;
        out.push(Movement::new(item, quantity, value)?);
    }
    Ok(out)
}

/// Against what the part on the khata is set: the bill's own rest first, then the oldest debts. The bill is named
/// also with nothing set against it: by that it knows its credit notes.
async fn allocations<E: Engine>(
    session: &mut Session<'_, E>,
    note: &CreditNote,
    party: &PartySnapshot,
    split: &Split,
) -> Result<Vec<Allocation>> {
    let mut out = Vec::new();
    let bill = note.against.as_ref().map(|against| against.id);
    if let Some(bill) = bill {
        out.push(Allocation { bill, amount: split.own });
    }
    if let Some(party) = party.id.filter(|_| !split.rest.is_zero()) {
        let open: Vec<_> =
            allocate::open(session, party).await?.into_iter().filter(|debt| Some(debt.id) != bill).collect();
        out.extend(allocate::oldest_first(&open, split.rest)?);
    }
    Ok(out)
}

/// A sale the other way round: what came back stands against sales in an account of its own.
fn postings(content: &Bill, party: &PartySnapshot) -> Result<Postings> {
    let charges = Paise::sum(content.charges.iter().map(|charge| charge.amounts.taxable), "charges")?;
    let goods = content.amounts.taxable.sub(charges, "sales")?;
    let entry = Entry::default()
        .credit(Account::PARTY, party.id, content.total)
        .debit(Account::SALES_RETURNS, None, goods)
        .debit(Account::CHARGES, None, charges)
        .debit(Account::ROUND_OFF, None, content.round_off);
    let Amounts { cgst, sgst, igst, cess, .. } = content.amounts;
    let state = if content.mode == TaxMode::IntraUt { Account::OUTPUT_UTGST } else { Account::OUTPUT_SGST };
    let entry = if content.reverse_charge {
        entry
    } else {
        entry
            .debit(Account::OUTPUT_CGST, None, cgst)
            .debit(state, None, sgst)
            .debit(Account::OUTPUT_IGST, None, igst)
            .debit(Account::OUTPUT_CESS, None, cess)
    };
    entry.balanced()
}
