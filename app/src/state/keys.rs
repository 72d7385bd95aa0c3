//! Which key does what at the counter: the shop's own choice on this device, or one of two sets to begin with.

use dioxus::prelude::*;
use wasm_bindgen::JsCast;

use crate::browser::{self, Listener};

/// What a key or command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Another date.
    Date,
    /// Who buys.
    Customer,
    /// The customer's last bill once more.
    Repeat,
    /// Off the whole bill.
    Discount,
    /// Goods that come back.
    Return,
    /// Puts the bill aside.
    Hold,
    /// All of it on the khata.
    Udhar,
    /// The UPI code.
    Upi,
    /// By card.
    Card,
    /// Paid in parts, the rest on the khata.
    Split,
    /// Cash, exact.
    Cash,
    /// The last bill once more on paper.
    Print,
    /// An item for the list.
    NewItem,
    /// The quick line.
    Quick,
    /// One step back.
    Undo,
}

/// Something a key does: its command after `/`, the key of its words, and its key in each set.
pub struct Deed {
    /// What it does.
    pub act: Act,
    /// The command, which is also the name under which a choice is kept.
    pub name: &'static str,
    /// The key of its words.
    pub words: &'static str,
    /// Its key in SmartKhata's own set.
    standard: &'static str,
    /// Its key for hands that know Tally.
    tally: &'static str,
}

const fn deed(act: Act, name: &'static str, words: &'static str, standard: &'static str, tally: &'static str) -> Deed {
    Deed { act, name, words, standard, tally }
}

/// Everything, in the order of the strip.
pub const DEEDS: [Deed; 15] = [
    deed(Act::Date, "date", "key-date", "F2", "F2"),
    deed(Act::Customer, "customer", "key-customer", "F4", "F4"),
    deed(Act::Repeat, "repeat", "key-repeat", "Alt+1", "Alt+2"),
    deed(Act::Discount, "discount", "key-discount", "F6", "Alt+D"),
    deed(Act::Return, "return", "key-return", "F7", "Alt+F6"),
    deed(Act::Hold, "hold", "key-hold", "F8", "Ctrl+L"),
    deed(Act::Udhar, "udhar", "key-udhar", "F9", "F8"),
    deed(Act::Upi, "upi", "key-upi", "F10", "F10"),
    deed(Act::Card, "card", "key-card", "F11", "F11"),
    deed(Act::Split, "split", "bill-save-split", "F3", "F3"),
    deed(Act::Cash, "cash", "key-cash", "F12", "Ctrl+A"),
    deed(Act::Print, "print", "key-print", "Ctrl+P", "Alt+P"),
    deed(Act::NewItem, "item", "key-new-item", "Alt+C", "Alt+C"),
    deed(Act::Quick, "quick", "key-quick", "Alt+Q", "Alt+G"),
    deed(Act::Undo, "undo", "key-undo", "Ctrl+Z", "Ctrl+Z"),
];

/// What a command may mean: the deed of this name, else all whose names begin so.
pub fn called(typed: &str) -> Vec<&'static Deed> {
    let begin: Vec<_> = DEEDS.iter().filter(|deed| !typed.is_empty() && deed.name.starts_with(typed)).collect();
    begin.iter().find(|deed| deed.name == typed).map(|deed| vec![*deed]).unwrap_or(begin)
}

/// A set of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Set {
    /// SmartKhata's own.
    Standard,
    /// As near to Tally as a counter allows.
    Tally,
    /// Chosen one by one, in the order of [`DEEDS`].
    Own(Vec<String>),
}

/// How many keys were kept before paying in parts had one, where it stands among them, and what it gets.
const WITHOUT_SPLIT: usize = 14;
const SPLIT_AT: usize = 9;
const SPLIT_KEYS: [&str; 2] = ["F3", "Alt+S"];

const KEPT_AS: &str = "smartkhata.keys";

/// The set of this device.
pub static KEYS: GlobalSignal<Set> = Signal::global(|| kept(browser::kept(KEPT_AS).as_deref()));

/// What was kept, read back; what cannot be read is the standard set.
fn kept(text: Option<&str>) -> Set {
    match text {
        Some("tally") => Set::Tally,
        Some(own) => {
            let mut keys: Vec<String> = own.split(' ').map(str::to_owned).collect();
            if keys.len() == WITHOUT_SPLIT {
                let free = SPLIT_KEYS.iter().find(|free| keys.iter().all(|key| key != *free));
                keys.insert(SPLIT_AT, free.map(|key| (*key).to_owned()).unwrap_or_default());
            }
            if keys.len() == DEEDS.len() { Set::Own(keys) } else { Set::Standard }
        }
        None => Set::Standard,
    }
}

