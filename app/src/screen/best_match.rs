//! What Enter takes in a search box: the best match of what stands in it, asked for anew. The rows on the screen may
//! still be the answer to what was typed before, and a scanner types faster than anyone answers. What only sounds like it
//! is shown, and has to be chosen.

use std::cell::Cell;

use smartkhata_core::Result;
use smartkhata_core::api::item::{FindCode, ListItems};
use smartkhata_core::api::party::ListParties;
use smartkhata_core::item::Item;
use smartkhata_core::party::PartyRow;

use crate::state::{self, Tone};
use crate::{api, browser, t};

thread_local! {
    /// The box, and what in it is being looked for.
    static ASKED: Cell<Option<String>> = const { Cell::new(None) };
}

/// Something is being looked for until this is gone.
struct Asking;

impl Drop for Asking {
    fn drop(&mut self) {
        ASKED.set(None);
    }
}

/// The item that Enter takes in the search box of this id: the one with this code, else the best match of the name. None
/// where several have the code: of an old price and a new one somebody has to choose, and both are listed. What is not
/// found is said. Either way it is selected: the next scan takes its place.
pub async fn item(id: &str, typed: &str) -> Option<Item> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    // A scanner may end a code with two keys: the second one comes before the first is answered.
    let asked = format!("{id} {typed}");
    if ASKED.replace(Some(asked.clone())) == Some(asked) {
        return None;
    }
    // Also when the screen goes before the answer comes.
    let asking = Asking;
    let found = items(typed).await;
    drop(asking);
    let mut found = match found {
        Ok(found) => found,
        Err(error) => {
            state::say_error(&error);
            return None;
        }
    };
    if found.len() == 1 {
        return found.pop();
    }
    if found.is_empty() {
        state::toast(t!("bill-not-listed", name = typed), Tone::Trouble, Vec::new());
    }
    browser::select(id, typed);
    None
}

/// All with this code, else the best match of the name.
///
/// # Errors
/// Of the books, where nobody can say.
pub async fn items(typed: &str) -> Result<Vec<Item>> {
    // What cannot be a code may still be a name.
    let coded = api::call(FindCode { code: typed.to_owned() }).await.map(|page| page.rows).unwrap_or_default();
    if !coded.is_empty() {
        return Ok(coded);
    }
    let asked = ListItems { search: typed.to_owned(), limit: 1, as_typed: true, ..ListItems::default() };
    Ok(api::call(asked).await?.rows)
}

/// Customers and suppliers by a name or phone, the best match first; where nobody is written as it was typed, those
/// whose names sound like it. And the place of the one that Enter takes: no money goes on a khata that may not be meant.
pub async fn parties(search: String) -> Result<(Vec<PartyRow>, Option<usize>)> {
    let mut rows = Vec::new();
    for as_typed in [true, false] {
        let asked = ListParties { search: search.clone(), limit: 12, as_typed, ..ListParties::default() };
        rows = api::call(asked).await?.rows;
        if !rows.is_empty() {
            let meant = if as_typed { meant(&rows, search.trim()) } else { None };
            return Ok((rows, meant));
        }
    }
    Ok((rows, None))
}

/// The only one who is found, else the only one who is called exactly so.
fn meant(rows: &[PartyRow], typed: &str) -> Option<usize> {
    let exact = |row: &PartyRow| row.phone == typed || row.name.to_lowercase() == typed.to_lowercase();
    let mut places = (0..rows.len()).filter(|at| rows.len() == 1 || rows.get(*at).is_some_and(exact));
    places.next().filter(|_| !typed.is_empty() && places.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::id::PartyId;
    use smartkhata_core::money::Paise;
    use smartkhata_core::party::PartyRole;

    #[test]
    fn nobody_is_taken_whom_somebody_else_may_be_meant_by() {
        let row = |name: &str, phone: &str| PartyRow {
            id: PartyId::new(uuid::Uuid::from_u128(1)),
            name: name.to_owned(),
            phone: phone.to_owned(),
            role: PartyRole::Customer,
            balance: Paise::ZERO,
            last_date: None,
            credit_limit: Paise::ZERO,
            credit_days: None,
            due_since: None,
        };
        let two = [row("Ramesh Kumar", "9876543210"), row("Ramesh", "9876500000")];
        assert_eq!(meant(&two, "ra"), None);
        assert_eq!(meant(&two, "ramesh"), Some(1));
        assert_eq!(meant(&two, "9876543210"), Some(0));
        assert_eq!(meant(two.get(..1).unwrap_or_default(), "ra"), Some(0));
        assert_eq!(meant(&[row("Sita", "1"), row("Sita", "2")], "Sita"), None, "two of one name");
        assert_eq!(meant(two.get(..1).unwrap_or_default(), ""), None, "nothing was typed");
        assert_eq!(meant(&[], "ra"), None);
    }
}
