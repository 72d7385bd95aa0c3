//! Goods that come in or go out without a bill.

use crate::api::Session;
use crate::api::item::{AddStock, StockSaved};
use crate::document::day::dated;
use crate::document::voucher::Detail;
use crate::document::{Movement, Voucher, VoucherKind, again};
use crate::error::{Code, Error, Result};
use crate::id::VoucherId;
use crate::item::{StockEntry, list};
use crate::journal::change::Kind;
use crate::ledger::Account;
use crate::ledger::posting::Entry;
use crate::money::Paise;
use crate::party::snapshot::supplier;
use crate::quantity::Milli;
use crate::store::Engine;
use crate::text;

/// Records goods in (a delivery, opening stock) or out (waste, own use, a count).
pub async fn add<E: Engine>(session: &mut Session<'_, E>, request: AddStock) -> Result<StockSaved> {
    let AddStock { id, entry } = request;
    let note = text::line("note", &entry.note, 200)?;
    let is_same = |said: &Voucher| {
        let moved = said.movements.iter().map(|movement| (movement.item, movement.quantity));
        said.kind == VoucherKind::Stock
            && moved.eq([(entry.item, entry.quantity)])
            && (said.amount, said.party.id, &said.note) == (entry.cost, entry.supplier, &note)
    };
    if let Some(saved) = again::saved(session, id, entry.date, is_same).await? {
        return Ok(StockSaved { voucher: saved.id, stock: list::find(session, entry.item).await?.stock });
    }
    let id = id.unwrap_or_else(|| VoucherId::new(session.new_id()));
    enter(session, id, entry).await
}

/// Records it under an id.
pub async fn enter<E: Engine>(session: &mut Session<'_, E>, id: VoucherId, entry: StockEntry) -> Result<StockSaved> {
    let item = list::find(session, entry.item).await?;
    if entry.quantity == Milli::ZERO {
        return Err(Error::field(Code::Required, "quantity", "Say how much came in or went out."));
    }
    if entry.cost.is_negative() {
        return Err(Error::field(Code::BelowZero, "cost", "A cost cannot be below zero."));
    }
    if !entry.cost.is_zero() && !entry.quantity.is_positive() {
        return Err(Error::field(Code::CostOfGoodsOut, "cost", "Only goods that come in have a cost."));
    }
    if entry.opening && entry.supplier.is_some() {
        let message = "Opening stock is paid for already. What is still owed to a supplier is a delivery.";
        return Err(Error::field(Code::OpeningFromSupplier, "opening", message));
    }
    if item.is_service() {
        let message = format!("{} is a service: it lies on no shelf.", item.name);
        return Err(Error::field(Code::ServiceInStock, "item", message));
    }
    let movements = vec![Movement::new(item.id, entry.quantity, entry.cost.max(Paise::ZERO))?];
    let date = dated(session.today(), entry.date)?;
    let party = supplier(session, entry.supplier).await?;
    // Bought from a supplier on account, or opening stock, or paid in cash.
    let (against, of) = match (party.id, entry.opening) {
        (Some(supplier), _) => (Account::PARTY, Some(supplier)),
        (None, true) => (Account::OPENING, None),
        (None, false) => (Account::CASH, None),
    };
    let goods = if entry.opening { Account::OPENING_STOCK } else { Account::PURCHASES };
    let postings = Entry::default().debit(goods, None, entry.cost).credit(against, of, entry.cost).balanced()?;
    let voucher = Voucher {
        id,
        kind: VoucherKind::Stock,
        date,
        series: String::new(),
        serial: 0,
        number: String::new(),
        party,
        amount: entry.cost,
        postings,
        movements,
        allocations: Vec::new(),
        note: text::line("note", &entry.note, 200)?,
        input_tax: Vec::new(),
        detail: Detail::Plain,
    };
    session.append(Kind::Voucher, voucher.id.uuid(), &voucher).await?;
    Ok(StockSaved { voucher: voucher.id, stock: list::find(session, item.id).await?.stock })
}
