//! What of an item was in the shop before the books began. It stands against the opening balance: neither bought nor paid
//! for in these books, and worth what it had cost.

use crate::api::Session;
use crate::document::Voucher;
use crate::error::{Code, Error, Result};
use crate::id::ItemId;
use crate::item::{OpeningStock, StockEntry, stock};
use crate::quantity::Milli;
use crate::store::Engine;

/// Whether an entry says that so much was there, at that cost.
pub fn says(said: &Voucher, opening: &OpeningStock) -> bool {
    let moved = said.movements.iter().map(|movement| movement.quantity);
    said.amount == opening.cost && moved.eq([opening.quantity])
}

/// Records it for an item that was just added. What is refused names its field within `opening`.
pub async fn record<E: Engine>(session: &mut Session<'_, E>, item: ItemId, opening: OpeningStock) -> Result<()> {
    let OpeningStock { quantity, cost, date } = opening;
    let within = |error: Error| error.within("opening");
    if quantity <= Milli::ZERO {
        let message = "Say how much there is; without stock leave it out.";
        return Err(within(Error::field(Code::NotPositive, "quantity", message)));
    }
    let entry = StockEntry { item, quantity, cost, supplier: None, opening: true, date, note: String::new() };
    stock::enter(session, item.opening_stock(), entry).await.map(drop).map_err(within)
}
