//! The place of supply (sections 10 and 12 of the IGST Act) and which heads of tax follow from it
//! (sections 7 and 8), for what a shop in India sells. The rules for goods are those from 01-10-2023.

use serde::{Deserialize, Serialize};

use super::compute::TaxMode;
use crate::code::state::StateCode;

/// Who buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
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
    /// Outside India.
    Overseas,
}

/// What is sold, as far as its place goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Supplied {
    /// Goods that move to the buyer, by whoever's hand.
    GoodsToBuyer {
        /// Where they are delivered; none where they go to the buyer's own address or over the counter.
        delivery: Option<StateCode>,
    },
    /// Goods sent to somebody else on the buyer's order: bill-to/ship-to.
    GoodsToAnother {
        /// Where they are delivered.
        delivery: StateCode,
    },
    /// Goods that stay where they are.
    GoodsUnmoved {
        /// Where they are.
        at: StateCode,
    },
    /// A service without a rule of its own.
    Service,
    /// A service bound to its place whoever buys: property, hotel, restaurant, salon, admission to an event.
    ServiceAtPlace {
        /// Where the property is or the service is performed.
        at: StateCode,
    },
    /// A service bound to its place for unregistered buyers only: training, organising an event, goods
    /// transport (where the goods are handed over).
    ServiceAtPlaceForUnregistered {
        /// Where it is performed or handed over.
        at: StateCode,
    },
}

/// What the place of supply depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SupplyFacts {
    /// The State of the seller's registration.
    pub seller: StateCode,
    /// Who buys.
    pub buyer: Buyer,
    /// What.
    pub supplied: Supplied,
}

/// The place of supply; [`StateCode::OTHER_COUNTRIES`] for exports.
///
/// ```
/// use smartkhata_core::code::state::StateCode;
/// use smartkhata_core::tax::place::{Buyer, Supplied, SupplyFacts, place_of_supply};
/// let (delhi, gujarat, goa): (StateCode, StateCode, StateCode) = ("07".parse()?, "24".parse()?, "30".parse()?);
/// // Billed to a dealer in Gujarat, shipped to his customer in Goa: Gujarat.
/// let supplied = Supplied::GoodsToAnother { delivery: goa };
/// let to_dealer = SupplyFacts { seller: delhi, buyer: Buyer::Registered { state: gujarat }, supplied };
/// assert_eq!(place_of_supply(&to_dealer), gujarat);
/// // The same for an unregistered buyer: delivery counts (Circular 209/3/2024).
/// let to_person = SupplyFacts { buyer: Buyer::Unregistered { address: Some(gujarat) }, ..to_dealer };
/// assert_eq!(place_of_supply(&to_person), goa);
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
pub fn place_of_supply(facts: &SupplyFacts) -> StateCode {
    // Registered: his State. Unregistered: the address on record, else the seller's place. Abroad: abroad.
    let of_buyer = match facts.buyer {
        Buyer::Registered { state } => state,
        Buyer::Unregistered { address } => address.unwrap_or(facts.seller),
        Buyer::Overseas => StateCode::OTHER_COUNTRIES,
    };
    let registered = matches!(facts.buyer, Buyer::Registered { .. });
    match facts.supplied {
        Supplied::GoodsToBuyer { delivery } => delivery.unwrap_or(of_buyer),
        // Section 10(1)(b): the goods count as received by the buyer at his principal place. Not so for an
        // unregistered buyer, nor for a foreign one who has them delivered in India.
        Supplied::GoodsToAnother { delivery } => {
            if registered {
                of_buyer
            } else {
                delivery
            }
        }
        Supplied::GoodsUnmoved { at } | Supplied::ServiceAtPlace { at } => at,
        Supplied::Service => of_buyer,
        Supplied::ServiceAtPlaceForUnregistered { at } => {
            if registered {
                of_buyer
            } else {
                at
            }
        }
    }
}

/// What makes a supply inter-State wherever its place is (section 7(5) of the IGST Act).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Border {
    /// Nothing does: the two States decide.
    #[default]
    None,
    /// Buyer or seller is a unit or developer of a Special Economic Zone.
    Sez,
    /// The supply leaves India.
    Export,
}

