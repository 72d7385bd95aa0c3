//! Taking the money: one key for each way, notes for cash.

use dioxus::prelude::*;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_part::part;

use super::{Counter, Over, Pending, cells, goods, one_box};
use crate::browser;
use crate::part::{Button, Look, rupees_short};
use crate::route::{ROUTE, Route};
use crate::screen::before_saving::{lacking_say, rerated_say};
use crate::screen::recipient::unnamed_say;
use crate::state::bill::{self, BILLS};
use crate::state::keys::{Act, key_of};
use crate::state::saving;
use crate::t;

/// What is to be handed over for the bill in hand; zero while it cannot be worked out.
pub fn to_pay() -> Paise {
    BILLS.peek().current.to_pay().unwrap_or(Paise::ZERO)
}

/// F12, or Enter on the empty box.
pub fn cash_exact(counter: Counter) {
    exact(counter, Mode::Cash);
}

/// Saves the bill paid in one way, to the paisa.
pub fn exact(counter: Counter, mode: Mode) {
    save(counter, move || in_one(mode, to_pay()));
}

/// Saves the bill paid in one way with so much.
fn pay(counter: Counter, mode: Mode, amount: Paise) {
    save(counter, move || in_one(mode, amount));
}

fn in_one(mode: Mode, amount: Paise) -> Vec<Tender> {
    if amount.is_zero() { Vec::new() } else { vec![Tender { mode, amount, reference: String::new() }] }
}

/// F9: all of it on the khata; without a customer, asks for one first.
pub fn udhar(mut counter: Counter) {
    if !one_box::enter_typed(counter) {
        return;
    }
    counter.turns.push(async move {
        if goods::is_unfinished(counter) {
            return;
        }
        let bills = BILLS.peek();
        let (nobody, nothing) = (bills.current.draft.party.is_none(), bills.current.draft.lines.is_empty());
        drop(bills);
        if nobody && !nothing {
            counter.over.set(Some(Over::Customer { then: Some(Vec::new()) }));
        } else {
            save(counter, Vec::new);
        }
    });
}

/// Shows what asks for the money, when what was scanned before is on the bill.
pub fn show(mut counter: Counter, sheet: Over) {
    if !one_box::enter_typed(counter) {
        return;
    }
    counter.turns.push(async move {
        if goods::is_unfinished(counter) {
            return;
        }
        let paid = BILLS.peek().current.paid_before > Paise::ZERO;
        if to_pay() > Paise::ZERO {
            counter.over.set(Some(sheet));
        } else if paid {
            // Of a correction everything may be paid already.
            save(counter, Vec::new);
        }
    });
}

/// A bill whose rates changed just now, that is below cost or over the customer's limit, or lacks what the law wants of the
/// buyer or, sold to a business, of its lines, is said once; the same key again, or Enter, saves it all the same.
fn wants_a_word(mut counter: Counter, tenders: &[Tender], rerated: bool) -> bool {
    let (draft, below_cost, over_limit, business) = {
        let bills = BILLS.peek();
        let current = &bills.current;
        (
            current.draft.clone(),
            !current.below_cost.is_empty(),
            current.over_limit > Paise::ZERO,
            current.is_for_business(),
        )
    };
    let on_khata = settled(tenders).is_none_or(|paid| paid < to_pay());
    let why = [
        rerated.then(rerated_say).flatten(),
        below_cost.then(|| t!("pending-below-cost")),
        (over_limit && on_khata).then(|| t!("pending-over-limit")),
        unnamed_say(),
        business.then(lacking_say).flatten(),
    ];
    let why: Vec<String> = why.into_iter().flatten().collect();
    let said = counter
        .pending
        .peek()
        .as_ref()
        .is_some_and(|pending| pending.draft == draft && why.iter().all(|word| pending.why.contains(word)));
    if said || why.is_empty() {
        counter.pending.set(None);
        return false;
    }
    if *ROUTE.peek() != Route::Bill {
        one_box::say_refused(counter, why.join(" "));
    }
    counter.pending.set(Some(Pending { draft, tenders: tenders.to_vec(), why }));
    counter.back_to_box();
    true
}

/// What tenders come to.
fn settled(tenders: &[Tender]) -> Option<Paise> {
    Paise::sum(tenders.iter().map(|tender| tender.amount), "paid").ok()
}

/// Saves what waits for a second key; false when nothing does, or the bill was changed since.
pub fn save_pending(counter: Counter) -> bool {
    let waiting = counter.pending.peek().clone();
    let here = waiting.filter(|pending| pending.draft == BILLS.peek().current.draft);
    match here {
        Some(pending) => {
            save(counter, move || pending.tenders);
            true
        }
        None => false,
    }
}

