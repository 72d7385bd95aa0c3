//! Goods bought from a supplier: stock in at its cost, the bill owed or paid.

use std::collections::BTreeSet;

use crate::api::Session;
use crate::api::item::{PurchaseLine, PurchaseSaved, SavePurchase};
use crate::api::payment::{SavePayment, Settle};
use crate::document::day::dated;
use crate::document::draft_store::{MOST_LINES, too_many_lines};
use crate::document::voucher::Detail;
use crate::document::{Allocation, Movement, Voucher, VoucherKind, again};
use crate::error::{Code, Error, OrError, Result};
use crate::id::{ItemId, VoucherId};
use crate::item::input_tax::{self, Bought};
use crate::item::list;
use crate::journal::change::Kind;
use crate::ledger::Account;
use crate::ledger::posting::Entry;
use crate::money::{Paise, Rate};
use crate::party::snapshot::supplier as bought_from;
use crate::payment::{Direction, Mode, Tender, save as payment};
use crate::store::Engine;
use crate::text;

/// Whether a purchase that was saved has the tax that is said of it now, and at the rates of these lines.
fn is_taxed_so(said: &Voucher, tax: Option<Paise>, lines: &[PurchaseLine]) -> bool {
    let posted = said.postings.sum(|posting| posting.account == Account::INPUT_TAX);
    let of_rows: BTreeSet<Rate> = said.input_tax.iter().filter_map(|row| row.rate).collect();
    let of_lines: BTreeSet<Rate> = lines.iter().filter_map(|line| line.rate).collect();
    tax.is_none_or(|tax| posted == Ok(tax)) && (said.input_tax.is_empty() || of_rows == of_lines)
}

/// Records a purchase.
pub async fn save<E: Engine>(session: &mut Session<'_, E>, request: SavePurchase) -> Result<PurchaseSaved> {
    let SavePurchase { id, supplier, amount, tax, lines, paid, mode, date, note } = request;
    let note = text::line("note", &note, 200)?;
    let is_same = |said: &Voucher| {
        let counted = |movement: &Movement| {
            lines.iter().any(|line| (line.item, line.quantity) == (movement.item, movement.quantity))
        };
        said.kind == VoucherKind::Stock
            && (said.amount, said.party.id, &said.note) == (amount, supplier, &note)
            && is_taxed_so(said, tax, &lines)
            && said.movements.len() <= lines.len()
            && said.movements.iter().all(counted)
    };
    if let Some(saved) = again::saved(session, id, date, is_same).await? {
        let payment = saved.allocations.first().map(|set| set.bill);
        return Ok(PurchaseSaved { voucher: saved.id, payment });
    }
    if amount <= Paise::ZERO {
        return Err(Error::field(Code::NotPositive, "amount", "Say what the goods cost."));
    }
    if paid.is_negative() {
        return Err(Error::field(Code::BelowZero, "paid", "What was paid cannot be below zero."));
    }
    if paid > amount {
        return Err(Error::field(Code::PaidOverCost, "paid", "No more can be paid than the goods cost."));
    }
    if supplier.is_none() && paid != amount {
        let message = "Name the supplier to owe the rest.";
        return Err(Error::field(Code::SupplierNeeded, "supplier", message));
    }
    if lines.len() > MOST_LINES {
        return Err(too_many_lines());
    }
    let ids: Vec<ItemId> = lines.iter().map(|line| line.item).collect();
    let items = list::some(session, &ids).await?;
    let date = dated(session.today(), date)?;
    let (mut movements, mut goods) = (Vec::new(), Paise::ZERO);
    // Lines with a rate, by their places; what else the goods cost.
    let (mut rated, mut rated_cost) = (Vec::new(), Paise::ZERO);
    for (n, line) in lines.into_iter().enumerate() {
        let within = |error: Error| error.within(&format!("lines.{n}"));
        if !line.quantity.is_positive() {
            return Err(within(Error::field(Code::NotPositive, "quantity", "Say how much came in.")));
        }
        if line.cost.is_negative() {
            return Err(within(Error::field(Code::BelowZero, "cost", "A cost cannot be below zero.")));
        }
        let item = items.get(&line.item).or_not_found("item").map_err(within)?;
        goods = goods.add(line.cost, "amount")?;
        if let Some(rate) = line.rate {
            let PurchaseLine { quantity, cost, .. } = line;
            rated.push((n, Bought { quantity, cost, rate, retail_price: item.retail_price_on(date) }));
            rated_cost = rated_cost.add(cost, "amount")?;
        }
        // A service is paid for, and lies on no shelf.
        if !item.is_service() {
            movements.push(Movement::new(item.id, line.quantity, line.cost).map_err(within)?);
        }
    }
    let party = bought_from(session, supplier).await?;
    let shop = session.shop().await?;
    let heads = input_tax::mode(&shop.state, &party);
    let by_rate = input_tax::by_rate(rated, heads)?;
    let tax = match tax {
        Some(said) => said,
        None => input_tax::sum(&by_rate)?.tax()?,
    };
    let cost = amount.sub(tax, "amount")?;
    if tax.is_negative() || !tax.is_zero() && (cost <= Paise::ZERO || !shop.registration.charges_tax()) {
        let message = "Only a shop that charges GST gets it back, and it is less than the bill.";
        return Err(Error::field(Code::InvalidInputTax, "tax", message));
    }
    if goods > cost {
        let message = format!("The goods cost {goods}, more than the bill.");
        return Err(Error::field(Code::GoodsOverAmount, "amount", message));
    }
    // Of goods without tax there is nothing to tell by rate.
    let input_tax = if tax.is_zero() {
        Vec::new()
    } else {
        input_tax::as_said(by_rate, tax, cost.sub(rated_cost, "amount")?, heads)?
    };
    let mode = mode.unwrap_or(Mode::Cash);
    let against = if supplier.is_some() { Account::PARTY } else { mode.account() };
    let id = id.unwrap_or_else(|| VoucherId::new(session.new_id()));
    let payment = match supplier {
        Some(party) if !paid.is_zero() => {
            let tenders = vec![Tender { mode, amount: paid, reference: String::new() }];
            let (direction, settle, note) = (Direction::Out, Settle::Advance, note.clone());
            let request = SavePayment { id: None, direction, party, tenders, date: Some(date), settle, note };
            Some(payment::record(session, request).await?)
        }
        _ => None,
    };
    let voucher = Voucher {
        id,
        kind: VoucherKind::Stock,
        date,
        series: String::new(),
        serial: 0,
        number: String::new(),
        party,
        amount,
        postings: Entry::default()
            .debit(Account::PURCHASES, None, cost)
            .debit(Account::INPUT_TAX, None, tax)
            .credit(against, supplier, amount)
            .balanced()?,
        movements,
        // As a credit note is set against its refund: by that the purchase knows what was paid with it.
        allocations: payment.map(|bill| Allocation { bill, amount: paid }).into_iter().collect(),
        note,
        input_tax,
        detail: Detail::Plain,
    };
    session.append(Kind::Voucher, voucher.id.uuid(), &voucher).await?;
    Ok(PurchaseSaved { voucher: voucher.id, payment })
}
