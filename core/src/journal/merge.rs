//! Masters merge field by field: the greatest stamp holds a field, losing values stay in the journal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::change::{Change, Kind};
use super::fits;
use crate::error::Result;
use crate::money::{Paise, UnitPrice};
use crate::quantity::Milli;
use crate::store::schema::{self, Column, Kind as ColumnKind};
use crate::store::statement::{Sql, Statement, Value};
use crate::store::statements::{master as sql, sync};
use crate::store::{Engine, rebuild, search};

/// The body of a change to a master: the fields it sets. Fields of newer apps survive.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fields {
    /// Values by field.
    pub fields: BTreeMap<String, Json>,
}

impl Fields {
    /// The fields of an edit: those that it sets, also to null. It leaves out the others.
    pub fn of(edit: &impl Serialize) -> Result<Self> {
        let json = serde_json::to_value(edit).map_err(|error| {
            crate::Error::new(crate::Code::Internal, format!("An edit cannot be written: {error}."))
        })?;
        let Json::Object(map) = json else { return Ok(Self::default()) };
        Ok(Self { fields: map.into_iter().collect() })
    }

    /// Sets one field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }
}

/// Statements that let the change's fields win where its stamp is the greatest. They give the same tables in
/// whatever order changes arrive: a column follows the `field` row, and that row only ever moves up. Of a record of another
/// kind an entry says nothing.
pub fn project(change: &Change) -> Result<(Vec<Statement>, Vec<Statement>)> {
    if !fits::is_of_its_kind(change) {
        return Ok((Vec::new(), Vec::new()));
    }
    // A party's or an item's table, which is also the kind that it is searched under.
    let (ensure, columns, table) = match change.kind {
        Kind::Party => (Some(&sql::PARTY_ENSURE), sql::PARTY_COLUMNS, Some("party")),
        Kind::Item => (Some(&sql::ITEM_ENSURE), sql::ITEM_COLUMNS, Some("item")),
        _ => (None, &[] as &[(&str, Sql)], None),
    };
    let record = || Value::from(change.record);
    let business = || Value::from(change.business);
    let op = || Value::from(change.op);
    let (mut facts, mut terms) = (Vec::new(), Vec::new());
    if let Some(ensure) = ensure {
        facts.push(ensure.with([business(), record()]));
    }
    for (name, json) in change.parse::<Fields>()?.fields {
        let value = json.to_string();
        facts.push(sql::FIELD_SET.with([
            business(),
            record(),
            name.as_str().into(),
            change.stamp().into(),
            op(),
            value.into(),
        ]));
        let set = columns.iter().find(|(column, _)| *column == name).map(|(_, set)| set);
        let column = table.and_then(|table| schema::column(table, &name));
        if let (Some(set), Some(column)) = (set, column) {
            facts.push(set.with([business(), record(), stored(column, &json), op()]));
        }
        if let (Some(table), true) = (table, search::is_searched(&name)) {
            terms.push(sql::TERM_CLEAR.with([business(), record(), name.as_str().into(), op()]));
            let found = json.as_str().map(|text| search::terms(&name, text)).unwrap_or_default();
            terms.extend(found.into_iter().map(|term| {
                sql::TERM_ADD.with([business(), record(), name.as_str().into(), op(), table.into(), term.into()])
            }));
        }
    }
    Ok((facts, terms))
}

/// Lets the fields of a change go by the stamp that it was granted now: another change may hold them instead. A
/// voucher's stamp tells whether its day was still to come. The one place where tables are told of something else than
/// a new change.
pub async fn stamp_again<E: Engine>(engine: &mut E, change: &Change) -> Result<()> {
    if matches!(change.kind, Kind::Voucher | Kind::Unknown(_)) {
        let ahead: Vec<Statement> = super::project::granted(change).into_iter().collect();
        return engine.run(&ahead).await.map(drop);
    }
    if !matches!(change.kind, Kind::Shop | Kind::Device | Kind::Party | Kind::Item | Kind::Attachment)
        || !fits::is_of_its_kind(change)
    {
        return Ok(());
    }
    let (business, record) = (change.business, change.record);
    let release = |name: String| {
        sync::FIELD_RELEASE.with([business.into(), record.into(), name.into(), change.op.into(), change.stamp().into()])
    };
    let released: Vec<Statement> = change.parse::<Fields>()?.fields.into_keys().map(release).collect();
    engine.run(&released).await?;
    let others = sync::CHANGES_OF_RECORD.with([business.into(), record.into(), change.kind.as_str().into()]);
    for row in engine.query(&others).await? {
        let (facts, terms) = project(&rebuild::change_of(&row)?.0)?;
        engine.run(&[facts, terms].concat()).await?;
    }
    Ok(())
}

/// Whether a figure is one that readers of the column take: one that is not would close every list that shows it.
fn is_within(column: &str, figure: i64) -> bool {
    match column {
        "credit_limit" => Paise::new(figure, column).is_ok(),
        "price" | "mrp" => UnitPrice::new(figure).is_ok(),
        "low_stock" => Milli::new(figure).is_ok(),
        _ => true,
    }
}

/// A field's JSON as its column keeps it: lists as their JSON text. What the column cannot hold, written by another
/// version of the app, reads as the column's default; the value itself stays in `field`.
fn stored(column: &Column, json: &Json) -> Value {
    let value = match (column.kind, json) {
        (ColumnKind::Text, Json::String(text)) => Some(text.as_str().into()),
        (ColumnKind::Text, Json::Array(_)) => Some(json.to_string().into()),
        (ColumnKind::Int, Json::Bool(flag)) => Some((*flag).into()),
        (ColumnKind::Int | ColumnKind::OptInt, Json::Number(number)) => {
            number.as_i64().filter(|number| is_within(column.name, *number)).map(Value::Int)
        }
        _ => None,
    };
    value.unwrap_or_else(|| column.default_value())
}