/// Saves the bill in hand when what was scanned or typed before is on it; the screen is ready for the next one when the
/// answer is here. How it is paid is asked for then.
pub fn save(mut counter: Counter, tenders: impl FnOnce() -> Vec<Tender> + 'static) {
    if *counter.saving.peek() || !one_box::enter_typed(counter) {
        return;
    }
    counter.saving.set(true);
    counter.turns.push(async move {
        // What was typed just now is on the bill, and not yet in what the core has said of it.
        let rerated = bill::look_again().await;
        let tenders = tenders();
        if !goods::is_unfinished(counter) && !wants_a_word(counter, &tenders, rerated) {
            match saving::save(tenders.clone()).await {
                Ok(_) => {
                    // What was typed since is the next bill's.
                    counter.forget();
                    counter.line.set(None);
                    counter.back_to_box();
                }
                Err(error) => {
                    one_box::refuse(counter, &error);
                    if error.wants_customer() {
                        counter.over.set(Some(Over::Customer { then: Some(tenders) }));
                    } else if bill::read_days().is_err() {
                        counter.over.set(Some(Over::Date));
                    }
                }
            }
        }
        counter.saving.set(false);
    });
}

/// Sums that customers hand over for a total: the next ones that notes make. 2,000 was taken out of use in 2023.
pub fn notes_for(total: Paise) -> Vec<Paise> {
    let mut sums = Vec::new();
    for note in [10, 50, 100, 200, 500] {
        let note = Paise::rupees(note).get();
        let up = total.get().checked_add(note.saturating_sub(1)).and_then(|sum| sum.checked_div(note));
        let sum = up.and_then(|times| times.checked_mul(note)).and_then(|sum| Paise::new(sum, "received").ok());
        if let Some(sum) = sum.filter(|sum| *sum > total && !sums.contains(sum)) {
            sums.push(sum);
        }
    }
    sums.truncate(4);
    sums
}

/// The note that is handed over and what goes back for it.
fn note_say(note: Paise, total: Paise) -> String {
    let change = note.sub(total, "change").unwrap_or(Paise::ZERO);
    t!("bill-note-change", note = rupees_short(note), change = rupees_short(change))
}

/// The tender buttons.
#[part]
pub fn Tenders() -> Element {
    let counter: Counter = use_context();
    let total = use_memo(|| BILLS.read().current.to_pay().unwrap_or(Paise::ZERO));
    let empty = use_memo(|| BILLS.read().current.draft.lines.is_empty());
    let off = empty() || *counter.saving.read();
    rsx! {
        section { class: "counter-tenders", aria_label: t!("bill-paid"),
            if !off {
                div { class: "counter-notes", role: "group", aria_label: t!("bill-tender-notes"),
                    span { class: "muted", {t!("bill-tender-notes")} }
                    for sum in notes_for(total()) {
                        Button {
                            key: "{sum}",
                            say: note_say(sum, total()),
                            testid: "note-{sum.get() / 100}",
                            onclick: move |()| pay(counter, Mode::Cash, sum),
                        }
                    }
                }
            }
            Button {
                say: t!("bill-save-exact"),
                testid: "tender-cash",
                look: Look::Main,
                class: "large wide",
                key_hint: key_of(Act::Cash),
                disabled: off,
                onclick: move |()| cash_exact(counter),
            }
            div { class: "counter-tender-row",
                Button { say: t!("bill-save-upi"), testid: "tender-upi", key_hint: key_of(Act::Upi), disabled: off, onclick: move |()| show(counter, Over::Upi) }
                Button { say: t!("bill-save-card"), testid: "tender-card", key_hint: key_of(Act::Card), disabled: off, onclick: move |()| exact(counter, Mode::Card) }
                Button { say: t!("bill-save-udhar"), testid: "tender-udhar", look: Look::Out, key_hint: key_of(Act::Udhar), disabled: off, onclick: move |()| udhar(counter) }
                Button { say: t!("bill-save-split"), testid: "tender-split", key_hint: key_of(Act::Split), disabled: off, onclick: move |()| show(counter, Over::Split) }
            }
        }
    }
}

/// Ctrl+Z: what is typed in a cell, else the last change of this bill, else the last save.
pub fn undo(mut counter: Counter) {
    if cells::leave(counter) {
        return browser::focus(one_box::ID);
    }
    counter.turns.push(async move {
        if !bill::undo_edit()
            && let Some((id, act)) = crate::state::newest_undo()
        {
            crate::state::dismiss(id);
            act();
        }
        counter.line.set(None);
        browser::focus(one_box::ID);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_what_a_customer_would_hand_over() {
        let sums = |total: &str| {
            notes_for(total.parse().expect("an amount")).into_iter().map(rupees_short).collect::<Vec<_>>()
        };
        assert_eq!(sums("265"), ["₹270", "₹300", "₹400", "₹500"]);
        assert_eq!(sums("1240"), ["₹1,250", "₹1,300", "₹1,400", "₹1,500"]);
        assert_eq!(sums("500"), ["₹600"]);
        assert_eq!(
            sums("90071992547409.91"),
            ["₹9,00,71,99,25,47,410"].map(str::to_owned).as_slice().get(1..).unwrap_or_default()
        );
    }
}
