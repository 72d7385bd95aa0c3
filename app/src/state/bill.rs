//! The bills being typed: one in hand, others held beside it. They outlive the screen, are kept on the device
//! through the door shortly after each change, and come back after a crash.
//!
//! What a bill comes to is the core's own computation, here in the page, so that totals never wait.

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_core::api::bill::{
    BillView, CancelVoucher, DiscardDraft, FinalizeBill, ListDrafts, PreviewBill, SaveDraft,
};
use smartkhata_core::api::party::{GetParty, PartyView};
use smartkhata_core::document::{BillKind, Draft, DraftLine};
use smartkhata_core::id::{DraftId, new_uuid};
use smartkhata_core::item::Item;
use smartkhata_core::money::{Paise, Rate, UnitPrice};
use smartkhata_core::payment::Tender;
use smartkhata_core::quantity::Milli;
use smartkhata_core::tax::cess::Cess;
use smartkhata_core::tax::compute::{BillResult, TaxMode, compute};
use smartkhata_core::tax::discount::Discount;
use smartkhata_core::tax::rate::Treatment;
use smartkhata_core::{Error, Result};

use super::{SHOP, books_changed, run, today};
use crate::{api, browser};

/// A bill being typed with what the core has said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenBill {
    /// The bill itself.
    pub draft: Draft,
    /// The customer, with what they owe.
    pub party: Option<PartyView>,
    /// Which tax; the core's last word for this shop and customer.
    pub mode: TaxMode,
    /// Which document the law asks for, once the core has said.
    pub kind: Option<BillKind>,
    /// Place of supply as the core would have it.
    pub place_of_supply: String,
    /// By how much the customer's limit would be passed.
    pub over_limit: Paise,
    /// How the draft was before each change, the newest last.
    past: Vec<Draft>,
}

impl OpenBill {
    fn new(draft: Draft, mode: TaxMode) -> Self {
        Self {
            draft,
            party: None,
            mode,
            kind: None,
            place_of_supply: String::new(),
            over_limit: Paise::ZERO,
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
        compute(&self.draft.input(self.mode, round))
    }
}

/// The bill in hand between the ones held before and after it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenBills {
    before: Vec<OpenBill>,
    /// The bill in hand.
    pub current: OpenBill,
    after: Vec<OpenBill>,
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
    fn take(&mut self, place: usize) {
        let mut all: Vec<OpenBill> = self.all().cloned().collect();
        if place < all.len() {
            self.after = all.split_off(place.saturating_add(1));
            if let Some(current) = all.pop() {
                self.current = current;
            }
            self.before = all;
        }
    }

    /// A new empty bill at the end, in hand.
    fn begin(&mut self, bill: OpenBill) {
        let all = self.all().cloned().collect();
        *self = Self { before: all, current: bill, after: Vec::new() };
    }

    /// The one in hand goes; its neighbour or an empty one takes its place.
    fn drop_current(&mut self, empty: OpenBill) {
        self.current = if self.after.is_empty() { self.before.pop().unwrap_or(empty) } else { self.after.remove(0) };
    }
}

/// The bills being typed.
pub static BILLS: GlobalSignal<OpenBills> =
    Signal::global(|| OpenBills { before: Vec::new(), current: empty(), after: Vec::new() });

/// The draft has changes that were not written yet.
static UNKEPT: GlobalSignal<bool> = Signal::global(|| false);

/// Drafts are being written; whoever writes sees later changes too.
static KEEPING: GlobalSignal<bool> = Signal::global(|| false);

/// How long a change waits for others of the same moment.
const KEEP_MS: u32 = 100;

/// The mode that the core named last: the next bill begins with it, so that totals do not jump.
static MODE: GlobalSignal<TaxMode> = Signal::global(TaxMode::default);

struct BrowserIds;

impl smartkhata_core::id::Ids for BrowserIds {
    fn random(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        if let Some(Ok(crypto)) = browser::window().map(|window| window.crypto()) {
            let _ = crypto.get_random_values_with_u8_array(&mut bytes);
        }
        bytes
    }
}

/// A new draft id.
fn draft_id() -> DraftId {
    DraftId::new(new_uuid(browser::now_ms(), &BrowserIds))
}

fn empty() -> OpenBill {
    OpenBill::new(Draft::new(draft_id()), *MODE.peek())
}

