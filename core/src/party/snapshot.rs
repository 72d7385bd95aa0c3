//! A party as a voucher keeps it.

use super::{Party, Registration, get};
use crate::api::Session;
use crate::document::PartySnapshot;
use crate::error::{Code, Error, Result};
use crate::id::PartyId;
use crate::store::Engine;
use crate::text;

/// A party as it is now, frozen into a voucher; a walk-in has only a name.
pub async fn snapshot<E: Engine>(
    session: &mut Session<'_, E>,
    id: Option<PartyId>,
    name: &str,
) -> Result<PartySnapshot> {
    match id {
        Some(id) => Ok(snapshot_of(get::find(session, id).await?.0)),
        None => Ok(PartySnapshot { name: text::line("customer_name", name, 100)?, ..PartySnapshot::default() }),
    }
}

/// A party as it is now, frozen into a voucher.
pub fn snapshot_of(party: Party) -> PartySnapshot {
    PartySnapshot {
        id: Some(party.id),
        sez: party.registration == Registration::Sez,
        name: party.name,
        phone: party.phone,
        gstin: party.gstin,
        state: party.state,
        address: party.address,
        pin: party.pin,
    }
}

/// A supplier as it is now, or nobody in particular. A hidden one gives nothing: what was owed would be out of sight.
pub async fn supplier<E: Engine>(session: &mut Session<'_, E>, id: Option<PartyId>) -> Result<PartySnapshot> {
    let Some(id) = id else { return Ok(PartySnapshot::default()) };
    let (party, _) = get::find(session, id).await?;
    if party.archived {
        let message = format!("{} is hidden. Show the supplier again first.", party.name);
        return Err(Error::field(Code::Archived, "supplier", message));
    }
    Ok(snapshot_of(party))
}

/// The refusal of goods on credit to somebody who is out of the lists: a debt there would be out of sight.
pub fn hidden(name: &str) -> Error {
    Error::field(Code::Archived, "party", format!("{name} is hidden. Show the customer again first."))
}
