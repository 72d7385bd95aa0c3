//! Finalizing: a draft becomes a bill with its number, tax, postings, stock and tenders, in one transaction.

use crate::api::Session;
use crate::api::bill::{BillPreview, BillView, FinalizeBill, PreviewBill};
use crate::api::session::Act;
use crate::date::Date;
use crate::document::bill::Due;
use crate::document::check::{self, Checked};
use crate::document::correct::{self, Corrected, PaidBefore};
use crate::document::supply::Supply;
use crate::document::voucher::Detail;
use crate::document::{
    Against, Allocation, Bill, BillLine, ChargeLine, Draft, Voucher, VoucherKind, again, below_cost, get, lacking,
    number, recipient, returns,
};
use crate::error::{Code, Error, OrError, Result};
use crate::id::VoucherId;
use crate::journal::change::Kind;
use crate::journal::project::LaterAllocation;
use crate::ledger::posting::Entry;
use crate::ledger::{Account, Postings};
use crate::money::{Paise, Rate};
use crate::payment::{allocate, settle};
use crate::report::stock_value;
use crate::store::Engine;
use crate::store::statements::journal as sql;
use crate::tax::cess::Cess;
use crate::tax::compute::{Amounts, BillResult, TaxMode};
use crate::tax::rate::Treatment;

/// The printed layout that new bills are bound to.
const TEMPLATE: u32 = 1;

/// What a draft comes to, and everything for which finalizing it would refuse it.
pub async fn preview<E: Engine>(session: &mut Session<'_, E>, request: PreviewBill) -> Result<BillPreview> {
    let business = session.business().await?;
    let year = request.draft.date.unwrap_or_else(|| session.today()).financial_year();
    session.engine.ahead(|| {
        let draft = &request.draft;
        let averages = check::items(draft).into_iter().map(|item| stock_value::average(business, item, year));
        check::queries(business, draft).into_iter().chain(averages).collect()
    });
    let shop = session.shop().await?;
    let Checked { draft, due, supply, result, rates, settlement, corrected, paid_before, problems, .. } =
        check::draft(session, &shop, request.draft).await?;
    let total = result.as_ref().map_or(Paise::ZERO, |result| result.total);
    let paid = settlement.map_or(Paise::ZERO, |settlement| settlement.against_bill);
    let over = supply.balance.add(total, "balance")?.sub(paid, "balance")?.sub(supply.limit, "balance")?;
    let over_limit = if supply.limit.is_zero() || over.is_negative() { Paise::ZERO } else { over };
    let below_cost = match &result {
        Some(result) => below_cost::lines(session, &draft, result).await?,
        None => Vec::new(),
    };
    let unnamed = match &result {
        Some(result) => recipient::missing(supply.mode, &supply.party, recipient::taxable(&draft, result)?),
        None => Vec::new(),
    };
    let stays_with = correct::stays_with(session, &draft, corrected.as_ref()).await?;
    Ok(BillPreview {
        kind: supply.kind,
        mode: supply.mode,
        place_of_supply: supply.place,
        due: due.map(|due| due.date),
        balance: supply.balance,
        over_limit,
        below_cost,
        unnamed,
        rates,
        lacking: lacking::lacking(supply.mode, &supply.party, &draft.lines),
        result,
        paid_before: PaidBefore::sum(&paid_before)?,
        stays_with,
        problems,
    })
}

/// Saves a bill. Finalizing the same draft again answers the bill that it became.
pub async fn finalize<E: Engine>(session: &mut Session<'_, E>, request: FinalizeBill) -> Result<BillView> {
    if request.draft.corrects.is_some() {
        let message = "This draft corrects a bill: it is saved as that bill's correction.";
        return Err(Error::field(Code::InvalidValue, "corrects", message));
    }
    // A bill has its draft's id: an answer that was lost on the way does not make a second bill.
    let id = VoucherId::new(request.draft.id.uuid());
    foresee(session, &request.draft).await?;
    if let Some(stored) = get::stored(session, id).await? {
        let shop = session.shop().await?;
        again::same_bill(session, &shop, &stored, request.draft).await?;
        return get::view(session, id).await;
    }
    foresee_numbers(session, &request.draft).await?;
    let shop = session.shop().await?;
    let checked = check::draft(session, &shop, request.draft).await?;
    write(session, checked).await
}

