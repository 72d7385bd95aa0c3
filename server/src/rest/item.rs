//! What is sold and bought, and its stock.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use smartkhata_core::api::Handle;
use smartkhata_core::api::Request;
use smartkhata_core::api::item::{
    AddStock, FindCode, GetItem, ItemFilter, ItemSort, ListItems, ProposeRates, RateProposals, SaveItem, StockSaved,
};
use smartkhata_core::api::party::Page;
use smartkhata_core::date::Date;
use smartkhata_core::id::ItemId;
use smartkhata_core::item::{Item, ItemEdit, OpeningStock, StockEntry};
use smartkhata_core::{Code, Error};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::answer;
use super::ask::{Answered, Ask, Id, Query, limit, role};
use super::turn::{Begun, Write};
use crate::cloud::Cloud;

/// Which items.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Items {
    /// Which; all by name when absent.
    #[param(inline)]
    filter: Option<ItemFilter>,
    /// In which order; by name when absent. What was sold last has an order of its own.
    #[param(inline)]
    sort: Option<ItemSort>,
    /// Name in any script, or the beginning of a code. A search has one page.
    search: Option<String>,
    /// The whole barcode or code; nothing else may be asked beside it.
    code: Option<String>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// Rows of a page; 50 when absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Items
///
/// By name, by a search, or by a barcode.
#[utoipa::path(get, path = "/api/items", tag = "items", params(Items),
    responses((status = 200, description = "A page.", body = Page<Item>)))]
pub async fn list_items(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Items>) -> Answered {
    let Items { filter, sort, search, code, after, limit: rows } = query;
    let limit = limit(rows)?;
    let Some(code) = code else {
        let (filter, search) = (filter.unwrap_or_default(), search.unwrap_or_default());
        return ask.list(&cloud, ListItems { filter, sort, search, after, limit, as_typed: false }).await;
    };
    if filter.is_some() || sort.is_some() || search.is_some() || after.is_some() {
        return Err(Error::field(Code::InvalidValue, "code", "A code is asked for alone.").into());
    }
    ask.list(&cloud, FindCode { code }).await
}

/// A new item: what an edit says, and the stock that it begins with.
pub struct NewItem {
    edit: ItemEdit,
    opening: Option<OpeningStock>,
}

/// By hand: serde flattens nothing that refuses fields it does not know.
impl<'de> Deserialize<'de> for NewItem {
    fn deserialize<D: Deserializer<'de>>(body: D) -> std::result::Result<Self, D::Error> {
        let mut fields = Map::deserialize(body)?;
        let opening = fields.remove("opening").map(serde_json::from_value::<Option<_>>).transpose();
        let edit = serde_json::from_value(Value::Object(fields)).map_err(D::Error::custom)?;
        Ok(Self { edit, opening: opening.map_err(D::Error::custom)?.flatten() })
    }
}

impl PartialSchema for NewItem {
    fn schema() -> RefOr<Schema> {
        let mut schema = ItemEdit::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.description = Some("A new item.".to_owned());
            let opening = Ref::from_schema_name(OpeningStock::name());
            object.properties.insert("opening".to_owned(), RefOr::Ref(opening));
        }
        schema
    }
}

impl ToSchema for NewItem {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        ItemEdit::schemas(schemas);
        OpeningStock::schemas(schemas);
        schemas.push((OpeningStock::name().into_owned(), OpeningStock::schema()));
    }
}

/// Adds an item
///
/// With `opening`, what of it was in the shop before the books began: for who may write that goods came in.
#[utoipa::path(post, path = "/api/items", tag = "items", request_body = NewItem,
    responses((status = 201, description = "The item.", body = Item)))]
pub async fn create_item(State(cloud): State<Arc<Cloud>>, write: Write<NewItem>) -> Answered {
    let NewItem { edit, opening } = write.body;
    let weight = if opening.is_some() { AddStock::NAME } else { SaveItem::NAME };
    write.asked.one_as(&cloud, weight, StatusCode::CREATED, SaveItem { id: None, edit, opening }).await
}

/// One item
#[utoipa::path(get, path = "/api/items/{id}", tag = "items", params(("id" = ItemId, Path, description = "The item.")),
    responses((status = 200, description = "The item.", body = Item)))]
pub async fn get_item(State(cloud): State<Arc<Cloud>>, ask: Ask, Id(id): Id<ItemId>) -> Answered {
    ask.resource(&cloud, GetItem { id }).await
}

/// Changes an item
///
/// What is absent stays, an empty text clears.
#[utoipa::path(patch, path = "/api/items/{id}", tag = "items", request_body = ItemEdit,
    params(("id" = ItemId, Path, description = "The item.")),
    responses((status = 200, description = "The item as it stands now.", body = Item)))]
pub async fn edit_item(State(cloud): State<Arc<Cloud>>, Id(id): Id<ItemId>, write: Write<ItemEdit>) -> Answered {
    let headers = write.asked.ask.headers.clone();
    let mut turn = match write.asked.begin(&cloud, SaveItem::NAME).await? {
        Begun::Done(answer) => return Ok(answer),
        Begun::Open(turn) => turn,
    };
    let mut books = turn.books().await?;
    let before = GetItem { id }.handle(&mut books).await?;
    answer::must_match(&headers, role(&books)?, &before)?;
    let view = SaveItem { id: Some(id), edit: write.body, opening: None }.handle(&mut books).await?;
    turn.done(StatusCode::OK, &view).await
}

/// Of which goods.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Goods {
    /// An HSN or SAC code of 2 to 8 digits, or the name of the goods in English.
    text: String,
    /// The day of supply; today when absent.
    date: Option<Date>,
}

/// GST rates for some goods
///
/// What the table of rates says; several entries differ by their condition, which the shopkeeper knows.
#[utoipa::path(get, path = "/api/rates", tag = "items", params(Goods),
    responses((status = 200, description = "The nearest first, at most six.", body = RateProposals)))]
pub async fn propose_rates(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Goods>) -> Answered {
    let Goods { text, date } = query;
    ask.resource(&cloud, ProposeRates { text, date }).await
}

/// Which page of what is low.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Low {
    /// In which order; by name when absent.
    #[param(inline)]
    sort: Option<ItemSort>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// Rows of a page; 50 when absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Items at or below their warning level
#[utoipa::path(get, path = "/api/stock/low", tag = "stock", params(Low),
    responses((status = 200, description = "A page.", body = Page<Item>)))]
pub async fn list_low_stock(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Low>) -> Answered {
    let Low { sort, after, limit: rows } = query;
    let limit = limit(rows)?;
    let request = ListItems { filter: ItemFilter::LowStock, sort, after, limit, ..ListItems::default() };
    ask.list(&cloud, request).await
}

/// Goods in or out without a bill
///
/// Opening stock, a delivery, waste, a count. Taken back by `POST /api/vouchers/{id}/cancel`.
#[utoipa::path(post, path = "/api/stock", tag = "stock", request_body = StockEntry,
    responses((status = 201, description = "The entry, and what is in stock now.", body = StockSaved)))]
pub async fn add_stock(State(cloud): State<Arc<Cloud>>, write: Write<StockEntry>) -> Answered {
    write.asked.one(&cloud, StatusCode::CREATED, AddStock { id: None, entry: write.body }).await
}
