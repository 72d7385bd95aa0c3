//! The details of an item: a name and a price are enough; tax, code and MRP when they are known.
//!
//! Test ids: `item-form`, `field-name`, `field-price`, `field-unit`, `field-price_includes_tax`, `field-code`,
//! `field-hsn`, what the proposals name themselves, `field-mrp`, `field-treatment`, `field-track_stock`,
//! `field-low_stock`, `field-opening-quantity` and `field-opening-cost` (of a new one), what the rates name themselves,
//! what the attachments and the scan name themselves, `item-save`, `item-stock`, `item-hide`; toast: `toast-undo`.

use std::cell::Cell;
use std::rc::Rc;

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::Request;
use smartkhata_core::api::item::{AddStock, GetItem, SaveItem};
use smartkhata_core::attachment::Owner;
use smartkhata_core::id::{ItemId, VoucherId};
use smartkhata_core::item::{Item, ItemEdit, OpeningStock};
use smartkhata_core::tax::rate::Treatment;
use smartkhata_part::part;

use super::attachments::Attachments;
use super::entry::{cancel, undo};
use super::item_rates::Rates;
use super::items::stock_words;
use super::stock_entry::StockSheet;
use crate::part::{Button, Choice, Field, LinkButton, Look, Scan, Select, StandsAgain, Switch, Trouble, Waiting, unit};
use crate::route::{self, Route};
use crate::state::answer::use_answer;
use crate::state::kept::use_typing;
use crate::state::submit::use_submit_of;
use crate::state::{self, CHANGES, SHOP, Tone, role, use_callback, use_signal};
use crate::{api, t};

mod proposed;
mod typed;

use proposed::Proposed;
use typed::{Form, way_back};

const FIELDS: [&str; 12] = [
    "name",
    "price",
    "unit",
    "code",
    "hsn",
    "mrp",
    "rate",
    "next_rate",
    "next_from",
    "low_stock",
    "opening.quantity",
    "opening.cost",
];

const TREATMENTS: [(Treatment, &str); 5] = [
    (Treatment::Taxable, "taxable"),
    (Treatment::NilRated, "nil_rated"),
    (Treatment::Exempt, "exempt"),
    (Treatment::NonGst, "non_gst"),
    (Treatment::ZeroRated, "zero_rated"),
];

/// A new item, or with an id the details of one.
#[part]
pub fn ItemForm(id: Option<ItemId>) -> Element {
    let item = use_answer(move || async move {
        let _ = CHANGES();
        match id {
            Some(id) => api::call(GetItem { id }).await.map(Some),
            None => Ok(None),
        }
    });
    rsx! {
        main { class: "screen", "data-testid": "item-form",
            header { class: "screen-head",
                LinkButton {
                    say: t!("do-back"), testid: "item-form-back", to: Route::Items, icon: "back", bare: true,
                    look: Look::Quiet,
                }
                h1 { if id.is_some() { {t!("items-edit")} } else { {t!("items-add")} } }
            }
            match item() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error } },
                Some(Ok(before)) => rsx! {
                    if let Some(item) = before.clone() {
                        Stock { item }
                    }
                    Fields { before, ondone: move |_| route::go(Route::Items) }
                },
            }
        }
    }
}

/// What is in stock, and the way to write that goods came or went.
#[part]
fn Stock(item: Item) -> Element {
    let mut moving = use_signal(bool::default);
    let Some((words, tint)) = stock_words(&item) else { return rsx! {} };
    rsx! {
        section { class: "card item-stock",
            span { class: "grow",
                span { class: "muted", {t!("items-stock")} " " }
                span { class: "tag {tint}", "data-testid": "item-stock-now", "{words}" }
            }
            Button { say: t!("items-stock-entry"), testid: "item-stock", asks: AddStock::NAME, icon: "items", onclick: move |()| moving.set(true) }
        }
        if moving() {
            StockSheet { item, onclose: move |()| moving.set(false) }
        }
    }
}

