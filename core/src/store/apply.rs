//! The one write path: a change, whoever made it, goes into the journal and the tables here.

use super::engine::Engine;
use super::statement::{Statement, Value};
use super::statements::journal as sql;
use super::stock;
use crate::error::{OrError, Result};
use crate::journal::change::{Change, Hash, Standing};
use crate::journal::project::{Gate, Projection, project};

/// A place on the shop's log, and the log's digest up to there.
pub type Place = (i64, Hash);

/// Appends the change and projects it, once. Answers whether it was new to the journal.
///
/// The insert into `change` is the gate: statements go out only for changes that passed it.
pub async fn apply<E: Engine>(engine: &mut E, change: &Change) -> Result<bool> {
    // Worked out before anything is written: a change that cannot be projected is refused whole.
    let projection = projection(change)?;
    apply_at(engine, change, None, projection).await
}

/// What the change means for the tables, if its standing lets it.
pub fn projection(change: &Change) -> Result<Projection> {
    if change.standing.is_projected() { project(change) } else { Ok(Projection::default()) }
}

/// Appends the change, with its place on the log if it has one, and runs its projection if the act is new.
pub async fn apply_at<E: Engine>(
    engine: &mut E,
    change: &Change,
    place: Option<Place>,
    projection: Projection,
) -> Result<bool> {
    if engine.run(&[insert(change, place)]).await? == [0] {
        return said_again(engine, change, place).await;
    }
    let Projection { gate, facts, mut totals, stock, terms, always } = projection;
    let mut statements = Vec::new();
    if passes(engine, gate).await? {
        if let Some(stock) = &stock {
            totals.extend(stock::add(engine, change.business, stock).await?);
        }
        statements = [facts, totals, terms].concat();
    }
    statements.extend(always);
    engine.run(&statements).await?;
    Ok(true)
}

/// The statement that appends a change.
pub fn insert(change: &Change, place: Option<Place>) -> Statement {
    sql::CHANGE_INSERT.with([
        change.business.into(),
        change.op.into(),
        change.device.into(),
        change.dseq.into(),
        change.prev.into(),
        change.hash().into(),
        change.ms.into(),
        change.kind.as_str().into(),
        change.version.into(),
        change.record.into(),
        Value::Bytes(change.body.clone()),
        change.granted.into(),
        change.standing.stored().into(),
        place.map(|(seq, _)| seq).into(),
        place.map_or(Value::Null, |(_, chain)| chain.into()),
    ])
}

/// The place in the device's chain is taken: the change is known. The place is free and the act is known: it was
/// said again at another place, and this one is kept for the chain alone.
async fn said_again<E: Engine>(engine: &mut E, change: &Change, place: Option<Place>) -> Result<bool> {
    let known =
        sql::CHANGE_KNOWN.with([change.business.into(), change.device.into(), change.dseq.into(), change.op.into()]);
    let known = engine.query_one(&known).await?.or_not_found("entry")?;
    let (place_taken, act_known) = (known.int(0)? > 0, known.int(1)? > 0);
    if place_taken || !act_known {
        return Ok(false);
    }
    let again = Change { standing: Standing::Again, ..change.clone() };
    Ok(engine.run(&[insert(&again, place)]).await? != [0])
}

/// Applies changes in the order in which they came; answers how many were new.
pub async fn apply_all<E: Engine>(engine: &mut E, changes: &[Change]) -> Result<usize> {
    let mut new: usize = 0;
    for change in changes {
        new = new.saturating_add(usize::from(apply(engine, change).await?));
    }
    Ok(new)
}

/// Whether this change is the first to speak for its record: true where there is no gate.
pub(super) async fn passes<E: Engine>(engine: &mut E, gate: Option<Gate>) -> Result<bool> {
    let Some(gate) = gate else { return Ok(true) };
    Ok(engine.run(&[gate.pass]).await? != [0])
}
