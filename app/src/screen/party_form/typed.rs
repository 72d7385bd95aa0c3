//! What is typed in the form of a party, and the edit that it comes to.

use smartkhata_core::money::Paise;
use smartkhata_core::party::{Consent, Party, PartyEdit, PartyRole, Registration};
use smartkhata_core::{Code, Error, Result};

use crate::part::said_of;
use crate::state::kept::fields;

/// What is typed, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    pub name: String,
    pub phone: String,
    pub role: PartyRole,
    pub registration: Registration,
    pub gstin: String,
    pub state: String,
    pub address: String,
    pub pin: String,
    pub email: String,
    pub credit_limit: String,
    pub credit_days: String,
    pub opening: String,
    pub note: String,
    pub agreed: bool,
}

fields!(Form: name phone role registration gstin state address pin email credit_limit credit_days opening note agreed);

impl Form {
    pub fn of(party: &Party) -> Self {
        let limit = if party.credit_limit.is_zero() { String::new() } else { party.credit_limit.to_string() };
        Self {
            name: party.name.clone(),
            phone: party.phone.clone(),
            role: party.role,
            registration: party.registration,
            gstin: party.gstin.clone(),
            state: party.state.clone(),
            address: party.address.clone(),
            pin: party.pin.clone(),
            email: party.email.clone(),
            credit_limit: limit,
            credit_days: party.credit_days.map(|days| days.to_string()).unwrap_or_default(),
            opening: String::new(),
            note: party.note.clone(),
            agreed: party.consent.is_some(),
        }
    }

    /// What differs from `before`. The State and the registration that follow from a new GSTIN are left to it. `consent`
    /// says what is agreed to.
    pub fn edit(&self, before: &Self, consent: impl FnOnce() -> Consent) -> Result<PartyEdit> {
        let text = |now: &String, then: &String| (now.trim() != then.trim()).then(|| now.trim().to_owned());
        let limit = |text: &str| amount(text, "credit_limit");
        let now = limit(&self.credit_limit)?;
        let days = days(&self.credit_days)?;
        Ok(PartyEdit {
            name: text(&self.name, &before.name),
            phone: text(&self.phone, &before.phone),
            role: (self.role != before.role).then_some(self.role),
            registration: (self.registration != before.registration).then_some(self.registration),
            gstin: text(&self.gstin, &before.gstin),
            state: text(&self.state, &before.state),
            address: text(&self.address, &before.address),
            pin: text(&self.pin, &before.pin),
            email: text(&self.email, &before.email),
            credit_limit: (limit(&before.credit_limit).ok() != Some(now)).then_some(now),
            credit_days: (self.credit_days.trim() != before.credit_days.trim()).then_some(days),
            note: text(&self.note, &before.note),
            archived: None,
            consent: (self.agreed != before.agreed).then(|| self.agreed.then(consent)),
        })
    }

    /// The old balance: of a customer who owes, of a supplier who is owed.
    pub fn opening(&self) -> Result<Paise> {
        let owed = amount(&self.opening, "opening")?;
        Ok(if self.role == PartyRole::Supplier { owed.neg() } else { owed })
    }
}

/// What was typed as an amount; nothing is zero.
fn amount(text: &str, field: &'static str) -> Result<Paise> {
    if text.trim().is_empty() { Ok(Paise::ZERO) } else { text.parse().map_err(|error| said_of(error, field)) }
}

/// What was typed as days of credit; nothing is none.
fn days(text: &str) -> Result<Option<u16>> {
    let text = text.trim();
    let refused = |_| said_of(Error::new(Code::InvalidValue, "This is no number of days."), "credit_days");
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(refused) }
}

/// The edit that takes another edit back.
pub fn way_back(edit: &PartyEdit, before: &Party) -> PartyEdit {
    PartyEdit {
        name: edit.name.as_ref().map(|_| before.name.clone()),
        phone: edit.phone.as_ref().map(|_| before.phone.clone()),
        role: edit.role.map(|_| before.role),
        // A GSTIN sets these two as well.
        registration: edit
            .registration
            .or(edit.gstin.as_ref().map(|_| before.registration))
            .map(|_| before.registration),
        state: edit.state.as_ref().or(edit.gstin.as_ref()).map(|_| before.state.clone()),
        gstin: edit.gstin.as_ref().map(|_| before.gstin.clone()),
        address: edit.address.as_ref().map(|_| before.address.clone()),
        pin: edit.pin.as_ref().map(|_| before.pin.clone()),
        email: edit.email.as_ref().map(|_| before.email.clone()),
        credit_limit: edit.credit_limit.map(|_| before.credit_limit),
        credit_days: edit.credit_days.map(|_| before.credit_days),
        note: edit.note.as_ref().map(|_| before.note.clone()),
        archived: edit.archived.map(|_| before.archived),
        consent: edit.consent.as_ref().map(|_| before.consent.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Form {
        Form { name: "Ramesh".into(), credit_limit: "5000".into(), ..Form::default() }
    }

    fn consent() -> Consent {
        Consent { text: "Yes".into(), date: "2026-11-23".parse().expect("a day") }
    }

    #[test]
    fn what_was_agreed_to_is_sent_when_the_tick_changes() {
        let ticked = Form { agreed: true, ..typed() };
        let sent = |now: &Form, before: &Form| now.edit(before, consent).map(|edit| edit.consent);
        assert_eq!(sent(&ticked, &typed()), Ok(Some(Some(consent()))));
        assert_eq!(sent(&ticked, &ticked), Ok(None), "the day of before stands");
        assert_eq!(sent(&typed(), &ticked), Ok(Some(None)), "taken back");
    }

    #[test]
    fn only_what_was_changed_is_sent() {
        assert_eq!(typed().edit(&typed(), consent), Ok(PartyEdit::default()));
        let now = Form { name: " Suresh ".into(), credit_limit: "5,000.00".into(), ..typed() };
        assert_eq!(now.edit(&typed(), consent), Ok(PartyEdit { name: Some("Suresh".into()), ..PartyEdit::default() }));
        let now = Form { credit_limit: String::new(), ..typed() };
        assert_eq!(
            now.edit(&typed(), consent),
            Ok(PartyEdit { credit_limit: Some(Paise::ZERO), ..PartyEdit::default() })
        );
    }

    #[test]
    fn a_limit_that_is_no_amount_is_said_at_its_field() {
        let refused = Form { credit_limit: "five".into(), ..typed() }.edit(&typed(), consent);
        assert_eq!(refused.err().and_then(|error| error.field).as_deref(), Some("credit_limit"));
    }

    #[test]
    fn days_of_credit_are_a_number_or_none() {
        let days = |now: &str, before: &str| {
            let form = |days: &str| Form { credit_days: days.into(), ..typed() };
            form(now).edit(&form(before), consent).map(|edit| edit.credit_days).map_err(|error| error.field)
        };
        assert_eq!(days("7", ""), Ok(Some(Some(7))));
        assert_eq!(days(" 7 ", "7"), Ok(None));
        assert_eq!(days("", "7"), Ok(Some(None)), "taken away");
        assert_eq!(days("a week", ""), Err(Some("credit_days".into())));
    }
}