/// Writes what was checked as a bill, unless there is a problem with it.
pub(super) async fn write<E: Engine>(session: &mut Session<'_, E>, checked: Checked) -> Result<BillView> {
    let Checked {
        draft,
        date,
        due,
        supply,
        movements,
        result,
        postings,
        settlement,
        corrected,
        paid_before,
        problems,
        ..
    } = checked;
    if let Some(problem) = problems.into_iter().next() {
        return Err(problem);
    }
    let id = VoucherId::new(draft.id.uuid());
    let instead_of = corrected.as_ref().map(Corrected::named);
    let (result, settlement) = (result.or_not_found("total")?, settlement.or_not_found("total")?);
    let postings = postings.or_not_found("total")?;
    let number = number::next(session, "", date).await?;
    let voucher = Voucher {
        id,
        kind: VoucherKind::Sale,
        date,
        series: number.series,
        serial: number.serial,
        number: number.text,
        party: supply.party.clone(),
        amount: result.total,
        postings,
        movements,
        // A correction is set against the bill in whose place it is, by nothing: so bills of one are found together.
        allocations: instead_of.iter().map(|old| Allocation { bill: old.id, amount: Paise::ZERO }).collect(),
        note: draft.note.clone(),
        input_tax: Vec::new(),
        detail: Detail::Bill(Box::new(bill(&draft, date, due, &supply, result, settlement.change, instead_of))),
    };
    // The payment goes first, so that the bill's row is written once, as paid.
    let payment = settle::with_bill(session, &voucher, &settlement).await?;
    let mut acts = Vec::new();
    if let Some(payment) = &payment {
        acts.push(Act::voucher(payment)?.of_new_record());
    }
    // Nothing stands under this id, and nobody else writes meanwhile.
    acts.push(Act::voucher(&voucher)?.of_new_record());
    let paid_before = PaidBefore::of_total(&paid_before, voucher.amount)?;
    let before = PaidBefore::sum(&paid_before)?;
    let (paid, balance) = (settlement.against_bill.add(before, "paid")?, supply.balance.add(before, "balance")?);
    let mut advances = advances(session, &voucher, balance, paid, &paid_before).await?;
    advances.extend(paid_before.into_iter().map(|PaidBefore { payment, amount }| LaterAllocation {
        payment,
        allocations: vec![Allocation { bill: id, amount }],
        releases: None,
    }));
    for set in &advances {
        acts.push(Act::new(Kind::Allocate, session.new_id(), set)?.of_new_record());
    }
    session.append_all(acts).await?;
    let business = session.business().await?;
    session.engine.later(vec![sql::DRAFT_DELETE.with([business.into(), draft.id.into()])]).await?;
    let set = advances.iter().flat_map(|set| &set.allocations).map(|set| set.amount);
    let paid = Paise::sum(set.chain([settlement.against_bill]), "paid")?;
    let due = voucher.amount.sub(paid, "due")?;
    let balance = match voucher.party.id {
        Some(_) => supply.balance.add(voucher.amount, "balance")?.sub(settle::sum(&settlement.tenders)?, "balance")?,
        None => Paise::ZERO,
    };
    let (returns, returnable) = (Vec::new(), returns::returnable(&voucher, &[])?);
    let change = settlement.change;
    Ok(BillView { voucher, paid, due, change, cancelled: None, balance, returns, returnable })
}

/// What the customer paid before: an advance pays the bill as far as no older debt has a claim to it.
async fn advances<E: Engine>(
    session: &mut Session<'_, E>,
    bill: &Voucher,
    balance: Paise,
    paid: Paise,
    paid_before: &[PaidBefore],
) -> Result<Vec<LaterAllocation>> {
    let most = balance.neg().min(bill.amount.sub(paid, "due")?);
    match bill.party.id {
        Some(party) if most > Paise::ZERO => allocate::from_advances(session, party, bill.id, most, paid_before).await,
        _ => Ok(Vec::new()),
    }
}

/// Tells what a draft's bill needs to be known, as far as the draft says.
async fn foresee<E: Engine>(session: &mut Session<'_, E>, draft: &Draft) -> Result<()> {
    let business = session.business().await?;
    let fy = i64::from(draft.date.unwrap_or_else(|| session.today()).financial_year().start());
    session.foresee_shop();
    session.engine.ahead(|| check::queries(business, draft));
    session.foresee_goods(business, check::items(draft).into_iter().map(|item| (item, fy)).collect());
    Ok(())
}

/// Tells of the numbers that a draft's bill and its receipt take.
async fn foresee_numbers<E: Engine>(session: &mut Session<'_, E>, draft: &Draft) -> Result<()> {
    let me = session.me().await?;
    let date = draft.date.unwrap_or_else(|| session.today());
    session.foresee_me(&me);
    session.engine.ahead(|| {
        let receipt = (!draft.tenders.is_empty()).then(|| number::last(&me, settle::RECEIPT_LETTER, date));
        receipt.into_iter().chain([number::last(&me, "", date), me.chain_end()]).collect()
    });
    Ok(())
}

/// The bill as it will be printed: every amount as it was worked out.
pub(super) fn bill(
    draft: &Draft,
    date: Date,
    due: Option<Due>,
    supply: &Supply,
    result: BillResult,
    change: Paise,
    instead_of: Option<Against>,
) -> Bill {
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
        retail_price: line.retail_price.filter(|_| bears_tax(line.treatment)),
        amounts: worked.amounts,
        total: worked.total,
    });
    let charges = draft.charges.iter().zip(result.charges).map(|(charge, worked)| ChargeLine {
        name: charge.name.clone(),
        rate: if supply.mode == TaxMode::None { Rate::ZERO } else { draft.charge_rate(charge) },
        amounts: worked.amounts,
        total: worked.total,
    });
    Bill {
        kind: supply.kind,
        mode: supply.mode,
        seller: Some(supply.seller.clone()),
        due: due.map_or(date, |due| due.date),
        due_by: due.map(|due| due.by),
        place_of_supply: supply.place.clone(),
        ship_to: draft.ship_to.clone(),
        reverse_charge: draft.reverse_charge && supply.mode != TaxMode::None,
        lines: lines.collect(),
        charges: charges.collect(),
        amounts: result.amounts,
        discount: result.discount,
        round_off: result.round_off,
        total: result.total,
        change,
        template: TEMPLATE,
        instead_of,
    }
}

/// A sale debits the customer; sales, charges, each head of tax and the round-off are credited.
pub(super) fn postings(result: &BillResult, reverse_charge: bool, supply: &Supply) -> Result<Postings> {
    let charges = Paise::sum(result.charges.iter().map(|charge| charge.amounts.taxable), "charges")?;
    let sales = result.amounts.taxable.sub(charges, "sales")?;
    let entry = Entry::default()
        .debit(Account::PARTY, supply.party.id, result.total)
        .credit(Account::SALES, None, sales)
        .credit(Account::CHARGES, None, charges)
        .credit(Account::ROUND_OFF, None, result.round_off);
    let Amounts { cgst, sgst, igst, cess, .. } = result.amounts;
    let state = if supply.mode == TaxMode::IntraUt { Account::OUTPUT_UTGST } else { Account::OUTPUT_SGST };
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
