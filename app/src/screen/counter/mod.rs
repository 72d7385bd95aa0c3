//! The counter of a wide screen: one box, keys, lines at the left, total and tenders at the right.
//!
//! Whatever is typed goes to the one box; every F-key is also a button. Nothing on this screen asks before it
//! saves: everything saved can be undone for ten seconds.
//!
//! Test ids: `counter`, `one-box`, `one-box-result`, `one-box-says`, `line`, `line-quantity`, `line-price`,
//! `line-discount`, `line-remove`, `counter-total`, `counter-customer`, `tender-cash`, `tender-upi`, `tender-card`,
//! `tender-udhar`, `tender-split`, `note-<rupees>`, `key-<name>`, `open-bill-<n>`, `recent-bill`, `last-bill`, `last-bill-pdf`,
//! `sheet-customer`, `sheet-recipient`, `sheet-discount`, `sheet-date`, `sheet-split`, `sheet-upi`, `sheet-codes`,
//! `sheet-item`.

use dioxus::prelude::*;
use smartkhata_core::document::Draft;
use smartkhata_core::item::Item;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::Tender;
use smartkhata_core::quantity::Milli;
use smartkhata_part::part;

use crate::browser;
use crate::part::{Toasts, keeps_focus};
use crate::screen::correcting::Correcting;
use crate::state::bill::BILLS;
use crate::state::keys::use_keydown;
use crate::state::session::LOST;

mod cells;
mod choice;
mod entry;
mod goods;
mod keys;
mod lines;
mod one_box;
mod over;
mod pace;
mod recent;
mod side;
mod tender;
mod turn;
mod unfound;

/// What stands over the counter.
#[derive(Debug, Clone, PartialEq)]
pub enum Over {
    /// Find or add the customer; then, perhaps, the bill is saved with what was handed over, the rest on the khata.
    Customer { then: Option<Vec<Tender>> },
    /// The name and address that an invoice of so much carries.
    Recipient,
    /// Discount on the bill.
    Discount,
    /// Another date.
    Date,
    /// Several tenders.
    Split,
    /// The UPI QR with the amount.
    Upi,
    /// Goods that come back.
    Return,
    /// The quick line, with what was typed in the box.
    Quick(String),
    /// Several items under one code.
    Codes(Vec<Item>),
    /// A new item for the list, with the name that was typed in the box.
    NewItem(String),
}

/// A bill that waits for a second key, because there is a word to be said before it is sold.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// The bill as it was when the key was pressed.
    pub draft: Draft,
    /// How it was to be paid.
    pub tenders: Vec<Tender>,
    /// What there is to say.
    pub why: Vec<String>,
}

/// A sentence below the box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Says {
    /// The sentence.
    pub text: String,
    /// Something was not done.
    pub refused: bool,
}

/// What the parts of the counter share.
#[derive(Clone, Copy)]
pub struct Counter {
    /// What is in the box.
    pub typed: Signal<String>,
    /// Matches, for the text they are the answer to.
    pub found: Signal<(String, Vec<Item>)>,
    /// They only sound like it: none of them is taken unless it is chosen.
    pub alike: Signal<bool>,
    /// The match that the arrows chose.
    pub at: Signal<Option<usize>>,
    /// `3*` waits for its item.
    pub quantity: Signal<Option<Milli>>,
    /// `₹20` waits for its item.
    pub worth: Signal<Option<Paise>>,
    /// A name or code that is not in the list waits for its price.
    pub unknown: Signal<Option<String>>,
    /// What the box says of the last entry.
    pub says: Signal<Option<Says>>,
    /// The line the arrows are on.
    pub line: Signal<Option<usize>>,
    /// What stands over the counter.
    pub over: Signal<Option<Over>>,
    /// The choice among several items of one code.
    pub choice: choice::Choice,
    /// How fast keys come.
    pub pace: CopyValue<pace::Pace>,
    /// A save is on its way: another key for it says nothing.
    pub saving: Signal<bool>,
    /// What is typed in cells of lines and is not on the bill.
    pub cells: Signal<Vec<cells::Typed>>,
    /// What waits for its turn.
    pub turns: turn::Turns,
    /// A bill that waits for a second key.
    pub pending: Signal<Option<Pending>>,
    /// What was scanned while the books could not be reached.
    pub unfound: Signal<Vec<unfound::Unfound>>,
}

