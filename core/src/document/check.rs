//! What a draft must satisfy to become a bill: the one check behind `bill.preview` and `bill.finalize`. The
//! preview answers every problem beside the totals, because a bill that is being typed is unfinished by nature;
//! finalizing refuses with the first.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::Session;
use crate::business::Shop;
use crate::code::hsn::Hsn;
use crate::code::unit;
use crate::date::Date;
use crate::document::bill::{Due, DueBy};
use crate::document::correct::{self, Corrected, PaidBefore};
use crate::document::day::dated;
use crate::document::draft_store::{MOST_LINES, too_many_lines};
use crate::document::rates::{self, RateChange};
use crate::document::supply::{self, Supply};
use crate::document::{Draft, DraftLine, Movement, finalize};
use crate::error::{Code, Error, OrError, Result};
use crate::id::{BusinessId, ItemId};
use crate::item::{self, Item};
use crate::ledger::Postings;
use crate::money::Paise;
use crate::party;
use crate::party::snapshot::hidden;
use crate::party::terms;
use crate::payment::settle::Settlement;
use crate::quantity::Milli;
use crate::store::{Engine, Statement};
use crate::tax::compute::BillResult;
use crate::text;

/// A draft with all that follows from it.
pub struct Checked {
    /// The draft, its texts cleaned.
    pub draft: Draft,
    /// The bill's date.
    pub date: Date,
    /// When payment is due, if that is agreed.
    pub due: Option<Due>,
    /// Which document, which tax, to whom.
    pub supply: Supply,
    /// The goods that leave the shop.
    pub movements: Vec<Movement>,
    /// Lines, taxes and total, where they can be worked out.
    pub result: Option<BillResult>,
    /// Lines whose item has another rate on the bill's date.
    pub rates: Vec<RateChange>,
    /// What it posts, where that can be kept.
    pub postings: Option<Postings>,
    /// How the tenders pay it, where they do.
    pub settlement: Option<Settlement>,
    /// The bill that it corrects, if it corrects one.
    pub corrected: Option<Corrected>,
    /// What was paid for that bill, or for the cancelled one that it writes again, by payment. It pays this one first, as
    /// far as this one takes it: the tenders pay the rest.
    pub paid_before: Vec<PaidBefore>,
    /// Everything for which the bill would be refused, in the order of the draft; with none, it has its figures.
    pub problems: Vec<Error>,
}

/// Checks a draft. Fails by itself only where nothing can be said of it: a customer who is not in the books, a
/// place that no supply of this shop can have.
pub async fn draft<E: Engine>(session: &mut Session<'_, E>, shop: &Shop, draft: Draft) -> Result<Checked> {
    let mut problems = Vec::new();
    let draft = cleaned(draft, &mut problems);
    let mut supply = supply::decide(session, shop, &draft).await?;
    let corrected = correct::corrected(session, &draft, &mut problems).await?;
    if let Some(corrected) = &corrected {
        supply.balance = supply.balance.sub(corrected.owed(&draft), "balance")?;
    }
    if supply.archived {
        problems.push(hidden(&supply.party.name));
    }
    if draft.kind.is_some_and(|kind| kind != supply.kind) {
        let message = "The law asks for another document. Leave the kind out, and it is chosen.";
        problems.push(Error::field(Code::InvalidValue, "kind", message));
    }
    let date = dated(session.today(), draft.date).unwrap_or_else(|problem| {
        problems.push(problem);
        session.today()
    });
    if draft.due.is_some_and(|due| due < date) {
        let message = format!("Payment cannot be due before the bill's date, {}.", date.indian());
        problems.push(Error::field(Code::DueBeforeBill, "due", message));
    }
    let ids: Vec<ItemId> = items(&draft).into_iter().collect();
    let items = item::list::some(session, &ids).await?;
    let movements = movements(&draft, &items, &mut problems);
    let rates = rates::changed(&draft.lines, &items, date);
    problems.extend(rates.iter().map(|change| rate_changed(&draft, change)));
    let result = noted(draft.totals(supply.mode, shop.round_to_rupee), &mut problems);
    let total = result.as_ref().map(|result| result.total);
    let paid_before = correct::paid_before(session, &draft, corrected.as_ref()).await?;
    let pays = PaidBefore::of_total(&paid_before, total.unwrap_or_default())?;
    let settlement = match total {
        Some(total) => {
            let to_pay = total.sub(PaidBefore::sum(&pays)?, "due")?;
            noted(Settlement::new(&draft.tenders, to_pay, supply.party.id), &mut problems)
        }
        None => None,
    };
    let owed = owed(&supply, total, settlement.as_ref(), &pays)?;
    let due = due(&draft, date, supply.credit_days.filter(|_| owed));
    let postings = result
        .as_ref()
        .and_then(|result| noted(finalize::postings(result, draft.reverse_charge, &supply), &mut problems));
    Ok(Checked {
        draft,
        date,
        due,
        supply,
        movements,
        rates,
        result,
        postings,
        settlement,
        corrected,
        paid_before,
        problems,
    })
}

/// Whether something of the bill is left to be paid: neither tenders nor an advance cover it.
fn owed(
    supply: &Supply,
    total: Option<Paise>,
    settlement: Option<&Settlement>,
    paid_before: &[PaidBefore],
) -> Result<bool> {
    // A bill that is only begun will be owed as far as anybody knows.
    let Some(total) = total.filter(|total| !total.is_zero()) else { return Ok(true) };
    let before = PaidBefore::sum(paid_before)?;
    let tendered = settlement.map_or(Paise::ZERO, |settlement| settlement.against_bill);
    let advance = supply.balance.add(before, "balance")?.neg().max(Paise::ZERO);
    Ok(Paise::sum([before, tendered, advance], "paid")? < total)
}

