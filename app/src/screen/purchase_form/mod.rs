//! Goods bought: the supplier's bill, what of it came into the stock, what was paid.
//!
//! Test ids: `purchase-form`, `purchase-supplier`, `purchase-new-supplier`, `field-amount`, those of [`lines`],
//! `field-tax`, `field-paid`, `mode-…`, `day-…`, `field-note`, `purchase-save`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::item::SavePurchase;
use smartkhata_core::api::party::{GetParty, ListParties, PartyFilter};
use smartkhata_core::attachment::Owner;
use smartkhata_core::date::Date;
use smartkhata_core::id::PartyId;
use smartkhata_core::item::{Item, input_tax};
use smartkhata_core::money::Paise;
use smartkhata_core::party::snapshot::snapshot_of;
use smartkhata_core::party::{Party, PartyEdit, PartyRole};
use smartkhata_part::part;

use super::attachments::{ChooseFiles, attach_all};
use super::entry::undo;
use super::party_form::save as save_party;
use crate::part::{
    Button, Choice, DayChips, Field, LinkButton, Look, ModeChips, Select, StandsAgain, Trouble, rupees_short,
};
use crate::photo::Chosen;
use crate::route::{self, Route};
use crate::state::answer::use_answer;
use crate::state::kept::use_typing;
use crate::state::submit::use_submit_of;
use crate::state::{self, SHOP, Tone, spawn, use_callback};
use crate::{api, t};

mod line;
mod lines;
mod typed;

use line::{FIGURES, Line, Terms};
pub use lines::TaxRows;
use lines::{FindItem, LineRow};
use typed::Typed;

