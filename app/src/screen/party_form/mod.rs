//! The details of a customer or supplier: a name is enough; GSTIN, address and limit when they are known.
//!
//! Test ids: `party-form`, `role-customer`, `role-supplier`, `field-name`, `field-phone`, `field-consent`, `field-credit_limit`,
//! `field-credit_days`, `field-opening` (of a new one), `field-gstin`, `field-registration`, `field-state`, `field-address`, `field-pin`,
//! `field-email`, `field-note`, `party-save`, `party-hide`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::party::{GetParty, GetStatement, PartyView, SaveParty, StatementRow};
use smartkhata_core::api::payment::DaySort;
use smartkhata_core::code::state::StateCode;
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::money::Paise;
use smartkhata_core::party::terms::USUAL_DAYS;
use smartkhata_core::party::{Consent, Party, PartyEdit, PartyRole, Registration};
use smartkhata_part::part;

use super::entry::{cancel, undo};
use crate::part::{
    Button, Chip, Choice, Field, LinkButton, Look, Overflow, Select, StandsAgain, Switch, Trouble, Waiting, chip_row,
};
use crate::route::{self, Route};
use crate::state::answer::use_answer;
use crate::state::kept::use_typing;
use crate::state::submit::use_submit_of;
use crate::state::{self, Tone, bill, use_callback};
use crate::{api, t};

mod typed;

use typed::{Form, way_back};

const FIELDS: [&str; 11] = [
    "name",
    "phone",
    "credit_limit",
    "credit_days",
    "opening",
    "gstin",
    "registration",
    "state",
    "address",
    "pin",
    "email",
];

const REGISTRATIONS: [(Registration, &str); 4] = [
    (Registration::Unregistered, "unregistered"),
    (Registration::Regular, "regular"),
    (Registration::Composition, "composition"),
    (Registration::Sez, "sez"),
];

/// A new party, or with an id the details of one.
#[part]
pub fn PartyForm(id: Option<PartyId>) -> Element {
    let party = use_answer(move || async move {
        match id {
            Some(id) => api::call(GetParty { id }).await.map(|view| Some(view.party)),
            None => Ok(None),
        }
    });
    rsx! {
        main { class: "screen", "data-testid": "party-form",
            header { class: "screen-head",
                LinkButton {
                    say: t!("do-back"), testid: "party-form-back", to: id.map_or(Route::Khata, Route::Party), icon: "back",
                    bare: true, look: Look::Quiet,
                }
                h1 { if id.is_some() { {t!("party-edit")} } else { {t!("party-new")} } }
            }
            match party() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error } },
                Some(Ok(before)) => rsx! { Fields { before } },
            }
        }
    }
}

