//! The two sides of a khata in the words of whose it is: a customer is given goods and brings money, a supplier brings
//! goods and is given money. A customer who is given money, an advance that goes back, was given no credit.

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

/// The keys of what is being entered, what was saved and what the other reads. Money that is given is no credit, whoever
/// is given it.
const fn keys(role: PartyRole, side: KhataSide, is_money: bool) -> [&'static str; 3] {
    match (role, side) {
        (PartyRole::Customer, KhataSide::Gave) if !is_money => {
            ["entry-gave-to", "party-saved-gave", "share-entry-gave"]
        }
        (_, KhataSide::Gave) => ["entry-paid-to", "payments-saved-out", "share-entry-paid"],
        (PartyRole::Supplier, KhataSide::Got) if !is_money => {
            ["entry-goods-from", "party-saved-goods", "share-entry-goods"]
        }
        (_, KhataSide::Got) => ["entry-got-from", "party-saved-got", "share-entry-got"],
    }
}

/// What is being entered, and with whom.
pub fn title(role: PartyRole, side: KhataSide, is_money: bool, name: String) -> String {
    let [title, ..] = keys(role, side, is_money);
    t!(title, name = name)
}

/// What was saved.
pub fn saved(role: PartyRole, side: KhataSide, is_money: bool, name: String, amount: Paise) -> String {
    let [_, saved, _] = keys(role, side, is_money);
    t!(saved, name = name, amount = rupees_short(amount))
}

/// What the other reads about an entry.
pub fn share_text(role: PartyRole, side: KhataSide, is_money: bool, amount: Paise, date: Date) -> String {
    let shop = SHOP.peek().as_ref().map(|shop| shop.name.clone()).unwrap_or_default();
    let [.., share] = keys(role, side, is_money);
    t!(share, shop = shop, amount = rupees_short(amount), date = part::short(date))
}

/// Whether an entry says that a supplier's goods came in: nothing was paid and nothing is from before.
fn is_goods(role: PartyRole, entry: &AddKhata) -> bool {
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
        tax: None,
        lines: Vec::new(),
        paid: Paise::ZERO,
        mode: None,
        date: date.or_else(|| Some(state::today())),
        note,
    };
    let voucher = api::call(purchase).await?.voucher;
    Ok(KhataSaved { voucher, balance: api::call(GetParty { id: party }).await?.balance })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_advance_that_goes_back_is_no_credit() {
        let [title, saved, share] = keys(PartyRole::Customer, KhataSide::Gave, true);
        assert_eq!([title, saved, share], ["entry-paid-to", "payments-saved-out", "share-entry-paid"]);
        assert_eq!(keys(PartyRole::Supplier, KhataSide::Gave, true), [title, saved, share]);
        assert_ne!(keys(PartyRole::Customer, KhataSide::Gave, false)[2], share);
    }
}
