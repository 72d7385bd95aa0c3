//! What a change means for the tables: a pure function from one change to statements.
//!
//! Projections commute: whatever order changes arrive in, the tables end up equal. That a change is projected
//! once is the journal's job (`store::apply`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::change::{BODY_VERSION, Change, Kind};
use super::envelope::Envelope;
use super::merge;
use crate::attachment::Attached;
use crate::clock::day_in_india;
use crate::date::Date;
use crate::document::day::LATEST_DAYS;
use crate::document::{Allocation, Movement};
use crate::error::{OrError, Result};
use crate::id::{AllocationId, BusinessId, ItemId, PartyId, VoucherId};
use crate::item::worth::Moved;
use crate::ledger::{Account, Postings};
use crate::money::Paise;
use crate::payment::Mode;
use crate::store::statement::{Row, Sql, Statement, Value};
use crate::store::statements::{attachment, journal, voucher as sql};
use crate::store::stock::StockMoved;

/// The statements of a change, apart by when they run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Projection {
    /// What lets `facts` and `totals` through: of several changes that speak for one record, the first.
    pub gate: Option<Gate>,
    /// Rows that say what happened.
    pub facts: Vec<Statement>,
    /// Sums over those rows: a rebuild makes them set-wise instead.
    pub totals: Vec<Statement>,
    /// Goods that moved: sums whose values follow from what is stored of other years (`store::stock`).
    pub stock: Option<StockMoved>,
    /// Search terms: a rebuild makes them at the end.
    pub terms: Vec<Statement>,
    /// Rows that every change adds to, also one that comes second to a claim.
    pub always: Vec<Statement>,
}

/// The first change that passes speaks for the record.
#[derive(Debug, PartialEq, Eq)]
pub struct Gate {
    /// The record.
    pub record: Uuid,
    /// Answers which of several records a change has passed for.
    known: &'static Sql,
    /// Passes; touches no row when a change has passed before.
    pub pass: Statement,
}

impl Gate {
    /// The queries for which of these gates a change has passed already.
    pub fn queries<'a>(business: BusinessId, gates: impl Iterator<Item = &'a Self>) -> Vec<Statement> {
        let mut records: Vec<(&'static Sql, Vec<Value>)> = Vec::new();
        for gate in gates {
            match records.iter_mut().find(|(known, _)| std::ptr::eq(*known, gate.known)) {
                Some((_, records)) => records.push(gate.record.into()),
                None => records.push((gate.known, vec![gate.record.into()])),
            }
        }
        records.iter().flat_map(|(known, records)| known.of_each(business.into(), records, [])).collect()
    }

    /// The records that they answered.
    ///
    /// # Errors
    /// `corrupt_database` when an id is none.
    pub fn spoken(answers: impl Iterator<Item = Vec<Row>>) -> Result<BTreeSet<Uuid>> {
        answers.flatten().map(|row| row.id::<VoucherId>(0).map(|id| id.uuid())).collect()
    }
}

/// The body of a cancellation. Its record id is derived from the voucher's, so that two devices that cancel
/// offline make one reversal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cancellation {
    /// The voucher taken back.
    pub voucher: VoucherId,
    /// The voucher's own date: the reversal is posted there.
    pub date: Date,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// The exact negation of the voucher's postings.
    pub postings: Postings,
    /// The exact negation of the voucher's movements.
    #[serde(default)]
    pub movements: Vec<Movement>,
}

/// The body of an allocation made after its payment, or of what takes one back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LaterAllocation {
    /// The payment.
    pub payment: VoucherId,
    /// Against which bills; below zero where it is taken back.
    pub allocations: Vec<Allocation>,
    /// The allocation that this takes back, whole. Its record id is derived from that one's, so that two devices that
    /// take it back offline do so once. Entries of older apps take back amounts and name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub releases: Option<AllocationId>,
}

/// What the change means for the tables.
///
/// # Errors
/// When its body is not what its kind says. Bodies of newer apps are read as far as every version can.
pub fn project(change: &Change) -> Result<Projection> {
    match known(change) {
        Err(_) if change.version > BODY_VERSION => envelope(change),
        projection => projection,
    }
}

fn known(change: &Change) -> Result<Projection> {
    match &change.kind {
        Kind::Shop | Kind::Device | Kind::Party | Kind::Item | Kind::Attachment => {
            let (facts, terms) = merge::project(change)?;
            Ok(Projection { facts, terms, ..Projection::default() })
        }
        Kind::Voucher => voucher(change, Envelope::read(change)?),
        Kind::Cancel => cancellation(change, &change.parse()?),
        Kind::Allocate => {
            let body: LaterAllocation = change.parse()?;
            // The rows of a release stand under its record: said twice, by whichever device first, they are the same rows.
            let (act, ms) = body.releases.map_or((change.op.uuid(), change.ms), |act| (act.release(), 0));
            let facts = allocations(change.business, act, ms, body.payment, &body.allocations);
            let totals = body.allocations.iter().map(|set| settle(change.business, set.bill)).collect();
            Ok(Projection { facts, totals, ..Projection::default() })
        }
        Kind::Attach => attached(change, &change.parse()?),
        Kind::Unknown(_) => envelope(change),
    }
}

