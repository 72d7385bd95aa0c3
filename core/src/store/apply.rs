//! The one write path: a change, whoever made it, goes into the journal and the tables here.

use super::engine::Engine;
use super::statement::{Sql, Statement, Value};
use super::statements::{journal as sql, voucher};
use super::sums::Sums;
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
    let mut sums = Sums::default();
    let new = apply_into(engine, change, change.hash(), place, projection, &mut sums).await?;
    sums.write(engine, change.business).await?;
    Ok(new)
}

/// The same, its totals left with those of others: who has them writes them.
pub async fn apply_into<E: Engine>(
    engine: &mut E,
    change: &Change,
    hash: Hash,
    place: Option<Place>,
    projection: Projection,
    sums: &mut Sums,
) -> Result<bool> {
    if engine.run(&[insert(change, hash, place)]).await? == [0] {
        return said_again(engine, change, hash, place).await;
    }
    enter(engine, projection, sums).await?;
    Ok(true)
}

/// Runs what a change that is in the journal means for the tables, its totals left with those of others.
pub async fn enter<E: Engine>(engine: &mut E, projection: Projection, sums: &mut Sums) -> Result<()> {
    let Projection { gate, facts, totals, stock, terms, always } = projection;
    let mut statements = Vec::new();
    if passes(engine, gate).await? {
        sums.add(totals, stock);
        statements.extend(facts.into_iter().chain(terms));
    }
    statements.extend(always);
    engine.later(statements).await
}

/// The statement that appends a change; touches no row when its place or its act is already there.
pub fn insert(change: &Change, hash: Hash, place: Option<Place>) -> Statement {
    sql::CHANGE_INSERT.with(columns(change, hash, place))
}

/// The statement that appends a change of this installation's own; fails when its place is taken.
pub fn append(change: &Change, hash: Hash, place: Option<Place>) -> Statement {
    sql::CHANGE_APPEND.with(columns(change, hash, place))
}

fn columns(change: &Change, hash: Hash, place: Option<Place>) -> [Value; 15] {
    [
        change.business.into(),
        change.op.into(),
        change.device.into(),
        change.dseq.into(),
        change.prev.into(),
        hash.into(),
        change.ms.into(),
        change.kind.as_str().into(),
        change.version.into(),
        change.record.into(),
        Value::from(change.body.clone()),
        change.granted.into(),
        change.standing.stored().into(),
        place.map(|(seq, _)| seq).into(),
        place.map_or(Value::Null, |(_, chain)| chain.into()),
    ]
}

/// Entries first, then what was set against what (a voucher's row is worked out from it), then what they say in its
/// order, then the rows that nothing here reads: an engine that can writes many rows of one shape at once.
pub fn alike_together(mut statements: Vec<Statement>) -> Vec<Statement> {
    let is = |statement: &Statement, sql: &'static Sql| std::ptr::eq(statement.sql, sql);
    statements.sort_by_key(|statement| match statement {
        entry if is(entry, &sql::CHANGE_INSERT) || is(entry, &sql::CHANGE_APPEND) => 0,
        allocation if is(allocation, &voucher::ALLOCATION_INSERT) => 1,
        posting if is(posting, &voucher::POSTING_INSERT) => 3,
        movement if is(movement, &voucher::MOVEMENT_INSERT) => 4,
        _ => 2,
    });
    statements
}

/// The place in the device's chain is taken: the change is known. The place is free and the act is known: it was
/// said again at another place, and this one is kept for the chain alone.
async fn said_again<E: Engine>(engine: &mut E, change: &Change, hash: Hash, place: Option<Place>) -> Result<bool> {
    let known =
        sql::CHANGE_KNOWN.with([change.business.into(), change.device.into(), change.dseq.into(), change.op.into()]);
    let known = engine.query_one(&known).await?.or_not_found("entry")?;
    let (place_taken, act_known) = (known.int(0)? > 0, known.int(1)? > 0);
    if place_taken || !act_known {
        return Ok(false);
    }
    let again = Change { standing: Standing::Again, ..change.clone() };
    Ok(engine.run(&[insert(&again, hash, place)]).await? != [0])
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
async fn passes<E: Engine>(engine: &mut E, gate: Option<Gate>) -> Result<bool> {
    let Some(gate) = gate else { return Ok(true) };
    Ok(engine.run(&[gate.pass]).await? != [0])
}
