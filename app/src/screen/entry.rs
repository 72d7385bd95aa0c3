//! A khata entry: what was given or got, on the shop's own number keys. A saved entry can be undone for ten
//! seconds; a corrected one is a new entry, and the old one is taken back.
//!
//! Test ids: `entry`, `keypad-…`, `mode-goods`, `mode-cash`, …, `mode-opening`, `day-…`, `field-note`, `entry-save`,
//! what the attachments name themselves; toasts: `toast-undo`, `toast-share`.

use std::rc::Rc;

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use smartkhata_core::Result;
use smartkhata_core::api::bill::{CancelVoucher, RewriteVoucher};
use smartkhata_core::api::party::{AddKhata, CorrectKhata, KhataSaved, KhataSide};
use smartkhata_core::api::payment::{SavePayment, Settle};
use smartkhata_core::attachment::Owner;
use smartkhata_core::date::Date;
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyRole;
use smartkhata_core::payment::{Direction, Mode, Tender};
use smartkhata_part::part;

use super::attachments::{ChooseFiles, attach_all};
use super::khata_side::{self, record};
use super::let_off::{self, LetOffRest, say_let_off, settle};
use super::statement::standing;
use crate::part::{
    self, Button, Chip, DayChips, Field, Keypad, Look, MODES, Overflow, Sheet, StandsAgain, Trouble, TypedDay,
    chip_row, mode_name, mode_say, rupees_short, worth,
};
use crate::photo::Chosen;
use crate::state::kept::{fields, use_typing};
use crate::state::submit::use_submit_of;
use crate::state::{self, Offer, Tone, use_callback};
use crate::{api, t};

/// Whose entry it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whom {
    /// The party.
    pub id: PartyId,
    /// Its name.
    pub name: String,
    /// Its phone, for sharing; may be empty.
    pub phone: String,
    /// A supplier is given money, a customer goods.
    pub role: PartyRole,
    /// What the party owes; below zero what it has to get.
    pub balance: Paise,
}

/// What was given or got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// Goods, without a bill.
    Goods,
    /// Money, and how.
    Money(Mode),
    /// Nothing now: it stands since before the books began.
    Opening,
}

impl What {
    /// What an entry says.
    pub const fn of(mode: Option<Mode>, opening: bool) -> Self {
        match (mode, opening) {
            (_, true) => Self::Opening,
            (Some(mode), false) => Self::Money(mode),
            (None, false) => Self::Goods,
        }
    }

    const fn mode(self) -> Option<Mode> {
        match self {
            Self::Money(mode) => Some(mode),
            Self::Goods | Self::Opening => None,
        }
    }

    fn say(self) -> String {
        match self {
            Self::Goods => t!("entry-goods"),
            Self::Money(mode) => mode_say(mode),
            Self::Opening => t!("entry-opening"),
        }
    }

    /// Everything to choose from, most used first.
    fn chips(role: PartyRole, side: KhataSide) -> impl Iterator<Item = Chip<Self>> {
        let chip = |value: Self, name: &str| Chip { value, say: value.say(), testid: format!("mode-{name}") };
        let goods = has_goods(role, side).then(|| chip(Self::Goods, "goods"));
        let money = MODES.map(|mode| chip(Self::Money(mode), mode_name(mode)));
        goods.into_iter().chain(money).chain([chip(Self::Opening, "opening")])
    }
}

/// Goods go to a customer and come from a supplier.
fn has_goods(role: PartyRole, side: KhataSide) -> bool {
    (side == KhataSide::Gave) == (role == PartyRole::Customer)
}

/// An entry that stands in the books and is to be corrected or written again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// The voucher.
    pub voucher: VoucherId,
    /// How much.
    pub amount: Paise,
    /// What was given or got.
    pub what: What,
    /// The day.
    pub date: Date,
    /// The note.
    pub note: String,
}

/// What is typed: left by accident, it stands there again when that entry is opened next.
#[derive(Debug, Clone, PartialEq)]
struct Typed {
    amount: String,
    what: What,
    day: TypedDay,
    note: String,
    /// The rest that is let off.
    letting: Option<Paise>,
}

fields!(Typed: amount what day note letting);

impl Typed {
    fn new(role: PartyRole, side: KhataSide, today: Date) -> Self {
        let what = if has_goods(role, side) { What::Goods } else { What::Money(Mode::Cash) };
        Self { amount: String::new(), what, day: today.into(), note: String::new(), letting: None }
    }

    fn of(entry: &Before) -> Self {
        let (amount, note) = (trimmed(entry.amount.plain()), entry.note.clone());
        Self { amount, what: entry.what, day: entry.date.into(), note, letting: None }
    }

