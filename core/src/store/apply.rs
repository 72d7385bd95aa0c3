//! The one write path: a change, whoever made it, goes into the journal and the tables here.

use super::engine::Engine;
use super::statements::journal as sql;
use super::stock;
use crate::error::Result;
use crate::journal::change::Change;
use crate::journal::project::{Projection, project};

/// Appends the change and projects it, once. Answers whether it was new.
///
/// The insert into `change` is the gate: statements go out only for changes that passed it.
pub async fn apply<E: Engine>(engine: &mut E, change: &Change) -> Result<bool> {
    // Worked out before anything is written: a change that cannot be projected is refused whole.
    let projection = project(change)?;
    let insert = sql::CHANGE_INSERT.with([
        change.business.into(),
        change.op.into(),
        change.device.into(),
        change.dseq.into(),
        super::Value::Bytes(change.prev.0.to_vec()),
        super::Value::Bytes(change.hash().0.to_vec()),
        change.ms.into(),
        change.kind.as_str().into(),
        change.version.into(),
        change.record.into(),
        super::Value::Bytes(change.body.clone()),
        change.granted.into(),
    ]);
    if engine.run(&[insert]).await? == [0] {
        return Ok(false);
    }
    let Projection { claim, facts, mut totals, stock, terms, always } = projection;
    let mut statements = Vec::new();
    if claimed(engine, change, claim).await? {
        engine.run(&facts).await?;
        if let Some(stock) = &stock {
            totals.extend(stock::add(engine, change.business, stock).await?);
        }
        statements = [totals, terms].concat();
    }
    statements.extend(always);
    engine.run(&statements).await?;
    Ok(true)
}

/// Applies changes in the order in which they came; answers how many were new.
pub async fn apply_all<E: Engine>(engine: &mut E, changes: &[Change]) -> Result<usize> {
    let mut new: usize = 0;
    for change in changes {
        new = new.saturating_add(usize::from(apply(engine, change).await?));
    }
    Ok(new)
}

/// Whether this change is the first to speak for the record: true where there is nothing to claim.
pub(super) async fn claimed<E: Engine>(engine: &mut E, change: &Change, claim: Option<uuid::Uuid>) -> Result<bool> {
    let Some(record) = claim else { return Ok(true) };
    Ok(engine.run(&[sql::CLAIM_INSERT.with([change.business.into(), record.into()])]).await? != [0])
}