/// It outlives its screen: what was asked for is done to its end, and said, wherever the cashier has gone meanwhile.
static COUNTER: GlobalSignal<Counter> = Signal::global(Counter::new);

impl Counter {
    fn new() -> Self {
        Self {
            typed: Signal::new(String::new()),
            found: Signal::new((String::new(), Vec::new())),
            alike: Signal::new(false),
            at: Signal::new(None),
            quantity: Signal::new(None),
            worth: Signal::new(None),
            unknown: Signal::new(None),
            says: Signal::new(None),
            line: Signal::new(None),
            over: Signal::new(None),
            choice: choice::Choice::new(),
            pace: CopyValue::new(pace::Pace::default()),
            saving: Signal::new(false),
            cells: Signal::new(Vec::new()),
            turns: turn::Turns::new(),
            pending: Signal::new(None),
            unfound: Signal::new(Vec::new()),
        }
    }

    /// The counter comes on the screen, with nothing typed.
    fn provide() -> Self {
        use_context_provider(|| {
            let mut counter = *COUNTER.peek();
            counter.clear();
            counter.line.set(None);
            counter.cells.set(Vec::new());
            // What was scanned still waits to be chosen.
            if !counter.choice.is_awaited() {
                counter.over.set(None);
            }
            counter.pending.set(None);
            counter
        })
    }

    /// Empties the box; what waited for an item goes too.
    pub fn clear(self) {
        self.empty_box();
        self.forget();
    }

    /// Empties the box.
    pub fn empty_box(mut self) {
        self.typed.set(String::new());
        // At once, not with the next drawing: the next key may be on its way.
        browser::set_value(one_box::ID, "");
        self.found.set((String::new(), Vec::new()));
        self.at.set(None);
    }

    /// Nothing waits for an item any more.
    pub fn forget(mut self) {
        self.quantity.set(None);
        self.worth.set(None);
        self.unknown.set(None);
        self.says.set(None);
    }

    /// Says a sentence below the box.
    pub fn say(mut self, text: String) {
        self.says.set(Some(Says { text, refused: false }));
    }

    /// Closes what stands over the counter and goes back to the box.
    pub fn back_to_box(mut self) {
        self.over.set(None);
        browser::focus(one_box::ID);
    }
}

/// The counter.
#[part]
pub fn CounterScreen() -> Element {
    let counter = Counter::provide();
    use_keydown(true, move |event| keys::pressed(counter, event));
    use_effect(move || {
        if !LOST() {
            unfound::look_again(counter);
        }
    });
    rsx! {
        main {
            class: "screen full counter",
            "data-testid": "counter",
            onmousedown: move |event| keeps_focus(&event),
            section { class: "counter-left",
                one_box::OneBox {}
                if BILLS.read().count() > 1 {
                    OpenBillTabs {}
                }
                Correcting {}
                lines::Lines {}
                Toasts {}
                keys::KeyStrip {}
            }
            side::Side {}
        }
        over::OverCounter {}
    }
}

/// The bills that are being typed side by side.
#[part]
fn OpenBillTabs() -> Element {
    let counter: Counter = use_context();
    let bills = BILLS.read();
    let tabs: Vec<(usize, String, bool)> = bills
        .all()
        .enumerate()
        .map(|(place, bill)| {
            let name = bill.party.as_ref().map(|view| view.party.name.clone());
            let lines = bill.draft.lines.len();
            (place, name.map_or_else(|| lines.to_string(), |name| format!("{name} · {lines}")), place == bills.place())
        })
        .collect();
    drop(bills);
    rsx! {
        div { class: "chips", role: "group", aria_label: crate::t!("bill-resume"),
            for (place , say , current) in tabs {
                button {
                    key: "{place}",
                    r#type: "button",
                    class: "chip",
                    aria_pressed: if current { "true" } else { "false" },
                    "data-testid": "open-bill-{place + 1}",
                    onclick: move |_| keys::take(counter, place),
                    kbd { aria_hidden: "true", "{place + 1}" }
                    "{say}"
                }
            }
        }
    }
}
