//! The keys of the counter. Whatever is typed anywhere goes to the one box; each F-key is also a button.

use dioxus::prelude::*;
use smartkhata_core::api::item::SaveItem;
use smartkhata_core::payment::Mode;
use smartkhata_part::part;

use super::{Counter, Over, cells, lines, one_box, recent, tender, unfound};
use crate::browser;
use crate::state::bill::{self, BILLS};
use crate::state::keys::{self, Act, DEEDS, KEYS};
use crate::state::{role, saving, share};
use crate::t;

fn act(mut counter: Counter, what: Act) {
    // What is typed in a cell is on the bill before anything is done with it.
    if what != Act::Undo && !cells::take(counter) {
        return;
    }
    match what {
        Act::Date => counter.over.set(Some(Over::Date)),
        Act::Customer => {
            let known = BILLS.peek().current.party.is_some();
            let lacking = known && !BILLS.peek().current.unnamed().is_empty();
            let over = if lacking { Over::Recipient } else { Over::Customer { then: None } };
            counter.over.set(Some(over));
        }
        Act::Repeat => recent::repeat(counter, 0),
        Act::Quick => counter.over.set(Some(Over::Quick(String::new()))),
        Act::Discount => counter.over.set(Some(Over::Discount)),
        Act::Return => counter.over.set(Some(Over::Return)),
        Act::Hold => counter.turns.push(async move {
            counter.line.set(None);
            if bill::hold() {
                counter.clear();
                counter.say(t!("bill-held"));
            }
        }),
        Act::Udhar => tender::udhar(counter),
        Act::Upi => tender::show(counter, Over::Upi),
        Act::Split => tender::show(counter, Over::Split),
        Act::Card => tender::exact(counter, Mode::Card),
        Act::Cash => tender::cash_exact(counter),
        Act::Print => match saving::LAST.peek().as_ref() {
            Some(last) => share::download_pdf(last.voucher.id),
            None => counter.say(t!("bill-no-last")),
        },
        // The same key goes back to the bill.
        Act::NewItem if matches!(*counter.over.peek(), Some(Over::NewItem(_))) => counter.back_to_box(),
        Act::NewItem if role::may::<SaveItem>() => {
            let typed = counter.unknown.peek().clone().unwrap_or_else(|| counter.typed.peek().trim().to_owned());
            counter.over.set(Some(Over::NewItem(typed)));
        }
        Act::NewItem => counter.say(t!("role-not-allowed")),
        Act::Undo => tender::undo(counter),
    }
}

/// `/hold` and the like; false when there is none that begins so. Of several none is done: one of them may take money.
pub fn command(counter: Counter, typed: &str) -> bool {
    match keys::called(typed).as_slice() {
        [] => return false,
        [deed] => act(counter, deed.act),
        several => {
            let names: Vec<String> = several.iter().map(|deed| format!("/{}", deed.name)).collect();
            let typed = format!("/{typed}");
            let why = t!("command-several", typed = typed.clone(), names = names.join(" · "));
            unfound::put_back(counter, typed, why);
            // What is scanned next takes its place.
            browser::focus(one_box::ID);
        }
    }
    true
}

/// Takes a held bill into the hand; what was scanned before is on the one that was.
pub fn take(mut counter: Counter, place: usize) {
    if !cells::take(counter) {
        return;
    }
    counter.turns.push(async move {
        bill::take(place);
        counter.line.set(None);
        browser::focus(one_box::ID);
    });
}

