//! Adding a party and changing its fields.

use crate::api::Session;
use crate::api::party::{PartyView, SaveParty};
use crate::code::{email::Email, gstin::Gstin, phone::Phone, pin::Pin, state::StateCode};
use crate::date::Date;
use crate::document::{Voucher, again};
use crate::error::{Code, Error, Result};
use crate::id::PartyId;
use crate::journal::change::Kind;
use crate::journal::merge::Fields;
use crate::money::Paise;
use crate::party::{Party, PartyEdit, Registration, consent, get, opening, terms};
use crate::store::Engine;
use crate::text;

/// Adds a party, under the id that was drawn for it if one was, or changes one, field by field.
pub async fn save<E: Engine>(session: &mut Session<'_, E>, request: SaveParty) -> Result<PartyView> {
    let before = match request.id {
        Some(id) => match get::find(session, id).await {
            Ok((party, balance)) => {
                if request.edit.archived == Some(true) && !party.archived {
                    settled(&party, balance)?;
                }
                Some(party)
            }
            Err(error) if error.code == Code::NotFound && request.edit.name.is_some() => {
                again::is_free(session, id.uuid()).await?;
                None
            }
            Err(error) => return Err(error),
        },
        None => None,
    };
    let is_new = before.is_none();
    let mut edit = checked(request.edit, before.as_ref(), session.today())?;
    let id = match before {
        Some(before) => {
            let gstin = edit.gstin.as_ref().unwrap_or(&before.gstin);
            let registration = edit.registration.unwrap_or(before.registration);
            require_gstin(registration, gstin)?;
            before.id
        }
        None => {
            edit.name = Some(text::required("name", edit.name.as_deref().unwrap_or(""), 100)?);
            require_gstin(edit.registration.unwrap_or_default(), edit.gstin.as_deref().unwrap_or(""))?;
            request.id.unwrap_or_else(|| PartyId::new(session.new_id()))
        }
    };
    let fields = Fields::of(&edit)?;
    if !is_new && !request.opening.is_zero() {
        let is_same = |said: &Voucher| opening::says(said, request.opening);
        if again::same_record(session, id.uuid(), &fields, id.opening(0), None, is_same).await? {
            return get::view(session, id).await;
        }
        let message = "An old balance of someone who is in the books already is an entry in the khata.";
        return Err(Error::field(Code::InvalidOpening, "opening", message));
    }
    if !fields.fields.is_empty() {
        session.append(Kind::Party, id.uuid(), &fields).await?;
    }
    if !request.opening.is_zero() {
        opening::record(session, id, request.opening, None, "").await?;
    }
    get::view(session, id).await
}

/// Only a khata that is settled goes out of the lists: what is hidden is not collected.
fn settled(party: &Party, balance: Paise) -> Result<()> {
    if balance.is_zero() {
        return Ok(());
    }
    let (name, sum) = (&party.name, balance.abs());
    let stands =
        if balance.is_negative() { format!("{name} is to get ₹ {sum}") } else { format!("{name} owes ₹ {sum}") };
    let message = format!("{stands}. Settle the khata or take its entries back, then hide it.");
    Err(Error::field(Code::Unsettled, "archived", message))
}

fn require_gstin(registration: Registration, gstin: &str) -> Result<()> {
    if registration != Registration::Unregistered && gstin.is_empty() {
        return Err(Error::field(Code::Required, "gstin", "A registered party needs its GSTIN."));
    }
    Ok(())
}

/// Cleans an edit. A GSTIN says the State, and that whoever was not registered now is.
fn checked(edit: PartyEdit, before: Option<&Party>, today: Date) -> Result<PartyEdit> {
    if edit.credit_limit.is_some_and(|limit| limit.is_negative()) {
        return Err(Error::field(Code::BelowZero, "credit_limit", "A limit cannot be below zero."));
    }
    if let Some(Some(days)) = edit.credit_days {
        terms::check(days)?;
    }
    let mut out = PartyEdit {
        name: edit.name.map(|name| text::required("name", &name, 100)).transpose()?,
        phone: edit.phone.map(|value| text::code::<Phone>("phone", &value)).transpose()?,
        role: edit.role,
        registration: edit.registration,
        gstin: edit.gstin.map(|value| text::code::<Gstin>("gstin", &value)).transpose()?,
        state: edit.state.map(|value| text::code::<StateCode>("state", &value)).transpose()?,
        address: edit.address.map(|value| text::lines("address", &value, 300)).transpose()?,
        pin: edit.pin.map(|value| text::code::<Pin>("pin", &value)).transpose()?,
        email: edit.email.map(|value| text::code::<Email>("email", &value)).transpose()?,
        credit_limit: edit.credit_limit,
        credit_days: edit.credit_days,
        note: edit.note.map(|value| text::lines("note", &value, 500)).transpose()?,
        archived: edit.archived,
        consent: edit.consent.map(|said| said.map(|said| consent::checked(&said, today)).transpose()).transpose()?,
    };
    let was = before.map_or(Registration::Unregistered, |party| party.registration);
    match out.gstin.as_deref() {
        Some("") => out.registration = out.registration.or(Some(Registration::Unregistered)),
        Some(text) => {
            out.state = Some(text.parse::<Gstin>()?.state().to_string());
            if out.registration.is_none() && was == Registration::Unregistered {
                out.registration = Some(Registration::Regular);
            }
        }
        None => same_state(out.state.as_deref(), before.map_or("", |party| party.gstin.as_str()))?,
    }
    Ok(out)
}

/// A State that was typed must be the one that the GSTIN says.
pub fn same_state(state: Option<&str>, gstin: &str) -> Result<()> {
    match (state, gstin.parse::<Gstin>()) {
        (Some(state), Ok(gstin)) if state != gstin.state().to_string() => {
            let message = format!("The GSTIN {gstin} is of {}.", gstin.state().name());
            Err(Error::field(Code::StateNotOfGstin, "state", message))
        }
        _ => Ok(()),
    }
}
