//! Tables worked out anew from the journal, when their shape changed or to check them.

use super::apply;
use super::engine::Engine;
use super::statement::{Row, Statement, Value};
use super::statements::{journal, rebuild as sql};
use super::{search, stock};
use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, ChangeId};
use crate::journal::change::{Change, Hash, Kind, Standing};
use crate::journal::project::{Projection, project};

/// Changes read at a time.
const PAGE: i64 = 500;

/// Reads a change as the journal's statements select it, with the digest that was stored.
pub fn change_of(row: &Row) -> Result<(Change, Hash)> {
    let uuid = |column: usize| -> Result<uuid::Uuid> {
        uuid::Uuid::from_slice(row.bytes(column)?)
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
        let after = Value::Bytes(self.device.clone());
        let query = journal::CHANGE_PAGE.with([self.business.into(), after, self.dseq.into(), PAGE.into()]);
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
    project_all(engine, business, &mut |_| {}).await?;
    fill_totals(engine, business).await
}

/// Projects the whole journal into empty tables. Sums and search terms are made at the end, set-wise.
/// `progress` hears how many entries are done.
pub async fn project_all<E: Engine>(
    engine: &mut E,
    business: BusinessId,
    progress: &mut (dyn FnMut(i64) + Send),
) -> Result<i64> {
    let mut pages = Pages::new(business);
    let mut done: i64 = 0;
    loop {
        let changes = pages.next(engine).await?;
        if changes.is_empty() {
            break;
        }
        write_page(engine, projections(&changes)?).await?;
        done = done.saturating_add(i64::try_from(changes.len()).unwrap_or(i64::MAX));
        progress(done);
    }
    Ok(done)
}

/// What a page of the journal means for the tables, by change.
pub fn projections(changes: &[(Change, Hash)]) -> Result<Vec<Projection>> {
    changes.iter().filter(|(change, _)| change.standing.is_projected()).map(|(change, _)| project(change)).collect()
}

/// Writes the rows of a page, sums and search terms left out.
pub async fn write_page<E: Engine>(engine: &mut E, projections: Vec<Projection>) -> Result<()> {
    for Projection { gate, facts, always, .. } in projections {
        if apply::passes(engine, gate).await? {
            engine.run(&facts).await?;
        }
        engine.run(&always).await?;
    }
    Ok(())
}

/// Works out sums and search terms over the projected rows.
pub async fn fill_totals<E: Engine>(engine: &mut E, business: BusinessId) -> Result<()> {
    let fills = [
        &sql::FILL_ACCOUNT_MONTH,
        &sql::FILL_PARTY_MONTH,
        &sql::FILL_PARTY,
        &sql::FILL_ITEM,
        &sql::FILL_STOCK_YEAR,
        &sql::FILL_SAME_NUMBER,
        &sql::FILL_PAID,
    ];
    let statements: Vec<Statement> = fills.map(|fill| fill.with([business.into()])).into();
    engine.run(&statements).await?;
    stock::fill(engine, business).await?;
    fill_terms(engine, business).await
}

async fn fill_terms<E: Engine>(engine: &mut E, business: BusinessId) -> Result<()> {
    let (mut record, mut field) = (Vec::new(), String::new());
    loop {
        let page =
            sql::TERM_SOURCES.with([business.into(), Value::Bytes(record.clone()), field.as_str().into(), PAGE.into()]);
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
                    Value::Bytes(row.bytes(0)?.to_vec()),
                    name.as_str().into(),
                ]));
            }
        }
        engine.run(&statements).await?;
    }
}