/// Changes the bill in hand; the change can be undone, is kept, and the core is asked what follows from it.
pub fn edit(change: impl FnOnce(&mut Draft)) {
    {
        let mut bills = BILLS.write();
        let before = bills.current.draft.clone();
        change(&mut bills.current.draft);
        if bills.current.draft == before {
            return;
        }
        bills.current.past.push(before);
        if bills.current.past.len() > 100 {
            bills.current.past.remove(0);
        }
    }
    keep_soon();
}

/// Takes back the last change of the bill in hand; false when there is none.
pub fn undo_edit() -> bool {
    let undone = {
        let mut bills = BILLS.write();
        bills.current.past.pop().map(|before| bills.current.draft = before).is_some()
    };
    if undone {
        keep_soon();
    }
    undone
}

/// Writes the draft while it is typed, one write after the other, and asks the core for the mode and the customer's
/// limit. However fast somebody scans, a power cut takes no more than the last moment's lines.
fn keep_soon() {
    *UNKEPT.write() = true;
    if std::mem::replace(&mut *KEEPING.write(), true) {
        return;
    }
    run(async move {
        loop {
            TimeoutFuture::new(KEEP_MS).await;
            if !std::mem::replace(&mut *UNKEPT.write(), false) {
                break;
            }
            let draft = BILLS.peek().current.draft.clone();
            keep(draft).await;
        }
        *KEEPING.write() = false;
    });
}

async fn keep(draft: Draft) {
    let id = draft.id;
    // A draft that could not be kept is still on the screen; saving the bill itself reports what is wrong.
    let _ = if draft.lines.is_empty() && draft.party.is_none() {
        api::call(DiscardDraft { id }).await
    } else {
        api::call(SaveDraft { draft: draft.clone() }).await
    };
    if let Ok(preview) = api::call(PreviewBill { draft }).await {
        *MODE.write() = preview.mode;
        let mut bills = BILLS.write();
        if bills.current.draft.id == id {
            bills.current.mode = preview.mode;
            bills.current.kind = Some(preview.kind);
            bills.current.place_of_supply = preview.place_of_supply;
            bills.current.over_limit = preview.over_limit;
        }
    }
}

/// Brings back what was being typed when the app was last open, and learns the shop's tax mode.
pub async fn load() {
    if let Ok(drafts) = api::call(ListDrafts {}).await {
        for draft in drafts.drafts.into_iter().filter(|draft| !draft.lines.is_empty()).take(9) {
            if BILLS.peek().all().any(|open| open.draft.id == draft.id) {
                continue;
            }
            let party = match draft.party {
                Some(id) => api::call(GetParty { id }).await.ok(),
                None => None,
            };
            let mut bill = OpenBill::new(draft, *MODE.peek());
            bill.party = party;
            let mut bills = BILLS.write();
            if bills.current.is_empty() { bills.current = bill } else { bills.after.push(bill) }
        }
    }
    let draft = BILLS.peek().current.draft.clone();
    keep(draft).await;
}

/// The line of an item from the shop's list.
pub fn line_of(item: &Item, quantity: Milli) -> DraftLine {
    let (rate, cess) = item.rate_on(today());
    DraftLine {
        item: Some(item.id),
        name: item.name.clone(),
        hsn: item.hsn.clone(),
        unit: item.unit.clone(),
        quantity,
        price: item.price,
        price_includes_tax: item.price_includes_tax,
        discount: Discount::None,
        rate,
        cess,
        treatment: item.treatment,
    }
}

/// A line of something that is not in the shop's list.
pub fn open_line(name: String, price: UnitPrice, quantity: Milli) -> DraftLine {
    let price_includes_tax = SHOP.peek().as_ref().is_none_or(|shop| shop.prices_include_tax);
    DraftLine { quantity, price, ..open_line_with(&name, price_includes_tax) }
}

/// One of something that is not in the shop's list, its price still to be typed.
pub fn open_line_with(name: &str, price_includes_tax: bool) -> DraftLine {
    DraftLine {
        item: None,
        name: name.to_owned(),
        hsn: String::new(),
        unit: String::new(),
        quantity: Milli::ONE,
        price: UnitPrice::ZERO,
        price_includes_tax,
        discount: Discount::None,
        rate: Rate::ZERO,
        cess: Cess::NONE,
        treatment: Treatment::Taxable,
    }
}

