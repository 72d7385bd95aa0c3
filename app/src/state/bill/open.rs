//! A bill being typed, and the ones held beside it.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::bill::StaysWith;
use smartkhata_core::api::party::PartyView;
use smartkhata_core::date::Date;
use smartkhata_core::document::lacking::{Lack, lacking};
use smartkhata_core::document::rates::{self, RateChange};
use smartkhata_core::document::recipient::{self, Particular};
use smartkhata_core::document::{BillKind, Draft, DraftLine, PartySnapshot};
use smartkhata_core::id::DraftId;
use smartkhata_core::money::Paise;
use smartkhata_core::party::snapshot::snapshot_of;
use smartkhata_core::tax::compute::{BillResult, TaxMode};

use super::days::TypedDays;
use super::line::take_for;
use crate::state::SHOP;

/// What is typed of a bill, before a change: the draft, and who its customer is.
type Before = (Draft, Option<PartyView>);

/// Whether nothing of a bill was typed yet. A customer alone is something, and a correction is of its bill whatever is
/// taken off it.
pub(super) fn is_empty(draft: &Draft) -> bool {
    draft.lines.is_empty() && draft.party.is_none() && draft.charges.is_empty() && draft.corrects.is_none()
}

/// How many changes of a bill can be taken back.
const PAST: usize = 100;

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
    /// When payment will be due, as the core has it.
    pub due: Option<Date>,
    /// By how much the customer's limit would be passed.
    pub over_limit: Paise,
    /// Places of lines below cost.
    pub below_cost: Vec<u32>,
    /// Of how many lines the rates changed under the bill, and for which day: a bill that was put aside yesterday.
    pub rerated: Option<(usize, Date)>,
    /// What its customer paid for the bill that it corrects, or writes again: the rest is to be paid.
    pub paid_before: Paise,
    /// What somebody else paid for that one.
    pub stays_with: Option<StaysWith>,
    /// Places of lines whose item is not in the shop's list any more.
    pub gone: Vec<u32>,
    /// Its days as they are typed.
    pub typed_days: TypedDays,
    /// How it was before each change, the newest last.
    pub(super) past: Vec<Before>,
}

impl OpenBill {
    pub(super) fn new(draft: Draft, mode: TaxMode) -> Self {
        Self {
            draft,
            party: None,
            mode,
            kind: None,
            place_of_supply: String::new(),
            due: None,
            over_limit: Paise::ZERO,
            below_cost: Vec::new(),
            rerated: None,
            paid_before: Paise::ZERO,
            stays_with: None,
            gone: Vec::new(),
            typed_days: TypedDays::default(),
            past: Vec::new(),
        }
    }

    /// Nothing typed yet.
    pub fn is_empty(&self) -> bool {
        is_empty(&self.draft)
    }

    /// Changes it, so that the change can be taken back; false when nothing of the draft is another. `id` is for a bill
    /// that begins: it has its place among the entries of its day by its id, that of its first line and not that of the
    /// moment in which the bill before it was saved.
    pub(super) fn change(&mut self, id: DraftId, change: Box<dyn FnOnce(&mut Self) + '_>) -> bool {
        let before = (self.draft.clone(), self.party.clone());
        let was_empty = self.is_empty();
        let begins = was_empty && self.past.is_empty();
        change(self);
        let changed = self.draft != before.0;
        if changed {
            if begins {
                self.draft.id = id;
            }
            if was_empty {
                // What was taken off it whole is no bill that is written again.
                self.draft.again_of = None;
            }
            self.past.push(before);
            if self.past.len() > PAST {
                self.past.remove(0);
            }
        }
        changed
    }

    /// Gives lines the rates that hold on the bill's date; false where all have them. That is no change of the cashier's
    /// to be taken back.
    pub(super) fn rerate(&mut self, changes: &[RateChange]) -> bool {
        let Some(first) = changes.first() else { return false };
        rates::apply(&mut self.draft.lines, changes);
        self.rerated = Some((changes.len(), first.on));
        true
    }

    /// Takes back the last change; false when there is none. The draft stays the one that is kept: under its former id
    /// it would leave a copy of what was taken back behind.
    pub(super) fn undo(&mut self) -> bool {
        let Some((draft, party)) = self.past.pop() else { return false };
        self.draft = Draft { id: self.draft.id, ..draft };
        self.party = party;
        self.typed_days = TypedDays::default();
        true
    }

    /// Puts a line that was taken off back in its place. The draft stays the one that it was taken off.
    fn put_back(&mut self, place: usize, line: DraftLine) {
        self.past.push((self.draft.clone(), self.party.clone()));
        let place = place.min(self.draft.lines.len());
        self.draft.lines.insert(place, line);
    }