#[part]
fn Fields(before: Option<Party>) -> Element {
    let start = before.as_ref().map(Form::of).unwrap_or_default();
    let place = before.as_ref().map_or_else(|| "party".to_owned(), |party| format!("party-{}", party.id));
    let form = use_typing(&place, || start.clone());
    let submit = use_submit_of(form.place());
    let kept = before.clone();
    let save = use_callback(move |()| {
        let now = form.peek();
        let consent = || Consent { text: t!("party-consent"), date: state::today() };
        match now.edit(&start, consent).and_then(|edit| Ok((edit, now.opening()?))) {
            Ok((edit, opening)) => {
                let drawn = submit.record_of_new();
                submit.send(store(kept.clone(), drawn, edit, opening), || {});
            }
            Err(error) => submit.refuse(error),
        }
    });
    let at = submit.problem();
    let now = form.read();
    let has_phone = !now.phone.trim().is_empty();
    let roles = [
        (PartyRole::Customer, "party-customer", "role-customer"),
        (PartyRole::Supplier, "party-supplier", "role-supplier"),
    ]
    .map(|(value, words, testid)| Chip { value, say: t!(words), testid: testid.to_owned() });
    let registrations = REGISTRATIONS
        .map(|(_, name)| Choice { value: name.to_owned(), say: t!(&format!("party-registration-{name}")) });
    let registration = REGISTRATIONS.iter().find(|(value, _)| *value == now.registration).map_or("", |(_, name)| *name);
    let states = std::iter::once(Choice { value: String::new(), say: t!("party-state-none") })
        .chain(StateCode::offered().map(|code| Choice { value: code.to_string(), say: t!(&format!("state-{code}")) }))
        .collect::<Vec<_>>();
    rsx! {
        StandsAgain { again: form.again(), onempty: move |()| form.empty() }
        if let Some(error) = at.besides(&FIELDS) {
            Trouble { error }
        }
        section { class: "card fields",
            div { class: "whole",
                {chip_row(
                    t!("party-kind"),
                    Overflow::Scrolls,
                    roles,
                    &now.role,
                    move |role| form.change(|now| now.role = role),
                )}
            }
            Field {
                name: "name", label: t!("party-name"), value: now.name, problem: at.clone(), autofocus: before.is_none(),
                oninput: move |text| form.change(|now| now.name = text), onenter: move |()| save.call(()),
            }
            Field {
                name: "phone", label: t!("party-phone"), value: now.phone, problem: at.clone(), mode: "tel",
                oninput: move |text| form.change(|now| now.phone = text), onenter: move |()| save.call(()),
            }
            if has_phone || now.agreed {
                Switch {
                    name: "consent", label: t!("party-consent"), value: now.agreed,
                    onchange: move |on| form.change(|now| now.agreed = on),
                }
            }
            Field {
                name: "credit_limit", label: t!("party-credit-limit"), hint: t!("party-limit-hint"), value: now.credit_limit,
                problem: at.clone(), mode: "decimal",
                oninput: move |text| form.change(|now| now.credit_limit = text), onenter: move |()| save.call(()),
            }
            if now.role == PartyRole::Customer {
                Field {
                    name: "credit_days", label: t!("party-credit-days"), hint: t!("party-credit-days-hint", days = i64::from(USUAL_DAYS)),
                    value: now.credit_days, problem: at.clone(), mode: "numeric",
                    oninput: move |text| form.change(|now| now.credit_days = text), onenter: move |()| save.call(()),
                }
            }
            if before.is_none() {
                Field {
                    name: "opening",
                    label: if now.role == PartyRole::Supplier { t!("party-opening-give") } else { t!("party-opening-get") },
                    hint: t!("party-opening-hint"), value: now.opening, problem: at.clone(), mode: "decimal",
                    oninput: move |text| form.change(|now| now.opening = text), onenter: move |()| save.call(()),
                }
            }
            Field {
                name: "note", label: t!("party-note"), value: now.note, problem: at.clone(),
                oninput: move |text| form.change(|now| now.note = text), onenter: move |()| save.call(()),
            }
        }
        section { class: "card",
            h2 { {t!("party-more-details")} }
            div { class: "fields",
                Field {
                    name: "gstin", label: t!("party-gstin"), hint: t!("party-gstin-hint"), value: now.gstin,
                    problem: at.clone(), oninput: move |text: String| form.change(|now| now.gstin = text.to_uppercase()),
                    onenter: move |()| save.call(()),
                }
                Select {
                    name: "registration", label: t!("party-registration"), value: registration, choices: registrations.to_vec(),
                    problem: at.clone(),
                    onchange: move |name: String| {
                        if let Some((value, _)) = REGISTRATIONS.iter().find(|(_, known)| *known == name) {
                            form.change(|now| now.registration = *value);
                        }
                    },
                }
                Select {
                    name: "state", label: t!("party-state"), value: now.state, choices: states, problem: at.clone(),
                    onchange: move |code| form.change(|now| now.state = code),
                }
                Field {
                    name: "pin", label: t!("party-pin"), value: now.pin, problem: at.clone(), mode: "numeric",
                    oninput: move |text| form.change(|now| now.pin = text), onenter: move |()| save.call(()),
                }
                Field {
                    name: "email", label: t!("party-email"), value: now.email, problem: at.clone(), mode: "email",
                    oninput: move |text| form.change(|now| now.email = text), onenter: move |()| save.call(()),
                }
                Field {
                    name: "address", label: t!("party-address"), value: now.address, problem: at, long: true, class: "whole",
                    oninput: move |text| form.change(|now| now.address = text),
                }
            }
        }
        div { class: "button-row form-foot",
            Button {
                say: t!("do-save"), testid: "party-save", look: Look::Main, class: "large grow", disabled: submit.is_busy(),
                onclick: move |()| save.call(()),
            }
            if let Some(party) = before {
                Hide { party }
            }
        }
    }
}

