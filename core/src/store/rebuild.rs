//! Tables worked out anew from the journal, when their shape changed or to check them.

use super::apply;
use super::engine::Engine;
use super::statement::{Row, Sql, Statement, Value};
use super::statements::{journal, rebuild as sql, voucher};
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
        let after = Value::from(self.device.clone());
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
    fill(engine, business).await
}

/// Fills the projections, which are empty, from the whole journal. Sums, search terms and what is set against what are
/// worked out at the end, set-wise.
pub async fn fill<E: Engine>(engine: &mut E, business: BusinessId) -> Result<()> {
    let mut pages = Pages::new(business);
    loop {
        let changes = pages.next(engine).await?;
        if changes.is_empty() {
            break;
        }
        write_page(engine, projections(&changes)?).await?;
    }
    settle(engine, business).await?;
    fill_totals(engine, business).await
}

/// What a page of the journal means for tables that are filled, by change.
pub fn projections(changes: &[(Change, Hash)]) -> Result<Vec<Projection>> {
    let projected = changes.iter().filter(|(change, _)| change.standing.is_projected());
    projected.map(|(change, _)| project(change).map(filling)).collect()
}

/// The same without what is worked out at the end: what is set against vouchers, and which of them are cancelled.
fn filling(mut projection: Projection) -> Projection {
    let is = |statement: &Statement, sql: &'static Sql| std::ptr::eq(statement.sql, sql);
    if let Some(gate) = projection.gate.as_mut().filter(|gate| is(&gate.pass, &voucher::VOUCHER_INSERT)) {
        gate.pass.sql = &sql::FILL_VOUCHER;
    }
    let left =
        |statement: &Statement| is(statement, &voucher::VOUCHER_CANCEL) || is(statement, &voucher::SETTLE_OTHERS);
    projection.always.retain(|statement| !left(statement));
    projection
}

/// Writes the rows of a page, sums and search terms left out: first whoever speaks for a record, then all that they say.
pub async fn write_page<E: Engine>(engine: &mut E, projections: Vec<Projection>) -> Result<()> {
    let (mut gates, mut rows) = (Vec::new(), Vec::new());
    for Projection { gate, facts, always, .. } in projections {
        rows.push((gate.is_some(), facts, always));
        gates.extend(gate.map(|gate| gate.pass));
    }
    let mut passed = engine.run(&gates).await?.into_iter().map(|touched| touched > 0);
    let mut statements = Vec::new();
    for (gated, facts, always) in rows {
        if !gated || passed.next().unwrap_or_default() {
            statements.extend(facts);
        }
        statements.extend(always);
    }
    engine.later(apply::alike_together(statements)).await
}

/// Works out what is set against vouchers and which are cancelled, over the projected rows.
pub async fn settle<E: Engine>(engine: &mut E, business: BusinessId) -> Result<()> {
    let fills = [&sql::FILL_CANCELLED, &sql::FILL_PAID];
    engine.run(&fills.map(|fill| fill.with([business.into()]))).await.map(drop)
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
        engine.run(&statements).await?;
    }
}