    /// What was scanned while nobody could say what it is has been found: its line is the item's, also where changes are
    /// taken back. False where no line waits for that.
    pub(super) fn found(&mut self, name: &str, line: &DraftLine) -> bool {
        for (draft, _) in &mut self.past {
            take_for(draft, name, line);
        }
        take_for(&mut self.draft, name, line)
    }

    /// What the bill comes to.
    pub fn totals(&self) -> Result<BillResult> {
        let round = SHOP.read().as_ref().is_none_or(|shop| shop.round_to_rupee);
        self.draft.totals(self.mode, round)
    }

    /// What is to be handed over for it: what it comes to, less what was paid for the bill in whose place it goes.
    pub fn to_pay(&self) -> Result<Paise> {
        let total = self.totals()?.total;
        total.sub(self.paid_before.min(total), "due")
    }

    /// Who buys, as the bill will say it.
    fn buyer(&self) -> PartySnapshot {
        let walk_in = || PartySnapshot { name: self.draft.customer_name.clone(), ..PartySnapshot::default() };
        self.party.as_ref().map_or_else(walk_in, |view| snapshot_of(view.party.clone()))
    }

    /// Whether the buyer is registered for GST.
    pub fn is_for_business(&self) -> bool {
        self.party.as_ref().is_some_and(|view| !view.party.gstin.is_empty())
    }

    /// The names of the lines that lack this.
    pub fn lacking(&self, what: Lack) -> Vec<String> {
        let found = lacking(self.mode, &self.buyer(), &self.draft.lines);
        let places: Vec<u32> = found.iter().filter(|lacks| lacks.what == what).map(|lacks| lacks.line).collect();
        self.names(&places)
    }

    /// What stands in the lines at these places.
    pub fn names(&self, places: &[u32]) -> Vec<String> {
        let at = |place: &u32| self.draft.lines.get(usize::try_from(*place).ok()?);
        places.iter().filter_map(at).map(|line| line.name.clone()).collect()
    }

    /// What the law asks for of the buyer of so much and the bill would not carry.
    pub fn unnamed(&self) -> Vec<Particular> {
        let buyer = self.buyer();
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
    /// The one that was put aside last.
    held: Option<DraftId>,
}

impl OpenBills {
    pub(super) const fn new(current: OpenBill) -> Self {
        Self { before: Vec::new(), current, after: Vec::new(), held: None }
    }

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

    /// Takes the bill at a place into the hand; a place that is not there changes nothing. One that was in hand and has
    /// nothing on it is gone.
    pub(super) fn take(&mut self, place: usize) {
        let mut all: Vec<OpenBill> = self.all().cloned().collect();
        if place < all.len() {
            self.after = all.split_off(place.saturating_add(1));
            if let Some(current) = all.pop() {
                self.current = current;
            }
            self.before = all;
            let gone = |bill: &OpenBill| !bill.is_empty();
            self.before.retain(gone);
            self.after.retain(gone);
        }
    }

    /// The bill of this id, wherever it stands.
    pub(super) fn of(&mut self, id: DraftId) -> Option<&mut OpenBill> {
        let all = self.before.iter_mut().chain(std::iter::once(&mut self.current)).chain(&mut self.after);
        all.into_iter().find(|bill| bill.draft.id == id)
    }

    /// Puts a line that was taken off a bill back, and that bill in hand; false where it is open no more.
    pub(super) fn put_back(&mut self, id: DraftId, place: usize, line: DraftLine) -> bool {
        let Some(bill) = self.of(id) else { return false };
        bill.put_back(place, line);
        let at = self.all().position(|bill| bill.draft.id == id);
        self.take(at.unwrap_or_else(|| self.place()));
        true
    }

