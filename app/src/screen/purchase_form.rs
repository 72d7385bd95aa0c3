//! Goods bought: the supplier's bill, what of it came into the stock, what was paid.
//!
//! Test ids: `purchase-form`, `purchase-supplier`, `purchase-new-supplier`, `field-amount`, `purchase-item-search`,
//! `purchase-item` (each match), those of [`purchase_lines`](super::purchase_lines), `field-tax`, `field-paid`, `mode-…`, `day-…`, `field-note`, `purchase-save`; toast: `toast-undo`.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::item::{ListItems, SavePurchase};
use smartkhata_core::api::party::{GetParty, ListParties, PartyFilter};
use smartkhata_core::attachment::Owner;
use smartkhata_core::date::Date;
use smartkhata_core::id::PartyId;
use smartkhata_core::item::{Item, input_tax};
use smartkhata_core::money::Paise;
use smartkhata_core::party::snapshot::snapshot_of;
use smartkhata_core::party::{Party, PartyEdit, PartyRole};
use smartkhata_core::payment::Mode;
use smartkhata_core::{Error, Result};
use smartkhata_part::part;

use super::attachments::{ChooseFiles, attach_all};
use super::best_match;
use super::entry::undo;
use super::party_form::save as save_party;
use super::purchase_lines::{self, Line, LineRow, TaxRows, Terms};
use crate::part::{
    Button, Choice, DayChips, Field, Icon, LinkButton, Look, ModeChips, SearchBox, Select, Trouble, rupees_short,
    said_of, so_much,
};
use crate::photo::Chosen;
use crate::route::{self, Route};
use crate::state::answer::use_answer;
use crate::state::kept::{use_keeping, use_kept};
use crate::state::submit::use_submit;
use crate::state::{self, SHOP, Tone, spawn, use_callback, use_signal};
use crate::{api, t};

/// What is kept of the form while it is typed; its photos are chosen at the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Typed {
    supplier: String,
    naming: Option<String>,
    lines: Vec<Line>,
    amount: String,
    tax: String,
    paid: String,
    mode: Mode,
    day: Date,
    note: String,
}

impl Typed {
    fn nothing(today: Date) -> Self {
        let none = String::new;
        let (supplier, amount, tax, paid, note) = (none(), none(), none(), none(), none());
        Self { supplier, naming: None, lines: Vec::new(), amount, tax, paid, mode: Mode::Cash, day: today, note }
    }
}

/// A sum as typed in a field; nothing typed is what it is otherwise.
fn read_or(typed: &str, field: &'static str, otherwise: Result<Paise>) -> Result<Paise> {
    match typed.trim() {
        "" => otherwise,
        text => text.parse().map_err(|error| said_of(error, field)),
    }
}

/// How a supplier's bill of a day is taxed for this shop.
fn terms_of(seller: Option<Party>, day: Date) -> Terms {
    let shop = SHOP.read();
    let proposes = seller.as_ref().is_some_and(|party| party.registration.charges_tax());
    let seller = seller.map(snapshot_of).unwrap_or_default();
    Terms {
        day,
        gets_back: shop.as_ref().is_some_and(|shop| shop.registration.charges_tax()),
        proposes,
        heads: input_tax::mode(shop.as_ref().map_or("", |shop| &shop.state), &seller),
    }
}

