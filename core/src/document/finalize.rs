//! Finalizing: a draft becomes a bill with its number, tax, postings, stock and tenders, in one transaction.

use std::collections::BTreeMap;

use crate::api::Session;
use crate::api::bill::{BillPreview, BillView, FinalizeBill, PreviewBill};
use crate::business::Shop;
use crate::code::hsn::Hsn;
use crate::code::unit::Uqc;
use crate::date::Date;
use crate::document::draft_store::{MOST_LINES, too_many_lines};
use crate::document::supply::{self, Supply};
use crate::document::voucher::Detail;
use crate::document::{Bill, BillLine, ChargeLine, Draft, Movement, Voucher, VoucherKind, below_cost, get, number};
use crate::error::{Code, Error, Result};
use crate::id::{ItemId, VoucherId};
use crate::item;
use crate::journal::change::Kind;
use crate::ledger::posting::Entry;
use crate::ledger::{Account, Postings};
use crate::money::{Paise, Rate};
use crate::payment::settle::{self, Settlement};
use crate::store::Engine;
use crate::store::statements::journal as sql;
use crate::tax::cess::Cess;
use crate::tax::compute::{Amounts, BillResult, TaxMode, compute};
use crate::tax::rate::Treatment;
use crate::text;

/// The printed layout that new bills are bound to.
const TEMPLATE: u32 = 1;

/// What a draft comes to, as finalizing it would make it.
pub async fn preview<E: Engine>(session: &mut Session<'_, E>, request: PreviewBill) -> Result<BillPreview> {
    let shop = session.shop().await?;
    let supply = supply::decide(session, &shop, &request.draft).await?;
    let result = total(&shop, &request.draft, supply.mode)?;
    let tendered = settle::sum(&settle::checked(&request.draft.tenders)?)?.min(result.total);
    let owed = supply.balance.add(result.total, "balance")?.sub(tendered, "balance")?;
    let over = owed.sub(supply.limit, "balance")?;
    let over_limit = if supply.limit.is_zero() || over.is_negative() { Paise::ZERO } else { over };
    let below_cost = below_cost::lines(session, &request.draft, &result).await?;
    Ok(BillPreview {
        kind: supply.kind,
        mode: supply.mode,
        place_of_supply: supply.place,
        balance: supply.balance,
        over_limit,
        below_cost,
        result,
    })
}

/// Saves a bill. Finalizing the same draft again answers the bill that it became.
pub async fn finalize<E: Engine>(session: &mut Session<'_, E>, request: FinalizeBill) -> Result<BillView> {
    let draft = checked(request.draft)?;
    // A bill has its draft's id: an answer that was lost on the way does not make a second bill.
    let id = VoucherId::new(draft.id.uuid());
    if get::stored(session, id).await?.is_some() {
        return get::view(session, id).await;
    }
    let shop = session.shop().await?;
    let date = supply::dated(session.today(), draft.date)?;
    let supply = supply::decide(session, &shop, &draft).await?;
    let result = total(&shop, &draft, supply.mode)?;
    let settlement = Settlement::new(&draft.tenders, result.total, supply.party.id)?;
    let number = number::next(session, "", date).await?;
    let movements = movements(session, &draft).await?;
    let voucher = Voucher {
        id,
        kind: VoucherKind::Sale,
        date,
        series: number.series,
        serial: number.serial,
        number: number.text,
        party: supply.party.clone(),
        amount: result.total,
        postings: postings(&result, supply.mode, draft.reverse_charge, &supply)?,
        movements,
        allocations: Vec::new(),
        note: draft.note.clone(),
        detail: Detail::Bill(Box::new(bill(&draft, date, &supply, result))),
    };
    // The payment goes first, so that the bill's row is written once, as paid.
    settle::with_bill(session, &voucher, &settlement).await?;
    session.append(Kind::Voucher, id.uuid(), &voucher).await?;
    let business = session.business().await?;
    session.engine.run(&[sql::DRAFT_DELETE.with([business.into(), draft.id.into()])]).await?;
    let view = get::view(session, id).await?;
    Ok(BillView { change: settlement.change, ..view })
}

/// The totals of a draft. Under reverse charge the tax is worked out and shown, and the buyer pays it to the
/// government himself: the bill's total is without it.
pub(super) fn total(shop: &Shop, draft: &Draft, mode: TaxMode) -> Result<BillResult> {
    let mut result = compute(&draft.input(mode, shop.round_to_rupee))?;
    if draft.reverse_charge && mode != TaxMode::None {
        let rounded =
            if shop.round_to_rupee { result.amounts.taxable.round_to_rupee()? } else { result.amounts.taxable };
        result.round_off = rounded.sub(result.amounts.taxable, "round_off")?;
        result.total = rounded;
        for line in result.lines.iter_mut().chain(&mut result.charges) {
            line.total = line.amounts.taxable;
        }
    }
    Ok(result)
}

