//! What Enter takes in a search box: the best match of what stands in it, asked for anew. The rows on the screen may
//! still be the answer to what was typed before, and a scanner types faster than anyone answers. What only sounds like it
//! is shown, and has to be chosen.

use smartkhata_core::Result;
use smartkhata_core::api::item::{FindCode, ListItems};
use smartkhata_core::api::party::ListParties;
use smartkhata_core::id::PartyId;
use smartkhata_core::item::Item;

use crate::api;

/// The item with this code, else the best match of the name. None where several have the code: of an old price and a new
/// one somebody has to choose, and both are listed.
pub async fn item(typed: &str) -> Result<Option<Item>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    // What cannot be a code may still be a name.
    let coded = api::call(FindCode { code: typed.to_owned() }).await.map(|page| page.rows).unwrap_or_default();
    if !coded.is_empty() {
        return Ok(<[Item; 1]>::try_from(coded).ok().map(|[item]| item));
    }
    let asked = ListItems { search: typed.to_owned(), limit: 1, as_typed: true, ..ListItems::default() };
    Ok(api::call(asked).await?.rows.into_iter().next())
}

/// Who is found by a name or phone.
pub enum Who {
    /// This one.
    Meant(PartyId),
    /// Somebody whose name sounds like it.
    Alike,
    /// Nobody.
    Nobody,
}

/// The customer or supplier who matches the name or phone best.
pub async fn party(typed: &str) -> Result<Who> {
    let asked = |as_typed| {
        let asked = ListParties { search: typed.to_owned(), limit: 1, as_typed, ..ListParties::default() };
        async { api::call(asked).await.map(|page| page.rows.into_iter().next()) }
    };
    Ok(match asked(true).await? {
        Some(row) => Who::Meant(row.id),
        None if asked(false).await?.is_some() => Who::Alike,
        None => Who::Nobody,
    })
}
