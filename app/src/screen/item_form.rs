//! The details of an item: a name and a price are enough; tax, code and MRP when they are known.
//!
//! Test ids: `item-form`, `field-name`, `field-price`, `field-unit`, `field-price_includes_tax`, `field-code`,
//! `field-hsn`, `field-mrp`, `field-treatment`, `field-track_stock`, `field-low_stock`, what the rates name
//! themselves, what the attachments name themselves, `item-save`, `item-stock`, `item-hide`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::Request;
use smartkhata_core::api::item::{AddStock, GetItem, SaveItem};
use smartkhata_core::attachment::Owner;
use smartkhata_core::id::ItemId;
use smartkhata_core::item::{Item, ItemEdit};
use smartkhata_core::money::{Rate, UnitPrice};
use smartkhata_core::quantity::Milli;
use smartkhata_core::tax::rate::{DatedRate, Treatment};

use super::attachments::Attachments;
use super::entry::undo;
use super::item_rates::Rates;
use super::items::stock_words;
use super::stock_entry::StockSheet;
use crate::part::{Button, Choice, Field, LinkButton, Look, Select, Switch, Trouble, Waiting, said_of};
use crate::route::{self, Route};
use crate::state::submit::use_submit;
use crate::state::{self, CHANGES, SHOP, Tone};
use crate::{api, t};

const FIELDS: [&str; 8] = ["name", "price", "unit", "code", "hsn", "mrp", "rate", "low_stock"];

const TREATMENTS: [(Treatment, &str); 5] = [
    (Treatment::Taxable, "taxable"),
    (Treatment::NilRated, "nil_rated"),
    (Treatment::Exempt, "exempt"),
    (Treatment::NonGst, "non_gst"),
    (Treatment::ZeroRated, "zero_rated"),
];

/// What is typed, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Form {
    name: String,
    code: String,
    hsn: String,
    unit: String,
    price: String,
    price_includes_tax: bool,
    mrp: String,
    treatment: Treatment,
    rates: Vec<DatedRate>,
    /// A rate as typed that cannot be read; `rates` has the one before it.
    unread_rate: Option<String>,
    track_stock: bool,
    low_stock: String,
}

impl Form {
    /// A new item, with the shop's habit of pricing.
    fn new(price_includes_tax: bool) -> Self {
        Self {
            name: String::new(),
            code: String::new(),
            hsn: String::new(),
            unit: String::new(),
            price: String::new(),
            price_includes_tax,
            mrp: String::new(),
            treatment: Treatment::Taxable,
            rates: Vec::new(),
            unread_rate: None,
            track_stock: true,
            low_stock: String::new(),
        }
    }

    fn of(item: &Item) -> Self {
        let price = |price: UnitPrice| if price == UnitPrice::ZERO { String::new() } else { price.to_string() };
        let quantity = |milli: Milli| if milli == Milli::ZERO { String::new() } else { milli.to_string() };
        Self {
            name: item.name.clone(),
            code: item.code.clone(),
            hsn: item.hsn.clone(),
            unit: item.unit.clone(),
            price: price(item.price),
            price_includes_tax: item.price_includes_tax,
            mrp: price(item.mrp),
            treatment: item.treatment,
            rates: item.rates.clone(),
            unread_rate: None,
            track_stock: item.track_stock,
            low_stock: quantity(item.low_stock),
        }
    }

