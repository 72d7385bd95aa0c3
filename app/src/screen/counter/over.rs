//! What stands over the counter: the customer, the discount, the date, parts of the money, the code to scan.

use std::cell::RefCell;
use std::rc::Rc;

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_core::api::item::GetItem;
use smartkhata_core::api::party::PartyView;
use smartkhata_core::date::Date;
use smartkhata_core::id::ItemId;
use smartkhata_core::item::Item;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::Mode;
use smartkhata_core::{Code, Error};
use smartkhata_part::part;

use super::entry::Entry;
use super::one_box::{self, Match};
use super::pace::{Burst, PAUSE_MS};
use super::tender::{exact, save};
use super::{Counter, Over, goods};
use crate::part::{Button, Chip, DayField, Field, Look, Overflow, Problem, Sheet, TypedDay, chip_row, pressed};
use crate::screen::due::DueField;
use crate::screen::figure::{discount_of, discount_text};
use crate::screen::finder::CustomerFinder;
use crate::screen::item_form;
use crate::screen::quick_line::QuickLine;
use crate::screen::recipient::Recipient;
use crate::screen::return_sheet::ReturnSheet;
use crate::screen::split::Split;
use crate::screen::upi::UpiCode;
use crate::state::bill::{self, BILLS};
use crate::state::{spawn, today, use_signal};
use crate::{api, browser, t};

