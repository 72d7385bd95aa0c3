//! Money that comes in or goes out now: from whom, in how many parts, and which bills it settles.
//!
//! Test ids: `payment-form`, `payment-in`, `payment-out`, `payment-party-search`, `payment-party` (each found),
//! `payment-party-change`, what the parts and the settling name themselves, `day-…`, `field-note`, `payment-total`,
//! `payment-save`; toast: `toast-undo`.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use smartkhata_core::Result;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::party::{GetParty, ListParties, PartyView};
use smartkhata_core::api::payment::{SavePayment, Settle};
use smartkhata_core::date::Date;
use smartkhata_core::id::PartyId;
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyRole;
use smartkhata_core::payment::Direction;
use smartkhata_part::part;

use super::entry::undo;
use super::khata::Balance;
use super::let_off::{self, LetOffRest, say_let_off, settle};
use super::settle::{SettleBills, Settling};
use super::tenders::{Part, Tenders, tenders_of, together};
use crate::part::{
    Amount, Button, Chip, DayChips, Field, LinkButton, Look, Overflow, SearchBox, Trouble, Waiting, chip_row,
    rupees_short,
};
use crate::route::{self, Route};
use crate::state::answer::use_answer;
use crate::state::kept::{use_keeping, use_kept};
use crate::state::submit::use_submit;
use crate::state::{self, Tone, use_callback, use_signal};
use crate::{api, t};

/// A payment, of this party where one is given.
#[part]
pub fn PaymentForm(party: Option<PartyId>) -> Element {
    let mut chosen = use_signal(|| party);
    let view = use_answer(move || async move {
        match chosen() {
            Some(id) => api::call(GetParty { id }).await.map(Some),
            None => Ok(None),
        }
    });
    rsx! {
        main { class: "screen payment-form", "data-testid": "payment-form",
            header { class: "screen-head",
                LinkButton {
                    say: t!("do-back"), testid: "payment-form-back", to: party.map_or(Route::Payments, Route::Party),
                    icon: "back", bare: true, look: Look::Quiet,
                }
                h1 { {t!("payments-new")} }
            }
            match view() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error } },
                Some(Ok(None)) => rsx! { FindParty { onfind: move |id| chosen.set(Some(id)) } },
                Some(Ok(Some(view))) => rsx! {
                    Parts { key: "{view.party.id}", view, onother: move |()| chosen.set(None) }
                },
            }
        }
    }
}

/// Who it is: the last ones used first, then what is typed.
#[part]
fn FindParty(onfind: EventHandler<PartyId>) -> Element {
    let mut search = use_signal(String::new);
    let found = use_answer(move || async move {
        api::call(ListParties { search: search(), limit: 12, ..ListParties::default() }).await
    });
    let rows = found().and_then(Result::ok).map(|page| page.rows).unwrap_or_default();
    rsx! {
        h2 { {t!("payments-party")} }
        SearchBox {
            label: t!("khata-search"), testid: "payment-party-search", value: search(), autofocus: true,
            oninput: move |typed| search.set(typed),
        }
        div { class: "card flush",
            for party in rows {
                button {
                    key: "{party.id}",
                    r#type: "button",
                    class: "list-row",
                    "data-testid": "payment-party",
                    "data-id": "{party.id}",
                    onclick: move |_| onfind.call(party.id),
                    span { class: "grow",
                        span { class: "name block", "{party.name}" }
                        span { class: "more block", "{party.phone}" }
                    }
                    Balance { value: party.balance, role: party.role }
                }
            }
        }
    }
}

/// What is kept of it while it is typed. What it settles is chosen at the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Typed {
    direction: Direction,
    parts: Vec<Part>,
    day: Date,
    note: String,
}

