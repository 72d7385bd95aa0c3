//! Purchases: the list, and one with its goods, its tax, what of it was paid and what is still owed for it.

use std::collections::BTreeSet;

use crate::api::Session;
use crate::api::item::{GetPurchase, ListPurchases, PaidWith, PurchaseRow, PurchaseView, PurchasedLine};
use crate::api::party::Page;
use crate::document::list::first_day;
use crate::document::voucher::Detail;
use crate::document::{Movement, Voucher, VoucherKind, get as documents};
use crate::error::{OrError, Result};
use crate::id::{ItemId, PartyId};
use crate::item::{Item, list as items};
use crate::ledger::Account;
use crate::money::{Paise, UnitPrice};
use crate::page::{self, After};
use crate::party;
use crate::payment::Mode;
use crate::store::statements::{bill as bills, party as sql};
use crate::store::{Engine, Row, Value};

/// One purchase, or another entry of goods; `not_found` without one.
pub async fn get<E: Engine>(session: &mut Session<'_, E>, request: GetPurchase) -> Result<PurchaseView> {
    let stored = documents::stored(session, request.id).await?;
    let stored = stored.filter(|stored| stored.voucher.kind == VoucherKind::Stock).or_not_found("purchase")?;
    let (voucher, cancelled) = (stored.voucher, stored.cancelled);
    let lines = lines(session, &voucher.movements).await?;
    let goods = Paise::sum(lines.iter().map(|line| line.cost), "goods")?;
    let posted = |account: Account| voucher.postings.sum(|posting| posting.account == account);
    let tax = posted(Account::INPUT_TAX)?;
    let bought = posted(Account::PURCHASES)? > Paise::ZERO && posted(Account::OPENING)?.is_zero();
    let other = voucher.amount.sub(tax, "amount")?.sub(goods, "amount")?;
    let balance = match voucher.party.id {
        Some(party) => party::get::find(session, party).await?.1,
        None => Paise::ZERO,
    };
    let due = match voucher.party.id {
        Some(party) if cancelled.is_none() => {
            let left = voucher.amount.sub(stored.paid, "due")?;
            owed_for(session, &voucher, party, balance, left).await?
        }
        _ => Paise::ZERO,
    };
    let paid = paid_with(session, &voucher).await?;
    let mode = Mode::only(&voucher.postings);
    Ok(PurchaseView { voucher, bought, lines, goods, tax, other, mode, paid, due, cancelled, balance })
}

/// A page of purchases.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, request: ListPurchases) -> Result<Page<PurchaseRow>> {
    let ListPurchases { supplier, from, to, after, limit } = request;
    let limit = page::rows(limit);
    let business = session.business().await?;
    let query = if supplier.is_some() { &bills::PARTY_PURCHASES } else { &bills::PURCHASES };
    let [date, id] = After::newest(after.as_deref())?.to(to).params();
    let mut statement = query.with([business.into(), first_day(from), date, id, limit.into()]);
    statement.params.extend(supplier.map(Value::from));
    let rows = session.rows(&statement).await?;
    let row = |row: &Row| {
        Ok(PurchaseRow {
            id: row.id(0)?,
            date: row.date(1)?,
            note: row.text(2)?,
            supplier: row.text(3)?,
            amount: row.paise(4)?,
            cancelled: row.flag(5)?,
        })
    };
    let rows = rows.iter().map(row).collect::<Result<Vec<_>>>()?;
    Ok(page::page(rows, limit, |row| page::cursor(row.date.days(), row.id.uuid())))
}

async fn lines<E: Engine>(session: &mut Session<'_, E>, movements: &[Movement]) -> Result<Vec<PurchasedLine>> {
    let ids: BTreeSet<ItemId> = movements.iter().map(|movement| movement.item).collect();
    let ids: Vec<ItemId> = ids.into_iter().collect();
    let items = items::some(session, &ids).await?;
    let line = |movement: &Movement| {
        let (name, unit) = items
            .get(&movement.item)
            .map_or_else(Default::default, |item: &Item| (item.name.clone(), item.unit.clone()));
        let Movement { item, quantity, value: cost } = *movement;
        // Dearer than any price that is kept, as a thousandth of what is sold whole may be: none is told.
        let rate = if quantity.is_positive() {
            UnitPrice::of_one(cost, quantity).unwrap_or_default()
        } else {
            UnitPrice::ZERO
        };
        PurchasedLine { item, name, unit, quantity, cost, rate }
    };
    Ok(movements.iter().map(line).collect())
}

/// What of a purchase's rest is still owed: what the shop owes the supplier is for the newest goods, as far as they go.
async fn owed_for<E: Engine>(
    session: &mut Session<'_, E>,
    voucher: &Voucher,
    supplier: PartyId,
    balance: Paise,
    left: Paise,
) -> Result<Paise> {
    let business = session.business().await?;
    let key = [business.into(), supplier.into(), voucher.date.into(), voucher.id.into()];
    let newer = session.row(&sql::NEWER_CREDITS.with(key)).await?.or_not_found("balance")?.paise(0)?;
    Ok(balance.neg().sub(newer, "due")?.min(left).max(Paise::ZERO))
}

/// The money that was paid with it, as far as that was not taken back.
async fn paid_with<E: Engine>(session: &mut Session<'_, E>, voucher: &Voucher) -> Result<Vec<PaidWith>> {
    let mut out = Vec::new();
    for set in &voucher.allocations {
        let Some(stored) = documents::stored(session, set.bill).await? else { continue };
        if let (Detail::Payment(payment), None) = (&stored.voucher.detail, &stored.cancelled) {
            let modes = payment.tenders.iter().map(|tender| tender.mode).collect();
            let (payment, number) = (set.bill, stored.voucher.number);
            out.push(PaidWith { payment, number, modes, amount: set.amount });
        }
    }
    Ok(out)
}
