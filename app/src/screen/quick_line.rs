//! The quick line: one breath of words becomes a card, and only what the card says is saved.
//!
//! Test ids: `quick-line`, `quick-card`, `quick-why`, `quick-choose`, `quick-who` (each customer it may be), `quick-new`,
//! `quick-amount`, `quick-gave`, `quick-got`, `quick-to-bill`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::item::ListItems;
use smartkhata_core::api::party::{AddKhata, GetParty, KhataSide, ListParties};
use smartkhata_core::document::DraftLine;
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::money::{Paise, UnitPrice};
use smartkhata_core::party::{PartyEdit, PartyRole, PartyRow};
use smartkhata_core::payment::Mode;
use smartkhata_core::quantity::Milli;
use smartkhata_core::quick::{self, Goods, Said, Unclear};
use smartkhata_part::part;

use super::entry::undo;
use super::khata::Balance;
use super::khata_side;
use super::party_form::save;
use crate::part::{Button, Look, SearchBox, Trouble, rupees_short};
use crate::route::{self, Route};
use crate::state::answer::use_answer;
use crate::state::submit::use_submit;
use crate::state::{self, Tone, bill, use_callback, use_signal};
use crate::{api, t};

/// Whom a line may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Who {
    Known(PartyId, String),
    New(String),
}

/// The line and its card.
#[part]
pub fn QuickLine(#[props(default)] typed: String, ondone: EventHandler<()>) -> Element {
    let begun = typed.clone();
    let mut line = use_signal(|| begun);
    let read = quick::read(&line());
    rsx! {
        SearchBox {
            label: t!("quick-line"),
            testid: "quick-line",
            mode: "text",
            value: line(),
            autofocus: true,
            oninput: move |text| line.set(text),
            onenter: move |()| crate::browser::focus_next("quick-main"),
        }
        match read {
            Err(why) => rsx! {
                p { class: "muted", role: "status", "data-testid": "quick-why", {say_why(why)} }
            },
            Ok(said) => rsx! { Card { said, ondone } },
        }
    }
}

fn say_why(why: Unclear) -> String {
    match why {
        Unclear::Nothing => t!("quick-example"),
        Unclear::NoAmount => t!("quick-no-amount"),
        Unclear::TwoAmounts => t!("quick-two-amounts"),
        Unclear::BothSides => t!("quick-both-sides"),
    }
}

/// `2 kg sugar`, as a note of an entry says it.
fn say_goods(goods: &Goods) -> String {
    format!("{} {} {}", goods.quantity, goods.unit, goods.name).trim().to_owned()
}