/// A key, while the counter is on the screen.
pub fn pressed(mut counter: Counter, event: &web_sys::KeyboardEvent) {
    counter.pace.write().key(browser::pressed_ms(event));
    let key = event.key();
    let name = keys::name_of(event);
    let in_box = browser::focused().as_deref() == Some(one_box::ID);
    let what = name.as_deref().and_then(|name| KEYS.peek().act_of(name));
    let covered = counter.over.peek().is_some();
    // A text field other than the box keeps its own undo, one of a sheet whatever else is done there with Ctrl.
    if (what == Some(Act::Undo) || covered && event.ctrl_key()) && browser::is_typing() && !in_box {
        return;
    }
    if let Some(what) = what {
        event.prevent_default();
        // Under a sheet a key would take the money, or another bill, while something else is asked.
        let closes = what == Act::NewItem && matches!(*counter.over.peek(), Some(Over::NewItem(_)));
        if closes || !covered {
            act(counter, what);
        }
        return;
    }
    let earlier = (1..recent::RECENT).find(|place| name.is_some() && KEYS.peek().of_repeat(*place) == name);
    if let Some(place) = earlier.filter(|_| !covered && cells::take(counter)) {
        event.prevent_default();
        return recent::repeat(counter, place);
    }
    let place = name.as_deref().and_then(|name| name.strip_prefix("Ctrl+")).and_then(|n| n.parse::<usize>().ok());
    if let Some(place) = place.filter(|n| !covered && (1..=9).contains(n)) {
        event.prevent_default();
        return take(counter, place.saturating_sub(1));
    }
    if covered {
        match key.as_str() {
            "Escape" => {
                event.prevent_default();
                escape(counter);
            }
            // What was being scanned when the choice came up; it waits for that.
            "Enter" if in_box && counter.choice.is_awaited() => {
                event.prevent_default();
                one_box::enter(counter);
            }
            _ => {}
        }
        return;
    }
    match key.as_str() {
        "Escape" => {
            event.prevent_default();
            escape(counter);
        }
        // With the focus on nothing it is meant for the box, as letters are.
        "Enter" if in_box || browser::is_nowhere() => {
            event.prevent_default();
            browser::focus_end(one_box::ID);
            one_box::enter(counter);
        }
        // Some scanners end a code with it, alone or before Enter: the next key must not press a button.
        "Tab" if in_box && ends_scan(counter) => {
            event.prevent_default();
            one_box::enter(counter);
        }
        "ArrowDown" | "ArrowUp" if in_box || !browser::is_typing() => {
            event.prevent_default();
            step(counter, key == "ArrowDown");
        }
        "Delete" if counter.typed.peek().is_empty() && (in_box || !browser::is_typing()) => {
            let line = *counter.line.peek();
            if let Some(at) = line {
                event.prevent_default();
                lines::remove(counter, at);
            }
        }
        // Any letter or digit typed anywhere lands in the box: the focus is there before the key is.
        _ if key.chars().count() == 1 && name.is_none() && !browser::is_typing() && key != " " => {
            browser::focus_end(one_box::ID)
        }
        _ => {}
    }
}

/// Whether the key that was pressed just now ends a scan, or follows at once upon the end of one.
fn ends_scan(mut counter: Counter) -> bool {
    counter.pace.peek().is_scan(counter.typed.peek().trim()) || counter.pace.write().is_echo()
}

/// Escape: one step back, never losing a line.
fn escape(mut counter: Counter) {
    if counter.over.peek().is_some() {
        counter.back_to_box();
    } else if cells::leave(counter) {
        // The figures stand as they were.
    } else if counter.unknown.peek().is_some() && !counter.typed.peek().is_empty() {
        // The price is still awaited.
        counter.empty_box();
    } else if !counter.typed.peek().is_empty()
        || counter.unknown.peek().is_some()
        || counter.quantity.peek().is_some()
        || counter.worth.peek().is_some()
    {
        counter.clear();
    } else if counter.pending.peek().is_some() {
        counter.pending.set(None);
    } else if counter.line.peek().is_some() {
        counter.line.set(None);
    }
    browser::focus(one_box::ID);
}

/// Up and down: through the matches, or through the lines when the box is empty.
fn step(mut counter: Counter, down: bool) {
    let moved = |at: usize, count: usize| {
        if down { at.saturating_add(1).min(count.saturating_sub(1)) } else { at.saturating_sub(1) }
    };
    let matches = counter.found.peek().1.len();
    if !counter.typed.peek().is_empty() && matches > 0 {
        let at = one_box::marked(counter).map_or(0, |at| moved(at, matches));
        counter.at.set(Some(at));
        return;
    }
    let lines = BILLS.peek().current.draft.lines.len();
    if lines > 0 {
        let at = counter.line.peek().map_or(lines.saturating_sub(1), |at| moved(at, lines));
        counter.line.set(Some(at));
    }
}

/// The keys as buttons, for mouse and memory.
#[part]
pub fn KeyStrip() -> Element {
    let counter: Counter = use_context();
    rsx! {
        div { class: "keys", role: "toolbar", aria_label: t!("keys-title"),
            for (deed , bound) in DEEDS.iter().zip(KEYS().keys()) {
                button {
                    key: "{deed.name}",
                    r#type: "button",
                    "data-testid": "key-{deed.name}",
                    aria_keyshortcuts: bound.replace("Ctrl", "Control"),
                    onclick: move |_| act(counter, deed.act),
                    kbd { aria_hidden: "true", "{bound}" }
                    {t!(deed.words)}
                }
            }
        }
    }
}