    /// What differs from `before`; everything that is filled in where there is nothing before.
    fn edit(&self, before: Option<&Item>) -> Result<ItemEdit> {
        let text = |now: &String, then: Option<&String>| {
            let now = now.trim();
            (now != then.map_or("", |then| then.trim())).then(|| now.to_owned())
        };
        let price = |text: &str, field: &str| match text.trim() {
            "" => Ok(UnitPrice::ZERO),
            text => text.parse().map_err(|error| said_of(error, field)),
        };
        let low = match self.low_stock.trim() {
            "" => Milli::ZERO,
            text => text.parse().map_err(|error| said_of(error, "low_stock"))?,
        };
        if let Some(text) = self.unread_rate.as_ref().filter(|_| self.treatment.is_taxed()) {
            text.parse::<Rate>().map_err(|error| said_of(error, "rate"))?;
        }
        let (now_price, now_mrp) = (price(&self.price, "price")?, price(&self.mrp, "mrp")?);
        // A new item says all that is not left to the core.
        let differs = |same: Option<bool>| !same.unwrap_or(false);
        Ok(ItemEdit {
            name: text(&self.name, before.map(|item| &item.name)),
            code: text(&self.code, before.map(|item| &item.code)),
            hsn: text(&self.hsn, before.map(|item| &item.hsn)),
            unit: text(&self.unit, before.map(|item| &item.unit)),
            price: differs(before.map(|item| item.price == now_price)).then_some(now_price),
            price_includes_tax: differs(before.map(|item| item.price_includes_tax == self.price_includes_tax))
                .then_some(self.price_includes_tax),
            mrp: differs(before.map(|item| item.mrp == now_mrp)).then_some(now_mrp),
            treatment: differs(before.map(|item| item.treatment == self.treatment)).then_some(self.treatment),
            rates: differs(before.map(|item| item.rates == self.rates)).then(|| self.rates.clone()),
            track_stock: differs(before.map(|item| item.track_stock == self.track_stock)).then_some(self.track_stock),
            low_stock: differs(before.map(|item| item.low_stock == low)).then_some(low),
            archived: None,
        })
    }

    /// The price is above the MRP, which the law forbids at retail.
    fn above_mrp(&self) -> bool {
        let both = self.price.parse::<UnitPrice>().ok().zip(self.mrp.parse::<UnitPrice>().ok());
        both.is_some_and(|(price, mrp)| mrp != UnitPrice::ZERO && price > mrp)
    }
}

/// The edit that takes another edit back.
fn way_back(edit: &ItemEdit, before: &Item) -> ItemEdit {
    ItemEdit {
        name: edit.name.as_ref().map(|_| before.name.clone()),
        code: edit.code.as_ref().map(|_| before.code.clone()),
        hsn: edit.hsn.as_ref().map(|_| before.hsn.clone()),
        unit: edit.unit.as_ref().map(|_| before.unit.clone()),
        price: edit.price.map(|_| before.price),
        price_includes_tax: edit.price_includes_tax.map(|_| before.price_includes_tax),
        mrp: edit.mrp.map(|_| before.mrp),
        treatment: edit.treatment.map(|_| before.treatment),
        rates: edit.rates.as_ref().map(|_| before.rates.clone()),
        track_stock: edit.track_stock.map(|_| before.track_stock),
        low_stock: edit.low_stock.map(|_| before.low_stock),
        archived: edit.archived.map(|_| before.archived),
    }
}

/// A new item, or with an id the details of one.
#[component]
pub fn ItemForm(id: Option<ItemId>) -> Element {
    let item = use_resource(move || async move {
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
                    Fields { before }
                },
            }
        }
    }
}