/// Takes a party out of the lists, or puts it back.
#[part]
fn Hide(party: Party) -> Element {
    rsx! {
        Button {
            say: if party.archived { t!("party-show-again") } else { t!("party-hide") },
            testid: "party-hide",
            class: "large",
            onclick: move |()| {
                let party = party.clone();
                let edit = PartyEdit { archived: Some(!party.archived), ..PartyEdit::default() };
                state::run(async move {
                    if let Err(error) = store(Some(party), None, edit, Paise::ZERO).await {
                        state::say_error(&error);
                    }
                });
            },
        }
    }
}

/// Saves and shows the party (a hidden one: the list).
async fn store(before: Option<Party>, drawn: Option<VoucherId>, edit: PartyEdit, opening: Paise) -> Result<()> {
    let saved = save_owing(before, drawn, edit, opening).await?.party;
    route::go(if saved.archived { Route::Khata } else { Route::Party(saved.id) });
    Ok(())
}

/// Saves and says so, with the way back.
pub async fn save(before: Option<Party>, edit: PartyEdit) -> Result<PartyView> {
    save_owing(before, None, edit, Paise::ZERO).await
}

/// As [`save`]; of a new one `drawn` is the id that its form drew, `opening` the old balance.
async fn save_owing(
    before: Option<Party>,
    drawn: Option<VoucherId>,
    edit: PartyEdit,
    opening: Paise,
) -> Result<PartyView> {
    let drawn = drawn.map(|id| PartyId::new(id.uuid()));
    let id = before.as_ref().map(|party| party.id).or(drawn);
    let view = api::call(SaveParty { id, edit: edit.clone(), opening }).await?;
    bill::party_changed(view.clone());
    state::books_changed();
    let (id, name) = (view.party.id, view.party.name.clone());
    let back = match &before {
        Some(before) => way_back(&edit, before),
        // A new party cannot be unmade; out of the lists it is as good as that.
        None => PartyEdit { archived: Some(true), ..PartyEdit::default() },
    };
    let say = match edit.archived {
        Some(true) => t!("party-hidden", name = name),
        Some(false) => t!("party-shown", name = name),
        None => t!("party-saved", name = name),
    };
    let again = undo(move || {
        let asked = SaveParty { id: Some(id), edit: back.clone(), opening: Paise::ZERO };
        async move {
            if !opening.is_zero() {
                take_opening_back(id).await?;
            }
            api::call(asked).await.map(bill::party_changed)
        }
    });
    state::toast(say, Tone::Done, vec![again]);
    Ok(view)
}

/// Takes the old balance back that a party was added with: the first entry of its khata.
async fn take_opening_back(id: PartyId) -> Result<()> {
    let asked = GetStatement { id, sort: DaySort::Oldest, from: None, to: None, after: None, limit: 500 };
    let statement = api::call(asked).await?;
    let stands = |row: &StatementRow| row.kind.is_opening() && !row.cancelled && !row.reversal;
    match statement.page.rows.into_iter().find(stands) {
        Some(row) => cancel(row.voucher).await,
        None => Ok(()),
    }
}
