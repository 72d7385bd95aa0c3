//! One party: the balance, the statement, and the two buttons "You gave" and "You got", of a supplier "You paid" and
//! "Goods came in".
//!
//! Test ids: `party`, `party-back`, `party-name`, `party-balance`, `party-edit`, `party-consent`,
//! `party-call`, `party-remind`,
//! `party-share`, `party-pdf`, `party-photos`, `party-take-payment`, `party-gave`, `party-got`, `statement` and what
//! the statement, the entry sheet and its actions name themselves.

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::party::{AddKhata, GetParty, GetStatement, KhataSide, PartyView};
use smartkhata_core::api::payment::DaySort;
use smartkhata_core::attachment::Owner;
use smartkhata_core::id::PartyId;
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyRole;
use smartkhata_part::part;

use super::attachments::AttachmentsSheet;
use super::entry::{EntrySheet, Whom};
use super::entry_actions::EntryActions;
use super::khata::Balance;
use super::khata_side;
use super::statement::{StatementList, share_text};
use crate::part::{self, Button, Icon, LinkButton, Look, Trouble, Waiting, pressed, rupees_short};
use crate::route::Route;
use crate::state::answer::use_answer;
use crate::state::keys::{self, Act, KEYS, key_of, use_keydown};
use crate::state::share::{download_statement, whatsapp};
use crate::state::{self, CHANGES, SHOP, WIDE, role, use_signal};
use crate::{api, browser, t};

/// What a reminder says; polite, with the amount and the shop.
pub fn reminder(name: &str, balance: Paise) -> String {
    let shop = SHOP.peek().as_ref().map(|shop| shop.name.clone()).unwrap_or_default();
    t!("party-remind-text", name = name, amount = rupees_short(balance), shop = shop)
}

/// Whose entries they are.
fn whom(view: &PartyView) -> Whom {
    let party = &view.party;
    Whom { id: party.id, name: party.name.clone(), phone: party.phone.clone(), role: party.role, balance: view.balance }
}

/// The counter's key for a side: what goes on the khata, and money.
fn key_for(role: PartyRole, side: KhataSide) -> Act {
    if (role == PartyRole::Customer) == (side == KhataSide::Gave) { Act::Udhar } else { Act::Cash }
}

/// The party. Give it a key: another party is another component.
#[part]
pub fn Party(id: PartyId) -> Element {
    let view = use_answer(move || async move {
        let _ = CHANGES();
        api::call(GetParty { id }).await
    });
    let mut entering = use_signal(|| None::<KhataSide>);
    let mut looking = use_signal(|| None);
    let mut photos = use_signal(bool::default);
    // The keys of the counter: what goes on the khata, and money that comes.
    use_keydown(true, move |event| {
        let role = match &*view.peek() {
            Some(Ok(found)) => found.party.role,
            _ => return,
        };
        let side = match keys::name_of(event).and_then(|name| KEYS.peek().act_of(&name)) {
            Some(act) if act == key_for(role, KhataSide::Gave) => KhataSide::Gave,
            Some(act) if act == key_for(role, KhataSide::Got) => KhataSide::Got,
            _ => return,
        };
        event.prevent_default();
        if role::may_ask(khata_side::asks(role, side)) && !browser::has_sheet() {
            entering.set(Some(side));
        }
    });
    let hint = move |act| WIDE().then(|| key_of(act));
    let (party, error) = match view() {
        None => (None, None),
        Some(Ok(found)) => (Some(found), None),
        Some(Err(error)) => (None, Some(error)),
    };
    rsx! {
        section {
            class: "party", tabindex: "-1", "data-testid": "party",
            onmounted: move |element| async move {
                let _ = element.set_focus(true).await;
            },
            onkeydown: move |event| {
                if pressed(&event) == "Escape" {
                    browser::focus_at(&format!(".list-row[data-id='{id}']"));
                }
            },
            if let Some(error) = error {
                header { class: "party-head", Back {} }
                Trouble { error, onretry: move |()| view.restart() }
            }
            if let Some(found) = party {
                Head {
                    view: found.clone(), onshare: move |()| share_statement(found.party.id),
                    onphotos: move |()| photos.set(true),
                }
                StatementList { id, role: found.party.role, onlook: move |row| looking.set(Some(row)) }
                div { class: "party-foot",
                    Button {
                        say: khata_side::button(found.party.role, KhataSide::Gave), testid: "party-gave", asks: AddKhata::NAME, look: Look::Out, icon: "out", class: "large grow",
                        key_hint: hint(key_for(found.party.role, KhataSide::Gave)), onclick: move |()| entering.set(Some(KhataSide::Gave)),
                    }
                    Button {
                        say: khata_side::button(found.party.role, KhataSide::Got), testid: "party-got", asks: khata_side::asks(found.party.role, KhataSide::Got), look: Look::In, icon: "in", class: "large grow",
                        key_hint: hint(key_for(found.party.role, KhataSide::Got)), onclick: move |()| entering.set(Some(KhataSide::Got)),
                    }
                }
                if photos() {
                    AttachmentsSheet { owner: Owner::Party(id), title: found.party.name.clone(), onclose: move |()| photos.set(false) }
                }
                if let Some(side) = entering() {
                    EntrySheet { whom: whom(&found), side, onclose: move |()| entering.set(None) }
                }
                if let Some(row) = looking() {
                    EntryActions { whom: whom(&found), row, onclose: move |()| looking.set(None) }
                }
            } else {
                Waiting {}
            }
        }
    }
}

