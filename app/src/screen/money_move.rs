//! Money moved between the shop's own accounts: cash to the bank, what was paid by card or UPI once it is there.
//!
//! Test ids: `money-move`, `move-cash-bank`, `move-bank-cash`, `move-upi-bank`, `move-card-bank`, `move-cheque-bank`,
//! `move-other`, `from-mode-…`, `to-mode-…`, `keypad-…`, `day-…`, `field-note`, `move-save`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::money::{MoneyEntry, MoveMoney};
use smartkhata_core::date::Date;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::Mode;
use smartkhata_part::part;

use super::account::account_words;
use super::entry::{cancel, undo};
use crate::part::{
    Button, Chip, DayChips, Field, Keypad, Look, ModeChips, Overflow, Sheet, StandsAgain, Trouble, TypedDay, chip_row,
    mode_name, rupees_short, worth,
};
use crate::state::kept::{fields, use_typing};
use crate::state::submit::use_submit_of;
use crate::state::{self, Tone, use_callback};
use crate::{api, t};

/// From where to where, as shops do it, most used first.
const USUAL: [(Mode, Mode); 5] = [
    (Mode::Cash, Mode::Bank),
    (Mode::Bank, Mode::Cash),
    (Mode::Upi, Mode::Bank),
    (Mode::Card, Mode::Bank),
    (Mode::Cheque, Mode::Bank),
];

/// "Cash to Bank", of two accounts' codes.
pub fn between(from: &str, to: &str) -> String {
    t!("moved-between", from = account_words(from), to = account_words(to))
}

/// What is typed.
#[derive(Debug, Clone, PartialEq)]
struct Typed {
    from: Mode,
    to: Mode,
    /// Not one of the usual ways.
    other: bool,
    amount: String,
    day: TypedDay,
    note: String,
}

fields!(Typed: from to other amount day note);

impl Typed {
    fn amount(&self) -> Option<Paise> {
        worth(&self.amount).filter(|amount| *amount > Paise::ZERO)
    }
}

/// The sheet; money that moves on another day than today begins with that.
#[part]
pub fn MoveSheet(day: Date, onclose: EventHandler<()>) -> Element {
    let (from, to, amount, note) = (Mode::Cash, Mode::Bank, String::new(), String::new());
    let form = use_typing(&format!("move-{day}"), || Typed { from, to, other: false, amount, day: day.into(), note });
    let submit = use_submit_of(form.place());
    let save = use_callback(move |()| {
        let now = form.peek();
        let Some(amount) = now.amount() else { return };
        let date = match now.day.read("date") {
            Ok(day) => Some(day),
            Err(error) => return submit.refuse(error),
        };
        let asked = MoveMoney { from: now.from, to: now.to, amount, date, note: now.note.trim().to_owned() };
        let what = between(now.from.account().code(), now.to.account().code());
        let work = async move { say_saved(what, api::call(asked).await?) };
        submit.send(work, move || onclose.call(()));
    });
    // Only what is closed on purpose is given up.
    let give_up = move |()| {
        form.forget();
        onclose.call(());
    };
    let now = form.read();
    let (from, to, amount) = (now.from, now.to, now.amount());
    let chips = USUAL.map(|(from, to)| Chip {
        value: Some((from, to)),
        say: between(from.account().code(), to.account().code()),
        testid: format!("move-{}-{}", mode_name(from), mode_name(to)),
    });
    let others = Chip { value: None, say: t!("move-other"), testid: "move-other".to_owned() };
    rsx! {
        Sheet { title: t!("move-title"), testid: "money-move", onclose: give_up, onleave: onclose,
            StandsAgain { again: form.again(), onempty: move |()| form.empty() }
            if let Some(error) = submit.problem().besides(&["note", "date"]) {
                Trouble { error }
            }
            {chip_row(
                t!("move-ends"),
                Overflow::Wraps,
                chips.into_iter().chain([others]),
                &(!now.other).then_some((from, to)),
                move |chosen| form.change(|now| {
                    now.other = chosen.is_none();
                    if let Some((from, to)) = chosen {
                        (now.from, now.to) = (from, to);
                    }
                }),
            )}
            if now.other {
                p { class: "label", {t!("move-from")} }
                ModeChips { label: t!("move-from"), chosen: from, prefix: "from-", onchoose: move |mode| form.change(|now| now.from = mode) }
                p { class: "label", {t!("move-to")} }
                ModeChips { label: t!("move-to"), chosen: to, prefix: "to-", onchoose: move |mode| form.change(|now| now.to = mode) }
            }
            Keypad {
                label: t!("entry-amount"), typed: now.amount,
                ontype: move |text| form.change(|now| now.amount = text), onenter: move |()| save.call(()),
            }
            Button {
                say: amount.map_or_else(|| t!("do-save"), |amount| format!("{} {}", t!("do-save"), rupees_short(amount))),
                testid: "move-save", look: Look::Main, class: "large wide",
                disabled: amount.is_none() || from == to || submit.is_busy(),
                onclick: move |()| save.call(()),
            }
            DayChips {
                label: t!("entry-day"), today: state::today(), value: now.day, problem: submit.problem(),
                onchoose: move |day| form.change(|now| now.day = day),
            }
            Field {
                name: "note", label: t!("party-note"), value: now.note, problem: submit.problem(),
                oninput: move |text| form.change(|now| now.note = text), onenter: move |()| save.call(()),
            }
        }
    }
}

/// Says that an entry of the shop's own money is in the books, with the way back.
pub fn say_saved(what: String, saved: MoneyEntry) -> Result<()> {
    state::books_changed();
    let id = saved.voucher.id;
    let say = t!("expense-saved", what = what, amount = rupees_short(saved.voucher.amount));
    state::toast(say, Tone::Done, vec![undo(move || cancel(id))]);
    Ok(())
}