/// What was understood, to be confirmed.
#[part]
fn Card(said: Said, ondone: EventHandler<()>) -> Element {
    let mut chosen = use_signal(|| None::<Who>);
    let submit = use_submit();
    let search = said.who.clone();
    let found = use_answer(use_reactive!(|search| async move {
        if search.is_empty() {
            return Ok(Vec::new());
        }
        api::call(ListParties { search, limit: 4, ..ListParties::default() }).await.map(|page| page.rows)
    }));
    let rows: Vec<PartyRow> = found().and_then(Result::ok).unwrap_or_default();
    // A name typed whole and known once needs no choice; anything else is chosen by hand.
    let exact = match rows.iter().filter(|row| is_named(row, &said.who)).collect::<Vec<_>>().as_slice() {
        [one] => Some(Who::Known(one.id, one.name.clone())),
        _ => None,
    };
    let choices: Vec<Who> = rows.iter().map(|row| Who::Known(row.id, row.name.clone())).collect();
    let new = Who::New(said.who.clone());
    let picked = chosen().filter(|who| choices.contains(who) || *who == new);
    let who = picked.or(exact).or_else(|| (found().is_some() && rows.is_empty()).then(|| new.clone()));
    let who = who.filter(|_| !said.who.is_empty());
    let is_chosen = |row: &&PartyRow| matches!(&who, Some(Who::Known(id, _)) if *id == row.id);
    let role = rows.iter().find(is_chosen).map_or(PartyRole::Customer, |row| row.role);
    // "Udhar" with a supplier may mean his goods as well as money: the buttons ask.
    let said_side = said.side.filter(|_| role == PartyRole::Customer);
    let amount = said.amount;
    let note = note_of(&said);
    let save = use_callback({
        let (who, note) = (who.clone(), note.clone());
        move |side: KhataSide| {
            let (Some(who), Some(amount)) = (who.clone(), amount) else { return };
            submit.send(store(submit.record(), who, role, side, amount, note.clone()), move || ondone.call(()));
        }
    });
    let to_bill = {
        let (who, goods) = (who.clone(), said.goods.clone());
        move |()| {
            submit.send(fill_bill(who.clone(), goods.clone(), amount), move || {
                ondone.call(());
                route::go(Route::Bill);
            });
        }
    };
    let off = who.is_none() || amount.is_none() || submit.is_busy();
    rsx! {
        section { class: "card quick-card", "data-testid": "quick-card",
            if let Some(amount) = amount {
                p { class: "upi-amount", "data-testid": "quick-amount", {rupees_short(amount)} }
            } else {
                p { class: "strip wait", role: "status", {t!("quick-price-missing")} }
            }
            if !note.is_empty() {
                p { class: "quick-note", "{note}" }
            }
            if !said.who.is_empty() {
                div { class: "list", role: "radiogroup", aria_label: t!("bill-customer"),
                    for row in rows.clone() {
                        button {
                            key: "{row.id}",
                            r#type: "button",
                            role: "radio",
                            class: if who == Some(Who::Known(row.id, row.name.clone())) { "list-row chosen" } else { "list-row" },
                            aria_checked: if who == Some(Who::Known(row.id, row.name.clone())) { "true" } else { "false" },
                            "data-testid": "quick-who",
                            onclick: {
                                let row = row.clone();
                                move |_| chosen.set(Some(Who::Known(row.id, row.name.clone())))
                            },
                            span { class: "grow",
                                span { class: "name block", "{row.name}" }
                                span { class: "more block", "{row.phone}" }
                            }
                            Balance { value: row.balance, role: row.role }
                        }
                    }
                    button {
                        r#type: "button",
                        role: "radio",
                        class: if who.as_ref() == Some(&new) { "list-row chosen" } else { "list-row" },
                        aria_checked: if who.as_ref() == Some(&new) { "true" } else { "false" },
                        "data-testid": "quick-new",
                        onclick: {
                            let new = new.clone();
                            move |_| chosen.set(Some(new.clone()))
                        },
                        span { class: "grow name", {t!("bill-customer-new", name = said.who.clone())} }
                    }
                }
            }
        }
        if let Some(error) = submit.problem().error {
            Trouble { error }
        }
        if !said.who.is_empty() && who.is_none() && found().is_some() {
            p { class: "muted", role: "status", "data-testid": "quick-choose", {t!("quick-choose")} }
        }
        if !said.who.is_empty() {
            div { class: "button-row",
                if said_side != Some(KhataSide::Got) {
                    Confirm { say: khata_side::button(role, KhataSide::Gave), testid: "quick-gave", look: Look::Out, main: said_side.is_some(), disabled: off, onpress: move |()| save.call(KhataSide::Gave) }
                }
                if said_side != Some(KhataSide::Gave) {
                    Confirm { say: khata_side::button(role, KhataSide::Got), testid: "quick-got", look: Look::In, main: said_side.is_some(), disabled: off, onpress: move |()| save.call(KhataSide::Got) }
                }
            }
        }
        if said.side != Some(KhataSide::Got) {
            Button { say: t!("quick-to-bill"), testid: "quick-to-bill", icon: "bill", onclick: to_bill }
        }
    }
}