/// Which heads of tax a supply bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplyKind {
    /// CGST and SGST.
    IntraState,
    /// CGST and UTGST.
    IntraUnionTerritory,
    /// IGST.
    InterState,
}

/// Compares the seller's State with the place of supply. Old State codes count as what they are today.
///
/// ```
/// use smartkhata_core::code::state::StateCode;
/// use smartkhata_core::tax::place::{Border, SupplyKind, supply_kind};
/// let (delhi, ladakh): (StateCode, StateCode) = ("07".parse()?, "38".parse()?);
/// assert_eq!(supply_kind(delhi, delhi, Border::None), SupplyKind::IntraState);
/// assert_eq!(supply_kind(ladakh, ladakh, Border::None), SupplyKind::IntraUnionTerritory);
/// assert_eq!(supply_kind(delhi, ladakh, Border::None), SupplyKind::InterState);
/// assert_eq!(supply_kind(delhi, delhi, Border::Sez), SupplyKind::InterState);
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
pub fn supply_kind(seller: StateCode, place: StateCode, border: Border) -> SupplyKind {
    if border != Border::None || seller.today() != place.today() {
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
        let (own, buyers, elsewhere) = (state("27"), state("24"), state("30"));
        let registered = Buyer::Registered { state: buyers };
        let known = Buyer::Unregistered { address: Some(buyers) };
        let walk_in = Buyer::Unregistered { address: None };
        let abroad = StateCode::OTHER_COUNTRIES;
        let to_buyer = Supplied::GoodsToBuyer { delivery: None };
        let delivered = Supplied::GoodsToBuyer { delivery: Some(elsewhere) };
        let to_another = Supplied::GoodsToAnother { delivery: elsewhere };
        let unmoved = Supplied::GoodsUnmoved { at: elsewhere };
        let hotel = Supplied::ServiceAtPlace { at: own };
        let training = Supplied::ServiceAtPlaceForUnregistered { at: own };
        for (buyer, supplied, place) in [
            (registered, to_buyer, buyers),
            (registered, delivered, elsewhere),
            (registered, to_another, buyers),
            (registered, unmoved, elsewhere),
            (registered, Supplied::Service, buyers),
            (registered, hotel, own),
            (registered, training, buyers),
            (known, to_buyer, buyers),
            (known, delivered, elsewhere),
            (known, to_another, elsewhere),
            (known, Supplied::Service, buyers),
            (known, hotel, own),
            (known, training, own),
            (walk_in, to_buyer, own),
            (walk_in, delivered, elsewhere),
            (walk_in, Supplied::Service, own),
            (Buyer::Overseas, to_buyer, abroad),
            (Buyer::Overseas, delivered, elsewhere),
            (Buyer::Overseas, to_another, elsewhere),
            (Buyer::Overseas, Supplied::Service, abroad),
            (Buyer::Overseas, hotel, own),
        ] {
            assert_eq!(place_of_supply(&SupplyFacts { seller: own, buyer, supplied }), place, "{buyer:?} {supplied:?}");
        }
    }

    #[test]
    fn kinds() {
        for (seller, place, border, kind) in [
            ("27", "27", Border::None, SupplyKind::IntraState),
            ("07", "07", Border::None, SupplyKind::IntraState),
            ("04", "04", Border::None, SupplyKind::IntraUnionTerritory),
            ("97", "97", Border::None, SupplyKind::IntraUnionTerritory),
            ("26", "25", Border::None, SupplyKind::IntraUnionTerritory),
            ("37", "28", Border::None, SupplyKind::IntraState),
            ("27", "24", Border::None, SupplyKind::InterState),
            ("27", "96", Border::None, SupplyKind::InterState),
            ("27", "27", Border::Sez, SupplyKind::InterState),
            ("27", "27", Border::Export, SupplyKind::InterState),
        ] {
            assert_eq!(supply_kind(state(seller), state(place), border), kind, "{seller} {place} {border:?}");
        }
    }
}
