//! A push taken in: what has to be known of it, how each of its entries counts, and what then is written.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::host::{Author, Head, Say, link, logged};
use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, ChangeId};
use crate::journal::change::{Change, Hash, Kind, Standing};
use crate::journal::cut::{MOST, Room};
use crate::journal::fits;
use crate::journal::project::{Gate, Projection};
use crate::journal::reversal::{self, Posted};
use crate::store::rebuild::change_of;
use crate::store::statements::{journal, sync as sql};
use crate::store::stock::{Chains, StockMoved};
use crate::store::sums::Sums;
use crate::store::{Row, Statement, Value, apply};
use crate::sync::message::{self, LONGEST_BODY, Link, MOST_PUSHED, Push, Receipt, Verdict};

/// A push on its way to the log: what has to be known of it, and what then follows. The queries go out behind the
/// lock of the shop's head; the statements, with the commit behind them.
pub struct Intake<'a> {
    business: BusinessId,
    push: &'a Push,
    /// Each with its digest.
    changes: Vec<(Change, Hash)>,
    projections: Vec<Result<Projection>>,
}

impl<'a> Intake<'a> {
    /// What is said, in its order.
    pub fn says(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().map(|(change, _)| change)
    }

    /// Reads a push. Links of the chain follow from what was said.
    ///
    /// # Errors
    /// `too_large` for more entries than one message takes.
    pub fn new(business: BusinessId, push: &'a Push) -> Result<Self> {
        if push.entries.len() > MOST_PUSHED {
            return Err(Error::field(Code::TooLarge, "entries", format!("At most {MOST_PUSHED} entries at once.")));
        }
        let changes = chain(business, push);
        let said = changes.iter().zip(&push.entries);
        let projections = said.map(|((change, _), pushed)| readable(change, &pushed.said.kind)).collect();
        Ok(Self { business, push, changes, projections })
    }

    /// What has to be known: the head, the end of the chain, what was refused before, the acts, the records, the items'
    /// years.
    pub fn queries(&self) -> Vec<Statement> {
        let business = self.business;
        let end = journal::CHANGE_HEAD.with([business.into(), self.push.device.into()]);
        let room = sql::REFUSED_ROOM.with([business.into(), MOST.into()]);
        let mut queries = vec![sql::HEAD.with([business.into()]), end, room];
        queries.extend(self.acts());
        queries.extend(self.kinds());
        queries.extend(self.vouchers());
        queries.extend(Gate::queries(business, self.gates()));
        let moved = self.projections.iter().flatten().filter_map(|projection| projection.stock.as_ref());
        queries.extend(Chains::queries(business, moved.flat_map(StockMoved::years)));
        queries
    }

    fn acts(&self) -> Vec<Statement> {
        let ops: Vec<Value> = self.changes.iter().map(|(change, _)| change.op.into()).collect();
        journal::CHANGES_BY_OP.of_each(self.business.into(), &ops, [])
    }

    /// Of which kinds the records have been so far.
    fn kinds(&self) -> Vec<Statement> {
        let known = self.changes.iter().filter(|(change, _)| fits::family(&change.kind).is_some());
        let records: BTreeSet<Uuid> = known.map(|(change, _)| change.record).collect();
        let records: Vec<Value> = records.into_iter().map(Value::from).collect();
        sql::KINDS_OF_RECORDS.of_each(self.business.into(), &records, [])
    }

    /// What the vouchers said that the push takes back.
    fn vouchers(&self) -> Vec<Statement> {
        let vouchers: Vec<Value> = self.taken_back().into_iter().map(Value::from).collect();
        sql::SAID_OF_RECORDS.of_each(self.business.into(), &vouchers, [])
    }

    fn taken_back(&self) -> BTreeSet<Uuid> {
        let changes = self.changes.iter();
        changes.filter_map(|(change, _)| reversal::cancellation(change)).map(|back| back.voucher.uuid()).collect()
    }

    fn gates(&self) -> impl Iterator<Item = &Gate> {
        self.projections.iter().flatten().filter_map(|projection| projection.gate.as_ref())
    }

