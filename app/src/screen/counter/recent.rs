//! The customer's latest bills; each comes once more at one key.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::bill::{BillRow, GetBill, ListBills};
use smartkhata_core::api::item::GetItem;
use smartkhata_core::api::party::Page;
use smartkhata_core::document::draft_copy;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_part::part;

use super::{Counter, one_box};
use crate::part::{age, rupees_short};
use crate::state::answer::use_answer;
use crate::state::bill::{self, BILLS};
use crate::state::keys::KEYS;
use crate::state::{CHANGES, today};
use crate::{api, browser, t};

/// How many of the customer's bills are offered, and looked at: one that was cancelled is no bill to repeat.
pub const RECENT: usize = 3;
const LOOKED_AT: u32 = 20;

async fn latest(party: Option<PartyId>) -> Result<Page<BillRow>> {
    let mut page = api::call(ListBills { party, limit: LOOKED_AT, ..ListBills::default() }).await?;
    page.rows.retain(|row| !row.cancelled);
    page.rows.truncate(RECENT);
    Ok(page)
}

/// The bills of the customer in hand.
#[part]
pub fn Recent() -> Element {
    let counter: Counter = use_context();
    let party = use_memo(|| BILLS.read().current.draft.party);
    let found = use_answer(move || {
        let (party, _) = (party(), CHANGES());
        latest(party)
    });
    let Some(Ok(Page { mut rows, .. })) = found() else { return rsx! {} };
    // Until the answer comes, those on hand are of the customer before.
    rows.retain(|row| row.party.is_some() && row.party == party());
    if rows.is_empty() {
        return rsx! {};
    }
    let keys = KEYS();
    rsx! {
        div { class: "counter-recent", role: "group", aria_label: t!("bill-recent"),
            for (place , row) in rows.into_iter().enumerate() {
                button {
                    key: "{row.id}",
                    r#type: "button",
                    class: "button",
                    "data-testid": "recent-bill",
                    aria_label: format!("{}: {} {}", t!("bill-repeat"), row.number, rupees_short(row.total)),
                    title: t!("bill-repeat"),
                    onclick: move |_| counter.turns.push(put(counter, row.id)),
                    span { class: "more", {age(row.date, today())} }
                    span { class: "amount", {rupees_short(row.total)} }
                    if let Some(key) = keys.of_repeat(place) {
                        kbd { aria_hidden: "true", "{key}" }
                    }
                }
            }
        }
    }
}

/// The goods of one of the customer's latest bills once more, when what was typed before the key is done: a phone is a
/// customer only then.
pub fn repeat(counter: Counter, place: usize) {
    if !one_box::enter_typed(counter) {
        return;
    }
    counter.turns.push(async move {
        let party = BILLS.peek().current.draft.party;
        if party.is_none() {
            return counter.say(t!("bill-customer-choose"));
        }
        match latest(party).await.map(|page| page.rows.get(place).map(|row| row.id)) {
            Ok(Some(id)) => put(counter, id).await,
            Ok(None) if place == 0 => counter.say(t!("bill-repeat-none")),
            Ok(None) => counter.say(t!("bill-repeat-fewer")),
            Err(error) => one_box::refuse(counter, &error),
        }
    });
}

/// Puts the goods of a bill on the bill in hand: those of the shop's list at today's prices, others as they were sold.
/// What one customer bought is not for another.
async fn put(counter: Counter, id: VoucherId) {
    let view = match api::call(GetBill { id }).await {
        Ok(view) => view,
        Err(error) => return one_box::refuse(counter, &error),
    };
    let Detail::Bill(before) = view.voucher.detail else { return };
    let mut lines = Vec::new();
    for line in before.lines {
        lines.push(match line.item {
            Some(id) => match api::call(GetItem { id }).await {
                Ok(item) => bill::line_of(&item, line.quantity),
                Err(error) => return one_box::refuse(counter, &error),
            },
            None => draft_copy::line_of(&line),
        });
    }
    if BILLS.peek().current.draft.party == view.voucher.party.id {
        bill::add_lines(lines);
    }
    browser::focus(one_box::ID);
}