/// Something of a newer app: its postings and movements still count, so that balances are right.
fn envelope(change: &Change) -> Result<Projection> {
    match Envelope::read(change) {
        Ok(envelope) if envelope.date.is_some() => voucher(change, envelope),
        _ => Ok(Projection::default()),
    }
}

/// What a voucher means for the tables, whose body needs not be read for it.
///
/// # Errors
/// `overflow` when its figures do.
pub fn voucher(change: &Change, envelope: Envelope) -> Result<Projection> {
    let id = envelope.id.unwrap_or(VoucherId::new(change.record));
    let date = envelope.date.or_not_found("date")?;
    let fy = i64::from(date.financial_year().start());
    let mode = Mode::only(&envelope.postings).map(Mode::account);
    let pass = sql::VOUCHER_INSERT.with([
        change.business.into(),
        id.into(),
        change.op.into(),
        change.ms.into(),
        envelope.kind.into(),
        date.into(),
        fy.into(),
        envelope.series.as_str().into(),
        envelope.serial.into(),
        envelope.number.into(),
        envelope.party.id.into(),
        envelope.party.name.into(),
        envelope.note.into(),
        mode.as_ref().map_or("", Account::code).into(),
        envelope.amount.into(),
        envelope.due.into(),
    ]);
    let gate = Gate { record: id.uuid(), known: &sql::VOUCHERS_KNOWN, pass };
    let mut out = Projection { gate: Some(gate), ..Projection::default() };
    if envelope.serial > 0 {
        out.totals.push(sql::SAME_NUMBERS_ADD.with([
            change.business.into(),
            envelope.series.into(),
            fy.into(),
            envelope.serial.into(),
            envelope.serial.into(),
        ]));
    }
    out.facts.extend(ahead(change, id, date));
    let fact = Fact { change, id, date, reversal: false };
    fact.postings(&mut out, &envelope.postings)?;
    fact.movements(&mut out, &envelope.movements)?;
    // What it was made with goes before whatever it is set against later.
    out.facts.extend(allocations(change.business, change.op.uuid(), 0, id, &envelope.allocations));
    out.totals.push(settle(change.business, id));
    Ok(out)
}

/// What notes that a voucher is dated after the day on which the shop's log took it in. The log grants a stamp of its own
/// where a device's was ahead of it; that only ever comes down, so what was noted stays.
fn ahead(change: &Change, id: VoucherId, date: Date) -> Option<Statement> {
    let taken = day_in_india(change.granted?);
    (date > taken.plus_days(LATEST_DAYS))
        .then(|| sql::AHEAD_ADD.with([change.business.into(), id.into(), change.op.into()]))
}

/// What else follows from the stamp that a voucher was granted after it was projected.
pub fn granted(change: &Change) -> Option<Statement> {
    let envelope: Envelope = change.parse().ok()?;
    ahead(change, envelope.id.unwrap_or(VoucherId::new(change.record)), envelope.date?)
}

fn attached(change: &Change, body: &Attached) -> Result<Projection> {
    body.check()?;
    let business = change.business;
    let pass = attachment::ATTACHMENT_INSERT.with([
        business.into(),
        change.record.into(),
        change.op.into(),
        change.ms.into(),
        body.owner.as_str().into(),
        body.owner.uuid().into(),
        body.sha256.into(),
        body.size.into(),
        body.mime.as_str().into(),
        body.name.as_str().into(),
    ]);
    let gate = Gate { record: change.record, known: &attachment::ATTACHMENTS_KNOWN, pass };
    Ok(Projection { gate: Some(gate), ..Projection::default() })
}

fn cancellation(change: &Change, body: &Cancellation) -> Result<Projection> {
    let (business, id) = (change.business, body.voucher);
    let record = id.cancellation();
    let gate = Gate {
        record,
        known: &journal::CLAIMS_KNOWN,
        pass: journal::CLAIM_INSERT.with([business.into(), record.into()]),
    };
    let mut out = Projection { gate: Some(gate), ..Projection::default() };
    let fact = Fact { change, id, date: body.date, reversal: true };
    fact.postings(&mut out, &body.postings)?;
    fact.movements(&mut out, &body.movements)?;
    out.totals.push(settle(business, id));
    out.always.push(sql::CANCELLATION_SET.with([
        business.into(),
        id.into(),
        change.ms.into(),
        change.op.into(),
        body.reason.as_str().into(),
    ]));
    out.always.push(sql::VOUCHER_CANCEL.with([business.into(), id.into()]));
    Ok(out)
}

