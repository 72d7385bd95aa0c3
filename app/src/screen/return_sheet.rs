//! Goods that come back: which bill, which lines and how much of each, and how the money goes back.
//!
//! Test ids: `return`, `return-search`, `return-bill` (each bill found), `return-typed`, `return-line`,
//! `return-quantity-<n>`, `return-all`, `return-charges`, `return-other-bill`, and what the refund names itself.

use dioxus::prelude::*;
use smartkhata_core::api::bill::{BillRow, BillView, GetBill, ListBills};
use smartkhata_core::api::returns::{Goods, LineBack};
use smartkhata_core::code::measure;
use smartkhata_core::document::BillLine;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::id::VoucherId;
use smartkhata_core::money::Paise;
use smartkhata_core::quantity::Milli;
use smartkhata_core::{Code, Error, Result};
use smartkhata_part::part;

use super::return_refund::{Back, Refund};
use crate::browser::focus_next;
use crate::part::{
    self, Button, Look, SearchBox, Sheet, StandsAgain, Switch, Trouble, pressed, rupees_short, so_much, takes_enter,
};
use crate::state::answer::use_answer;
use crate::state::bill::BILLS;
use crate::state::kept::{self, use_typing};
use crate::state::{spawn, use_signal};
use crate::{api, t};

/// How many bills are offered.
const SHOWN: u32 = 8;

/// What comes back, as far as it is known.
#[derive(Clone, PartialEq)]
enum Of {
    /// Still to be found.
    Nothing,
    /// A bill.
    Bill(Box<BillView>),
    /// The lines that are typed at the counter, without their bill.
    Typed,
}

/// The sheet. With `bill` it begins at that bill's lines.
#[part]
pub fn ReturnSheet(#[props(default)] bill: Option<BillView>, onclose: EventHandler<()>) -> Element {
    let mut of = use_signal(|| bill.clone().map_or(Of::Nothing, |view| Of::Bill(Box::new(view))));
    // Only what is closed on purpose is given up.
    let give_up = move |()| {
        match &*of.peek() {
            Of::Nothing => {}
            Of::Bill(view) => kept::forget(&place_of(view.voucher.id)),
            Of::Typed => kept::forget(TYPED),
        }
        onclose.call(());
    };
    let title = match of() {
        Of::Bill(view) => t!("return-of-bill", number = view.voucher.number),
        Of::Nothing | Of::Typed => t!("return-title"),
    };
    rsx! {
        Sheet { title, testid: "return", onclose: give_up, onleave: onclose,
            match of() {
                Of::Nothing => rsx! {
                    Find {
                        onbill: move |view: BillView| of.set(Of::Bill(Box::new(view))),
                        ontyped: move |()| of.set(Of::Typed),
                    }
                },
                Of::Bill(view) => rsx! {
                    OfBill { key: "{view.voucher.id}", view: *view, onclose }
                    if bill.is_none() {
                        Button {
                            say: t!("return-other-bill"), testid: "return-other-bill", icon: "back", look: Look::Quiet,
                            onclick: move |()| of.set(Of::Nothing),
                        }
                    }
                },
                Of::Typed => rsx! { OfTyped { onclose } },
            }
        }
    }
}

/// Where what is typed of a bill's goods is kept.
fn place_of(bill: VoucherId) -> String {
    format!("return-{bill}")
}

/// The same of goods without their bill.
const TYPED: &str = "return";

/// Bills that a search finds and that stand; one that cannot be asked finds none.
async fn bills(search: String) -> Vec<BillRow> {
    let page = api::call(ListBills { search, limit: SHOWN, ..ListBills::default() }).await;
    page.map(|page| page.rows.into_iter().filter(|row| !row.cancelled).collect()).unwrap_or_default()
}