/// When payment is due: the day that was typed, or what the customer has for days.
fn due(draft: &Draft, date: Date, credit_days: Option<u16>) -> Option<Due> {
    let typed = draft.due.map(|date| Due { date, by: DueBy::Typed });
    typed.or_else(|| {
        credit_days.map(|days| Due { date: terms::last_day(date, None, Some(days)), by: DueBy::CreditDays })
    })
}

/// The queries that checking a draft needs beside the shop's: its customer and its items.
pub fn queries(business: BusinessId, draft: &Draft) -> Vec<Statement> {
    let party = draft.party.map(|id| party::get::query(business, id));
    party.into_iter().chain(item::list::queries(business, items(draft))).collect()
}

/// The items of a draft, each once.
pub fn items(draft: &Draft) -> BTreeSet<ItemId> {
    draft.lines.iter().take(MOST_LINES).filter_map(|line| line.item).collect()
}

/// What was answered, or a problem more.
fn noted<T>(answer: Result<T>, problems: &mut Vec<Error>) -> Option<T> {
    answer.map_err(|problem| problems.push(problem)).ok()
}

/// Cleans a draft's texts; one that no bill can have is left empty.
fn cleaned(mut draft: Draft, problems: &mut Vec<Error>) -> Draft {
    if draft.lines.is_empty() {
        problems.push(Error::field(Code::EmptyBill, "lines", "Add at least one item to the bill."));
    }
    if draft.lines.len() > MOST_LINES || draft.charges.len() > MOST_LINES {
        problems.push(too_many_lines());
        draft.lines.truncate(MOST_LINES);
        draft.charges.truncate(MOST_LINES);
    }
    let mut clean = |text: &mut String, within: Option<String>, cleaned: Result<String>| {
        let cleaned = cleaned.map_err(|error| match &within {
            Some(outer) => error.within(outer),
            None => error,
        });
        *text = noted(cleaned, problems).unwrap_or_default();
    };
    for (n, line) in draft.lines.iter_mut().enumerate() {
        let within = || Some(format!("lines.{n}"));
        let name = text::required("name", &line.name, 200);
        clean(&mut line.name, within(), name);
        let hsn = text::code::<Hsn>("hsn", &line.hsn);
        clean(&mut line.hsn, within(), hsn);
        let unit = text::line("unit", &line.unit, 20);
        let unit = unit.map(|unit| unit::kept(&unit));
        clean(&mut line.unit, within(), unit);
    }
    for (n, charge) in draft.charges.iter_mut().enumerate() {
        let name = text::required("name", &charge.name, 100);
        clean(&mut charge.name, Some(format!("charges.{n}")), name);
    }
    let customer_name = text::line("customer_name", &draft.customer_name, 100);
    clean(&mut draft.customer_name, None, customer_name);
    let ship_to = text::lines("ship_to", &draft.ship_to, 300);
    clean(&mut draft.ship_to, None, ship_to);
    let note = text::lines("note", &draft.note, 500);
    clean(&mut draft.note, None, note);
    draft
}

/// Goods that leave the shop: one movement for each item, also of one whose stock is not shown, so that what came in
/// and went out always stand together. Services do not move.
fn movements(draft: &Draft, items: &BTreeMap<ItemId, Item>, problems: &mut Vec<Error>) -> Vec<Movement> {
    let mut sold: BTreeMap<ItemId, Vec<(usize, &DraftLine)>> = BTreeMap::new();
    for (n, line) in draft.lines.iter().enumerate() {
        if let Some(item) = line.item {
            sold.entry(item).or_default().push((n, line));
        }
    }
    let mut out = Vec::new();
    for (id, lines) in sold {
        let found = items.get(&id).or_not_found("item");
        let mut quantity = Milli::ZERO;
        let (mut moves, mut last) = (true, 0);
        for (n, line) in lines {
            last = n;
            let fits = match &found {
                Ok(item) => fits(item, line).and_then(|()| quantity.add(line.quantity, "quantity")),
                Err(error) => Err(error.clone()),
            };
            match fits {
                Ok(sum) => quantity = sum,
                Err(problem) => {
                    moves = false;
                    problems.push(problem.within(&format!("lines.{n}")));
                }
            }
        }
        if moves && found.is_ok_and(|item| !item.is_service()) {
            let moved = Movement::new(id, quantity.neg(), Paise::ZERO);
            out.extend(noted(moved.map_err(|problem| problem.within(&format!("lines.{last}"))), problems));
        }
    }
    out
}

/// What was shown and agreed to is not what the law asks for: the total is looked at once more.
fn rate_changed(draft: &Draft, change: &RateChange) -> Error {
    let name = usize::try_from(change.line).ok().and_then(|at| draft.lines.get(at)).map_or("", |line| &line.name);
    let message = format!("On {} {name} has another tax. Look at the total again.", change.on.indian());
    Error::field(Code::RatesChanged, format!("lines.{}.rate", change.line), message)
}

/// Whether a line can be sold of its item. Stock is counted in the item's unit and there is no way from one unit to
/// another, so that "2 boxes" of what is counted in pieces would be counted wrong.
fn fits(item: &Item, line: &DraftLine) -> Result<()> {
    if item.archived {
        let message = format!("{} is hidden. Show the item again, or choose another.", item.name);
        return Err(Error::field(Code::Archived, "item", message));
    }
    let given = !line.unit.is_empty() && !item.unit.is_empty();
    if given && !item.is_service() && line.unit.to_lowercase() != unit::kept(&item.unit).to_lowercase() {
        let message = format!("{} is counted in {}, so it cannot be sold in {}.", item.name, item.unit, line.unit);
        return Err(Error::field(Code::UnitMismatch, "unit", message));
    }
    Ok(())
}