/// A voucher's rows, or those of its reversal.
struct Fact<'a> {
    change: &'a Change,
    id: VoucherId,
    date: Date,
    reversal: bool,
}

impl Fact<'_> {
    fn postings(&self, out: &mut Projection, postings: &Postings) -> Result<()> {
        let (business, month) = (self.change.business, self.date.month());
        let mut accounts: BTreeMap<&str, (Paise, Paise)> = BTreeMap::new();
        let mut parties: BTreeMap<PartyId, Paise> = BTreeMap::new();
        for (n, posting) in (0_i64..).zip(postings.lines()) {
            out.facts.push(sql::POSTING_INSERT.with([
                business.into(),
                self.id.into(),
                self.reversal.into(),
                n.into(),
                posting.account.code().into(),
                posting.party.into(),
                self.date.into(),
                month.into(),
                posting.amount.into(),
            ]));
            let (debit, credit) = accounts.entry(posting.account.code()).or_default();
            if posting.amount.is_negative() {
                *credit = credit.sub(posting.amount, "credit")?;
            } else {
                *debit = debit.add(posting.amount, "debit")?;
            }
            if let Some(party) = posting.party {
                let sum = parties.entry(party).or_default();
                *sum = sum.add(posting.amount, "balance")?;
            }
        }
        out.totals.extend(accounts.into_iter().map(|(account, (debit, credit))| {
            sql::ACCOUNT_MONTH_ADD.with([business.into(), account.into(), month.into(), debit.into(), credit.into()])
        }));
        // A reversal is no new activity of the party: only the voucher itself moves it up the list.
        let ms = if self.reversal { 0 } else { self.change.ms };
        for (party, sum) in parties {
            let key = || [Value::from(business), Value::from(party)];
            let [b, p] = key();
            out.totals.push(sql::PARTY_ADD.with([b, p, sum.into(), ms.into(), self.date.into()]));
            let [b, p] = key();
            out.totals.push(sql::PARTY_MONTH_ADD.with([b, p, month.into(), sum.into()]));
        }
        Ok(())
    }

    fn movements(&self, out: &mut Projection, movements: &[Movement]) -> Result<()> {
        let business = self.change.business;
        let fy = i64::from(self.date.financial_year().start());
        let mut items: BTreeMap<ItemId, Moved> = BTreeMap::new();
        for (n, movement) in (0_i64..).zip(movements) {
            out.facts.push(sql::MOVEMENT_INSERT.with([
                business.into(),
                self.id.into(),
                self.reversal.into(),
                n.into(),
                movement.item.into(),
                self.date.into(),
                fy.into(),
                movement.quantity.into(),
                movement.value.into(),
            ]));
            // What came in and its reversal count in the "in" columns, so that a cancelled purchase leaves no trace
            // in the average; a cancelled sale likewise in "out".
            let came_in = movement.quantity.is_positive() != self.reversal;
            let sum = items.entry(movement.item).or_default();
            if came_in {
                sum.quantity_in = sum.quantity_in.checked_add(movement.quantity.get()).or_overflow("stock")?;
                sum.value_in = sum.value_in.checked_add(movement.value.get()).or_overflow("stock_value")?;
            } else {
                sum.quantity_out = sum.quantity_out.checked_sub(movement.quantity.get()).or_overflow("stock")?;
            }
        }
        for (item, sum) in &items {
            let change = sum.quantity_in.checked_sub(sum.quantity_out).or_overflow("stock")?;
            out.totals.push(sql::ITEM_STOCK_ADD.with([business.into(), (*item).into(), change.into()]));
        }
        if !items.is_empty() {
            out.stock = Some(StockMoved { fy, items });
        }
        Ok(())
    }
}

/// The rows of what a payment is set against; `ms` is when.
fn allocations(
    business: BusinessId,
    act: Uuid,
    ms: i64,
    payment: VoucherId,
    allocations: &[Allocation],
) -> Vec<Statement> {
    let row = |(n, set): (i64, &Allocation)| {
        let (bill, amount) = (set.bill.into(), set.amount.into());
        sql::ALLOCATION_INSERT.with([business.into(), act.into(), n.into(), payment.into(), bill, amount, ms.into()])
    };
    (0_i64..).zip(allocations).map(row).collect()
}

/// `paid` is worked out anew from the rows, so that it does not matter which of them came first.
fn settle(business: BusinessId, voucher: VoucherId) -> Statement {
    sql::SETTLE.with([business.into(), voucher.into()])
}