/// The fields that show their own error, beside those of the lines.
const FIELDS: [&str; 6] = ["amount", "tax", "paid", "note", "supplier", "date"];

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
    let form = use_typing("purchase", || Typed::nothing(today));
    let submit = use_submit_of(form.place());
    let suppliers = use_answer(|| async {
        let _ = state::CHANGES();
        api::call(ListParties { filter: PartyFilter::Suppliers, limit: 500, ..ListParties::default() }).await
    });
    let rows = suppliers().and_then(Result::ok).map(|page| page.rows).unwrap_or_default();
    let choices: Vec<Choice> = std::iter::once(Choice { value: String::new(), say: t!("purchase-no-supplier") })
        .chain(rows.into_iter().map(|party| Choice { value: party.id.to_string(), say: party.name }))
        .collect();
    let seller = use_answer(move || {
        let id = form.read().supplier.parse().ok();
        let _ = state::CHANGES();
        async move { Some(api::call(GetParty { id: id? }).await.ok()?.party) }
    });
    let terms = move |now: &Typed| terms_of(seller().flatten(), now.day.day().unwrap_or(today));
    let save = use_callback(move |()| {
        let now = form.peek();
        let purchase = match now.read(submit.record(), terms(&now)) {
            Ok(purchase) => purchase,
            Err(error) => return submit.refuse(error),
        };
        let files = form.photos().peek().clone();
        let work = async move {
            let Some(name) = now.named() else { return store(purchase, files).await };
            let id = add_supplier(name).await?;
            // Another try after a refusal names nobody a second time.
            form.change_if_here(|now| (now.supplier, now.naming) = (id.to_string(), None));
            store(SavePurchase { supplier: Some(id), ..purchase }, files).await
        };
        submit.send(work, || route::go(Route::Purchases));
    });
    let at = submit.problem();
    let now = form.read();
    let on_khata = !now.supplier.is_empty() || now.named().is_some();
    let terms = terms(&now);
    let sum = now.total(terms).unwrap_or(Paise::ZERO);
    let by_rate = now.by_rate(terms);
    // What the lines come to stands in the field until the bill says something else.
    let proposed_tax = input_tax::sum(&by_rate).and_then(|sum| sum.tax()).unwrap_or_default();
    let proposed_tax = if proposed_tax.is_zero() { String::new() } else { proposed_tax.to_string() };
    let of_lines = (0..now.lines.len()).flat_map(|place| FIGURES.map(|figure| line::field(place, figure)));
    let shown: Vec<String> = FIELDS.map(str::to_owned).into_iter().chain(of_lines).collect();
    let elsewhere = at.besides(&shown.iter().map(String::as_str).collect::<Vec<_>>());
    rsx! {
        main { class: "screen", "data-testid": "purchase-form",
            header { class: "screen-head",
                LinkButton { say: t!("do-back"), testid: "purchase-back", to: Route::Purchases, icon: "back", look: Look::Quiet, bare: true }
                h1 { {t!("purchase-title")} }
            }
            StandsAgain { again: form.again(), onempty: move |()| form.empty() }
            if let Some(error) = elsewhere {
                Trouble { error }
            }
            section { class: "card stack",
                Select {
                    name: "supplier", label: t!("party-supplier"), value: now.supplier, choices, problem: at.clone(),
                    onchange: move |chosen| form.change(|now| now.supplier = chosen),
                }
                match now.naming {
                    None => rsx! {
                        Button {
                            say: t!("purchase-new-supplier"), testid: "purchase-new-supplier", icon: "plus",
                            onclick: move |()| form.change(|now| now.naming = Some(String::new())),
                        }
                    },
                    Some(name) => rsx! {
                        Field {
                            name: "name", label: t!("purchase-new-supplier"), value: name, autofocus: true,
                            oninput: move |text| form.change(|now| now.naming = Some(text)),
                            onenter: move |()| {
                                // Taken at once: Enter a second time names nobody a second time.
                                let Some(name) = form.peek().naming else { return };
                                form.change(|now| now.naming = None);
                                spawn(async move {
                                    match add_supplier(name.clone()).await {
                                        Ok(id) => {
                                            form.change(|now| now.supplier = id.to_string());
                                            state::books_changed();
                                        }
                                        Err(error) => {
                                            form.change(|now| now.naming = Some(name));
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
                FindItem {
                    onfind: move |item: Item| {
                        form.change(|now| now.lines.push(Line::of(item)));
                    },
                }
                for (place , line) in now.lines.iter().cloned().enumerate() {
                    LineRow {
                        key: "{line.item.id}-{place}",
                        place,
                        line,
                        terms,
                        problem: at.clone(),
                        onchange: move |changed| {
                            form.change(|now| {
                                if let Some(line) = now.lines.get_mut(place) {
                                    *line = changed;
                                }
                            });
                        },
                        onremove: move |()| {
                            form.change(|now| {
                                if place < now.lines.len() {
                                    now.lines.remove(place);
                                }
                            });
                        },
                    }
                }
            }
            section { class: "card fields",
                Field {
                    name: "amount", label: t!("purchase-amount"), value: now.amount, mode: "decimal", problem: at.clone(),
                    hint: t!("purchase-amount-hint"), placeholder: sum.to_string(),
                    oninput: move |text| form.change(|now| now.amount = text),
                }
                if terms.gets_back {
                    Field {
                        name: "tax", label: t!("purchase-tax"), value: now.tax, mode: "decimal", problem: at.clone(),
                        placeholder: proposed_tax,
                        hint: t!("purchase-tax-hint"), oninput: move |text| form.change(|now| now.tax = text),
                    }
                    TaxRows { rows: by_rate }
                }
                if on_khata {
                    Field {
                        name: "paid", label: t!("purchase-paid"), value: now.paid, mode: "decimal", problem: at.clone(),
                        hint: t!("purchase-paid-hint"), oninput: move |text| form.change(|now| now.paid = text),
                    }
                }
                div { class: "field whole",
                    ModeChips {
                        label: t!("payments-mode"), chosen: now.mode,
                        onchoose: move |mode| form.change(|now| now.mode = mode),
                    }
                }
                div { class: "field whole",
                    DayChips {
                        label: t!("entry-day"), today, value: now.day, problem: at.clone(),
                        onchoose: move |day| form.change(|now| now.day = day),
                    }
                }
                Field {
                    name: "note", label: t!("purchase-note"), value: now.note, problem: at, class: "whole",
                    oninput: move |text| form.change(|now| now.note = text), onenter: move |()| save.call(()),
                }
                div { class: "field whole", ChooseFiles { chosen: form.photos() } }
            }
            Button {
                say: format!("{} {}", t!("do-save"), if sum.is_zero() { String::new() } else { rupees_short(sum) }),
                testid: "purchase-save", look: Look::Main, class: "large wide",
                // Goods whose cost is not typed yet are told of.
                disabled: submit.is_busy() || sum.is_zero() && now.lines.is_empty(),
                onclick: move |()| save.call(()),
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
