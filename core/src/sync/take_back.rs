//! An entry whose tables have to follow another verdict than the one they were written under: it counts no more, or does
//! from now on. What the other entries say is left as it is, so that a sale waits for a few rows and not for all tables.

use crate::error::Result;
use crate::journal::change::{BODY_VERSION, Change, Kind};
use crate::journal::fits;
use crate::journal::merge::{self, Fields};
use crate::store::rebuild::change_of;
use crate::store::statements::{master, sync as sql};
use crate::store::{Engine, Sql, Statement, schema};

/// Where the fields of a kind are written beside their own table: columns, the table, what lets go of a row that nothing
/// speaks of.
type Beside = (&'static [(&'static str, Sql)], &'static str, &'static Sql);

/// Takes the fields of an entry that counts no more back: each is the one that wins among the entries that are left.
/// Answers whether it could: what a voucher, or an entry of a newer app, wrote is not told apart from what others did, and
/// only tables that are worked out anew are without it.
pub async fn fields<E: Engine>(engine: &mut E, change: &Change) -> Result<bool> {
    let beside: Option<Beside> = match change.kind {
        Kind::Party => Some((master::PARTY_COLUMNS, "party", &sql::PARTY_DROP)),
        Kind::Item => Some((master::ITEM_COLUMNS, "item", &sql::ITEM_DROP)),
        Kind::Shop | Kind::Device | Kind::Attachment => None,
        _ => return Ok(false),
    };
    if change.version > BODY_VERSION {
        return Ok(false);
    }
    if !fits::is_of_its_kind(change) {
        return Ok(true);
    }
    let (business, record, op) = (change.business, change.record, change.op);
    let others = sql::CHANGES_OF_RECORD.with([business.into(), record.into(), change.kind.as_str().into()]);
    let others = engine.query(&others).await?.iter().map(|row| Ok(change_of(row)?.0)).collect::<Result<Vec<_>>>()?;
    if others.iter().any(|other| other.version > BODY_VERSION) {
        return Ok(false);
    }
    let mut statements: Vec<Statement> = Vec::new();
    for name in change.parse::<Fields>()?.fields.into_keys() {
        // The row of the field goes last: it tells whether this entry holds the field.
        if let Some((columns, table, _)) = beside {
            let set = columns.iter().find(|(column, _)| *column == name).map(|(_, set)| set);
            if let (Some(set), Some(column)) = (set, schema::column(table, &name)) {
                statements.push(set.with([business.into(), record.into(), column.default_value(), op.into()]));
            }
            statements.push(master::TERM_CLEAR.with([business.into(), record.into(), name.as_str().into(), op.into()]));
        }
        statements.push(sql::FIELD_DROP.with([business.into(), record.into(), name.into(), op.into()]));
    }
    engine.run(&statements).await?;
    for other in &others {
        let (facts, terms) = merge::project(other)?;
        engine.run(&[facts, terms].concat()).await?;
    }
    if let Some((_, _, drop)) = beside {
        engine.run(&[drop.with([business.into(), record.into()])]).await?;
    }
    Ok(true)
}
