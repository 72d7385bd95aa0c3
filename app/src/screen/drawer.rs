//! Counting the drawer: what it should hold, what lies there, and the difference with one press.
//!
//! Test ids: `drawer`, `drawer-opening`, `drawer-came`, `drawer-went`, `drawer-adjusted`, `drawer-holds`, `keypad-…`,
//! `drawer-difference`, `drawer-before`, `field-note`, `drawer-book`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::api::money::{CountDrawer, Drawer, GetDrawer};
use smartkhata_core::date::Date;
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use super::money_move::say_saved;
use crate::part::{Amount, Button, Field, Keypad, Look, Sheet, StandsAgain, Trouble, rupees_short, short, worth};
use crate::state::answer::use_answer;
use crate::state::kept::{Typing, fields, use_typing};
use crate::state::submit::use_submit_of;
use crate::state::{CHANGES, use_callback};
use crate::{api, t};

/// What the drawer lacks, or has too much of.
fn say_difference(difference: Paise) -> String {
    let amount = rupees_short(difference.abs());
    match difference {
        Paise::ZERO => t!("drawer-right"),
        short if short.is_negative() => t!("drawer-short", amount = amount),
        _ => t!("drawer-over", amount = amount),
    }
}

const fn look(difference: Paise) -> &'static str {
    match difference {
        Paise::ZERO => "strip in",
        short if short.is_negative() => "strip out",
        _ => "strip wait",
    }
}

/// The sheet.
#[part]
pub fn DrawerSheet(day: Date, onclose: EventHandler<()>) -> Element {
    let drawer = use_answer(move || async move {
        let _ = CHANGES();
        api::call(GetDrawer { date: Some(day) }).await
    });
    let form = use_typing(&format!("drawer-{day}"), Typed::default);
    // Only what is closed on purpose is given up.
    let give_up = move |()| {
        form.forget();
        onclose.call(());
    };
    rsx! {
        Sheet {
            title: format!("{} · {}", t!("drawer"), short(day)), testid: "drawer", onclose: give_up, onleave: onclose,
            StandsAgain { again: form.again(), onempty: move |()| form.empty() }
            match drawer() {
                Some(Ok(drawer)) => rsx! { Count { drawer, form, onclose } },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| drawer.restart() } },
                None => rsx! {},
            }
        }
    }
}

/// What is typed.
#[derive(Debug, Clone, Default, PartialEq)]
struct Typed {
    counted: String,
    /// What is over lay there before the books.
    before: bool,
    note: String,
}

fields!(Typed: counted before note);

#[part]
fn Count(drawer: Drawer, form: Typing<Typed>, onclose: EventHandler<()>) -> Element {
    let submit = use_submit_of(form.place());
    let (date, holds) = (drawer.date, drawer.holds);
    let difference = move |now: &Typed| worth(&now.counted).and_then(|counted| counted.sub(holds, "counted").ok());
    let book = use_callback(move |()| {
        let now = form.peek();
        let Some(counted) = worth(&now.counted) else { return };
        let Some(difference) = difference(&now).filter(|much| !much.is_zero()) else { return };
        // What is missing now lay there no more, whatever was before the books.
        let opening = now.before && difference > Paise::ZERO;
        let what = match (opening, difference.is_negative()) {
            (true, _) => t!("entry-opening"),
            (false, true) => t!("day-book-entry-short"),
            (false, false) => t!("day-book-entry-over"),
        };
        let note = now.note.trim().to_owned();
        let asked = CountDrawer { counted, holds: Some(holds), date: Some(date), opening, note };
        let work = async move { say_saved(what, api::call(asked).await?) };
        submit.send(work, move || onclose.call(()));
    });
    let now = form.read();
    let found = difference(&now);
    let off = found.is_none_or(Paise::is_zero);
    rsx! {
        dl { class: "pairs",
            dt { {t!("drawer-opening")} }
            dd { "data-testid": "drawer-opening", Amount { value: drawer.opening } }
            dt { {t!("drawer-came")} }
            dd { "data-testid": "drawer-came", Amount { value: drawer.came } }
            dt { {t!("drawer-went")} }
            dd { "data-testid": "drawer-went", Amount { value: drawer.went.neg() } }
            if !drawer.adjusted.is_zero() {
                dt { {t!("drawer-adjusted")} }
                dd { "data-testid": "drawer-adjusted", Amount { value: drawer.adjusted } }
            }
            dt { class: "sum", {t!("drawer-holds")} }
            dd { class: "sum", "data-testid": "drawer-holds", Amount { value: holds } }
        }
        if let Some(error) = submit.problem().besides(&["note"]) {
            Trouble { error }
        }
        Keypad {
            label: t!("drawer-counted"), placeholder: t!("drawer-counted"),
            typed: now.counted, ontype: move |text| form.change(|now| now.counted = text), onenter: move |()| book.call(()),
        }
        if found.is_some_and(|difference| difference > Paise::ZERO) {
            label { class: "check",
                input {
                    r#type: "checkbox",
                    "data-testid": "drawer-before",
                    checked: now.before,
                    onchange: move |event| form.change(|now| now.before = event.checked()),
                }
                span { class: "grow", {t!("drawer-before")} }
            }
        }
        if !off {
            Field {
                name: "note", label: t!("party-note"), value: now.note, problem: submit.problem(),
                oninput: move |text| form.change(|now| now.note = text), onenter: move |()| book.call(()),
            }
        }
        div { class: "form-foot stack",
            if let Some(difference) = found {
                p { class: look(difference), role: "status", "data-testid": "drawer-difference", {say_difference(difference)} }
            } else {
                p { class: "muted", {t!("drawer-by-notes")} }
            }
            Button {
                say: t!("drawer-book"), testid: "drawer-book", look: Look::Main, class: "large wide",
                disabled: off || submit.is_busy(), onclick: move |()| book.call(()),
            }
        }
    }
}
