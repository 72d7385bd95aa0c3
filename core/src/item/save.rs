//! Adding an item and changing its fields.

use crate::api::Session;
use crate::api::item::SaveItem;
use crate::code::{hsn::Hsn, unit};
use crate::document::{Voucher, again};
use crate::error::{Code, Error, Result};
use crate::id::ItemId;
use crate::item::{Item, ItemEdit, list, opening};
use crate::journal::change::Kind;
use crate::journal::merge::Fields;
use crate::money::UnitPrice;
use crate::quantity::Milli;
use crate::store::Engine;
use crate::text;

/// Dated rates that an item may have: one a month for ten years.
const MOST_RATES: usize = 120;

/// Adds an item with its opening stock, under the id that was drawn for it if one was, or changes one, field by field.
pub async fn save<E: Engine>(session: &mut Session<'_, E>, request: SaveItem) -> Result<Item> {
    let mut edit = checked(request.edit)?;
    let before = match request.id {
        Some(id) => match list::find(session, id).await {
            Err(error) if error.code == Code::NotFound && edit.name.is_some() => {
                again::is_free(session, id.uuid()).await?;
                None
            }
            found => Some(found?),
        },
        None => None,
    };
    has_its_printed_price(before.as_ref(), &edit)?;
    if let (Some(before), Some(brought)) = (&before, &request.opening) {
        let id = before.id;
        let is_same = |said: &Voucher| opening::says(said, brought);
        let (fields, voucher) = (Fields::of(&edit)?, id.opening_stock());
        if again::same_record(session, id.uuid(), &fields, voucher, brought.date, is_same).await? {
            return list::find(session, id).await;
        }
        let message = "Stock of an item that is in the list already is an entry of goods that came in.";
        return Err(Error::field(Code::OpeningOfKnownItem, "opening", message));
    }
    let id = match before {
        Some(before) => before.id,
        None => {
            edit.name = Some(text::required("name", edit.name.as_deref().unwrap_or(""), 200)?);
            edit.unit = Some(edit.unit.unwrap_or_else(|| unit::kept("pcs")));
            if edit.price_includes_tax.is_none() {
                edit.price_includes_tax = Some(session.shop().await?.prices_include_tax);
            }
            request.id.unwrap_or_else(|| ItemId::new(session.new_id()))
        }
    };
    let fields = Fields::of(&edit)?;
    if !fields.fields.is_empty() {
        session.append(Kind::Item, id.uuid(), &fields).await?;
    }
    if let Some(opening) = request.opening {
        opening::record(session, id, opening).await?;
    }
    list::find(session, id).await
}

/// Whoever says that the tax is worked out on the printed price says that price.
fn has_its_printed_price(before: Option<&Item>, edit: &ItemEdit) -> Result<()> {
    if edit.rates.is_none() && edit.mrp.is_none() {
        return Ok(());
    }
    let rates = edit.rates.as_ref().or(before.map(|item| &item.rates));
    let mrp = edit.mrp.or(before.map(|item| item.mrp)).unwrap_or(UnitPrice::ZERO);
    if mrp == UnitPrice::ZERO && rates.is_some_and(|rates| rates.iter().any(|dated| dated.on_retail_price)) {
        let message = "The tax of these goods is worked out on the printed price. Enter the MRP.";
        return Err(Error::field(Code::RetailPriceMissing, "mrp", message));
    }
    Ok(())
}

fn checked(edit: ItemEdit) -> Result<ItemEdit> {
    if edit.low_stock.is_some_and(|level| level < Milli::ZERO) {
        return Err(Error::field(Code::BelowZero, "low_stock", "The warning level cannot be below zero."));
    }
    let rates = match edit.rates {
        Some(mut rates) => {
            if rates.len() > MOST_RATES {
                return Err(Error::field(Code::TooMany, "rates", "An item has at most 120 dated rates."));
            }
            rates.sort_by_key(|dated| dated.from);
            let twice = rates.iter().zip(rates.iter().skip(1)).find(|(one, next)| one.from == next.from);
            if let Some((dated, _)) = twice {
                let message = format!("Two tax rates hold from {}. Keep one.", dated.from.indian());
                return Err(Error::field(Code::NamedTwice, "rates", message));
            }
            Some(rates)
        }
        None => None,
    };
    Ok(ItemEdit {
        name: edit.name.map(|name| text::required("name", &name, 200)).transpose()?,
        code: edit.code.map(|code| text::line("code", &code, 40)).transpose()?,
        hsn: edit.hsn.map(|value| text::code::<Hsn>("hsn", &value)).transpose()?,
        unit: edit.unit.map(|unit| text::line("unit", &unit, 20).map(|unit| unit::kept(&unit))).transpose()?,
        rates,
        ..edit
    })
}