impl Set {
    /// The keys, in the order of [`DEEDS`].
    pub fn keys(&self) -> Vec<String> {
        match self {
            Self::Standard => DEEDS.iter().map(|deed| deed.standard.to_owned()).collect(),
            Self::Tally => DEEDS.iter().map(|deed| deed.tally.to_owned()).collect(),
            Self::Own(keys) => keys.clone(),
        }
    }

    /// What a key does.
    pub fn act_of(&self, key: &str) -> Option<Act> {
        let keys = self.keys();
        DEEDS.iter().zip(keys).find(|(_, bound)| bound == key).map(|(deed, _)| deed.act)
    }

    /// The key for the customer's last bill once more, or for one before it, counted from 0: the figures that follow on
    /// that of the last one, unless they do something else.
    pub fn of_repeat(&self, place: usize) -> Option<String> {
        let keys = self.keys();
        let last = DEEDS.iter().zip(&keys).find(|(deed, _)| deed.act == Act::Repeat).map(|(_, key)| key)?;
        if place == 0 {
            return Some(last.clone());
        }
        let figure = last.strip_prefix("Alt+")?.parse::<usize>().ok()?.checked_add(place)?;
        let key = format!("Alt+{figure}");
        (figure <= 9 && !keys.contains(&key)).then_some(key)
    }

    /// The set with another key for an act; the act that had the key gets the one that is free now.
    pub fn with(&self, act: Act, key: &str) -> Self {
        let mut keys = self.keys();
        let Some(at) = DEEDS.iter().position(|deed| deed.act == act) else { return self.clone() };
        let before = keys.get(at).cloned().unwrap_or_default();
        if let Some(other) = keys.iter_mut().find(|bound| *bound == key) {
            *other = before;
        }
        if let Some(mine) = keys.get_mut(at) {
            key.clone_into(mine);
        }
        Self::Own(keys)
    }
}

/// Chooses, and keeps the choice on this device.
pub fn choose(set: Set) {
    match &set {
        Set::Standard => browser::forget(KEPT_AS),
        Set::Tally => browser::keep(KEPT_AS, "tally"),
        Set::Own(keys) => browser::keep(KEPT_AS, &keys.join(" ")),
    }
    *KEYS.write() = set;
}

/// The key of an act, as it stands on buttons.
pub fn key_of(act: Act) -> String {
    DEEDS.iter().zip(KEYS().keys()).find(|(deed, _)| deed.act == act).map(|(_, key)| key).unwrap_or_default()
}

/// The name of what was pressed (`F7`, `Ctrl+P`, `Alt+1`); none for keys that write or move.
pub fn name_of(event: &web_sys::KeyboardEvent) -> Option<String> {
    let key = latin(event.key(), &event.code());
    let function = key.strip_prefix('F').is_some_and(|n| n.parse::<u8>().is_ok());
    let single = key.chars().count() == 1 && !key.trim().is_empty();
    match (event.ctrl_key() || event.meta_key(), event.alt_key()) {
        (false, false) if function => Some(key),
        (true, false) if function || single => Some(format!("Ctrl+{}", key.to_uppercase())),
        (false, true) if function || single => Some(format!("Alt+{}", key.to_uppercase())),
        _ => None,
    }
}

/// What a key writes where letters are Latin: another script, or what Option makes of a letter, has its key by its place.
fn latin(key: String, code: &str) -> String {
    let mut written = key.chars();
    let alone = written.next().filter(|_| written.next().is_none());
    let letter = code.strip_prefix("Key").filter(|_| key == "Dead" || alone.is_some_and(|c| !c.is_ascii()));
    let digit =
        code.strip_prefix("Digit").filter(|_| key == "Dead" || alone.is_some_and(|c| !c.is_ascii_alphanumeric()));
    letter.or(digit).map(str::to_owned).unwrap_or(key)
}

/// Hears the keys of the page for as long as what asks is on the screen; `first`: before anything in the page does.
pub fn use_keydown(first: bool, act: impl FnMut(&web_sys::KeyboardEvent) + 'static) {
    hear(first, Box::new(act));
}

#[inline(never)]
fn hear(first: bool, mut act: Box<dyn FnMut(&web_sys::KeyboardEvent)>) {
    use_hook(|| {
        let runtime = dioxus::core::Runtime::current();
        let scope = dioxus::core::current_scope_id();
        let listener = Listener::on_window("keydown", first, move |event| {
            let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
            runtime.in_scope(scope, || act(event));
        });
        std::rc::Rc::new(listener)
    });
}

