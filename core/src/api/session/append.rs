//! Appending to this installation's own chain: everything that has to be known is asked first, then everything is
//! written, so that an engine behind a network needs one round trip for each.

use std::collections::BTreeSet;

use serde::Serialize;
use uuid::Uuid;

use super::{Head, Me, OFFSET_MS, SEEN_MS, Session};
use crate::document::Voucher;
use crate::error::{Code, Error, Result};
use crate::id::ChangeId;
use crate::journal::change::{BODY_VERSION, Change, Hash, Kind, Standing};
use crate::journal::envelope::Envelope;
use crate::journal::project::{self, Gate, Projection};
use crate::journal::stamp;
use crate::store::statement::{Row, Statement};
use crate::store::stock::{Chains, StockMoved};
use crate::store::sums::Sums;
use crate::store::{Engine, apply};

/// An act on its way into the journal.
pub struct Act {
    kind: Kind,
    record: Uuid,
    body: Vec<u8>,
    is_new: bool,
    /// What of the body is projected, where it was at hand.
    said: Option<Box<Envelope>>,
}

impl Act {
    /// An act that says this of a record.
    ///
    /// # Errors
    /// `internal` when the body cannot be written.
    pub fn new(kind: Kind, record: Uuid, body: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(body)
            .map_err(|error| Error::new(Code::Internal, format!("An entry cannot be written: {error}.")))?;
        Ok(Self { kind, record, body, is_new: false, said: None })
    }

    /// A voucher.
    ///
    /// # Errors
    /// `internal` when it cannot be written.
    pub fn voucher(voucher: &Voucher) -> Result<Self> {
        let said = Some(Box::new(Envelope::of(voucher)));
        Ok(Self { said, ..Self::new(Kind::Voucher, voucher.id.uuid(), voucher)? })
    }

    /// Of a record whose id was drawn for it a moment ago: nobody can have spoken for it.
    #[must_use]
    pub fn of_new_record(self) -> Self {
        Self { is_new: true, ..self }
    }
}

impl<E: Engine> Session<'_, E> {
    /// Appends a change to this installation's chain and projects it.
    pub async fn append(&mut self, kind: Kind, record: Uuid, body: &impl Serialize) -> Result<()> {
        self.append_all(vec![Act::new(kind, record, body)?]).await
    }

    /// Appends changes in their order and projects them.
    pub async fn append_all(&mut self, acts: Vec<Act>) -> Result<()> {
        let me = self.me().await?;
        let mut head = self.chain_end().await?;
        if let Some(log) = self.engine.log().await? {
            // Above every stamp that the log has granted, its own among them, so that what is written now wins over all
            // that was seen; and above nothing else, so that no chain of its name lifts what it grants.
            head.ms = log.cap;
        }
        let mut projected = Vec::with_capacity(acts.len());
        let mut new = BTreeSet::new();
        for mut act in acts {
            if act.is_new {
                new.insert(act.record);
            }
            let said = act.said.take();
            let change = self.change(&me, head, act);
            // Worked out before anything is written: what cannot be projected is refused whole.
            let projection = match said {
                Some(voucher) => project::voucher(&change, *voucher)?,
                None => apply::projection(&change)?,
            };
            let hash = change.hash();
            head = Head { dseq: change.dseq, hash, ms: change.ms };
            projected.push((change, hash, projection));
        }
        let mut known = self.known(&me, &projected, &new).await?;
        let (mut statements, mut sums) = (Vec::new(), Sums::default());
        for (change, hash, projection) in projected {
            let place = self.engine.log().await?.map(|log| log.own(change.ms, hash));
            statements.push(apply::append(&change, hash, place));
            statements.extend(known.project(projection, &mut sums));
        }
        let mut statements = apply::alike_together(statements);
        statements.extend(sums.statements(me.business, &mut known.stock));
        self.engine.later(statements).await?;
        self.head = Some(head);
        Ok(())
    }

    fn change(&self, me: &Me, after: Head, act: Act) -> Change {
        Change {
            op: ChangeId::new(self.new_id()),
            business: me.business,
            device: me.device,
            dseq: after.dseq.saturating_add(1),
            prev: after.hash,
            ms: self.stamp(after.ms),
            kind: act.kind,
            version: BODY_VERSION,
            record: act.record,
            body: act.body,
            granted: None,
            standing: Standing::Counted,
        }
    }

    /// The next stamp: above every stamp of this device and every one it has seen, so that an edit never loses to a
    /// value that its author knew. The learnt offset of the clock only ever helps; it blocks nothing.
    fn stamp(&self, last_ms: i64) -> i64 {
        let wall = self.now_ms().saturating_add(self.local_ms(OFFSET_MS));
        stamp::next(wall, last_ms.max(self.local_ms(SEEN_MS)))
    }

    /// What is known of the records that changes speak for, and of the goods that they move.
    async fn known(
        &mut self,
        me: &Me,
        projected: &[(Change, Hash, Projection)],
        new: &BTreeSet<Uuid>,
    ) -> Result<Known> {
        let projections = || projected.iter().map(|(.., projection)| projection);
        let gates = projections().filter_map(|projection| projection.gate.as_ref());
        let gates = gates.filter(|gate| !new.contains(&gate.record));
        let mut queries = Gate::queries(me.business, gates);
        let asked = queries.len();
        let moved = projections().filter_map(|projection| projection.stock.as_ref()).flat_map(StockMoved::years);
        // With those that were foreseen and move nothing, so that it is the very question that was told ahead.
        queries.extend(Chains::queries(me.business, moved.chain(std::mem::take(&mut self.goods))));
        if queries.is_empty() {
            return Ok(Known { spoken: BTreeSet::new(), stock: Chains::default() });
        }
        let mut answers = self.engine.query_many(&queries).await?.into_iter();
        let spoken = Gate::spoken(answers.by_ref().take(asked))?;
        let years: Vec<Row> = answers.flatten().collect();
        Ok(Known { spoken, stock: Chains::read(&years)? })
    }
}

/// What has to be known before changes are projected.
struct Known {
    /// Records that have been spoken for.
    spoken: BTreeSet<Uuid>,
    /// The years of the items that move.
    stock: Chains,
}

impl Known {
    /// The statements of a change, if it is the first to speak for its record; its totals are left with the others.
    fn project(&mut self, projection: Projection, sums: &mut Sums) -> Vec<Statement> {
        let Projection { gate, facts, totals, stock, terms, always } = projection;
        let mut statements = Vec::new();
        let first = gate.as_ref().is_none_or(|gate| self.spoken.insert(gate.record));
        if first {
            sums.add(totals, stock);
            statements.extend(gate.map(|gate| gate.pass));
            statements.extend(facts.into_iter().chain(terms));
        }
        statements.extend(always);
        statements
    }
}
