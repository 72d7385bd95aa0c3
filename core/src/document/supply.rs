//! What kind of supply a draft is: its buyer, place of supply, which tax, and which document the law asks
//! for.

use crate::api::Session;
use crate::business::Shop;
use crate::code::gstin::Gstin;
use crate::code::state::StateCode;
use crate::document::{BillKind, Draft, DraftLine, PartySnapshot, Seller};
use crate::error::{Code, Error, Result};
use crate::money::Paise;
use crate::party::snapshot::{snapshot, snapshot_of};
use crate::party::{Registration, get};
use crate::store::Engine;
use crate::tax::compute::TaxMode;
use crate::tax::place::{Buyer, Supplied, SupplyFacts, place_of_supply, supply_kind};
use crate::text;

/// What a draft is, before its totals.
pub struct Supply {
    /// Which document the law asks for.
    pub kind: BillKind,
    /// Which tax.
    pub mode: TaxMode,
    /// Who sells.
    pub seller: Seller,
    /// Place of supply; empty for a shop without a State.
    pub place: String,
    /// The customer as printed.
    pub party: PartySnapshot,
    /// What the customer owes from before.
    pub balance: Paise,
    /// The customer's limit; zero for none.
    pub limit: Paise,
    /// Within how many days the customer pays, if that was agreed.
    pub credit_days: Option<u16>,
    /// The customer is out of the lists.
    pub archived: bool,
}

/// What a draft is.
pub async fn decide<E: Engine>(session: &mut Session<'_, E>, shop: &Shop, draft: &Draft) -> Result<Supply> {
    let known = match draft.party {
        Some(id) => Some(get::find(session, id).await?),
        None => None,
    };
    let balance = known.as_ref().map_or(Paise::ZERO, |(_, balance)| *balance);
    let credit_days = known.as_ref().and_then(|(party, _)| party.credit_days);
    let of_party = known.as_ref().map(|(party, _)| (party.registration, party.credit_limit, party.archived));
    let (buyer_registration, limit, archived) = of_party.unwrap_or((Registration::Unregistered, Paise::ZERO, false));
    let party = match known {
        Some((party, _)) => snapshot_of(party),
        None => snapshot(session, None, &draft.customer_name).await?,
    };
    let chosen = text::code::<StateCode>("place_of_supply", &draft.place_of_supply)?;
    let place = if chosen.is_empty() { place(shop, &party, draft)? } else { chosen };
    let taxed = draft.is_taxed();
    let untaxed = draft.lines.iter().any(|line| !line.treatment.is_taxed());
    let kind = match shop.registration {
        Registration::Unregistered => BillKind::PlainBill,
        registration if !registration.charges_tax() || !taxed => BillKind::BillOfSupply,
        // Rule 46A: one document for taxable and exempt goods, for an unregistered buyer.
        _ if untaxed && party.gstin.is_empty() => BillKind::InvoiceCumBillOfSupply,
        _ => BillKind::TaxInvoice,
    };
    let kind = draft.kind.filter(|chosen| may_be(*chosen, kind)).unwrap_or(kind);
    let mode = match kind {
        BillKind::PlainBill | BillKind::BillOfSupply => TaxMode::None,
        BillKind::TaxInvoice | BillKind::InvoiceCumBillOfSupply => {
            let seller: StateCode = shop.state.parse()?;
            let sez = [shop.registration, buyer_registration].contains(&Registration::Sez);
            supply_kind(seller, place.parse()?, sez).tax_mode()
        }
    };
    if shop.registration == Registration::Composition && !place.is_empty() && !same_state(&place, &shop.state) {
        return Err(Error::field(
            Code::CompositionOtherState,
            "place_of_supply",
            "A composition shop may not sell to another State (section 10 of the Act).",
        ));
    }
    if shop.registration == Registration::Composition && party.sez {
        return Err(Error::field(
            Code::CompositionOtherState,
            "party",
            "A composition shop may not sell to a unit of a Special Economic Zone, which counts as another State \
             (sections 10 of the CGST Act and 7(5) of the IGST Act).",
        ));
    }
    let seller = Seller::of(shop);
    Ok(Supply { kind, mode, seller, place, party, balance, limit, credit_days, archived })
}

/// Whether two codes name one State, an old code counting as what it is today.
fn same_state(one: &str, other: &str) -> bool {
    let state = |code: &str| code.parse::<StateCode>().ok().map(StateCode::today);
    state(one) == state(other)
}

/// A mixed bill may be a tax invoice as well; nothing else is a matter of choice.
fn may_be(chosen: BillKind, decided: BillKind) -> bool {
    chosen == decided || (decided == BillKind::InvoiceCumBillOfSupply && chosen == BillKind::TaxInvoice)
}

/// What begins the service codes of section 12(3) and (4) of the IGST Act that a shop sells: rooms and meals, salon and
/// fitness. Their place is where they are given, whoever buys.
const AT_PLACE: [&str; 2] = ["9963", "99972"];

/// The place of supply where none is chosen.
pub fn place(shop: &Shop, party: &PartySnapshot, draft: &Draft) -> Result<String> {
    if shop.state.is_empty() {
        return Ok(party.state.clone());
    }
    let buyer = match (party.gstin.parse::<Gstin>(), party.state.parse::<StateCode>()) {
        (Ok(gstin), _) => Buyer::Registered { state: gstin.state() },
        (Err(_), state) => Buyer::Unregistered { address: state.ok() },
    };
    let seller = shop.state.parse()?;
    let at_place = |line: &DraftLine| AT_PLACE.iter().any(|code| line.hsn.starts_with(code));
    let supplied = if !draft.lines.is_empty() && draft.lines.iter().all(at_place) {
        Supplied::ServiceAtPlace { at: seller }
    } else {
        Supplied::ToBuyer
    };
    let facts = SupplyFacts { seller, buyer, supplied };
    Ok(place_of_supply(&facts).to_string())
}
