//! Finding items: by id, by name, by code, by search.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::Session;
use crate::api::item::{FindCode, GetItem, ItemFilter, ItemSort, ListItems};
use crate::api::party::Page;
use crate::error::{Code, Error, OrError, Result};
use crate::id::{BusinessId, ItemId};
use crate::item::Item;
use crate::page::{self, After, AfterName};
use crate::store::statements::item as sql;
use crate::store::{Engine, Row, Statement, Value, search};

/// One item; `not_found` without one.
pub async fn get<E: Engine>(session: &mut Session<'_, E>, request: GetItem) -> Result<Item> {
    find(session, request.id).await
}

/// One item; `not_found` without one.
pub async fn find<E: Engine>(session: &mut Session<'_, E>, id: ItemId) -> Result<Item> {
    let business = session.business().await?;
    item(&session.row(&sql::ITEM_GET.with([business.into(), id.into()])).await?.or_not_found("item")?)
}

/// Those of several items that are there.
pub async fn some<E: Engine>(session: &mut Session<'_, E>, ids: &[ItemId]) -> Result<BTreeMap<ItemId, Item>> {
    let business = session.business().await?;
    let answers = session.engine.query_many(&queries(business, ids.iter().copied())).await?;
    answers.iter().flatten().map(|row| item(row).map(|item| (item.id, item))).collect()
}

/// The queries for several items.
pub fn queries(business: BusinessId, ids: impl IntoIterator<Item = ItemId>) -> Vec<Statement> {
    let ids: Vec<Value> = ids.into_iter().map(Value::from).collect();
    sql::ITEMS_GET.of_each(business.into(), &ids, [])
}

/// A page of items, or the matches of a search.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, request: ListItems) -> Result<Page<Item>> {
    let limit = page::rows(request.limit);
    let business = session.business().await?;
    if !request.search.trim().is_empty() {
        let ids = search::find(session, "item", &request.search, search::looked_at(limit)).await?;
        let ids: Vec<ItemId> = ids.into_iter().map(ItemId::new).collect();
        let (mut found, mut rows) = (some(session, &ids).await?, Vec::new());
        for item in ids.iter().filter_map(|id| found.remove(id)) {
            let wanted = match request.filter {
                ItemFilter::All | ItemFilter::SoldLast => !item.archived,
                ItemFilter::LowStock => !item.archived && item.track_stock && item.stock <= item.low_stock,
                ItemFilter::Archived => item.archived,
            };
            if wanted {
                rows.push(item);
            }
        }
        // The best matches, in the order that was asked for.
        rows.sort_by_cached_key(|item| search::rank(&request.search, &item.name, &[&item.code, &item.hsn]));
        rows.retain(|item| {
            !request.as_typed || search::is_written(&request.search, &item.name, &[&item.code, &item.hsn])
        });
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        if let Some(sort) = request.sort {
            in_order(&mut rows, sort);
        }
        return Ok(Page { rows, next: None });
    }
    if request.filter == ItemFilter::SoldLast {
        return match request.sort {
            None => sold_last(session, limit).await,
            Some(_) => Err(Error::field(Code::InvalidValue, "sort", "What was sold last has an order of its own.")),
        };
    }
    let (archived, low) = (request.filter == ItemFilter::Archived, request.filter == ItemFilter::LowStock);
    let (sort, after) = (request.sort.unwrap_or(ItemSort::Name), request.after.as_deref());
    let (query, [order, id]) = match sort {
        ItemSort::Name if low => (&sql::ITEM_LOW, AfterName::read(after)?.params()),
        ItemSort::Name => (&sql::ITEM_BY_NAME, AfterName::read(after)?.params()),
        ItemSort::MostStock => (&sql::ITEM_MOST_STOCK, After::newest(after)?.params()),
        ItemSort::LeastStock => (&sql::ITEM_LEAST_STOCK, After::oldest(after)?.params()),
        ItemSort::Dearest => (&sql::ITEM_DEAREST, After::newest(after)?.params()),
        ItemSort::Cheapest => (&sql::ITEM_CHEAPEST, After::oldest(after)?.params()),
    };
    let mut query = query.with([business.into(), archived.into(), order, id, limit.into()]);
    if sort != ItemSort::Name {
        query.params.push(low.into());
    }
    let rows = session.rows(&query).await?;
    let rows = rows.iter().map(item).collect::<Result<Vec<_>>>()?;
    Ok(page::page(rows, limit, |item| match figure(item, sort) {
        Some(figure) => page::cursor(figure, item.id.uuid()),
        None => page::name_cursor(item.id.uuid(), &item.name),
    }))
}

