//! Tables worked out anew from the journal, when their shape changed or to check them.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::engine::Engine;
use super::statement::{Row, Statement, Value};
use super::statements::{journal, rebuild as sql, sync, voucher};
use super::sums::Sums;
use super::totals::Totals;
use super::{apply, search};
use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, ChangeId};
use crate::journal::change::{Change, Hash, Kind, Standing};
use crate::journal::project::{Gate, Projection, project};

/// Changes read at a time.
const PAGE: i64 = 500;

/// Bytes of their bodies, one entry apart.
const PAGE_BYTES: i64 = 4_000_000;

/// Reads a change as the journal's statements select it, with the digest that was stored.
pub fn change_of(row: &Row) -> Result<(Change, Hash)> {
    let uuid = |column: usize| -> Result<Uuid> {
        Uuid::from_slice(row.bytes(column)?)
            .map_err(|_| Error::new(Code::CorruptDatabase, "A stored id is not 16 bytes."))
    };
    let change = Change {
        op: ChangeId::new(uuid(0)?),
        business: row.id(1)?,
        device: row.id(2)?,
        dseq: row.int(3)?,
        prev: Hash::from_bytes(row.bytes(4)?)?,
        ms: row.int(5)?,
        kind: Kind::from(row.text(6)?),
        version: row.int(7)?,
        record: uuid(8)?,
        body: row.bytes(9)?.to_vec(),
        granted: row.opt_int(10)?,
        standing: Standing::from_stored(row.int(12)?)?,
    };
    Ok((change, Hash::from_bytes(row.bytes(11)?)?))
}

/// Reads the journal in chain order, a page at a time.
pub struct Pages {
    business: BusinessId,
    device: Vec<u8>,
    dseq: i64,
}

impl Pages {
    /// From the beginning.
    pub fn new(business: BusinessId) -> Self {
        Self { business, device: Vec::new(), dseq: 0 }
    }

    /// The next changes with their stored digests; empty at the end.
    pub async fn next<E: Engine>(&mut self, engine: &mut E) -> Result<Vec<(Change, Hash)>> {
        let (after, bytes) = (Value::from(self.device.clone()), PAGE_BYTES.into());
        let query = journal::CHANGE_PAGE.with([self.business.into(), after, self.dseq.into(), PAGE.into(), bytes]);
        let changes = engine.query(&query).await?.iter().map(change_of).collect::<Result<Vec<_>>>()?;
        if let Some((last, _)) = changes.last() {
            self.device = last.device.bytes();
            self.dseq = last.dseq;
        }
        Ok(changes)
    }
}

/// Empties the projections and works them out anew, with any engine, in the open transaction.
pub async fn rebuild<E: Engine>(engine: &mut E, business: BusinessId) -> Result<()> {
    let clear: Vec<Statement> = sql::CLEAR.iter().map(|clear| clear.with([business.into()])).collect();
    engine.run(&clear).await?;
    fill(engine, business).await
}

/// Brings projections that stand at a place of the shop's log to its end, entry by entry, in the open transaction.
pub async fn follow<E: Engine>(engine: &mut E, business: BusinessId, mut after: i64) -> Result<()> {
    loop {
        let page = sync::LOG_PAGE.with([business.into(), after.into(), PAGE.into(), PAGE_BYTES.into()]);
        let changes = engine.query(&page).await?.iter().map(change_of).collect::<Result<Vec<_>>>()?;
        if changes.is_empty() {
            return Ok(());
        }
        after = after.saturating_add(i64::try_from(changes.len()).unwrap_or(i64::MAX));
        let mut sums = Sums::default();
        for (change, _) in &changes {
            apply::enter(engine, apply::projection(change)?, &mut sums).await?;
        }
        sums.write(engine, business).await?;
    }
}

/// Fills the projections, which are empty, from the whole journal.
pub async fn fill<E: Engine>(engine: &mut E, business: BusinessId) -> Result<()> {
    let (mut pages, mut filling) = (Pages::new(business), Filling::default());
    loop {
        let changes = pages.next(engine).await?;
        if changes.is_empty() {
            return close(engine, business, filling).await;
        }
        engine.later(filling.page(&changes)?).await?;
    }
}

/// What was read of a journal whose projections are filled, from empty tables on. It needs no database: which change
/// speaks for a record is told by those before it.
#[derive(Debug, Default)]
pub struct Filling {
    /// The records that are spoken for, by what lets a change speak for one.
    spoken: HashMap<&'static str, HashSet<Uuid>>,
    totals: Totals,
}

impl Filling {
    /// The rows of the next page, sums and search terms left out.
    pub fn page(&mut self, changes: &[(Change, Hash)]) -> Result<Vec<Statement>> {
        let mut statements = Vec::new();
        for (change, _) in changes.iter().filter(|(change, _)| change.standing.is_projected()) {
            let Projection { gate, mut facts, always, .. } = project(change)?;
            if let Some(Gate { record, pass, .. }) = gate {
                if self.spoken.entry(pass.sql.name).or_default().insert(record) {
                    facts.insert(0, filling(pass));
                } else {
                    facts.clear();
                }
            }
            self.totals.count(change.ms, &facts)?;
            statements.extend(facts);
            statements.extend(
                always.into_iter().filter(|always| !std::ptr::eq(always.sql, &raw const voucher::VOUCHER_CANCEL)),
            );
        }
        Ok(apply::alike_together(statements))
    }
}

/// A row that does not look others up: what is set against a voucher, and whether it is cancelled, is worked out at the
/// end.
fn filling(mut pass: Statement) -> Statement {
    if std::ptr::eq(pass.sql, &raw const voucher::VOUCHER_INSERT) {
        pass.sql = &sql::FILL_VOUCHER;
    }
    pass
}

/// Works out at the end what goes over all rows: totals, what is cancelled and what is set against what, search terms.
pub async fn close<E: Engine>(engine: &mut E, business: BusinessId, filling: Filling) -> Result<()> {
    filling.totals.write(engine, business).await?;
    let fills = [&sql::FILL_CANCELLED, &sql::FILL_PAID];
    engine.run(&fills.map(|fill| fill.with([business.into()]))).await?;
    fill_terms(engine, business).await
}

async fn fill_terms<E: Engine>(engine: &mut E, business: BusinessId) -> Result<()> {
    let (mut record, mut field) = (Vec::new(), String::new());
    loop {
        let page =
            sql::TERM_SOURCES.with([business.into(), Value::from(record.clone()), field.as_str().into(), PAGE.into()]);
        let rows = engine.query(&page).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        (record, field) = (last.bytes(0)?.to_vec(), last.text(1)?);
        let mut statements = Vec::new();
        for row in &rows {
            let (name, value, kind) = (row.text(1)?, row.text(2)?, row.text(3)?);
            // Values are JSON; a field that an app wrote as something else than a text is not searched.
            let Ok(text) = serde_json::from_str::<String>(&value) else { continue };
            for term in search::terms(&name, &text) {
                statements.push(sql::TERM_INSERT.with([
                    business.into(),
                    kind.as_str().into(),
                    term.into(),
                    Value::from(row.bytes(0)?),
                    name.as_str().into(),
                ]));
            }
        }
        engine.later(statements).await?;
    }
}