    /// What follows: the statements that put the entries on the log and into the tables, and what the sender is told.
    pub fn judge(self, known: Vec<Vec<Row>>, now_ms: i64, author: &Author<'_>) -> Result<(Vec<Statement>, Receipt)> {
        let relayed = self.push.device != author.device;
        if relayed && (!author.refill || author.late) {
            return Err(Error::field(Code::Forbidden, "device", "A device sends its own entries only."));
        }
        let known = self.known(known)?;
        let (base, mut mine) = (known.head.at, known.mine);
        if known.mine != self.push.after {
            return Ok((Vec::new(), Receipt { mine, base, verdicts: Vec::new() }));
        }
        let mut log = Log { known, statements: Vec::new(), sums: Sums::default(), verdicts: Vec::new() };
        let said = self.changes.into_iter().zip(self.projections).zip(&self.push.entries);
        for (((change, hash), projection), pushed) in said {
            let says = (author.may)(&change);
            // An act that is on the log already was judged there.
            let known = log.known.acts.get(&change.op).is_some_and(|known| same_act(known, &change));
            if relayed && says == Say::Waits && !known {
                break;
            }
            mine = Link { dseq: change.dseq, hash };
            log.add(change, hash, projection, pushed.granted, now_ms, (says, author.late));
        }
        let Log { mut known, statements, sums, verdicts } = log;
        if verdicts.is_empty() {
            return Ok((Vec::new(), Receipt { mine, base, verdicts }));
        }
        let mut statements = apply::alike_together(statements);
        statements.extend(sums.statements(self.business, &mut known.stock));
        statements.push(known.head.save(self.business));
        Ok((statements, Receipt { mine, base, verdicts }))
    }

    fn known(&self, answers: Vec<Vec<Row>>) -> Result<Known> {
        let mut answers = answers.into_iter();
        let head = Head::of(answers.next().unwrap_or_default().first())?;
        let mine = link(answers.next().unwrap_or_default().first())?;
        let refused = answers.next().unwrap_or_default();
        let room = |row: &Row| Ok::<_, Error>(Room { entries: row.int(0)?, bytes: row.int(1)? });
        let room = refused.first().map(room).transpose()?.unwrap_or_default();
        let mut acts = BTreeMap::new();
        for row in answers.by_ref().take(self.acts().len()).flatten() {
            let (change, hash) = change_of(&row)?;
            // One that counts goes before those that were refused under its id.
            if change.standing != Standing::Refused || !acts.contains_key(&change.op) {
                acts.insert(change.op, (change, hash));
            }
        }
        let mut kinds = Kinds::default();
        for row in answers.by_ref().take(self.kinds().len()).flatten() {
            kinds.note(uuid(&row)?, &Kind::from(row.text(1)?));
        }
        let mut posted: BTreeMap<Uuid, Option<Posted>> =
            self.taken_back().into_iter().map(|voucher| (voucher, None)).collect();
        for row in answers.by_ref().take(self.vouchers().len()).flatten() {
            posted.insert(uuid(&row)?, Posted::read(row.bytes(1)?));
        }
        let asked = Gate::queries(self.business, self.gates()).len();
        let spoken = Gate::spoken(answers.by_ref().take(asked))?;
        let years: Vec<Row> = answers.flatten().collect();
        Ok(Known { head, mine, room, acts, kinds, posted, spoken, stock: Chains::read(&years)? })
    }
}

fn uuid(row: &Row) -> Result<Uuid> {
    Uuid::from_slice(row.bytes(0)?).map_err(|_| Error::new(Code::CorruptDatabase, "A stored id is not 16 bytes."))
}

/// The pushed entries in their places of the chain: links follow from what was said.
fn chain(business: BusinessId, push: &Push) -> Vec<(Change, Hash)> {
    let mut after = push.after;
    let next = |pushed: &message::Pushed| {
        let change = message::change(business, push.device, after, pushed.op, &pushed.said);
        after = Link { dseq: change.dseq, hash: change.hash() };
        (change, after.hash)
    };
    push.entries.iter().map(next).collect()
}

fn readable(change: &Change, kind: &str) -> Result<Projection> {
    if change.kind.as_str() != kind {
        return Err(Error::new(Code::InvalidRequest, "The entry's kind holds a character that no text has."));
    }
    if change.body.len() > LONGEST_BODY {
        return Err(Error::new(Code::TooLarge, "The entry is longer than the books take."));
    }
    serde_json::from_slice::<serde::de::IgnoredAny>(&change.body)
        .map_err(|error| Error::new(Code::InvalidRequest, format!("The entry is no JSON: {error}.")))?;
    fits::check(change)?;
    apply::projection(change)
}

/// Of which kinds records are: of those that spoke of them first, for good.
#[derive(Default)]
struct Kinds(BTreeMap<Uuid, BTreeSet<String>>);

impl Kinds {
    fn note(&mut self, record: Uuid, kind: &Kind) {
        if let Some(family) = fits::family(kind) {
            self.0.entry(record).or_default().insert(family.to_owned());
        }
    }

