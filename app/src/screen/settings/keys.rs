//! The counter's keys on this device: a set to begin with, or each key by itself.
//!
//! Test ids: `keys-standard`, `keys-tally`, `set-key-<name>`.

use dioxus::prelude::*;
use smartkhata_part::part;

use crate::part::{Chip, Overflow, chip_row};
use crate::state::keys::{self, Act, DEEDS, KEYS, Set};
use crate::state::use_signal;
use crate::t;
use dioxus::web::WebEventExt;

/// The card.
#[part]
pub fn Keys() -> Element {
    let mut hearing = use_signal(|| None::<Act>);
    let chip = |value: Set, words: &str, testid: &str| Chip { value, say: t!(words), testid: testid.to_owned() };
    let mut chips =
        vec![chip(Set::Standard, "keys-standard", "keys-standard"), chip(Set::Tally, "keys-tally", "keys-tally")];
    if let own @ Set::Own(_) = KEYS() {
        chips.push(chip(own, "keys-own", "keys-own"));
    }
    rsx! {
        section { class: "card",
            h2 { {t!("keys-title")} }
            {chip_row(t!("keys-title"), Overflow::Wraps, chips, &KEYS(), keys::choose)}
            p { class: "muted", {t!("keys-hint")} }
            div { class: "key-grid",
                for (deed , bound) in DEEDS.iter().zip(KEYS().keys()) {
                    button {
                        key: "{deed.name}",
                        r#type: "button",
                        class: "button",
                        "data-testid": "set-key-{deed.name}",
                        aria_pressed: if hearing() == Some(deed.act) { "true" } else { "false" },
                        onclick: move |_| hearing.set(Some(deed.act)),
                        onblur: move |_| hearing.set(None),
                        onkeydown: move |event| {
                            if hearing() != Some(deed.act) {
                                return;
                            }
                            let Some(raw) = event.data().try_as_web_event() else { return };
                            if let Some(name) = keys::name_of(&raw).filter(|name| !keys::is_fixed(name)) {
                                event.prevent_default();
                                let set = KEYS.peek().with(deed.act, &name);
                                keys::choose(set);
                                hearing.set(None);
                            } else if raw.key() == "Escape" {
                                hearing.set(None);
                            }
                        },
                        span { class: "grow", {t!(deed.words)} }
                        kbd {
                            if hearing() == Some(deed.act) { {t!("keys-press")} } else { "{bound}" }
                        }
                    }
                }
            }
        }
    }
}