/// What is filled in; `named` is the name of a new item as far as it was typed elsewhere.
#[part]
pub fn Fields(before: Option<Item>, #[props(default)] named: String, ondone: EventHandler<ItemId>) -> Element {
    let place = match &before {
        Some(item) => format!("item-{}", item.id),
        None => format!("item-{named}"),
    };
    let form = use_typing(&place, || match &before {
        Some(item) => Form::of(item),
        None => {
            let form = Form::new(SHOP.peek().as_ref().is_none_or(|shop| shop.prices_include_tax));
            let is_code = named.chars().all(|c| c.is_ascii_digit());
            if is_code { Form { code: named, ..form } } else { Form { name: named, ..form } }
        }
    });
    let submit = use_submit_of(form.place());
    // What is changed here goes by the item as it was when the form began; what another device changes meanwhile stays.
    let before = use_hook(|| before);
    let kept = before.clone();
    let brings = before.is_none() && role::may::<AddStock>();
    let typed = move |kept: Option<&Item>| {
        let form = form.peek();
        let opening = if brings { form.opening()? } else { None };
        Ok::<_, smartkhata_core::Error>((form.edit(kept)?, opening))
    };
    let send = use_callback(move |()| match typed(kept.as_ref()) {
        Ok((edit, opening)) => {
            let saved = Rc::new(Cell::new(None));
            let (told, before) = (Rc::clone(&saved), kept.clone());
            let drawn = submit.record_of_new();
            let work = async move {
                told.set(Some(save_with(before, drawn, edit, opening).await?));
                Ok(())
            };
            submit.send(work, move || {
                if let Some(id) = saved.get() {
                    ondone.call(id);
                }
            });
        }
        Err(error) => submit.refuse(error),
    });
    let mut scanning = use_signal(bool::default);
    let at = submit.problem();
    let now = form.read();
    let above_mrp = now.above_mrp();
    let charges_tax = SHOP.read().as_ref().is_some_and(|shop| shop.registration.charges_tax());
    let treatments =
        TREATMENTS.map(|(_, name)| Choice { value: name.to_owned(), say: t!(&format!("items-treatment-{name}")) });
    let treatment = TREATMENTS.iter().find(|(value, _)| *value == now.treatment).map_or("", |(_, name)| *name);
    rsx! {
        StandsAgain { again: form.again(), onempty: move |()| form.empty() }
        if let Some(error) = at.besides(&FIELDS) {
            Trouble { error }
        }
        section { class: "card fields",
            Field {
                name: "name", label: t!("items-name"), value: now.name, problem: at.clone(), autofocus: before.is_none(),
                oninput: move |text| form.change(|now| now.name = text), onenter: move |()| send.call(()),
            }
            Field {
                name: "price", label: t!("items-price"), value: now.price, problem: at.clone(), mode: "decimal",
                oninput: move |text| form.change(|now| now.price = text), onenter: move |()| send.call(()),
            }
            Field {
                name: "unit", label: t!("items-unit"), value: now.unit, problem: at.clone(), placeholder: ["PCS", "KGS", "LTR"].map(unit).join(", "),
                oninput: move |text| form.change(|now| now.unit = text), onenter: move |()| send.call(()),
            }
            if brings && now.track_stock {
                Field {
                    name: "opening.quantity", label: t!("items-stock-now"), hint: t!("items-stock-now-hint"),
                    value: now.stock_now, problem: at.clone(), mode: "decimal",
                    oninput: move |text| form.change(|now| now.stock_now = text), onenter: move |()| send.call(()),
                }
                Field {
                    name: "opening.cost", label: t!("items-cost-price"), hint: t!("items-cost-price-hint"), value: now.cost,
                    problem: at.clone(), mode: "decimal",
                    oninput: move |text| form.change(|now| now.cost = text), onenter: move |()| send.call(()),
                }
            }
            Switch {
                name: "price_includes_tax", label: t!("items-price-includes-tax"), value: now.price_includes_tax,
                onchange: move |yes| form.change(|now| now.price_includes_tax = yes),
            }
            if above_mrp {
                p { class: "strip wait whole", {t!("items-mrp-below")} }
            }
        }
        section { class: "card",
            h2 { {t!("items-more-details")} }
            div { class: "fields",
                Select {
                    name: "treatment", label: t!("items-treatment"), value: treatment, choices: treatments.to_vec(),
                    onchange: move |name: String| {
                        if let Some((value, _)) = TREATMENTS.iter().find(|(_, known)| *known == name) {
                            form.change(|now| now.treatment = *value);
                        }
                    },
                }
                Field {
                    name: "hsn", label: t!("items-hsn"), value: now.hsn, problem: at.clone(), mode: "numeric",
                    oninput: move |text| form.change(|now| now.hsn = text), onenter: move |()| send.call(()),
                }
                if charges_tax {
                    Proposed { form }
                }
                if now.treatment.is_taxed() {
                    div { class: "whole",
                        Rates {
                            rates: now.rates, today: state::today(), problem: at.clone(), unread: now.unread_rate,
                            onchange: move |rates| form.change(|now| now.rates = rates),
                            onunread: move |text| form.change(|now| now.unread_rate = text),
                            next: now.next_rate, onnext: move |next| form.change(|now| now.next_rate = next),
                        }
                    }
                }
                div { class: "with-scan",
                    Field {
                        name: "code", label: t!("items-code"), value: now.code, problem: at.clone(),
                        oninput: move |text| form.change(|now| now.code = text), onenter: move |()| send.call(()),
                    }
                    Scan {
                        open: scanning,
                        onscan: move |code| {
                            form.change(|now| now.code = code);
                            scanning.set(false);
                        },
                    }
                }
                Field {
                    name: "mrp", label: t!("items-mrp"), value: now.mrp, problem: at.clone(), mode: "decimal",
                    oninput: move |text| form.change(|now| now.mrp = text), onenter: move |()| send.call(()),
                }
                Switch {
                    name: "track_stock", label: t!("items-track-stock"), value: now.track_stock,
                    onchange: move |yes| form.change(|now| now.track_stock = yes),
                }
                if now.track_stock {
                    Field {
                        name: "low_stock", label: t!("items-low-at"), value: now.low_stock, problem: at, mode: "decimal",
                        oninput: move |text| form.change(|now| now.low_stock = text), onenter: move |()| send.call(()),
                    }
                }
            }
        }
        if let Some(item) = &before {
            Attachments { owner: Owner::Item(item.id) }
        }
        div { class: "button-row form-foot",
            Button {
                say: t!("do-save"), testid: "item-save", look: Look::Main, class: "large grow", disabled: submit.is_busy(),
                onclick: move |()| send.call(()),
            }
            if let Some(item) = before {
                Hide { item }
            }
        }
    }
}

