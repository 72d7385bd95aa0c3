//! The place of supply (sections 10 and 12 of the IGST Act) and which heads of tax follow from it
//! (sections 7 and 8), for what a shop in India sells. The rules for goods are those from 01-10-2023.

use super::compute::TaxMode;
use crate::code::state::StateCode;

/// Who buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buyer {
    /// With a GSTIN or UIN.
    Registered {
        /// The State of the registration: the buyer's principal place.
        state: StateCode,
    },
    /// Without.
    Unregistered {
        /// The State of the address on the bill; naming the State is enough.
        address: Option<StateCode>,
    },
}

/// What is sold, as far as its place goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supplied {
    /// Goods that go to the buyer, or a service without a rule of its own.
    ToBuyer,
    /// A service bound to its place whoever buys: property, hotel, restaurant, salon, admission to an event.
    ServiceAtPlace {
        /// Where the property is or the service is performed.
        at: StateCode,
    },
}

/// What the place of supply depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupplyFacts {
    /// The State of the seller's registration.
    pub seller: StateCode,
    /// Who buys.
    pub buyer: Buyer,
    /// What.
    pub supplied: Supplied,
}

/// The place of supply.
///
/// ```
/// use smartkhata_core::code::state::StateCode;
/// use smartkhata_core::tax::place::{Buyer, Supplied, SupplyFacts, place_of_supply};
/// let (delhi, gujarat): (StateCode, StateCode) = ("07".parse()?, "24".parse()?);
/// let buyer = Buyer::Registered { state: gujarat };
/// // Goods for a dealer in Gujarat: Gujarat. His meal in a restaurant in Delhi: Delhi.
/// let goods = SupplyFacts { seller: delhi, buyer, supplied: Supplied::ToBuyer };
/// assert_eq!(place_of_supply(&goods), gujarat);
/// let meal = SupplyFacts { supplied: Supplied::ServiceAtPlace { at: delhi }, ..goods };
/// assert_eq!(place_of_supply(&meal), delhi);
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
pub fn place_of_supply(facts: &SupplyFacts) -> StateCode {
    match (facts.supplied, facts.buyer) {
        (Supplied::ServiceAtPlace { at }, _) => at,
        // Registered: his State. Unregistered: the address on record, else the seller's place.
        (Supplied::ToBuyer, Buyer::Registered { state }) => state,
        (Supplied::ToBuyer, Buyer::Unregistered { address }) => address.unwrap_or(facts.seller),
    }
}

/// Which heads of tax a supply bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupplyKind {
    /// CGST and SGST.
    IntraState,
    /// CGST and UTGST.
    IntraUnionTerritory,
    /// IGST.
    InterState,
}

/// Compares the seller's State with the place of supply. Old State codes count as what they are today. Where buyer or
/// seller is a unit or developer of a Special Economic Zone (`sez`), a supply is inter-State wherever its place is
/// (section 7(5) of the IGST Act).
///
/// ```
/// use smartkhata_core::code::state::StateCode;
/// use smartkhata_core::tax::place::{SupplyKind, supply_kind};
/// let (delhi, ladakh): (StateCode, StateCode) = ("07".parse()?, "38".parse()?);
/// assert_eq!(supply_kind(delhi, delhi, false), SupplyKind::IntraState);
/// assert_eq!(supply_kind(ladakh, ladakh, false), SupplyKind::IntraUnionTerritory);
/// assert_eq!(supply_kind(delhi, ladakh, false), SupplyKind::InterState);
/// assert_eq!(supply_kind(delhi, delhi, true), SupplyKind::InterState);
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
pub fn supply_kind(seller: StateCode, place: StateCode, sez: bool) -> SupplyKind {
    if sez || seller.today() != place.today() {
        SupplyKind::InterState
    } else if seller.is_union_territory_without_legislature() {
        SupplyKind::IntraUnionTerritory
    } else {
        SupplyKind::IntraState
    }
}

impl SupplyKind {
    /// The heads to compute for a seller who charges tax.
    pub const fn tax_mode(self) -> TaxMode {
        match self {
            Self::IntraState => TaxMode::Intra,
            Self::IntraUnionTerritory => TaxMode::IntraUt,
            Self::InterState => TaxMode::Inter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(code: &str) -> StateCode {
        code.parse().unwrap()
    }

    #[test]
    fn places() {
        let (own, buyers) = (state("27"), state("24"));
        let registered = Buyer::Registered { state: buyers };
        let known = Buyer::Unregistered { address: Some(buyers) };
        let walk_in = Buyer::Unregistered { address: None };
        let hotel = Supplied::ServiceAtPlace { at: own };
        for (buyer, supplied, place) in [
            (registered, Supplied::ToBuyer, buyers),
            (registered, hotel, own),
            (known, Supplied::ToBuyer, buyers),
            (known, hotel, own),
            (walk_in, Supplied::ToBuyer, own),
            (walk_in, hotel, own),
        ] {
            assert_eq!(place_of_supply(&SupplyFacts { seller: own, buyer, supplied }), place, "{buyer:?} {supplied:?}");
        }
    }

    #[test]
    fn kinds() {
        for (seller, place, sez, kind) in [
            ("27", "27", false, SupplyKind::IntraState),
            ("07", "07", false, SupplyKind::IntraState),
            ("04", "04", false, SupplyKind::IntraUnionTerritory),
            ("97", "97", false, SupplyKind::IntraUnionTerritory),
            ("26", "25", false, SupplyKind::IntraUnionTerritory),
            ("37", "28", false, SupplyKind::IntraState),
            ("27", "24", false, SupplyKind::InterState),
            ("27", "96", false, SupplyKind::InterState),
            ("27", "27", true, SupplyKind::InterState),
        ] {
            assert_eq!(supply_kind(state(seller), state(place), sez), kind, "{seller} {place} {sez}");
        }
    }
}