/// The form.
#[part]
pub fn PurchaseForm() -> Element {
    let today = state::today();
    let place = use_kept("purchase");
    let begun = use_hook(|| place.read().unwrap_or_else(|| Typed::nothing(today)));
    let mut supplier = use_signal(|| begun.supplier.clone());
    let mut lines = use_signal(|| begun.lines.clone());
    let mut amount = use_signal(|| begun.amount.clone());
    let mut tax = use_signal(|| begun.tax.clone());
    let mut paid = use_signal(|| begun.paid.clone());
    let mut mode = use_signal(|| begun.mode);
    let mut day = use_signal(|| begun.day);
    let mut note = use_signal(|| begun.note.clone());
    let chosen = use_signal(Vec::<Chosen>::new);
    let mut naming = use_signal(|| begun.naming.clone());
    use_keeping(&place, Typed::nothing(today), move || Typed {
        supplier: supplier(),
        naming: naming(),
        lines: lines(),
        amount: amount(),
        tax: tax(),
        paid: paid(),
        mode: mode(),
        day: day(),
        note: note(),
    });
    let submit = use_submit();
    let suppliers = use_answer(|| async {
        let _ = state::CHANGES();
        api::call(ListParties { filter: PartyFilter::Suppliers, limit: 500, ..ListParties::default() }).await
    });
    let rows = suppliers().and_then(Result::ok).map(|page| page.rows).unwrap_or_default();
    let choices: Vec<Choice> = std::iter::once(Choice { value: String::new(), say: t!("purchase-no-supplier") })
        .chain(rows.into_iter().map(|party| Choice { value: party.id.to_string(), say: party.name }))
        .collect();
    let seller = use_answer(move || {
        let id = supplier().parse().ok();
        let _ = state::CHANGES();
        async move { Some(api::call(GetParty { id: id? }).await.ok()?.party) }
    });
    let terms = move || terms_of(seller().flatten(), day());
    let by_rate = move || purchase_lines::tax(&lines.read(), terms());
    let tax_in_it = move || read_or(&tax.read(), "tax", input_tax::sum(&by_rate()).and_then(|sum| sum.tax()));
    // What is not typed is what the lines cost, and their tax; without a supplier all of it is paid.
    let total = move || -> Result<Paise> {
        read_or(&amount.read(), "amount", purchase_lines::cost(&lines.read()).add(tax_in_it()?, "amount"))
    };
    // A name that was typed and not yet saved by itself is the supplier all the same.
    let named = move || naming.read().as_deref().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    let save = use_callback(move |()| {
        let named = named();
        let read = || -> Result<SavePurchase> {
            let amount = total()?;
            let tax = if tax.peek().trim().is_empty() { None } else { Some(tax_in_it()?) };
            let supplier = supplier.peek().parse().ok();
            let typed = paid.peek().trim().to_owned();
            let paid = match (supplier.is_some() || named.is_some(), typed.as_str()) {
                (false, _) => amount,
                (true, "") => Paise::ZERO,
                (true, text) => text.parse().map_err(|error: Error| said_of(error, "paid"))?,
            };
            let lines = purchase_lines::read(&lines.peek(), terms())?;
            let (mode, date, note) = (Some(*mode.peek()), Some(*day.peek()), note.peek().trim().to_owned());
            Ok(SavePurchase { id: submit.record(), supplier, amount, tax, lines, paid, mode, date, note })
        };
        match read() {
            Ok(purchase) => {
                let files = chosen.peek().clone();
                let work = async move {
                    let Some(name) = named else { return store(purchase, files).await };
                    let id = add_supplier(name).await?;
                    // Another try after a refusal names nobody a second time.
                    // The form may be gone by now.
                    if let (Ok(mut supplier), Ok(mut naming)) = (supplier.try_write(), naming.try_write()) {
                        *supplier = id.to_string();
                        *naming = None;
                    }
                    store(SavePurchase { supplier: Some(id), ..purchase }, files).await
                };
                submit.send(place.until(work), || route::go(Route::Purchases));
            }
            Err(error) => submit.refuse(error),
        }
    });
    let at = submit.problem();
    let on_khata = !supplier.read().is_empty() || named().is_some();
    let sum = total().unwrap_or(Paise::ZERO);
    // What the lines come to stands in the field until the bill says something else.
    let proposed_tax = move || {
        let sum = input_tax::sum(&by_rate()).and_then(|sum| sum.tax()).unwrap_or_default();
        if sum.is_zero() { String::new() } else { sum.to_string() }
    };
    rsx! {
        main { class: "screen", "data-testid": "purchase-form",
            header { class: "screen-head",
                LinkButton { say: t!("do-back"), testid: "purchase-back", to: Route::Purchases, icon: "back", look: Look::Quiet, bare: true }
                h1 { {t!("purchase-title")} }
            }
            if let Some(error) = at.besides(&["amount", "tax", "paid", "note", "supplier"]) {
                Trouble { error }
            }
            section { class: "card stack",
                Select {
                    name: "supplier", label: t!("party-supplier"), value: supplier(), choices, problem: at.clone(),
                    onchange: move |chosen| supplier.set(chosen),
                }
                match naming() {
                    None => rsx! {
                        Button { say: t!("purchase-new-supplier"), testid: "purchase-new-supplier", icon: "plus", onclick: move |()| naming.set(Some(String::new())) }
                    },
                    Some(name) => rsx! {
                        Field {
                            name: "name", label: t!("purchase-new-supplier"), value: name, autofocus: true,
                            oninput: move |text| naming.set(Some(text)),
                            onenter: move |()| {
                                // Taken at once: Enter a second time names nobody a second time.
                                let Some(name) = naming.take() else { return };
                                spawn(async move {
                                    match add_supplier(name.clone()).await {
                                        Ok(id) => {
                                            supplier.set(id.to_string());
                                            state::books_changed();
                                        }
                                        Err(error) => {
                                            naming.set(Some(name));
                                            state::say_error(&error);
                                        }
                                    }
                                });
                            },
                        }
                    },
                }
            }
            section { class: "card stack",
                h2 { {t!("purchase-goods")} }
                FindItem { onfind: move |item: Item| lines.write().push(Line::of(item)) }
                for (place , line) in lines().into_iter().enumerate() {
                    LineRow {
                        key: "{line.item.id}-{place}",
                        place,
                        line,
                        terms: terms(),
                        onchange: move |changed| {
                            if let Some(line) = lines.write().get_mut(place) {
                                *line = changed;
                            }
                        },
                        onremove: move |()| {
                            let mut lines = lines.write();
                            if place < lines.len() {
                                lines.remove(place);
                            }
                        },
                    }
                }
            }
            section { class: "card fields",
                Field {
                    name: "amount", label: t!("purchase-amount"), value: amount(), mode: "decimal", problem: at.clone(),
                    hint: t!("purchase-amount-hint"), placeholder: sum.to_string(),
                    oninput: move |text| amount.set(text),
                }
                if terms().gets_back {
                    Field {
                        name: "tax", label: t!("purchase-tax"), value: tax(), mode: "decimal", problem: at.clone(),
                        placeholder: proposed_tax(),
                        hint: t!("purchase-tax-hint"), oninput: move |text| tax.set(text),
                    }
                    TaxRows { rows: by_rate() }
                }
                if on_khata {
                    Field {
                        name: "paid", label: t!("purchase-paid"), value: paid(), mode: "decimal", problem: at.clone(),
                        hint: t!("purchase-paid-hint"), oninput: move |text| paid.set(text),
                    }
                }
                div { class: "field whole",
                    ModeChips {
                        label: t!("payments-mode"), chosen: mode(),
                        onchoose: move |chosen| mode.set(chosen),
                    }
                }
                div { class: "field whole",
                    DayChips { label: t!("entry-day"), today, value: day(), onchoose: move |chosen| day.set(chosen) }
                }
                Field {
                    name: "note", label: t!("purchase-note"), value: note(), problem: at, class: "whole",
                    oninput: move |text| note.set(text), onenter: move |()| save.call(()),
                }
                div { class: "field whole", ChooseFiles { chosen } }
            }
            Button {
                say: format!("{} {}", t!("do-save"), if sum.is_zero() { String::new() } else { rupees_short(sum) }),
                testid: "purchase-save", look: Look::Main, class: "large wide", disabled: submit.is_busy() || sum.is_zero(),
                onclick: move |()| save.call(()),
            }
        }
    }
}