/// A side to confirm; Enter in the line comes to the only one there is.
#[part]
fn Confirm(
    say: String,
    testid: &'static str,
    look: Look,
    main: bool,
    disabled: bool,
    onpress: EventHandler<()>,
) -> Element {
    rsx! {
        button {
            r#type: "button",
            class: "button large grow {look.class()}",
            id: if main { "quick-main" } else { testid },
            "data-testid": testid,
            disabled,
            onclick: move |_| onpress.call(()),
            "{say}"
        }
    }
}

fn is_named(row: &PartyRow, typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    row.name.to_lowercase() == typed || (!row.phone.is_empty() && row.phone.ends_with(&typed) && typed.len() == 10)
}

/// Goods and the rest of the words.
fn note_of(said: &Said) -> String {
    let goods = said.goods.iter().map(say_goods);
    goods.chain((!said.note.is_empty()).then(|| said.note.clone())).collect::<Vec<_>>().join(", ")
}

async fn party_of(who: Who) -> Result<(PartyId, String)> {
    match who {
        Who::Known(id, name) => Ok((id, name)),
        Who::New(name) => {
            let is_phone = name.chars().all(|c| c.is_ascii_digit());
            let edit =
                PartyEdit { phone: is_phone.then(|| name.clone()), name: Some(name.clone()), ..PartyEdit::default() };
            Ok((save(None, edit).await?.party.id, name))
        }
    }
}

/// Saves the entry and says so, with the way back.
async fn store(
    id: Option<VoucherId>,
    who: Who,
    role: PartyRole,
    side: KhataSide,
    amount: Paise,
    note: String,
) -> Result<()> {
    let (party, name) = party_of(who).await?;
    let is_money = (side == KhataSide::Got) == (role == PartyRole::Customer);
    let mode = is_money.then_some(Mode::Cash);
    let entry = AddKhata { id, party, side, amount, mode, opening: false, date: None, note };
    let saved = khata_side::record(role, entry).await?;
    state::books_changed();
    let say = khata_side::saved(role, side, is_money, name, amount);
    let back = undo(move || async move {
        api::call(CancelVoucher { id: saved.voucher, reason: t!("entry-reason-undone") }).await.map(drop)
    });
    state::toast(say, Tone::Done, vec![back]);
    Ok(())
}

/// Puts what was said on the bill in hand: goods of the list by their name, others as open items.
async fn fill_bill(who: Option<Who>, goods: Vec<Goods>, amount: Option<Paise>) -> Result<()> {
    if let Some(who) = who {
        let (id, _) = party_of(who).await?;
        bill::set_party(Some(api::call(GetParty { id }).await?));
    }
    if goods.is_empty()
        && let Some(amount) = amount
    {
        bill::add_line(bill::open_line(t!("bill-open-item"), UnitPrice::from_paise(amount)?, Milli::ONE));
    }
    for said in goods {
        let search = said.name.clone();
        // What only sounds like it is not what was said.
        let asked = ListItems { search, limit: 1, as_typed: true, ..ListItems::default() };
        let found = api::call(asked).await?.rows;
        let item = found.into_iter().next().filter(|_| !said.name.is_empty());
        let line = match (item, said.amount) {
            // A sum was said: the goods cost that, whatever the list says.
            (Some(item), Some(amount)) => {
                let quantity = said.quantity_in(&item.unit);
                let price = UnitPrice::of_one(amount, quantity)?;
                DraftLine { price, price_includes_tax: true, ..bill::line_of(&item, quantity) }
            }
            (None, Some(amount)) => bill::open_line(say_goods(&said), UnitPrice::from_paise(amount)?, Milli::ONE),
            (Some(item), None) => bill::line_of(&item, said.quantity_in(&item.unit)),
            (None, None) => bill::open_line(say_goods(&said), UnitPrice::ZERO, said.quantity),
        };
        bill::add_line(line);
    }
    Ok(())
}
