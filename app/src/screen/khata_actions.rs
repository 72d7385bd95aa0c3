//! What a long press or a right click on a name of the khata offers.
//!
//! Test ids: `khata-actions`, `actions-gave`, `actions-got`, `actions-call`, `actions-whatsapp`, `actions-no-consent`,
//! `actions-remind`, `actions-edit`.

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::party::{AddKhata, GetParty, KhataSide};
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyRow;
use smartkhata_part::part;

use super::entry::Whom;
use super::khata_side;
use super::party::reminder;
use crate::part::{self, Button, LinkButton, Look, Sheet};
use crate::route::Route;
use crate::state::answer::use_answer;
use crate::state::share::whatsapp;
use crate::{api, t};

/// The sheet.
#[part]
pub fn KhataActions(party: PartyRow, onclose: EventHandler<()>, onenter: EventHandler<(Whom, KhataSide)>) -> Element {
    let whom = Whom {
        id: party.id,
        name: party.name.clone(),
        phone: party.phone.clone(),
        role: party.role,
        balance: party.balance,
    };
    let (gave, got) = (whom.clone(), whom);
    let id = party.id;
    let known = use_answer(move || api::call(GetParty { id }));
    let unasked = known().and_then(Result::ok).is_some_and(|view| view.party.consent.is_none());
    let (calls, writes, reminds) = (party.phone.clone(), party.phone.clone(), party.clone());
    rsx! {
        Sheet { title: party.name.clone(), testid: "khata-actions", onclose,
            div { class: "button-row",
                Button {
                    say: khata_side::button(party.role, KhataSide::Gave), testid: "actions-gave", asks: AddKhata::NAME, look: Look::Out, icon: "out", class: "large grow",
                    onclick: move |()| onenter.call((gave.clone(), KhataSide::Gave)),
                }
                Button {
                    say: khata_side::button(party.role, KhataSide::Got), testid: "actions-got", asks: khata_side::asks(party.role, KhataSide::Got), look: Look::In, icon: "in", class: "large grow",
                    onclick: move |()| onenter.call((got.clone(), KhataSide::Got)),
                }
            }
            if !party.phone.is_empty() {
                Button { say: t!("do-call"), testid: "actions-call", icon: "phone", onclick: move |()| part::call(&calls) }
            }
            if !party.phone.is_empty() {
                Button { say: t!("do-whatsapp"), testid: "actions-whatsapp", icon: "message", onclick: move |()| whatsapp(&writes, "") }
            }
            if party.balance > Paise::ZERO {
                if unasked && !party.phone.is_empty() {
                    p { class: "strip wait", role: "status", "data-testid": "actions-no-consent", {t!("party-no-consent")} }
                }
                Button {
                    say: t!("do-remind"), testid: "actions-remind", icon: "message",
                    onclick: move |()| whatsapp(&reminds.phone, &reminder(&reminds.name, reminds.balance)),
                }
            }
            LinkButton { say: t!("party-details"), testid: "actions-edit", to: Route::EditParty(party.id), icon: "edit" }
        }
    }
}