    /// What it comes to, as far as there is an amount.
    fn amount(&self) -> Option<Paise> {
        worth(&self.amount).filter(|amount| *amount > Paise::ZERO)
    }
}

/// The sheet. With `before` it corrects that entry.
#[part]
pub fn EntrySheet(
    whom: Whom,
    side: KhataSide,
    #[props(default)] before: Option<Before>,
    onclose: EventHandler<()>,
) -> Element {
    let today = state::today();
    let place = match &before {
        None => format!("entry-{}-{}", whom.id, if side == KhataSide::Gave { "gave" } else { "got" }),
        Some(before) => format!("entry-{}", before.voucher),
    };
    let form = use_typing(&place, || before.as_ref().map_or_else(|| Typed::new(whom.role, side, today), Typed::of));
    let submit = use_submit_of(form.place());
    let (balance, is_new) = (whom.balance, before.is_none());
    // A new entry of money that came in may settle the khata for less.
    let let_off = move |now: &Typed| {
        let settles = is_new && side == KhataSide::Got && matches!(now.what, What::Money(_));
        now.amount().and_then(|amount| let_off::rest(balance, Direction::In, amount)).filter(|_| settles)
    };
    let now = form.read();
    let amount = now.amount();
    let title = if before.is_some() {
        format!("{}: {}", t!("do-correct"), whom.name)
    } else {
        khata_side::title(whom.role, side, now.what.mode().is_some(), whom.name.clone())
    };
    let look = if side == KhataSide::Gave { Look::Out } else { Look::In };
    let role = whom.role;
    let save = use_callback(move |()| {
        let now = form.peek();
        let Some(amount) = now.amount() else { return };
        let date = match now.day.read("date") {
            Ok(day) => Some(day),
            Err(error) => return submit.refuse(error),
        };
        let entry = AddKhata {
            id: submit.record(),
            party: whom.id,
            side,
            amount,
            mode: now.what.mode(),
            opening: now.what == What::Opening,
            date,
            note: now.note.trim().to_owned(),
        };
        let (whom, before, files) = (whom.clone(), before.clone(), form.photos().peek().clone());
        let let_off = let_off::agreed(let_off(&now), now.letting);
        let work = async move {
            match &before {
                None => add(whom, entry, let_off, files).await,
                Some(before) => correct(entry, before).await,
            }
        };
        submit.send(work, move || onclose.call(()));
    });
    // Only what is closed on purpose is given up.
    let give_up = move |()| {
        form.forget();
        onclose.call(());
    };
    rsx! {
        Sheet { title, testid: "entry", onclose: give_up, onleave: onclose,
            StandsAgain { again: form.again(), onempty: move |()| form.empty() }
            if let Some(error) = submit.problem().besides(&["note", "date"]) {
                Trouble { error }
            }
            Keypad {
                label: t!("entry-amount"),
                typed: now.amount.clone(),
                ontype: move |text| form.change(|now| now.amount = text),
                onenter: move |()| save.call(()),
            }
            LetOffRest {
                rest: let_off(&now), chosen: now.letting, onchange: move |chosen| form.change(|now| now.letting = chosen),
            }
            Button {
                say: amount.map_or_else(|| t!("do-save"), |amount| format!("{} {}", t!("do-save"), rupees_short(amount))),
                testid: "entry-save",
                look,
                class: "large wide",
                disabled: amount.is_none() || submit.is_busy(),
                onclick: move |()| save.call(()),
            }
            {chip_row(
                match (role, side) {
                    (PartyRole::Customer, KhataSide::Gave) => t!("entry-gave-what"),
                    (PartyRole::Customer, KhataSide::Got) => t!("entry-got-how"),
                    (PartyRole::Supplier, KhataSide::Gave) => t!("entry-paid-how"),
                    (PartyRole::Supplier, KhataSide::Got) => t!("entry-got-what"),
                },
                Overflow::Wraps,
                What::chips(role, side),
                &now.what,
                move |chosen| form.change(|now| now.what = chosen),
            )}
            DayChips {
                label: t!("entry-day"),
                today,
                value: now.day,
                problem: submit.problem(),
                onchoose: move |day| form.change(|now| now.day = day),
            }
            Field {
                name: "note",
                label: t!("party-note"),
                value: now.note,
                problem: submit.problem(),
                oninput: move |text| form.change(|now| now.note = text),
                onenter: move |()| save.call(()),
            }
            if is_new {
                ChooseFiles { chosen: form.photos() }
            }
        }
    }
}