/// What items are sorted by, where it is a number.
fn figure(item: &Item, sort: ItemSort) -> Option<i64> {
    match sort {
        ItemSort::Name => None,
        ItemSort::MostStock | ItemSort::LeastStock => Some(item.stock.get()),
        ItemSort::Dearest | ItemSort::Cheapest => Some(item.price.get()),
    }
}

/// Puts the few that a search found in their order.
fn in_order(rows: &mut [Item], sort: ItemSort) {
    match sort {
        ItemSort::Name => rows.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id))),
        ItemSort::LeastStock | ItemSort::Cheapest => rows.sort_by_key(|item| (figure(item, sort), item.id)),
        ItemSort::MostStock | ItemSort::Dearest => {
            rows.sort_by_key(|item| std::cmp::Reverse((figure(item, sort), item.id)));
        }
    }
}

/// Goods that the latest bills looked at hold, at most.
const SOLD_LOOKED_AT: i64 = 300;

/// What was sold last, each once, newest first; a new shop sees its items by name.
async fn sold_last<E: Engine>(session: &mut Session<'_, E>, limit: i64) -> Result<Page<Item>> {
    let business = session.business().await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut rows: Vec<Item> = Vec::new();
    let sold = session.rows(&sql::ITEMS_SOLD_LAST.with([business.into(), SOLD_LOOKED_AT.into()])).await?;
    let (mut seen, mut ids) = (BTreeSet::new(), Vec::new());
    for row in &sold {
        let id: ItemId = row.id(0)?;
        if seen.insert(id) {
            ids.push(id);
        }
    }
    // As many as are wanted at a time: hidden ones are rare.
    for ids in ids.chunks(wanted.max(1)) {
        if rows.len() >= wanted {
            break;
        }
        let mut found = some(session, ids).await?;
        let shown = ids.iter().filter_map(|id| found.remove(id)).filter(|item| !item.archived);
        rows.extend(shown.take(wanted.saturating_sub(rows.len())));
    }
    if rows.len() < wanted {
        let first = [business.into(), false.into(), "".into(), Value::from(Vec::new()), limit.into()];
        for row in session.rows(&sql::ITEM_BY_NAME.with(first)).await? {
            let item = item(&row)?;
            if rows.len() < wanted && !seen.contains(&item.id) {
                rows.push(item);
            }
        }
    }
    Ok(Page { rows, next: None })
}

/// Items under one barcode or code, newest first.
pub async fn by_code<E: Engine>(session: &mut Session<'_, E>, request: FindCode) -> Result<Page<Item>> {
    let business = session.business().await?;
    let code = crate::text::line("code", &request.code, 40)?;
    if code.is_empty() {
        return Ok(Page { rows: Vec::new(), next: None });
    }
    let rows = session.rows(&sql::ITEM_BY_CODE.with([business.into(), code.into()])).await?;
    Ok(Page { rows: rows.iter().map(item).collect::<Result<_>>()?, next: None })
}

fn item(row: &Row) -> Result<Item> {
    Ok(Item {
        id: row.id(0)?,
        name: row.text(1)?,
        code: row.text(2)?,
        hsn: row.text(3)?,
        unit: row.text(4)?,
        price: crate::money::UnitPrice::new(row.int(5)?)?,
        price_includes_tax: row.flag(6)?,
        mrp: crate::money::UnitPrice::new(row.int(7)?)?,
        treatment: row.named(8).unwrap_or_default(),
        // A list that another version wrote otherwise reads as no rate; the field itself is kept.
        rates: serde_json::from_str(&row.text(9)?).unwrap_or_default(),
        track_stock: row.flag(10)?,
        low_stock: row.milli(11)?,
        archived: row.flag(12)?,
        stock: row.stock(13)?,
    })
}
