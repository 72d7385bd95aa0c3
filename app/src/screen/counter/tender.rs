//! Taking the money: one key for each way, notes for cash, and what stands over the counter for the rest.

use dioxus::prelude::*;
use smartkhata_core::api::party::PartyView;
use smartkhata_core::date::Date;
use smartkhata_core::item::Item;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_core::{Code, Error};

use super::entry::Entry;
use super::lines::{discount_of, discount_text};
use super::one_box::{self, Match};
use super::{Counter, Over, Pending};
use crate::browser;
use crate::part::{Button, Chip, Chips, Field, Look, Sheet, rupees_short};
use crate::screen::finder::CustomerFinder;
use crate::screen::quick_line::QuickLine;
use crate::screen::return_sheet::ReturnSheet;
use crate::screen::split::Split;
use crate::screen::upi::UpiCode;
use crate::state::bill::{self, BILLS};
use crate::state::keys::{Act, key_of};
use crate::state::{saving, today};
use crate::t;

/// What the bill in hand comes to; zero while it cannot be worked out.
pub fn total() -> Paise {
    BILLS.peek().current.totals().map_or(Paise::ZERO, |result| result.total)
}

/// F12, or Enter on the empty box.
pub fn cash_exact(counter: Counter) {
    exact(counter, Mode::Cash);
}

/// Saves the bill paid in one way, to the paisa.
pub fn exact(counter: Counter, mode: Mode) {
    save(counter, move || in_one(mode, total()));
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
    counter.turns.push(async move {
        let bills = BILLS.peek();
        let (nobody, nothing) = (bills.current.draft.party.is_none(), bills.current.draft.lines.is_empty());
        drop(bills);
        if nobody && !nothing {
            counter.over.set(Some(Over::Customer { then_udhar: true }));
        } else {
            save(counter, Vec::new);
        }
    });
}

