//! The accountant's words: Dr and Cr, which no shopkeeper has to read unless this device asks for them.

use dioxus::prelude::*;

use crate::browser;

const KEPT_AS: &str = "smartkhata.accountant";

/// This device shows Dr and Cr in the books of account.
pub static ACCOUNTANT: GlobalSignal<bool> = Signal::global(|| browser::kept(KEPT_AS).is_some());

/// Chooses, and keeps the choice on this device.
pub fn choose(yes: bool) {
    *ACCOUNTANT.write() = yes;
    if yes { browser::keep(KEPT_AS, "yes") } else { browser::forget(KEPT_AS) }
}
