//! Whom an invoice names (Rule 46): the word of warning before it is saved, and the way to put it right.
//!
//! Test ids: `unnamed`, `recipient`, `field-name`, `field-address`, `field-state`, `recipient-save`,
//! `recipient-other`, what the finder names itself.

use dioxus::prelude::*;
use smartkhata_core::api::party::PartyView;
use smartkhata_core::document::recipient::Particular;
use smartkhata_core::party::PartyEdit;
use smartkhata_part::part;

use super::finder::CustomerFinder;
use super::party_form::save;
use super::settings::states;
use crate::part::{Button, Field, Icon, Look, Select, Trouble};
use crate::state::bill::{self, BILLS};
use crate::state::submit::use_submit;
use crate::state::{use_callback, use_signal};
use crate::t;

/// What of the buyer the bill in hand should carry and does not; nothing where all is there.
pub fn unnamed_say() -> Option<String> {
    let bills = BILLS.read();
    let words = match bills.current.unnamed().as_slice() {
        [] => return None,
        _ if bills.current.is_for_business() => "unnamed-business",
        [Particular::Name] => "unnamed-name",
        [Particular::Address] => "unnamed-address",
        _ => "unnamed-both",
    };
    Some(t!(words))
}

/// The warning; pressing it puts it right. Nothing where all is there.
#[part]
pub fn Unnamed(onfill: EventHandler<()>, #[props(default)] key_hint: Option<String>) -> Element {
    let Some(say) = unnamed_say() else { return rsx! {} };
    rsx! {
        button {
            r#type: "button",
            class: "strip wait pending",
            "data-testid": "unnamed",
            onclick: move |_| onfill.call(()),
            Icon { name: "alert" }
            span { class: "grow", role: "status", "{say} " u { {t!("unnamed-fill")} } }
            if let Some(key) = key_hint {
                kbd { aria_hidden: "true", "{key}" }
            }
        }
    }
}

/// Who it is and where they live; the customer first where there is none yet.
#[part]
pub fn Recipient(ondone: EventHandler<()>) -> Element {
    let mut other = use_signal(bool::default);
    let party = BILLS.read().current.party.clone();
    match party.filter(|_| !other()) {
        None => rsx! {
            CustomerFinder {
                walk_in: false,
                onchoose: move |party: Option<PartyView>| {
                    other.set(false);
                    bill::set_party(party);
                    if BILLS.peek().current.unnamed().is_empty() {
                        ondone.call(());
                    }
                },
            }
        },
        Some(view) => rsx! {
            Particulars { key: "{view.party.id}", view, ondone, onother: move |()| other.set(true) }
        },
    }
}

#[part]
fn Particulars(view: PartyView, ondone: EventHandler<()>, onother: EventHandler<()>) -> Element {
    let party = view.party;
    let before = party.clone();
    let mut name = use_signal(|| party.name.clone());
    let mut address = use_signal(|| party.address.clone());
    // A customer without a State lives where the bill says that the goods are supplied.
    let place = BILLS.peek().current.place_of_supply.clone();
    let mut state = use_signal(|| if party.state.is_empty() { place } else { party.state.clone() });
    let submit = use_submit();
    let at = submit.problem();
    let send = use_callback(move |()| {
        let changed = |now: &Signal<String>, then: &String| {
            let now = now.peek().trim().to_owned();
            (now != *then).then_some(now)
        };
        let edit = PartyEdit {
            name: changed(&name, &before.name),
            address: changed(&address, &before.address),
            state: changed(&state, &before.state),
            ..PartyEdit::default()
        };
        let before = before.clone();
        submit.send(async move { save(Some(before), edit).await.map(drop) }, move || ondone.call(()));
    });
    rsx! {
        if let Some(error) = at.besides(&["name", "address", "state"]) {
            Trouble { error }
        }
        div { class: "fields", "data-testid": "recipient",
            Field {
                name: "name", label: t!("party-name"), value: name(), problem: at.clone(),
                oninput: move |text| name.set(text), onenter: move |()| send.call(()),
            }
            Select {
                name: "state", label: t!("party-state"), value: state(), choices: states(), problem: at.clone(),
                onchange: move |code| state.set(code),
            }
            Field {
                name: "address", label: t!("party-address"), value: address(), problem: at, long: true, class: "whole",
                autofocus: true, oninput: move |text| address.set(text),
            }
        }
        div { class: "button-row",
            Button {
                say: t!("do-save"), testid: "recipient-save", look: Look::Main, class: "large grow", disabled: submit.is_busy(),
                onclick: move |()| send.call(()),
            }
            Button { say: t!("recipient-other"), testid: "recipient-other", look: Look::Quiet, onclick: move |()| onother.call(()) }
        }
    }
}