/// What is in stock, and the way to write that goods came or went.
#[component]
fn Stock(item: Item) -> Element {
    let mut moving = use_signal(|| false);
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

#[component]
fn Fields(before: Option<Item>) -> Element {
    let mut form = use_signal(|| match &before {
        Some(item) => Form::of(item),
        None => Form::new(SHOP.peek().as_ref().is_none_or(|shop| shop.prices_include_tax)),
    });
    let submit = use_submit();
    let kept = before.clone();
    let save = use_callback(move |()| match form.peek().edit(kept.as_ref()) {
        Ok(edit) => submit.send(store(kept.clone(), edit), || {}),
        Err(error) => submit.refuse(error),
    });
    let at = submit.problem();
    let now = form();
    let above_mrp = now.above_mrp();
    let treatments =
        TREATMENTS.map(|(_, name)| Choice { value: name.to_owned(), say: t!(&format!("items-treatment-{name}")) });
    let treatment = TREATMENTS.iter().find(|(value, _)| *value == now.treatment).map_or("", |(_, name)| *name);
    rsx! {
        if let Some(error) = at.besides(&FIELDS) {
            Trouble { error }
        }
        section { class: "card fields",
            Field {
                name: "name", label: t!("items-name"), value: now.name, problem: at.clone(), autofocus: before.is_none(),
                oninput: move |text| form.write().name = text, onenter: move |()| save.call(()),
            }
            Field {
                name: "price", label: t!("items-price"), value: now.price, problem: at.clone(), mode: "decimal",
                oninput: move |text| form.write().price = text, onenter: move |()| save.call(()),
            }
            Field {
                name: "unit", label: t!("items-unit"), value: now.unit, problem: at.clone(), placeholder: "pcs, kg, ltr",
                oninput: move |text| form.write().unit = text, onenter: move |()| save.call(()),
            }
            Switch {
                name: "price_includes_tax", label: t!("items-price-includes-tax"), value: now.price_includes_tax,
                onchange: move |yes| form.write().price_includes_tax = yes,
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
                            form.write().treatment = *value;
                        }
                    },
                }
                Field {
                    name: "hsn", label: t!("items-hsn"), value: now.hsn, problem: at.clone(), mode: "numeric",
                    oninput: move |text| form.write().hsn = text, onenter: move |()| save.call(()),
                }
                if now.treatment.is_taxed() {
                    div { class: "whole",
                        Rates {
                            rates: now.rates, today: state::today(), problem: at.clone(),
                            onchange: move |rates| form.write().rates = rates,
                            onunread: move |text| form.write().unread_rate = text,
                        }
                    }
                }
                Field {
                    name: "code", label: t!("items-code"), value: now.code, problem: at.clone(),
                    oninput: move |text| form.write().code = text, onenter: move |()| save.call(()),
                }
                Field {
                    name: "mrp", label: t!("items-mrp"), value: now.mrp, problem: at.clone(), mode: "decimal",
                    oninput: move |text| form.write().mrp = text, onenter: move |()| save.call(()),
                }
                Switch {
                    name: "track_stock", label: t!("items-track-stock"), value: now.track_stock,
                    onchange: move |yes| form.write().track_stock = yes,
                }
                if now.track_stock {
                    Field {
                        name: "low_stock", label: t!("items-low-at"), value: now.low_stock, problem: at, mode: "decimal",
                        oninput: move |text| form.write().low_stock = text, onenter: move |()| save.call(()),
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
                onclick: move |()| save.call(()),
            }
            if let Some(item) = before {
                Hide { item }
            }
        }
    }
}

/// Takes an item out of the lists, or puts it back.
#[component]
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
                    if let Err(error) = store(Some(item), edit).await {
                        state::say_error(&error);
                    }
                });
            },
        }
    }
}

/// Saves, says so with the way back, and shows the list.
async fn store(before: Option<Item>, edit: ItemEdit) -> Result<()> {
    let saved = api::call(SaveItem { id: before.as_ref().map(|item| item.id), edit: edit.clone() }).await?;
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
        let asked = SaveItem { id: Some(id), edit: back.clone() };
        async move { api::call(asked).await.map(drop) }
    });
    state::toast(say, Tone::Done, vec![again]);
    route::go(Route::Items);
    state::books_changed();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_item_says_its_price_and_an_unreadable_one_is_said_at_its_field() {
        let form = Form { name: "Sugar".into(), price: "42.50".into(), unit: "kg".into(), ..Form::new(true) };
        let edit = form.edit(None).expect("an edit");
        assert_eq!(edit.name.as_deref(), Some("Sugar"));
        assert_eq!(edit.price, "42.50".parse().ok());
        assert_eq!(edit.price_includes_tax, Some(true));
        assert_eq!(edit.code, None);
        let field = |form: Form| form.edit(None).err().and_then(|error| error.field);
        assert_eq!(field(Form { price: "x".into(), ..form.clone() }).as_deref(), Some("price"));
        assert_eq!(field(Form { mrp: "x".into(), ..form.clone() }).as_deref(), Some("mrp"));
        assert_eq!(field(Form { low_stock: "x".into(), ..form.clone() }).as_deref(), Some("low_stock"));
        let unread = Form { unread_rate: Some("18x".into()), ..form };
        assert_eq!(field(unread.clone()).as_deref(), Some("rate"));
        assert_eq!(field(Form { treatment: Treatment::Exempt, ..unread }), None);
    }

    #[test]
    fn a_price_above_the_mrp_is_noticed() {
        let above =
            |price: &str, mrp: &str| Form { price: price.into(), mrp: mrp.into(), ..Form::new(true) }.above_mrp();
        assert!(above("50.01", "50"));
        assert!(!above("50", "50"));
        assert!(!above("50", ""));
        assert!(!above("50", "0"));
    }
}