/// What stands over the counter, if anything.
#[part]
pub fn OverCounter() -> Element {
    let counter: Counter = use_context();
    let close = move |()| counter.back_to_box();
    // Whichever way the choice among items of one code goes from the screen, nobody waits for it any more.
    use_effect(move || {
        if !matches!(*counter.over.read(), Some(Over::Codes(_))) {
            counter.choice.make(None);
        }
    });
    // What a code asks for and what is left to pay are what the bill comes to now.
    let total = use_memo(|| BILLS.read().current.to_pay().unwrap_or(Paise::ZERO));
    let over = counter.over.read().clone();
    match over {
        None => rsx! {},
        Some(Over::Customer { then }) => rsx! {
            Sheet {
                title: if then.is_some() { t!("bill-customer-needed") } else { t!("bill-customer") },
                testid: "sheet-customer",
                onclose: close,
                CustomerFinder {
                    walk_in: then.is_none(),
                    onchoose: move |party: Option<PartyView>| {
                        let then = then.clone().filter(|_| party.is_some());
                        // Not on a bill that is being saved.
                        counter.turns.push(async move { bill::set_party(party) });
                        counter.back_to_box();
                        if let Some(tenders) = then {
                            save(counter, move || tenders);
                        }
                    },
                }
            }
        },
        Some(Over::Recipient) => rsx! {
            Sheet { title: t!("unnamed-title"), testid: "sheet-recipient", onclose: close, Recipient { ondone: close } }
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
        Some(Over::NewItem(named)) => rsx! {
            Sheet { title: t!("items-add"), testid: "sheet-item", onclose: close,
                item_form::Fields { named, ondone: move |id| take_new(counter, id) }
            }
        },
        Some(Over::Codes(items)) => rsx! {
            Sheet { title: t!("do-choose"), testid: "sheet-codes", onclose: close,
                // One choice may follow upon another: the next is asked anew.
                for items in [items] {
                    Codes { key: "{items.first().map(|item| item.id.to_string()).unwrap_or_default()}", items }
                }
            }
        },
    }
}

/// An item was added to the list: it goes on the bill.
fn take_new(counter: Counter, id: ItemId) {
    counter.back_to_box();
    counter.turns.push(async move {
        match api::call(GetItem { id }).await {
            Ok(item) => {
                let mut entry = one_box::waiting(counter, Entry::of(""));
                // What was scanned stands on the bill, and is no longer without a name.
                let in_no_list =
                    |at: &usize| BILLS.peek().current.draft.lines.get(*at).is_some_and(|line| line.item.is_none());
                let scanned = counter.unknown.peek().as_deref().and_then(goods::waits_for_price).filter(in_no_list);
                if let Some(at) = scanned {
                    bill::edit(|draft| entry.quantity = Some(draft.lines.remove(at).quantity));
                }
                counter.clear();
                goods::take_item(counter, &item, &entry);
            }
            Err(error) => one_box::refuse(counter, &error),
        }
    });
}

/// Several items under one code: 1, 2, 3 choose. What is scanned meanwhile waits for the choice.
#[part]
fn Codes(items: Vec<Item>) -> Element {
    let counter: Counter = use_context();
    let by_key = items.clone();
    // A figure that stands alone is a choice: a scanner's come one upon the other.
    let burst = use_hook(|| Rc::new(RefCell::new(Burst::default())));
    let mut scans = use_signal(usize::default);
    let take = move |item: &Item| {
        counter.choice.make(Some(item.clone()));
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
                let key = pressed(&event);
                let keys = burst.borrow_mut().key(&key);
                let scan = if key == "Enter" { burst.borrow_mut().scan(&counter.typed.peek()) } else { None };
                if let Some(code) = scan {
                    event.prevent_default();
                    counter.empty_box();
                    scans += 1;
                    one_box::enter_scan(counter, code);
                }
                let (burst, by_key) = (Rc::clone(&burst), by_key.clone());
                spawn(async move {
                    TimeoutFuture::new(PAUSE_MS).await;
                    let alone = burst.borrow_mut().rest(keys);
                    let place = alone.and_then(|text| text.parse::<usize>().ok()).and_then(|n| n.checked_sub(1));
                    if let Some(item) = place.and_then(|place| by_key.get(place)) {
                        take(item);
                    }
                });
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
        if scans() > 0 {
            p { class: "muted", role: "status", "data-testid": "codes-waiting", {t!("bill-scans-wait", count = scans())} }
        }
    }
}

#[part]
fn BillDiscount() -> Element {
    let counter: Counter = use_context();
    // What is typed takes the place of a discount that is there.
    use_hook(|| browser::focus_next("field-discount"));
    let mut typed = use_signal(|| discount_text(BILLS.peek().current.draft.discount));
    let mut problem = use_signal(Problem::default);
    let mut take = move |text: String| match discount_of(&text) {
        Some(discount) => {
            bill::edit(|draft| draft.discount = discount);
            counter.back_to_box();
        }
        None => problem.set(Problem::refused(Error::field(Code::InvalidAmount, "discount", text))),
    };
    rsx! {
        Field {
            name: "discount",
            label: t!("bill-discount-bill"),
            hint: "10% · 50",
            value: typed(),
            mode: "decimal",
            problem: problem(),
            oninput: move |text| typed.set(text),
            onenter: move |()| take(typed()),
        }
        {chip_row(
            t!("bill-discount-percent"),
            Overflow::Wraps,
            ["0", "2%", "5%", "10%", "15%", "20%"]
                .map(|text| Chip { value: text.to_owned(), say: text.to_owned(), testid: format!("discount-{}", text.trim_end_matches('%')) }),
            &typed(),
            take,
        )}
        Button { say: t!("do-save"), testid: "discount-save", look: Look::Main, class: "large", onclick: move |()| take(typed()) }
    }
}

#[part]
fn BillDate() -> Element {
    let counter: Counter = use_context();
    let today = today();
    let value = {
        let bills = BILLS.read();
        let typed = bills.current.typed_days.date.clone();
        typed.unwrap_or_else(|| bills.current.draft.date.unwrap_or(today).into())
    };
    let done = move |()| match bill::read_days() {
        Ok(()) => counter.back_to_box(),
        Err(_) => browser::show_wrong(),
    };
    let type_date = move |typed: TypedDay| {
        if let Some(day) = bill::type_date(typed) {
            counter.turns.push(bill::set_day(day));
        }
    };
    let chip =
        |day: Date, words: &str, testid: &str| Chip { value: Some(day), say: t!(words), testid: testid.to_owned() };
    rsx! {
        {chip_row(
            t!("bill-date"),
            Overflow::Wraps,
            [chip(today, "today", "date-today"), chip(today.plus_days(-1), "yesterday", "date-yesterday")],
            &value.day(),
            move |day: Option<Date>| {
                if let Some(day) = day {
                    type_date(day.into());
                }
                counter.back_to_box();
            },
        )}
        DayField {
            name: "date",
            label: t!("other-day"),
            value,
            onchange: type_date,
            onenter: done,
        }
        if BILLS.read().current.party.is_some() {
            DueField { onenter: done }
        }
        Button { say: t!("do-done"), testid: "date-done", look: Look::Main, class: "large", onclick: done }
    }
}
