//! Finding the customer of a bill: by name in any script or by phone; a new one is named on the spot.
//!
//! Test ids: `customer-search`, `customer-result`, `customer-new`, `customer-none`.

use dioxus::prelude::*;
use smartkhata_core::api::party::{GetParty, PartyView};
use smartkhata_core::id::PartyId;
use smartkhata_core::party::{PartyEdit, PartyRow};
use smartkhata_core::{Error, Result};
use smartkhata_part::part;

use super::khata::Balance;
use super::party_form::save;
use super::{best_match, by_phone};
use crate::part::{Button, Look, SearchBox, Trouble};
use crate::state::answer::use_answer;
use crate::state::{spawn, use_signal};
use crate::{api, browser, t};

/// The finder; it answers the customer, or `None` for a walk-in.
#[part]
pub fn CustomerFinder(onchoose: EventHandler<Option<PartyView>>, #[props(default = true)] walk_in: bool) -> Element {
    let mut search = use_signal(String::new);
    let mut refused = use_signal(Option::<Error>::default);
    // The place of the row that Enter takes.
    let mut meant = use_signal(|| None::<usize>);
    let found = use_answer(move || {
        let search = search();
        async move {
            let (rows, takes) = best_match::parties(search).await?;
            meant.set(takes);
            Ok(rows)
        }
    });
    // One answer at a time: a second press names no second customer.
    let mut busy = use_signal(bool::default);
    let mut decide = move |wanted: Wanted| {
        if busy() {
            return;
        }
        busy.set(true);
        spawn(async move {
            match found_or_named(wanted).await {
                Ok(Some(view)) => onchoose.call(Some(view)),
                // Several are called so, or somebody's name sounds like it: they are looked at before one is taken.
                Ok(None) => {
                    browser::walk_rows(true);
                }
                Err(error) => refused.set(Some(error)),
            }
            busy.set(false);
        });
    };
    let rows: Vec<PartyRow> = found().and_then(Result::ok).unwrap_or_default();
    let typed = search().trim().to_owned();
    let is_new = !typed.is_empty() && !rows.iter().any(|row| row.name == typed || row.phone == typed);
    rsx! {
        SearchBox {
            label: t!("bill-customer-choose"),
            testid: "customer-search",
            value: search(),
            autofocus: true,
            oninput: move |text| search.set(text),
            onenter: {
                let typed = typed.clone();
                move |()| {
                    if !typed.is_empty() {
                        decide(Wanted::Typed(typed.clone()));
                    }
                }
            },
        }
        if let Some(error) = refused() {
            Trouble { error }
        }
        div { class: "button-row",
            if is_new {
                Button {
                    say: t!("bill-customer-new", name = typed.clone()),
                    testid: "customer-new",
                    icon: "plus",
                    onclick: {
                        let typed = typed.clone();
                        move |()| decide(Wanted::New(typed.clone()))
                    },
                }
            }
            if walk_in {
                Button { say: t!("bill-customer-none"), testid: "customer-none", look: Look::Quiet, onclick: move |()| onchoose.call(None) }
            }
        }
        div { class: "list finder-list", role: "list",
            for (at , row) in rows.into_iter().enumerate() {
                div { key: "{row.id}", role: "listitem",
                    button {
                        r#type: "button",
                        class: if meant() == Some(at) { "list-row chosen" } else { "list-row" },
                        "data-testid": "customer-result",
                        onclick: move |_| decide(Wanted::Known(row.id)),
                        span { class: "grow",
                            span { class: "name block", "{row.name}" }
                            span { class: "more block", "{row.phone}" }
                        }
                        Balance { value: row.balance, role: row.role }
                        if meant() == Some(at) {
                            kbd { aria_hidden: "true", "↵" }
                        }
                    }
                }
            }
        }
    }
}

/// Whom the shopkeeper means.
enum Wanted {
    /// A row.
    Known(PartyId),
    /// Whoever is called what was typed, else a new customer.
    Typed(String),
    /// A new customer.
    New(String),
}

/// None where it has to be chosen among those who are listed.
async fn found_or_named(wanted: Wanted) -> Result<Option<PartyView>> {
    let id = match wanted {
        Wanted::Known(id) => id,
        Wanted::New(typed) => return named(&typed).await.map(Some),
        Wanted::Typed(typed) => {
            let (rows, meant) = best_match::parties(typed.clone()).await?;
            match meant.and_then(|at| rows.get(at)) {
                Some(row) => row.id,
                None if rows.is_empty() => return named(&typed).await.map(Some),
                None => return Ok(None),
            }
        }
    };
    api::call(GetParty { id }).await.map(Some)
}

/// What was typed as a new customer: digits are a phone, anything else a name.
async fn named(typed: &str) -> Result<PartyView> {
    if typed.chars().all(|c| c.is_ascii_digit() || " +-".contains(c)) {
        return by_phone::customer(typed).await;
    }
    save(None, PartyEdit { name: Some(typed.to_owned()), ..PartyEdit::default() }).await
}