/// A bill below cost or over the customer's limit is said once; the same key again, or Enter, saves it all the same.
fn wants_a_word(mut counter: Counter, tenders: &[Tender]) -> bool {
    let (draft, below_cost, over_limit) = {
        let bills = BILLS.peek();
        let current = &bills.current;
        (current.draft.clone(), !current.below_cost.is_empty(), current.over_limit > Paise::ZERO)
    };
    let paid = settled(tenders);
    let over_limit = over_limit && paid.is_none_or(|paid| paid < total());
    let said = counter.pending.peek().as_ref().is_some_and(|pending| pending.draft == draft);
    if said || !(below_cost || over_limit) {
        counter.pending.set(None);
        return false;
    }
    counter.pending.set(Some(Pending { draft, tenders: tenders.to_vec(), over_limit, below_cost }));
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

/// Saves the bill in hand when what was scanned before is on it; the screen is ready for the next one when the answer
/// is here. How it is paid is asked for then.
fn save(mut counter: Counter, tenders: impl FnOnce() -> Vec<Tender> + 'static) {
    if std::mem::replace(&mut *counter.saving.write(), true) {
        return;
    }
    let typed = counter.typed.peek().clone();
    counter.turns.push(async move {
        let tenders = tenders();
        if !wants_a_word(counter, &tenders) {
            match saving::save(tenders).await {
                Ok(_) => {
                    counter.forget();
                    // What was typed since is the next bill's.
                    if *counter.typed.peek() == typed {
                        counter.empty_box();
                    }
                    counter.line.set(None);
                    counter.back_to_box();
                }
                Err(error) => {
                    one_box::refuse(counter, &error);
                    if error.code() == Code::CustomerNeeded {
                        counter.over.set(Some(Over::Customer { then_udhar: true }));
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

/// The tender buttons.
#[component]
pub fn Tenders() -> Element {
    let mut counter: Counter = use_context();
    let total = use_memo(|| BILLS.read().current.totals().map_or(Paise::ZERO, |result| result.total));
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
                            say: rupees_short(sum),
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
                Button { say: t!("bill-save-upi"), testid: "tender-upi", key_hint: key_of(Act::Upi), disabled: off, onclick: move |()| counter.over.set(Some(Over::Upi)) }
                Button { say: t!("bill-save-card"), testid: "tender-card", key_hint: key_of(Act::Card), disabled: off, onclick: move |()| exact(counter, Mode::Card) }
                Button { say: t!("bill-save-udhar"), testid: "tender-udhar", look: Look::Out, key_hint: key_of(Act::Udhar), disabled: off, onclick: move |()| udhar(counter) }
                Button { say: t!("bill-save-split"), testid: "tender-split", disabled: off, onclick: move |()| counter.over.set(Some(Over::Split)) }
            }
        }
    }
}

/// What stands over the counter, if anything.
#[component]
pub fn OverCounter() -> Element {
    let counter: Counter = use_context();
    let close = move |()| counter.back_to_box();
    let over = counter.over.read().clone();
    match over {
        None => rsx! {},
        Some(Over::Customer { then_udhar }) => rsx! {
            Sheet {
                title: if then_udhar { t!("bill-customer-needed") } else { t!("bill-customer") },
                testid: "sheet-customer",
                onclose: close,
                CustomerFinder {
                    walk_in: !then_udhar,
                    onchoose: move |party: Option<PartyView>| {
                        let chosen = party.is_some();
                        bill::set_party(party);
                        counter.back_to_box();
                        if then_udhar && chosen {
                            save(counter, Vec::new);
                        }
                    },
                }
            }
        },
        Some(Over::Discount) => rsx! {
            Sheet { title: t!("bill-discount-bill"), testid: "sheet-discount", onclose: close, BillDiscount {} }
        },
        Some(Over::Date) => rsx! {
            Sheet { title: t!("bill-date"), testid: "sheet-date", onclose: close, BillDate {} }
        },
        Some(Over::Split) => rsx! {
            Sheet { title: t!("bill-save-split"), testid: "sheet-split", onclose: close,
                Split {
                    total: total(),
                    onsave: move |tenders| {
                        counter.back_to_box();
                        save(counter, move || tenders);
                    },
                }
            }
        },
        Some(Over::Upi) => rsx! {
            Sheet { title: t!("bill-show-qr"), testid: "sheet-upi", onclose: close,
                UpiCode {
                    amount: total(),
                    onpaid: move |()| {
                        counter.back_to_box();
                        exact(counter, Mode::Upi);
                    },
                }
            }
        },
        Some(Over::Return) => rsx! {
            ReturnSheet { onclose: close }
        },
        Some(Over::Quick(typed)) => rsx! {
            Sheet { title: t!("quick-title"), testid: "quick-sheet", onclose: close,
                QuickLine { typed, ondone: close }
            }
        },
        Some(Over::Codes(items)) => rsx! {
            Sheet { title: t!("do-choose"), testid: "sheet-codes", onclose: close, Codes { items } }
        },
    }
}

/// Several items under one code: 1, 2, 3 choose.
#[component]
fn Codes(items: Vec<Item>) -> Element {
    let counter: Counter = use_context();
    let by_key = items.clone();
    let take = move |item: &Item| {
        let entry = one_box::waiting(counter, Entry::of(""));
        counter.clear();
        one_box::take_item(counter, item, &entry);
        counter.back_to_box();
    };
    rsx! {
        div {
            class: "list",
            tabindex: "0",
            onmounted: move |element| async move {
                let _ = element.set_focus(true).await;
            },
            onkeydown: move |event| {
                let place = event.key().to_string().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                if let Some(item) = place.and_then(|place| by_key.get(place)) {
                    event.prevent_default();
                    take(item);
                }
            },
            for (place , item) in items.into_iter().enumerate() {
                button {
                    key: "{item.id}",
                    r#type: "button",
                    class: "list-row",
                    "data-testid": "code-{place + 1}",
                    onclick: {
                        let item = item.clone();
                        move |_| {
                            take(&item);
                        }
                    },
                    kbd { "{place + 1}" }
                    Match { item: item.clone() }
                }
            }
        }
    }
}

#[component]
fn BillDiscount() -> Element {
    let counter: Counter = use_context();
    let mut typed = use_signal(|| discount_text(BILLS.peek().current.draft.discount));
    let mut problem = use_signal(crate::part::Problem::default);
    let mut take = move |text: String| match discount_of(&text) {
        Some(discount) => {
            bill::edit(|draft| draft.discount = discount);
            counter.back_to_box();
        }
        None => problem.set(crate::part::Problem(Some(Error::field(Code::InvalidAmount, "discount", text)))),
    };
    rsx! {
        Field {
            name: "discount",
            label: t!("bill-discount-bill"),
            hint: "10% · 50",
            value: typed(),
            mode: "decimal",
            autofocus: true,
            problem: problem(),
            oninput: move |text| typed.set(text),
            onenter: move |()| take(typed()),
        }
        Chips {
            label: t!("bill-discount-percent"),
            chosen: typed(),
            wrap: true,
            onchoose: take,
            chips: ["0", "2%", "5%", "10%", "15%", "20%"]
                .map(|text| Chip { value: text.to_owned(), say: text.to_owned(), testid: format!("discount-{}", text.trim_end_matches('%')) })
                .to_vec(),
        }
        Button { say: t!("do-save"), testid: "discount-save", look: Look::Main, class: "large", onclick: move |()| take(typed()) }
    }
}

#[component]
fn BillDate() -> Element {
    let counter: Counter = use_context();
    let today = today();
    let chosen = BILLS.read().current.draft.date.unwrap_or(today);
    let take = move |day: Date| {
        bill::edit(|draft| draft.date = (day != today).then_some(day));
        counter.back_to_box();
    };
    rsx! {
        Chips {
            label: t!("bill-date"),
            chosen,
            wrap: true,
            onchoose: take,
            chips: vec![
                Chip { value: today, say: t!("today"), testid: "date-today".to_owned() },
                Chip { value: today.plus_days(-1), say: t!("yesterday"), testid: "date-yesterday".to_owned() },
            ],
        }
        Field {
            name: "date",
            label: t!("other-day"),
            kind: "date",
            value: chosen.to_string(),
            oninput: move |text: String| {
                if let Ok(day) = text.parse() {
                    bill::edit(|draft| draft.date = (day != today).then_some(day));
                }
            },
            onenter: move |()| counter.back_to_box(),
        }
        Button { say: t!("do-done"), testid: "date-done", look: Look::Main, class: "large", onclick: move |()| counter.back_to_box() }
    }
}

/// Ctrl+Z: the last change of this bill, else the last save.
pub fn undo(counter: Counter) {
    if !bill::undo_edit()
        && let Some((id, act)) = crate::state::newest_undo()
    {
        crate::state::dismiss(id);
        act();
    }
    let mut line = counter.line;
    line.set(None);
    browser::focus(one_box::ID);
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