    /// Whether an entry is about a record that is another kind's.
    fn are_others(&self, change: &Change) -> bool {
        let Some(family) = fits::family(&change.kind) else { return false };
        self.0.get(&change.record).is_some_and(|known| !known.contains(family))
    }
}

/// What the host knows of the acts that a push names.
struct Known {
    head: Head,
    mine: Link,
    /// What the shop's refused entries take.
    room: Room,
    acts: BTreeMap<ChangeId, (Change, Hash)>,
    /// Of which kinds the records are.
    kinds: Kinds,
    /// What the vouchers posted that the push takes back; none of one that is not on the log.
    posted: BTreeMap<Uuid, Option<Posted>>,
    /// Records that have been spoken for.
    spoken: BTreeSet<Uuid>,
    /// The years of the items that the push moves.
    stock: Chains,
}

impl Known {
    /// Whether an entry cancels something else than what its voucher posted. A voucher that is not here may come yet: a
    /// host that was set back hears of it by whoever holds it, in whatever order they come.
    fn takes_more_back(&self, change: &Change) -> bool {
        let Some(cancellation) = reversal::cancellation(change) else { return false };
        let posted = self.posted.get(&cancellation.voucher.uuid()).and_then(Option::as_ref);
        posted.is_some_and(|posted| !posted.is_reversed_by(&cancellation))
    }
}

/// Entries on their way to the log.
struct Log {
    known: Known,
    statements: Vec<Statement>,
    sums: Sums,
    verdicts: Vec<Verdict>,
}

impl Log {
    fn add(
        &mut self,
        mut change: Change,
        hash: Hash,
        projection: Result<Projection>,
        earlier: Option<i64>,
        now_ms: i64,
        (says, late): (Say, bool),
    ) {
        let act = self.known.acts.get(&change.op);
        let gate = projection.as_ref().ok().and_then(|projection| projection.gate.as_ref());
        let spoken = gate.is_some_and(|gate| self.known.spoken.contains(&gate.record));
        let is_voucher = gate.is_some_and(|gate| gate.record == change.record) && change.kind.as_str() != "cancel";
        change.standing = match act {
            // Refused once, refused again.
            Some((known, _)) if known.standing == Standing::Refused => Standing::Refused,
            Some(known) if same_act(known, &change) => Standing::Again,
            // An id that already says something else, or a voucher told twice: forged, or a fault of the app.
            Some(_) => Standing::Refused,
            None if projection.is_err() || (spoken && is_voucher) || self.known.kinds.are_others(&change) => {
                Standing::Refused
            }
            None if matches!(says, Say::MayNot | Say::Waits) || self.known.takes_more_back(&change) => {
                Standing::Refused
            }
            None if late || says == Say::Late => Standing::Late,
            None => Standing::Counted,
        };
        let earlier = match act {
            Some((known, _)) if change.standing == Standing::Again => Some(known.stamp()),
            _ => earlier,
        };
        change.granted = self.known.head.grant(now_ms, change.ms, earlier);
        let at = self.known.head.at.then(hash, logged(change.standing), change.granted);
        self.known.head.at = at;
        self.verdicts.push(Verdict { granted: change.granted, standing: logged(change.standing) });
        if change.standing == Standing::Refused {
            change.body = self.known.room.keeps(&change.body);
        }
        self.statements.push(apply::insert(&change, hash, Some((at.seq, at.chain))));
        if !change.standing.is_projected() {
            return;
        }
        // Fields go by the stamp that was granted.
        let projection = if change.granted.is_some() { apply::projection(&change) } else { projection };
        if let Ok(Projection { gate, facts, totals, stock, terms, always }) = projection {
            if let Some(gate) = gate {
                self.known.spoken.insert(gate.record);
                self.statements.push(gate.pass);
            }
            if !spoken {
                self.sums.add(totals, stock);
                self.statements.extend(facts.into_iter().chain(terms));
            }
            self.statements.extend(always);
        }
        if let Some(posted) = self.known.posted.get_mut(&change.record) {
            *posted = Posted::read(&change.body);
        }
        self.known.kinds.note(change.record, &change.kind);
        self.known.acts.insert(change.op, (change, hash));
    }
}

/// Whether a change says what a known one does, by that one's digest: as it would be in that one's place.
fn same_act((known, hash): &(Change, Hash), change: &Change) -> bool {
    change.hash_at(known.device, known.dseq, known.prev) == *hash
}