/// The bill by its number or the customer's name; without a search the latest ones.
#[part]
fn Find(onbill: EventHandler<BillView>, ontyped: EventHandler<()>) -> Element {
    let mut search = use_signal(String::new);
    let mut refused = use_signal(Option::<Error>::default);
    let mut at = use_signal(|| 0_usize);
    let found = use_answer(move || {
        let search = search();
        async move { (search.clone(), bills(search).await) }
    });
    let rows = found().map(|(_, rows)| rows).unwrap_or_default();
    let none = rows.is_empty() && found().is_some();
    let last = rows.len().saturating_sub(1);
    let here = at().min(last);
    let open = move |id: VoucherId| {
        spawn(async move {
            match api::call(GetBill { id }).await {
                Ok(view) => onbill.call(view),
                Err(error) => refused.set(Some(error)),
            }
        });
    };
    // Enter may come before the answer to what was typed: then that answer is waited for.
    let enter = move |()| {
        spawn(async move {
            let text = search.peek().clone();
            // Not held while the answer is waited for.
            let known = found.peek().clone();
            let rows = match known {
                Some((asked, rows)) if asked == text => rows,
                _ => bills(text).await,
            };
            let at = (*at.peek()).min(rows.len().saturating_sub(1));
            if let Some(row) = rows.get(at) {
                open(row.id);
            }
        });
    };
    let typed_lines = BILLS.read().current.draft.lines.len();
    rsx! {
        div {
            onkeydown: move |event: KeyboardEvent| match pressed(&event).as_str() {
                "ArrowDown" => {
                    event.prevent_default();
                    let next = at.peek().saturating_add(1).min(last);
                    at.set(next);
                }
                "ArrowUp" => {
                    event.prevent_default();
                    let next = at.peek().saturating_sub(1);
                    at.set(next);
                }
                _ => {}
            },
            SearchBox {
                label: t!("return-search"),
                testid: "return-search",
                value: search(),
                autofocus: true,
                oninput: move |text| {
                    search.set(text);
                    at.set(0);
                },
                onenter: enter,
            }
        }
        if let Some(error) = refused() {
            Trouble { error }
        }
        div { class: "list finder-list", role: "list",
            for (place , row) in rows.into_iter().enumerate() {
                div { key: "{row.id}", role: "listitem",
                    button {
                        r#type: "button",
                        class: if place == here { "list-row chosen" } else { "list-row" },
                        "data-testid": "return-bill",
                        onclick: move |_| open(row.id),
                        span { class: "grow",
                            span { class: "name block", "{row.number}" }
                            span { class: "more block",
                                {part::short(row.date)}
                                if !row.party_name.is_empty() {
                                    " · {row.party_name}"
                                }
                            }
                        }
                        span { class: "amount", {rupees_short(row.total)} }
                    }
                }
            }
        }
        if none {
            p { class: "muted", role: "status", {t!("nothing-found")} }
        }
        if typed_lines > 0 {
            Button {
                say: t!("return-typed", count = typed_lines), testid: "return-typed", icon: "undo",
                onclick: move |()| ontyped.call(()),
            }
        }
    }
}

/// The lines that are typed at the counter.
#[part]
fn OfTyped(onclose: EventHandler<()>) -> Element {
    let form = use_typing(TYPED, Back::default);
    let draft = BILLS.peek().current.draft.clone();
    let party = draft.party.is_some();
    rsx! {
        StandsAgain { again: form.again(), onempty: move |()| form.empty() }
        Refund { form, goods: Goods::Typed(Box::new(draft)), party, owes: false, onclose }
    }
}

