//! The two sides of a khata in the words of whose it is: a customer is given goods and brings money, a supplier brings
//! goods and is given money.

use dioxus::prelude::ReadableExt as _;
use smartkhata_core::Result;
use smartkhata_core::api::Request;
use smartkhata_core::api::item::SavePurchase;
use smartkhata_core::api::party::{AddKhata, GetParty, KhataSaved, KhataSide};
use smartkhata_core::date::Date;
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyRole;

use crate::part::{self, rupees_short};
use crate::state::{self, SHOP};
use crate::{api, t};

/// The button of a side.
pub fn button(role: PartyRole, side: KhataSide) -> String {
    match (role, side) {
        (PartyRole::Customer, KhataSide::Gave) => t!("gave-button"),
        (PartyRole::Customer, KhataSide::Got) => t!("got-button"),
        (PartyRole::Supplier, KhataSide::Gave) => t!("paid-button"),
        (PartyRole::Supplier, KhataSide::Got) => t!("goods-button"),
    }
}

/// The request that the button's first choice makes: who may not ask it cannot press it.
pub const fn asks(role: PartyRole, side: KhataSide) -> &'static str {
    match (role, side) {
        (PartyRole::Supplier, KhataSide::Got) => SavePurchase::NAME,
        _ => AddKhata::NAME,
    }
}

/// What is being entered, and with whom.
pub fn title(role: PartyRole, side: KhataSide, is_goods: bool, name: String) -> String {
    match (role, side) {
        (PartyRole::Customer, KhataSide::Gave) => t!("entry-gave-to", name = name),
        (PartyRole::Supplier, KhataSide::Gave) => t!("entry-paid-to", name = name),
        (PartyRole::Supplier, KhataSide::Got) if is_goods => t!("entry-goods-from", name = name),
        (_, KhataSide::Got) => t!("entry-got-from", name = name),
    }
}

/// What was saved.
pub fn saved(role: PartyRole, side: KhataSide, is_goods: bool, name: String, amount: Paise) -> String {
    let amount = rupees_short(amount);
    match (role, side) {
        (PartyRole::Customer, KhataSide::Gave) => t!("party-saved-gave", name = name, amount = amount),
        (PartyRole::Supplier, KhataSide::Gave) => t!("payments-saved-out", name = name, amount = amount),
        (PartyRole::Supplier, KhataSide::Got) if is_goods => t!("party-saved-goods", name = name, amount = amount),
        (_, KhataSide::Got) => t!("party-saved-got", name = name, amount = amount),
    }
}

/// What the other reads about an entry.
pub fn share_text(role: PartyRole, side: KhataSide, is_goods: bool, amount: Paise, date: Date) -> String {
    let shop = SHOP.peek().as_ref().map(|shop| shop.name.clone()).unwrap_or_default();
    let (amount, date) = (rupees_short(amount), part::short(date));
    match (role, side) {
        (PartyRole::Customer, KhataSide::Gave) => t!("share-entry-gave", shop = shop, amount = amount, date = date),
        (PartyRole::Supplier, KhataSide::Gave) => t!("share-entry-paid", shop = shop, amount = amount, date = date),
        (PartyRole::Supplier, KhataSide::Got) if is_goods => {
            t!("share-entry-goods", shop = shop, amount = amount, date = date)
        }
        (_, KhataSide::Got) => t!("share-entry-got", shop = shop, amount = amount, date = date),
    }
}

/// Whether an entry says that a supplier's goods came in: nothing was paid and nothing is from before.
pub fn is_goods(role: PartyRole, entry: &AddKhata) -> bool {
    role == PartyRole::Supplier && entry.side == KhataSide::Got && entry.mode.is_none() && !entry.opening
}

/// Saves an entry: goods of a supplier as a purchase on his khata, all else as it says.
pub async fn record(role: PartyRole, entry: AddKhata) -> Result<KhataSaved> {
    if !is_goods(role, &entry) {
        return api::call(entry).await;
    }
    let AddKhata { id, party, amount, date, note, .. } = entry;
    let purchase = SavePurchase {
        id,
        supplier: Some(party),
        amount,
        tax: Paise::ZERO,
        lines: Vec::new(),
        paid: Paise::ZERO,
        mode: None,
        date: date.or_else(|| Some(state::today())),
        note,
    };
    let voucher = api::call(purchase).await?.voucher;
    Ok(KhataSaved { voucher, balance: api::call(GetParty { id: party }).await?.balance })
}
