//! The customer of a phone: whoever has it, else a new one. Nobody gets a second khata: one who is hidden is shown again.

use smartkhata_core::Result;
use smartkhata_core::api::party::{GetParty, ListParties, PartyFilter, PartyView};
use smartkhata_core::party::PartyEdit;

use super::party_form::save;
use crate::api;

/// The digits of a phone.
const LENGTH: usize = 10;

/// Finds or adds them; what is done for that is said, with the way back.
///
/// # Errors
/// `invalid_phone`, and those of the books.
pub async fn customer(typed: &str) -> Result<PartyView> {
    // As it is written in the books, without what was typed before and between.
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let phone = digits.get(digits.len().saturating_sub(LENGTH)..).unwrap_or_default().to_owned();
    for filter in [PartyFilter::All, PartyFilter::Archived] {
        let asked = ListParties { filter, search: phone.clone(), as_typed: true, ..ListParties::default() };
        let rows = api::call(asked).await?.rows;
        let Some(row) = rows.into_iter().find(|row| phone.len() == LENGTH && row.phone == phone) else { continue };
        let view = api::call(GetParty { id: row.id }).await?;
        if !view.party.archived {
            return Ok(view);
        }
        let edit = PartyEdit { archived: Some(false), ..PartyEdit::default() };
        return save(Some(view.party), edit).await;
    }
    // The phone is the name until someone gives one: the customer need not wait.
    let edit = PartyEdit { name: Some(phone), phone: Some(typed.to_owned()), ..PartyEdit::default() };
    save(None, edit).await
}
