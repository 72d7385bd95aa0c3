//! Money that comes in or goes out now: from whom, in how many parts, and which bills it settles.
//!
//! Test ids: `payment-form`, `payment-in`, `payment-out`, `payment-party-search`, `payment-party` (each found),
//! `payment-party-change`, what the parts and the settling name themselves, `day-…`, `field-note`, `payment-total`,
//! `payment-save`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::party::{GetParty, ListParties, PartyView};
use smartkhata_core::api::payment::{SavePayment, Settle};
use smartkhata_core::date::Date;
use smartkhata_core::id::{PartyId, VoucherId};
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
    Amount, Button, Chip, DayChips, Field, LinkButton, Look, Overflow, SearchBox, StandsAgain, Trouble, TypedDay,
    Waiting, chip_row, rupees_short,
};
use crate::route::{self, Route};
use crate::state::answer::use_answer;
use crate::state::kept::{fields, use_typing};
use crate::state::submit::use_submit_of;
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

/// What is typed.
#[derive(Debug, Clone, PartialEq)]
struct Typed {
    direction: Direction,
    parts: Vec<Part>,
    settling: Settling,
    day: TypedDay,
    note: String,
    /// The rest that is let off.
    letting: Option<Paise>,
}

fields!(Typed: direction parts settling day note letting);

impl Typed {
    fn nothing(role: PartyRole, today: Date) -> Self {
        let direction = if role == PartyRole::Supplier { Direction::Out } else { Direction::In };
        let (parts, settling, note) = (vec![Part::default()], Settling::default(), String::new());
        Self { direction, parts, settling, day: today.into(), note, letting: None }
    }

    /// What may be let off of a balance. What is left is let off of all that is owed, not of bills that were chosen.
    fn rest(&self, balance: Paise) -> Option<Paise> {
        let all = self.direction == Direction::Out || self.settling.is_of_all();
        let paid = together(&self.parts).unwrap_or(Paise::ZERO);
        let_off::rest(balance, self.direction, paid).filter(|_| all)
    }

    /// As the request says it. An error names its field.
    fn read(&self, id: Option<VoucherId>, party: PartyId) -> Result<SavePayment> {
        let tenders = tenders_of(&self.parts)?;
        let settle = match self.direction {
            Direction::In => self.settling.settle(together(&self.parts).unwrap_or(Paise::ZERO)),
            Direction::Out => Settle::OldestFirst,
        };
        let (date, note) = (Some(self.day.read("date")?), self.note.trim().to_owned());
        Ok(SavePayment { id, direction: self.direction, party, tenders, date, settle, note })
    }
}

#[part]
fn Parts(view: PartyView, onother: EventHandler<()>) -> Element {
    let party = view.party.clone();
    let today = state::today();
    let form = use_typing(&format!("payment-{}", party.id), || Typed::nothing(party.role, today));
    let submit = use_submit_of(form.place());
    let (id, name, balance) = (party.id, party.name.clone(), view.balance);
    let save = use_callback(move |()| {
        let now = form.peek();
        let payment = match now.read(submit.record(), id) {
            Ok(payment) => payment,
            Err(error) => return submit.refuse(error),
        };
        let let_off = let_off::agreed(now.rest(balance), now.letting);
        submit.send(store(payment, let_off, name.clone()), || {});
    });
    let now = form.read();
    let at = submit.problem();
    let chip = |value, words: &str, testid: &str| Chip { value, say: t!(words), testid: testid.to_owned() };
    let (look, words) = match now.direction {
        Direction::In => (Look::In, "payments-take"),
        Direction::Out => (Look::Out, "payments-give"),
    };
    let total = together(&now.parts);
    let sum = total.unwrap_or(Paise::ZERO);
    let rest = now.rest(balance);
    rsx! {
        StandsAgain { again: form.again(), onempty: move |()| form.empty() }
        if let Some(error) = at.besides(&["amount", "note", "date"]) {
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
            &now.direction,
            move |direction| form.change(|now| now.direction = direction),
        )}
        Tenders {
            parts: now.parts, problem: at.clone(), onchange: move |parts| form.change(|now| now.parts = parts),
            onenter: move |()| save.call(()),
        }
        if now.direction == Direction::In {
            SettleBills {
                party: party.id, total: sum, settling: now.settling,
                onchange: move |settling| form.change(|now| now.settling = settling),
            }
        }
        LetOffRest { rest, chosen: now.letting, onchange: move |chosen| form.change(|now| now.letting = chosen) }
        section { class: "card fields",
            div { class: "field whole",
                span { class: "label", {t!("entry-day")} }
                DayChips {
                    label: t!("entry-day"), today, value: now.day, problem: at.clone(),
                    onchoose: move |day| form.change(|now| now.day = day),
                }
            }
            Field {
                name: "note", label: t!("party-note"), value: now.note, problem: at, class: "whole",
                oninput: move |text| form.change(|now| now.note = text), onenter: move |()| save.call(()),
            }
        }
        div { class: "payment-foot",
            span { class: "figure", "data-testid": "payment-total",
                span { class: "label", {t!("payments-total")} }
                Amount { value: sum, short: true }
            }
            Button {
                say: format!("{} {}", t!(words), if sum.is_zero() { String::new() } else { rupees_short(sum) }),
                // What is no amount is told of.
                testid: "payment-save", look, class: "large grow",
                disabled: submit.is_busy() || total.is_some_and(Paise::is_zero),
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