/// `250.00` as one would type it.
fn trimmed(plain: String) -> String {
    plain.strip_suffix(".00").map_or(plain.clone(), str::to_owned)
}

/// Saves a new entry with its photos and says so, with the way back.
async fn add(whom: Whom, entry: AddKhata, let_off: Option<Paise>, files: Vec<Chosen>) -> Result<()> {
    let saved = match let_off {
        None => record(whom.role, entry.clone()).await?,
        Some(_) => {
            let settled = settle(payment_of(&entry), let_off).await?;
            KhataSaved { voucher: settled.voucher.id, balance: settled.balance }
        }
    };
    attach_all(Owner::Voucher(saved.voucher), files).await;
    let is_money = entry.mode.is_some();
    let say = if entry.opening {
        t!("party-saved-opening", name = whom.name.clone(), amount = rupees_short(entry.amount))
    } else {
        khata_side::saved(whom.role, entry.side, is_money, whom.name.clone(), entry.amount)
    };
    let say = say + &say_let_off(let_off);
    let mut offers = vec![undo(move || cancel(saved.voucher))];
    // Nothing was given or got today that one would tell of.
    if !entry.opening {
        let day = entry.date.unwrap_or_else(state::today);
        let did = khata_side::share_text(whom.role, entry.side, is_money, entry.amount, day);
        let message = format!("{did}\n{}", standing(saved.balance, whom.role));
        offers.push(Offer {
            words: "do-share",
            testid: "toast-share",
            act: Rc::new(move || part::share_text(&message, &whom.phone)),
        });
    }
    state::toast(say, Tone::Done, offers);
    Ok(())
}

/// Money that came in, as the payment that it is.
fn payment_of(entry: &AddKhata) -> SavePayment {
    let tender = Tender { mode: entry.mode.unwrap_or(Mode::Cash), amount: entry.amount, reference: String::new() };
    SavePayment {
        id: entry.id,
        direction: Direction::In,
        party: entry.party,
        tenders: vec![tender],
        date: entry.date,
        settle: Settle::OldestFirst,
        note: entry.note.clone(),
    }
}

/// Takes the old entry back and writes the corrected one, both or neither.
async fn correct(entry: AddKhata, before: &Before) -> Result<()> {
    let (id, reason, changes) = (before.voucher, t!("entry-reason-corrected"), changes(before, &entry));
    let saved = api::call(CorrectKhata { id, entry, reason }).await?;
    state::books_changed();
    state::toast(
        t!("entry-corrected", changes = changes),
        Tone::Done,
        vec![undo(move || async move {
            cancel(saved.voucher).await?;
            api::call(RewriteVoucher { id }).await.map(drop)
        })],
    );
    Ok(())
}

/// What is another by a correction; the amount where only the note is.
fn changes(before: &Before, entry: &AddKhata) -> String {
    let what = What::of(entry.mode, entry.opening);
    let date = entry.date.unwrap_or(before.date);
    let pairs = [
        (rupees_short(before.amount), rupees_short(entry.amount)),
        (before.what.say(), what.say()),
        (part::short(before.date), part::short(date)),
    ];
    let changed = pairs.iter().filter(|(was, is)| was != is);
    let said: Vec<String> =
        changed.map(|(was, is)| t!("entry-changed", before = was.clone(), after = is.clone())).collect();
    if said.is_empty() { rupees_short(entry.amount) } else { said.join(" · ") }
}

/// Takes an entry back and offers to put it back; `then` is told under which id it stands again.
pub async fn take_back(id: VoucherId, amount: Paise, then: fn(VoucherId)) -> Result<()> {
    cancel(id).await?;
    state::books_changed();
    let back = undo(move || async move {
        then(api::call(RewriteVoucher { id }).await?.voucher);
        Ok(())
    });
    state::toast(t!("entry-taken-back", amount = rupees_short(amount)), Tone::Done, vec![back]);
    Ok(())
}

/// Takes a voucher back, as undone.
pub async fn cancel(id: VoucherId) -> Result<()> {
    api::call(CancelVoucher { id, reason: t!("entry-reason-undone") }).await.map(drop)
}

/// The undo of a toast: what it does, then the screens read again.
pub fn undo<Work>(act: impl Fn() -> Work + 'static) -> Offer
where
    Work: Future<Output = Result<()>> + 'static,
{
    Offer {
        words: "do-undo",
        testid: "toast-undo",
        act: Rc::new(move || {
            let work = act();
            state::run(async move {
                match work.await {
                    Ok(()) => {
                        state::books_changed();
                        state::say_done(t!("undone"));
                    }
                    Err(error) => state::say_error(&error),
                }
            });
        }),
    }
}