/// Takes an item out of the lists, or puts it back.
#[part]
fn Hide(item: Item) -> Element {
    rsx! {
        Button {
            say: if item.archived { t!("items-show-again") } else { t!("items-archive") },
            testid: "item-hide",
            class: "large",
            onclick: move |()| {
                let item = item.clone();
                let edit = ItemEdit { archived: Some(!item.archived), ..ItemEdit::default() };
                state::run(async move {
                    match save(Some(item), edit).await {
                        Ok(_) => route::go(Route::Items),
                        Err(error) => state::say_error(&error),
                    }
                });
            },
        }
    }
}

/// Saves and says so, with the way back.
pub async fn save(before: Option<Item>, edit: ItemEdit) -> Result<ItemId> {
    save_with(before, None, edit, None).await
}

/// As [`save`]; of a new one `drawn` is the id that its form drew, `opening` its stock.
async fn save_with(
    before: Option<Item>,
    drawn: Option<VoucherId>,
    edit: ItemEdit,
    opening: Option<OpeningStock>,
) -> Result<ItemId> {
    let brought = opening.is_some();
    let drawn = drawn.map(|id| ItemId::new(id.uuid()));
    let id = before.as_ref().map(|item| item.id).or(drawn);
    let saved = api::call(SaveItem { id, edit: edit.clone(), opening }).await?;
    let id = saved.id;
    let back = match &before {
        Some(before) => way_back(&edit, before),
        // A new item cannot be unmade; out of the lists it is as good as that.
        None => ItemEdit { archived: Some(true), ..ItemEdit::default() },
    };
    let name = saved.name;
    let say = match edit.archived {
        Some(true) => t!("items-hidden", name = name),
        Some(false) => t!("items-shown", name = name),
        None => t!("items-saved", name = name),
    };
    let again = undo(move || {
        let asked = SaveItem { id: Some(id), edit: back.clone(), opening: None };
        async move {
            if brought {
                cancel(id.opening_stock()).await?;
            }
            api::call(asked).await.map(drop)
        }
    });
    state::toast(say, Tone::Done, vec![again]);
    state::books_changed();
    Ok(id)
}