    /// The place of the bill that was put aside last and still is; none where all are in hand.
    pub(super) fn held(&self) -> Option<usize> {
        let last = self.all().position(|bill| Some(bill.draft.id) == self.held).filter(|at| *at != self.place());
        last.or_else(|| self.count().checked_sub(if self.after.is_empty() { 2 } else { 1 }))
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

    /// A new bill at the end, in hand; the one that was is put aside.
    pub(super) fn begin(&mut self, bill: OpenBill) {
        self.held = Some(self.current.draft.id);
        self.before.push(std::mem::replace(&mut self.current, bill));
        self.before.append(&mut self.after);
    }

    /// A bill goes; where it was in hand, an empty one at the end is. What was put aside stays so: the next customer's
    /// goods are not for the one who went to fetch something.
    pub(super) fn drop(&mut self, id: DraftId, empty: OpenBill) {
        if self.current.draft.id == id {
            self.before.append(&mut self.after);
            self.current = empty;
        }
        self.before.retain(|bill| bill.draft.id != id);
        self.after.retain(|bill| bill.draft.id != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::id::PartyId;

    fn bill(n: u128) -> OpenBill {
        OpenBill::new(Draft::new(DraftId::new(uuid::Uuid::from_u128(n))), TaxMode::None)
    }

    fn places(bills: &OpenBills) -> (Vec<u128>, usize) {
        (bills.all().map(|open| open.draft.id.uuid().as_u128()).collect(), bills.place())
    }

    /// A bill for a customer whose id is the same figure.
    fn typed(n: u128) -> OpenBill {
        let mut bill = bill(n);
        bill.draft.party = Some(PartyId::new(uuid::Uuid::from_u128(n)));
        bill
    }

    fn customer(n: u128) -> PartyView {
        let text = format!(
            r#"{{"id":"{}","name":"{n}","phone":"","role":"customer","registration":"unregistered","gstin":"","state":"",
            "address":"","pin":"","email":"","credit_limit":0,"credit_days":null,"note":"","archived":false}}"#,
            uuid::Uuid::from_u128(n)
        );
        let party = serde_json::from_str(&text).expect("a party");
        PartyView { party, balance: Paise::ZERO, due_since: None, overdue: Paise::ZERO, last_date: None }
    }

    #[test]
    fn what_is_taken_back_is_the_customer_too_and_the_draft_stays_the_one_that_is_kept() {
        let mut bill = bill(1);
        let name = |bill: &mut OpenBill, n: u128| {
            let view = customer(n);
            bill.change(
                DraftId::new(uuid::Uuid::from_u128(9)),
                Box::new(|bill| {
                    bill.draft.party = Some(view.party.id);
                    bill.party = Some(view);
                }),
            )
        };
        assert!(name(&mut bill, 2));
        assert!(name(&mut bill, 3));
        assert!(!name(&mut bill, 3), "the same customer again is no change");
        assert!(bill.undo());
        assert_eq!((bill.draft.party, &bill.party), (typed(2).draft.party, &Some(customer(2))));
        assert!(bill.undo());
        assert_eq!((bill.draft.party, &bill.party, bill.is_empty()), (None, &None, true));
        assert_eq!(bill.draft.id.uuid().as_u128(), 9, "what was kept under this id is not left behind");
        assert!(!bill.undo());
    }

    #[test]
    fn bills_come_back_in_the_order_in_which_they_were_begun() {
        let mut bills = OpenBills::new(bill(9));
        bills.bring_back(vec![typed(2), typed(3), typed(1)]);
        assert_eq!(places(&bills), (vec![1, 2, 3], 1), "the one touched last is in hand");
        bills.bring_back(vec![typed(3)]);
        assert_eq!(places(&bills), (vec![1, 2, 3], 1), "none comes twice");
        let mut bills = OpenBills::new(typed(9));
        bills.bring_back(vec![typed(2), typed(1)]);
        assert_eq!(places(&bills), (vec![1, 2, 9], 2), "what was begun meanwhile stays in hand");
    }

    #[test]
    fn held_bills_keep_their_places_and_stay_held() {
        let id = |n| DraftId::new(uuid::Uuid::from_u128(n));
        let mut bills = OpenBills::new(typed(1));
        assert_eq!(bills.held(), None);
        bills.begin(typed(2));
        bills.begin(typed(3));
        assert_eq!((places(&bills), bills.held()), ((vec![1, 2, 3], 2), Some(1)));
        bills.take(0);
        assert_eq!(places(&bills), (vec![1, 2, 3], 0));
        bills.take(7);
        assert_eq!(places(&bills), (vec![1, 2, 3], 0), "no such place");
        bills.begin(bill(4));
        assert_eq!((places(&bills), bills.held()), ((vec![1, 2, 3, 4], 3), Some(0)), "what was put aside last");
        bills.take(0);
        assert_eq!(places(&bills), (vec![1, 2, 3], 0), "nothing was on the fourth");
        bills.drop(id(1), bill(9));
        assert_eq!((places(&bills), bills.held()), ((vec![2, 3, 9], 2), Some(1)), "the others stay held");
        bills.drop(id(2), bill(8));
        assert_eq!(places(&bills), (vec![3, 9], 1), "a bill that was saved while another is in hand");
        bills.take(0);
        bills.drop(id(3), bill(8));
        assert_eq!((places(&bills), bills.held()), ((vec![8], 0), None), "never without a bill in hand");
    }
}