/// Keys that are the counter's for good: the bills side by side.
pub fn is_fixed(name: &str) -> bool {
    name.strip_prefix("Ctrl+").is_some_and(|rest| rest.parse::<u8>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_set_gives_each_act_a_key_of_its_own() {
        for set in [Set::Standard, Set::Tally] {
            let keys: BTreeSet<String> = set.keys().into_iter().collect();
            assert_eq!(keys.len(), DEEDS.len(), "{set:?}");
            assert!(keys.iter().all(|key| !is_fixed(key) && !key.contains(' ')), "{set:?}");
        }
        let names: BTreeSet<&str> = DEEDS.iter().map(|deed| deed.name).collect();
        assert_eq!(names.len(), DEEDS.len());
    }

    #[test]
    fn a_key_is_the_same_one_under_every_layout() {
        for (key, code, meant) in [
            ("z", "KeyZ", "z"),
            ("y", "KeyZ", "y"),
            ("्", "KeyD", "D"),
            ("ष", "KeyZ", "Z"),
            ("ç", "KeyC", "C"),
            ("Dead", "KeyE", "E"),
            ("१", "Digit1", "1"),
            ("&", "Digit1", "1"),
            ("/", "Slash", "/"),
            ("'", "KeyQ", "'"),
            ("F8", "F8", "F8"),
            ("Enter", "Enter", "Enter"),
        ] {
            assert_eq!(latin(key.to_owned(), code), meant, "{key} at {code}");
        }
    }

    #[test]
    fn a_key_that_is_taken_changes_places() {
        let set = Set::Standard.with(Act::Return, "F12");
        assert_eq!((set.act_of("F12"), set.act_of("F7")), (Some(Act::Return), Some(Act::Cash)));
        assert_eq!(kept(Some(&set.keys().join(" "))), set, "a choice is kept as it was made");
        assert_eq!(set.with(Act::Return, "Ctrl+R").act_of("F12"), None);
        assert_eq!(kept(Some("F2 F4")), Set::Standard, "what another version kept");
    }

    #[test]
    fn a_command_is_not_guessed() {
        let called = |typed: &str| called(typed).iter().map(|deed| deed.name).collect::<Vec<_>>();
        assert_eq!(called("ca"), ["card", "cash"]);
        assert_eq!(called("u"), ["udhar", "upi", "undo"]);
        assert_eq!(called("cas"), ["cash"]);
        assert_eq!(called("cash"), ["cash"]);
        assert!(called("").is_empty() && called("ramesh 500 jama").is_empty());
        // The whole name is meant also where another begins with it.
        for deed in &DEEDS {
            assert_eq!(called(deed.name), [deed.name]);
        }
    }

    #[test]
    fn the_bills_before_the_last_have_the_figures_that_follow_on_its_key() {
        let keys = |set: &Set| [0, 1, 2].map(|place| set.of_repeat(place).unwrap_or_default());
        assert_eq!(keys(&Set::Standard), ["Alt+1", "Alt+2", "Alt+3"]);
        assert_eq!(keys(&Set::Tally), ["Alt+2", "Alt+3", "Alt+4"]);
        assert_eq!(keys(&Set::Standard.with(Act::Hold, "Alt+2")), ["Alt+1", "", "Alt+3"], "what a key does goes first");
        assert_eq!(keys(&Set::Standard.with(Act::Repeat, "F9")), ["F9", "", ""]);
        assert_eq!(keys(&Set::Standard.with(Act::Repeat, "Alt+8")), ["Alt+8", "Alt+9", ""]);
    }

    #[test]
    fn keys_of_ones_own_outlive_a_new_one() {
        let before = |date: &str| {
            let keys = Set::Standard.with(Act::Date, date).keys();
            let others = keys.iter().enumerate().filter(|(at, _)| *at != SPLIT_AT).map(|(_, key)| key.as_str());
            kept(Some(&others.collect::<Vec<_>>().join(" ")))
        };
        assert_eq!(before("Alt+D").act_of("F3"), Some(Act::Split));
        assert_eq!(before("Alt+D").act_of("Alt+D"), Some(Act::Date));
        assert_eq!(before("Alt+D").act_of("F12"), Some(Act::Cash));
        let taken = before("F3");
        assert_eq!((taken.act_of("F3"), taken.act_of("Alt+S")), (Some(Act::Date), Some(Act::Split)));
    }
}