/// Adds a line; the same item at the same price again makes its line longer. Answers the line's place.
pub fn add_line(line: DraftLine) -> usize {
    let mut place = 0;
    edit(|draft| {
        let same = |old: &DraftLine| {
            line.item.is_some() && old.item == line.item && old.price == line.price && old.discount == line.discount
        };
        let found = draft.lines.iter().position(same);
        let longer = found.and_then(|at| draft.lines.get_mut(at)).and_then(|old| {
            old.quantity = old.quantity.add(line.quantity, "quantity").ok()?;
            Some(())
        });
        place = match (found, longer) {
            (Some(at), Some(())) => at,
            _ => {
                draft.lines.push(line);
                draft.lines.len().saturating_sub(1)
            }
        };
    });
    place
}

/// Names the customer of the bill in hand, or makes it a walk-in again.
pub fn set_party(party: Option<PartyView>) {
    let id = party.as_ref().map(|view| view.party.id);
    BILLS.write().current.party = party;
    edit(|draft| {
        draft.party = id;
        draft.customer_name.clear();
    });
    // The same customer again changes nothing in the draft, but what they owe may have changed.
    keep_soon();
}

/// Puts the bill in hand aside and begins a new one; an empty bill is not put aside.
pub fn hold() -> bool {
    if BILLS.peek().current.is_empty() {
        return false;
    }
    let bill = empty();
    BILLS.write().begin(bill);
    keep_soon();
    true
}

/// Takes the bill at a place into the hand.
pub fn take(place: usize) {
    BILLS.write().take(place);
    keep_soon();
}

/// Throws the bill in hand away; what it was is answered, for undo.
pub fn discard() -> Draft {
    let draft = BILLS.peek().current.draft.clone();
    let next = empty();
    BILLS.write().drop_current(next);
    let id = draft.id;
    run(async move {
        let _ = api::call(DiscardDraft { id }).await;
    });
    keep_soon();
    draft
}

/// Takes a draft into the hand again under a new id: after undo, so that nothing typed is lost.
pub fn reopen(mut draft: Draft) {
    draft.id = draft_id();
    draft.tenders.clear();
    let party = draft.party;
    let bill = OpenBill::new(draft, *MODE.peek());
    {
        let mut bills = BILLS.write();
        if bills.current.is_empty() { bills.current = bill } else { bills.begin(bill) }
    }
    keep_soon();
    if let Some(id) = party {
        run(async move {
            if let Ok(view) = api::call(GetParty { id }).await {
                let mut bills = BILLS.write();
                if bills.current.draft.party == Some(id) {
                    bills.current.party = Some(view);
                }
            }
        });
    }
}

/// Saves the bill in hand with these tenders; when it is on disk an empty bill takes its place.
/// Answers the saved bill and the draft that it was made of.
pub async fn finalize(tenders: Vec<Tender>) -> Result<(BillView, Draft)> {
    let mut draft = BILLS.peek().current.draft.clone();
    draft.tenders = tenders;
    // What is waiting to be kept must not come back after the bill is saved.
    *UNKEPT.write() = false;
    let view = api::call(FinalizeBill { draft: draft.clone() }).await?;
    {
        let next = empty();
        let mut bills = BILLS.write();
        if bills.current.draft.id == draft.id {
            bills.drop_current(next);
        }
    }
    books_changed();
    keep_soon();
    Ok((view, draft))
}

/// Takes a saved bill back and opens what it was made of again.
pub async fn undo_saved(view: &BillView, draft: Draft) -> std::result::Result<(), Error> {
    api::call(CancelVoucher { id: view.voucher.id, reason: "undo".to_owned() }).await?;
    reopen(draft);
    books_changed();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bill(n: u128) -> OpenBill {
        OpenBill::new(Draft::new(DraftId::new(uuid::Uuid::from_u128(n))), TaxMode::None)
    }

    fn places(bills: &OpenBills) -> (Vec<u128>, usize) {
        (bills.all().map(|open| open.draft.id.uuid().as_u128()).collect(), bills.place())
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
        bills.drop_current(bill(9));
        assert_eq!(places(&bills), (vec![2], 0));
        bills.drop_current(bill(9));
        assert_eq!(places(&bills), (vec![9], 0), "never without a bill in hand");
    }
}