#[part]
fn Parts(view: PartyView, onother: EventHandler<()>) -> Element {
    let party = view.party.clone();
    let today = state::today();
    let start = Typed {
        direction: if party.role == PartyRole::Supplier { Direction::Out } else { Direction::In },
        parts: vec![Part::default()],
        day: today,
        note: String::new(),
    };
    let place = use_kept(&format!("payment-{}", party.id));
    let begun = use_hook(|| place.read().unwrap_or_else(|| start.clone()));
    let mut direction = use_signal(|| begun.direction);
    let mut parts = use_signal(|| begun.parts.clone());
    let mut settling = use_signal(Settling::default);
    let mut day = use_signal(|| begun.day);
    let mut note = use_signal(|| begun.note.clone());
    let mut letting = use_signal(Option::<Paise>::default);
    use_keeping(&place, start, move || Typed { direction: direction(), parts: parts(), day: day(), note: note() });
    let submit = use_submit();
    // What is left is let off of all that is owed, not of bills that were chosen.
    let let_off = move |paid: Paise| {
        let all = direction() == Direction::Out || settling.read().is_of_all();
        let_off::rest(view.balance, direction(), paid).filter(|_| all)
    };
    let total = together(&parts.read());
    let (id, name) = (party.id, party.name.clone());
    let save = use_callback(move |()| {
        let tenders = match tenders_of(&parts.read()) {
            Ok(tenders) => tenders,
            Err(error) => return submit.refuse(error),
        };
        let total = together(&parts.read()).unwrap_or(Paise::ZERO);
        let settle = match direction() {
            Direction::In => settling.peek().settle(total),
            Direction::Out => Settle::OldestFirst,
        };
        let payment = SavePayment {
            id: submit.record(),
            direction: direction(),
            party: id,
            tenders,
            date: Some(*day.peek()),
            settle,
            note: note.peek().trim().to_owned(),
        };
        let let_off = let_off::agreed(let_off(total), *letting.peek());
        submit.send(place.until(store(payment, let_off, name.clone())), || {});
    });
    let at = submit.problem();
    let chip = |value, words: &str, testid: &str| Chip { value, say: t!(words), testid: testid.to_owned() };
    let (look, words) = match direction() {
        Direction::In => (Look::In, "payments-take"),
        Direction::Out => (Look::Out, "payments-give"),
    };
    let sum = total.unwrap_or(Paise::ZERO);
    rsx! {
        if let Some(error) = at.besides(&["amount", "note"]) {
            Trouble { error }
        }
        section { class: "card payment-who",
            span { class: "grow",
                span { class: "name block", "data-testid": "payment-party-name", "{party.name}" }
                span { class: "more block", "{party.phone}" }
            }
            Balance { value: view.balance, role: party.role }
            Button {
                say: t!("payments-change-party"), testid: "payment-party-change", icon: "edit", bare: true, look: Look::Quiet,
                onclick: move |()| onother.call(()),
            }
        }
        {chip_row(
            t!("payments-new"),
            Overflow::Wraps,
            [
                chip(Direction::In, "payments-take", "payment-in"),
                chip(Direction::Out, "payments-give", "payment-out"),
            ],
            &direction(),
            move |value| direction.set(value),
        )}
        Tenders { parts: parts(), problem: at.clone(), onchange: move |next| parts.set(next), onenter: move |()| save.call(()) }
        if direction() == Direction::In {
            SettleBills { party: party.id, total: sum, settling: settling(), onchange: move |next| settling.set(next) }
        }
        LetOffRest { rest: let_off(sum), chosen: letting(), onchange: move |chosen| letting.set(chosen) }
        section { class: "card fields",
            div { class: "field whole",
                span { class: "label", {t!("entry-day")} }
                DayChips { label: t!("entry-day"), today, value: day(), onchoose: move |chosen| day.set(chosen) }
            }
            Field {
                name: "note", label: t!("party-note"), value: note(), problem: at, class: "whole",
                oninput: move |text| note.set(text), onenter: move |()| save.call(()),
            }
        }
        div { class: "payment-foot",
            span { class: "figure", "data-testid": "payment-total",
                span { class: "label", {t!("payments-total")} }
                Amount { value: sum, short: true }
            }
            Button {
                say: format!("{} {}", t!(words), if sum.is_zero() { String::new() } else { rupees_short(sum) }),
                testid: "payment-save", look, class: "large grow", disabled: submit.is_busy() || sum.is_zero(),
                onclick: move |()| save.call(()),
            }
        }
    }
}

/// Saves, says so with the way back, and shows the party.
async fn store(payment: SavePayment, let_off: Option<Paise>, name: String) -> Result<()> {
    let saved = settle(payment.clone(), let_off).await?;
    state::books_changed();
    let amount = rupees_short(saved.voucher.amount);
    let say = match payment.direction {
        Direction::In => t!("payments-saved-in", name = name, amount = amount),
        Direction::Out => t!("payments-saved-out", name = name, amount = amount),
    };
    let say = say + &say_let_off(let_off);
    let reason = t!("entry-reason-undone");
    let again = undo(move || {
        let asked = CancelVoucher { id: saved.voucher.id, reason: reason.clone() };
        async move { api::call(asked).await.map(drop) }
    });
    state::toast(say, Tone::Done, vec![again]);
    route::go(Route::Party(payment.party));
    Ok(())
}
