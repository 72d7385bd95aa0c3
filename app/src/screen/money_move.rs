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
    Button, Chip, DayChips, Field, Keypad, Look, ModeChips, Overflow, Sheet, Trouble, chip_row, mode_name,
    rupees_short, worth,
};
use crate::state::submit::use_submit;
use crate::state::{self, Tone, use_callback, use_signal};
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

/// The sheet; money that moves on another day than today begins with that.
#[part]
pub fn MoveSheet(day: Date, onclose: EventHandler<()>) -> Element {
    let mut ends = use_signal(|| (Mode::Cash, Mode::Bank));
    let mut other = use_signal(bool::default);
    let mut typed = use_signal(String::new);
    let mut day = use_signal(|| day);
    let mut note = use_signal(String::new);
    let submit = use_submit();
    let (from, to) = ends();
    let amount = worth(&typed()).filter(|amount| *amount > Paise::ZERO);
    let save = use_callback(move |()| {
        let Some(amount) = worth(&typed.peek()).filter(|amount| *amount > Paise::ZERO) else { return };
        let (from, to) = *ends.peek();
        let (date, note) = (Some(*day.peek()), note.peek().trim().to_owned());
        let asked = MoveMoney { from, to, amount, date, note };
        let what = between(from.account().code(), to.account().code());
        submit.send(async move { say_saved(what, api::call(asked).await?) }, move || onclose.call(()));
    });
    let chips = USUAL.map(|(from, to)| Chip {
        value: Some((from, to)),
        say: between(from.account().code(), to.account().code()),
        testid: format!("move-{}-{}", mode_name(from), mode_name(to)),
    });
    let others = Chip { value: None, say: t!("move-other"), testid: "move-other".to_owned() };
    rsx! {
        Sheet { title: t!("move-title"), testid: "money-move", onclose,
            if let Some(error) = submit.problem().besides(&["note"]) {
                Trouble { error }
            }
            {chip_row(
                t!("move-ends"),
                Overflow::Wraps,
                chips.into_iter().chain([others]),
                &(!other()).then_some((from, to)),
                move |chosen| {
                    other.set(chosen.is_none());
                    if let Some(chosen) = chosen {
                        ends.set(chosen);
                    }
                },
            )}
            if other() {
                p { class: "label", {t!("move-from")} }
                ModeChips { label: t!("move-from"), chosen: from, prefix: "from-", onchoose: move |mode| ends.set((mode, to)) }
                p { class: "label", {t!("move-to")} }
                ModeChips { label: t!("move-to"), chosen: to, prefix: "to-", onchoose: move |mode| ends.set((from, mode)) }
            }
            Keypad { label: t!("entry-amount"), typed: typed(), ontype: move |text| typed.set(text), onenter: move |()| save.call(()) }
            Button {
                say: amount.map_or_else(|| t!("do-save"), |amount| format!("{} {}", t!("do-save"), rupees_short(amount))),
                testid: "move-save", look: Look::Main, class: "large wide",
                disabled: amount.is_none() || from == to || submit.is_busy(),
                onclick: move |()| save.call(()),
            }
            DayChips { label: t!("entry-day"), today: state::today(), value: day(), onchoose: move |chosen| day.set(chosen) }
            Field {
                name: "note", label: t!("party-note"), value: note(), problem: submit.problem(),
                oninput: move |text| note.set(text), onenter: move |()| save.call(()),
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