/// Cleans a draft's texts and refuses what no bill can have.
pub(super) fn checked(mut draft: Draft) -> Result<Draft> {
    if draft.lines.is_empty() {
        return Err(Error::field(Code::EmptyBill, "lines", "Add at least one item to the bill."));
    }
    if draft.lines.len() > MOST_LINES || draft.charges.len() > MOST_LINES {
        return Err(too_many_lines());
    }
    for (n, line) in draft.lines.iter_mut().enumerate() {
        let within = |error: Error| error.within(&format!("lines.{n}"));
        line.name = text::required("name", &line.name, 200).map_err(within)?;
        line.hsn = text::code::<Hsn>("hsn", &line.hsn).map_err(within)?;
        let unit = text::line("unit", &line.unit, 20).map_err(within)?;
        line.unit = if unit.is_empty() { unit } else { Uqc::for_word(&unit).to_string() };
    }
    for (n, charge) in draft.charges.iter_mut().enumerate() {
        let within = |error: Error| error.within(&format!("charges.{n}"));
        charge.name = text::required("name", &charge.name, 100).map_err(within)?;
    }
    draft.customer_name = text::line("customer_name", &draft.customer_name, 100)?;
    draft.ship_to = text::lines("ship_to", &draft.ship_to, 300)?;
    draft.note = text::lines("note", &draft.note, 500)?;
    Ok(draft)
}

/// The bill as it will be printed: every amount as it was worked out.
pub(super) fn bill(draft: &Draft, date: Date, supply: &Supply, result: BillResult) -> Bill {
    let bears_tax = |treatment: Treatment| treatment.is_taxed() && supply.mode != TaxMode::None;
    let lines = draft.lines.iter().zip(result.lines).map(|(line, worked)| BillLine {
        item: line.item,
        name: line.name.clone(),
        hsn: line.hsn.clone(),
        unit: line.unit.clone(),
        quantity: line.quantity,
        price: line.price,
        price_includes_tax: line.price_includes_tax,
        gross: worked.gross,
        discount: worked.discount,
        bill_discount: worked.bill_discount,
        // Goods that bear no tax have no rate on the bill, whatever their item says.
        rate: if bears_tax(line.treatment) { line.rate } else { Rate::ZERO },
        cess: if bears_tax(line.treatment) { line.cess } else { Cess::NONE },
        treatment: line.treatment,
        amounts: worked.amounts,
        total: worked.total,
    });
    let charges = draft.charges.iter().zip(result.charges).map(|(charge, worked)| ChargeLine {
        name: charge.name.clone(),
        rate: charge.rate,
        amounts: worked.amounts,
        total: worked.total,
    });
    Bill {
        kind: supply.kind,
        mode: supply.mode,
        due: draft.due.unwrap_or(date).max(date),
        place_of_supply: supply.place.clone(),
        ship_to: draft.ship_to.clone(),
        reverse_charge: draft.reverse_charge && supply.mode != TaxMode::None,
        lines: lines.collect(),
        charges: charges.collect(),
        amounts: result.amounts,
        discount: result.discount,
        round_off: result.round_off,
        total: result.total,
        template: TEMPLATE,
    }
}

/// A sale debits the customer; sales, charges, each head of tax and the round-off are credited.
fn postings(result: &BillResult, mode: TaxMode, reverse_charge: bool, supply: &Supply) -> Result<Postings> {
    let charges = Paise::sum(result.charges.iter().map(|charge| charge.amounts.taxable), "charges")?;
    let sales = result.amounts.taxable.sub(charges, "sales")?;
    let entry = Entry::default()
        .debit(Account::PARTY, supply.party.id, result.total)
        .credit(Account::SALES, None, sales)
        .credit(Account::CHARGES, None, charges)
        .credit(Account::ROUND_OFF, None, result.round_off);
    let Amounts { cgst, sgst, igst, cess, .. } = result.amounts;
    let state = if mode == TaxMode::IntraUt { Account::OUTPUT_UTGST } else { Account::OUTPUT_SGST };
    let entry = if reverse_charge {
        entry
    } else {
        entry
            .credit(Account::OUTPUT_CGST, None, cgst)
            .credit(state, None, sgst)
            .credit(Account::OUTPUT_IGST, None, igst)
            .credit(Account::OUTPUT_CESS, None, cess)
    };
    entry.balanced()
}

/// Goods that leave the shop: one movement for each item, also of one whose stock is not shown, so that what came in
/// and went out always stand together. Services do not move.
pub(super) async fn movements<E: Engine>(session: &mut Session<'_, E>, draft: &Draft) -> Result<Vec<Movement>> {
    let mut sold: BTreeMap<ItemId, crate::quantity::Milli> = BTreeMap::new();
    for line in &draft.lines {
        if let Some(item) = line.item {
            let quantity = sold.entry(item).or_default();
            *quantity = quantity.add(line.quantity, "quantity")?;
        }
    }
    let mut out = Vec::new();
    for (item, quantity) in sold {
        let hsn = item::list::find(session, item).await?.hsn;
        if !hsn.parse::<Hsn>().is_ok_and(|hsn| hsn.is_service()) {
            out.push(Movement { item, quantity: quantity.neg(), value: Paise::ZERO });
        }
    }
    Ok(out)
}