#[part]
fn Back() -> Element {
    rsx! {
        LinkButton {
            say: t!("do-back"), testid: "party-back", to: Route::Khata, icon: "back", bare: true, look: Look::Quiet,
            class: "party-back",
        }
    }
}

#[part]
fn Head(view: PartyView, onshare: EventHandler<()>, onphotos: EventHandler<()>) -> Element {
    let party = view.party;
    let today = state::today();
    let due = view.due_since.filter(|since| *since < today && view.balance > Paise::ZERO);
    let over = !party.credit_limit.is_zero() && view.balance > party.credit_limit;
    let (calls, reminds) = (party.phone.clone(), party.clone());
    let is_supplier = party.role == PartyRole::Supplier;
    rsx! {
        header { class: "party-head",
            Back {}
            div { class: "party-who",
                h1 { "data-testid": "party-name", "{party.name}" }
                p { class: "party-more",
                    if is_supplier {
                        span { class: "tag", {t!("party-supplier")} }
                    }
                    if party.archived {
                        span { class: "tag", {t!("khata-hidden")} }
                    }
                    if !party.phone.is_empty() {
                        span { "{party.phone}" }
                    }
                    if let Some(consent) = &party.consent {
                        span { class: "tag", title: "{consent.text}", "data-testid": "party-consent",
                            {t!("party-consented", date = part::short(consent.date))}
                        }
                    }
                }
            }
            LinkButton {
                say: t!("party-details"), testid: "party-edit", to: Route::EditParty(party.id), icon: "edit", bare: true,
                look: Look::Quiet,
            }
        }
        div { class: "party-stand",
            div { class: "party-balance", "data-testid": "party-balance",
                Balance { value: view.balance, role: party.role }
                if view.overdue > Paise::ZERO {
                    span { class: "tag out", "data-testid": "party-overdue",
                        Icon { name: "alert", small: true }
                        {t!("party-overdue", amount = rupees_short(view.overdue))}
                    }
                }
                if let Some(since) = due {
                    span { class: "tag wait", {t!("party-due-for", days = part::age(since, today))} }
                }
                if over {
                    span { class: "tag out",
                        Icon { name: "alert", small: true }
                        {t!("party-over-limit", limit = rupees_short(party.credit_limit))}
                    }
                } else if !party.credit_limit.is_zero() {
                    span { class: "tag", {t!("party-limit-of", limit = rupees_short(party.credit_limit))} }
                }
                if let Some(days) = party.credit_days {
                    span { class: "tag", {t!("party-pays-within", days = i64::from(days))} }
                }
            }
            div { class: "button-row party-acts",
                LinkButton {
                    say: if is_supplier { t!("party-pay") } else { t!("party-take-payment") },
                    testid: "party-take-payment", to: Route::NewPayment(Some(party.id)), icon: "payments",
                }
                Button {
                    say: t!("do-share"), testid: "party-share", icon: "share",
                    onclick: move |()| onshare.call(()),
                }
                if view.balance > Paise::ZERO {
                    Button {
                        say: t!("do-remind"), testid: "party-remind", icon: "message",
                        onclick: move |()| whatsapp(&reminds.phone, &reminder(&reminds.name, view.balance)),
                    }
                }
                Button {
                    say: t!("do-pdf"), testid: "party-pdf", icon: "pdf",
                    onclick: move |()| download_statement(party.id),
                }
                Button {
                    say: t!("attach-title"), testid: "party-photos", icon: "photo",
                    onclick: move |()| onphotos.call(()),
                }
                if !calls.is_empty() {
                    Button {
                        say: t!("do-call"), testid: "party-call", icon: "phone", bare: true,
                        onclick: move |()| part::call(&calls),
                    }
                }
            }
        }
    }
}

/// Shares the newest entries with the balance, as the party sees them.
fn share_statement(id: PartyId) {
    /// As many as a message can be read.
    const ROWS: u32 = 20;
    state::run(async move {
        let asked = GetStatement { id, sort: DaySort::Newest, from: None, to: None, after: None, limit: ROWS };
        let statement = api::call(asked).await;
        match statement.and_then(|statement| Ok((share_text(&statement, state::today())?, statement.party.phone))) {
            Ok((text, phone)) => part::share_text(&text, &phone),
            Err(error) => state::say_error(&error),
        }
    });
}