/// Goods of the shop's list.
#[part]
fn FindItem(onfind: EventHandler<Item>) -> Element {
    let mut search = use_signal(String::new);
    let found = use_answer(move || {
        let search = search();
        async move {
            if search.trim().is_empty() {
                return Ok(Vec::new());
            }
            api::call(ListItems { search, limit: 6, ..ListItems::default() }).await.map(|page| page.rows)
        }
    });
    let rows: Vec<Item> = found().and_then(Result::ok).unwrap_or_default();
    rsx! {
        SearchBox {
            label: t!("items-search"), testid: "purchase-item-search", value: search(),
            oninput: move |text| search.set(text),
            onenter: move |()| {
                let typed = search.peek().clone();
                spawn(async move {
                    if let Some(item) = best_match::item("purchase-item-search", &typed).await {
                        onfind.call(item);
                        search.set(String::new());
                    }
                });
            },
        }
        for item in rows {
            button {
                key: "{item.id}",
                r#type: "button",
                class: "list-row",
                "data-testid": "purchase-item",
                onclick: {
                    let item = item.clone();
                    move |_| {
                        onfind.call(item.clone());
                        search.set(String::new());
                    }
                },
                Icon { name: "plus", small: true }
                span { class: "grow name", "{item.name}" }
                span { class: "more", {so_much(item.stock, &item.unit)} }
            }
        }
    }
}

async fn add_supplier(name: String) -> Result<PartyId> {
    let edit = PartyEdit { name: Some(name), role: Some(PartyRole::Supplier), ..PartyEdit::default() };
    Ok(save_party(None, edit).await?.party.id)
}

/// Saves and says so, with the way back.
async fn store(purchase: SavePurchase, files: Vec<Chosen>) -> Result<()> {
    let amount = purchase.amount;
    let saved = api::call(purchase).await?;
    state::books_changed();
    attach_all(Owner::Voucher(saved.voucher), files).await;
    let back = undo(move || async move {
        for id in [Some(saved.voucher), saved.payment].into_iter().flatten() {
            api::call(CancelVoucher { id, reason: t!("entry-reason-undone") }).await?;
        }
        Ok(())
    });
    state::toast(t!("purchase-saved", amount = rupees_short(amount)), Tone::Done, vec![back]);
    Ok(())
}
