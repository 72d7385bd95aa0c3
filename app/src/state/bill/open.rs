//! A bill being typed, and the ones held beside it.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::party::PartyView;
use smartkhata_core::document::recipient::{self, Particular};
use smartkhata_core::document::supply::snapshot_of;
use smartkhata_core::document::{BillKind, Draft, PartySnapshot};
use smartkhata_core::money::Paise;
use smartkhata_core::tax::compute::{BillResult, TaxMode};

use crate::state::SHOP;

/// A bill being typed with what the core has said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenBill {
    /// The bill itself.
    pub draft: Draft,
    /// The customer, with what they owe.
    pub party: Option<PartyView>,
    /// Which tax, if anything on it is taxed; the core's last word for this shop and customer.
    pub mode: TaxMode,
    /// Which document the law asks for, once the core has said.
    pub kind: Option<BillKind>,
    /// Place of supply as the core would have it.
    pub place_of_supply: String,
    /// By how much the customer's limit would be passed.
    pub over_limit: Paise,
    /// Places of lines below cost.
    pub below_cost: Vec<u32>,
    /// How the draft was before each change, the newest last.
    pub(super) past: Vec<Draft>,
}

impl OpenBill {
    pub(super) fn new(draft: Draft, mode: TaxMode) -> Self {
        Self {
            draft,
            party: None,
            mode,
            kind: None,
            place_of_supply: String::new(),
            over_limit: Paise::ZERO,
            below_cost: Vec::new(),
            past: Vec::new(),
        }
    }

    /// Nothing typed yet.
    pub fn is_empty(&self) -> bool {
        self.draft.lines.is_empty() && self.draft.party.is_none() && self.draft.charges.is_empty()
    }

    /// What the bill comes to.
    pub fn totals(&self) -> Result<BillResult> {
        let round = SHOP.read().as_ref().is_none_or(|shop| shop.round_to_rupee);
        self.draft.totals(self.mode, round)
    }

    /// What the law asks for of the buyer of so much and the bill would not carry.
    pub fn unnamed(&self) -> Vec<Particular> {
        let walk_in = || PartySnapshot { name: self.draft.customer_name.clone(), ..PartySnapshot::default() };
        let buyer = self.party.as_ref().map_or_else(walk_in, |view| snapshot_of(view.party.clone()));
        let value = self.totals().and_then(|result| recipient::taxable(&self.draft, &result));
        value.map(|value| recipient::missing(self.mode, &buyer, value)).unwrap_or_default()
    }
}

/// The bill in hand between the ones held before and after it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenBills {
    pub(super) before: Vec<OpenBill>,
    /// The bill in hand.
    pub current: OpenBill,
    pub(super) after: Vec<OpenBill>,
}

impl OpenBills {
    /// How many are open.
    pub fn count(&self) -> usize {
        self.before.len().saturating_add(self.after.len()).saturating_add(1)
    }

    /// The place of the one in hand, from 0.
    pub fn place(&self) -> usize {
        self.before.len()
    }

    /// All, in order.
    pub fn all(&self) -> impl Iterator<Item = &OpenBill> {
        self.before.iter().chain(std::iter::once(&self.current)).chain(&self.after)
    }

    /// Takes the bill at a place into the hand; a place that is not there changes nothing.
    pub(super) fn take(&mut self, place: usize) {
        let mut all: Vec<OpenBill> = self.all().cloned().collect();
        if place < all.len() {
            self.after = all.split_off(place.saturating_add(1));
            if let Some(current) = all.pop() {
                self.current = current;
            }
            self.before = all;
        }
    }

    /// Bills that were kept, the one touched last first: it is in hand again, unless another is by now. They stand in
    /// the order in which they were begun, as they did before, so that "the second one" stays the second one.
    pub(super) fn bring_back(&mut self, mut kept: Vec<OpenBill>) {
        kept.retain(|bill| self.all().all(|open| open.draft.id != bill.draft.id));
        let in_hand = kept.first().filter(|_| self.current.is_empty()).map(|bill| bill.draft.id);
        kept.sort_by_key(|bill| bill.draft.id);
        match in_hand.and_then(|id| kept.iter().position(|bill| bill.draft.id == id)) {
            Some(place) => {
                let after = kept.split_off(place.saturating_add(1));
                if let Some(current) = kept.pop() {
                    self.current = current;
                }
                self.before.splice(0..0, kept);
                self.after.splice(0..0, after);
            }
            None => {
                self.before.splice(0..0, kept);
            }
        }
    }

    /// A new empty bill at the end, in hand.
    pub(super) fn begin(&mut self, bill: OpenBill) {
        let all = self.all().cloned().collect();
        *self = Self { before: all, current: bill, after: Vec::new() };
    }

    /// The one in hand goes; its neighbour or an empty one takes its place. What was changed in that one lies further
    /// back than the save that just was: undo goes to the save first.
    pub(super) fn drop_current(&mut self, empty: OpenBill) {
        self.current = if self.after.is_empty() { self.before.pop().unwrap_or(empty) } else { self.after.remove(0) };
        self.current.past.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::id::DraftId;

    fn bill(n: u128) -> OpenBill {
        OpenBill::new(Draft::new(DraftId::new(uuid::Uuid::from_u128(n))), TaxMode::None)
    }

    fn places(bills: &OpenBills) -> (Vec<u128>, usize) {
        (bills.all().map(|open| open.draft.id.uuid().as_u128()).collect(), bills.place())
    }

    #[test]
    fn bills_come_back_in_the_order_in_which_they_were_begun() {
        let typed = |n| {
            let mut bill = bill(n);
            bill.draft.party = Some(smartkhata_core::id::PartyId::new(uuid::Uuid::from_u128(n)));
            bill
        };
        let mut bills = OpenBills { before: Vec::new(), current: bill(9), after: Vec::new() };
        bills.bring_back(vec![typed(2), typed(3), typed(1)]);
        assert_eq!(places(&bills), (vec![1, 2, 3], 1), "the one touched last is in hand");
        bills.bring_back(vec![typed(3)]);
        assert_eq!(places(&bills), (vec![1, 2, 3], 1), "none comes twice");
        let mut bills = OpenBills { before: Vec::new(), current: typed(9), after: Vec::new() };
        bills.bring_back(vec![typed(2), typed(1)]);
        assert_eq!(places(&bills), (vec![1, 2, 9], 2), "what was begun meanwhile stays in hand");
    }

    #[test]
    fn held_bills_keep_their_places() {
        let mut bills = OpenBills { before: Vec::new(), current: bill(1), after: Vec::new() };
        bills.begin(bill(2));
        bills.begin(bill(3));
        assert_eq!(places(&bills), (vec![1, 2, 3], 2));
        bills.take(0);
        assert_eq!(places(&bills), (vec![1, 2, 3], 0));
        bills.take(7);
        assert_eq!(places(&bills), (vec![1, 2, 3], 0), "no such place");
        bills.drop_current(bill(9));
        assert_eq!(places(&bills), (vec![2, 3], 0));
        bills.take(1);
        bills.before[0].past.push(Draft::new(DraftId::new(uuid::Uuid::from_u128(2))));
        bills.drop_current(bill(9));
        assert_eq!(places(&bills), (vec![2], 0));
        assert!(bills.current.past.is_empty(), "undo goes to the save, not to what was changed in a held bill before");
        bills.drop_current(bill(9));
        assert_eq!(places(&bills), (vec![9], 0), "never without a bill in hand");
    }
}