/// The lines of a bill, each with how much of it comes back.
#[part]
fn OfBill(view: BillView, onclose: EventHandler<()>) -> Element {
    let lines: Vec<BillLine> = match &view.voucher.detail {
        Detail::Bill(bill) => bill.lines.clone(),
        _ => Vec::new(),
    };
    let has_charges = matches!(&view.voucher.detail, Detail::Bill(bill) if !bill.charges.is_empty());
    let left = view.returnable.clone();
    let all: Vec<String> =
        left.iter().map(|left| if left.is_positive() { left.to_string() } else { String::new() }).collect();
    // One line of one piece needs no typing.
    let form = use_typing(&place_of(view.voucher.id), || {
        let quantities = if all.len() == 1 { all.clone() } else { vec![String::new(); all.len()] };
        Back { quantities, ..Back::default() }
    });
    let now = form.read();
    let nothing_left = left.iter().all(|left| !left.is_positive());
    let chosen = chosen(&now.quantities, &lines);
    let party = view.voucher.party.id.is_some();
    let first = left.iter().position(|left| left.is_positive());
    rsx! {
        if nothing_left {
            p { class: "strip wait", {t!("return-nothing-left")} }
        } else {
            StandsAgain { again: form.again(), onempty: move |()| form.empty() }
            div { class: "return-lines", role: "group", aria_label: t!("return-what"),
                for (place , line) in lines.into_iter().enumerate() {
                    BackLine {
                        key: "{place}",
                        place,
                        name: line.name,
                        sold: so_much(line.quantity, &line.unit),
                        left: left.get(place).copied().unwrap_or_default(),
                        typed: now.quantities.get(place).cloned().unwrap_or_default(),
                        autofocus: first == Some(place),
                        ontype: move |text| {
                            form.change(|now| {
                                if let Some(field) = now.quantities.get_mut(place) {
                                    *field = text;
                                }
                            });
                        },
                    }
                }
            }
            div { class: "button-row",
                Button {
                    say: t!("return-all"), testid: "return-all", icon: "check",
                    onclick: move |()| form.change(|now| now.quantities.clone_from(&all)),
                }
                if has_charges {
                    Switch { name: "return-charges", label: t!("return-charges"), value: now.charges, onchange: move |on| form.change(|now| now.charges = on) }
                }
            }
            match chosen {
                Ok(lines) if lines.is_empty() => rsx! {},
                Ok(lines) => rsx! {
                    Refund {
                        form,
                        goods: Goods::OfBill { bill: view.voucher.id, lines, charges: now.charges },
                        party,
                        owes: view.due > Paise::ZERO,
                        onclose,
                    }
                },
                Err(error) => rsx! { Trouble { error } },
            }
        }
    }
}

/// The lines of which something comes back.
fn chosen(typed: &[String], sold: &[BillLine]) -> Result<Vec<LineBack>> {
    let mut out = Vec::new();
    for ((line, text), sold) in (0_u32..).zip(typed).zip(sold) {
        let text = text.trim();
        if text.is_empty() || text == "0" {
            continue;
        }
        let quantity = measure::typed(text, &sold.unit)?;
        if !quantity.is_positive() {
            return Err(Error::field(Code::NotPositive, "quantity", "Say how much comes back."));
        }
        out.push(LineBack { line, quantity });
    }
    Ok(out)
}

#[part]
fn BackLine(
    place: usize,
    name: String,
    sold: String,
    left: Milli,
    typed: String,
    autofocus: bool,
    ontype: EventHandler<String>,
) -> Element {
    let id = format!("return-quantity-{place}");
    rsx! {
        div { class: "return-line", "data-testid": "return-line",
            label { class: "grow", r#for: "{id}",
                span { class: "name block", "{name}" }
                span { class: "more block",
                    {t!("return-sold", sold = sold.clone())}
                    " · "
                    {t!("return-left", left = left.to_string())}
                }
            }
            input {
                class: "input number",
                id: "{id}",
                "data-testid": "{id}",
                r#type: "text",
                inputmode: "decimal",
                autocomplete: "off",
                placeholder: "0",
                disabled: !left.is_positive(),
                value: "{typed}",
                onmounted: move |element| async move {
                    if autofocus {
                        let _ = element.set_focus(true).await;
                    }
                },
                oninput: move |event| ontype.call(event.value()),
                onkeydown: move |event: KeyboardEvent| {
                    if takes_enter(&event) {
                        // Enter goes on to the money: cash is what most get back.
                        focus_next("return-pay");
                    }
                },
            }
        }
    }
}
